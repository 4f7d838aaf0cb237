//! How fast documents are read: megabytes of news text a second on one core.
//!
//! `cargo bench --bench read` reads generated text; with `ONRECORD_BENCH_TEXT=FILE` a file of yours (a JSONL file
//! is read document by document).

use onrecord::read::{ReadOptions, read};
use onrecord::text::{Document, Format, Prose, jsonl_documents};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Each measurement runs for at least this long.
const AT_LEAST: Duration = Duration::from_secs(2);

fn main() {
    let documents = documents();
    let bytes: usize = documents.iter().map(|d| d.text.len()).sum();
    let options = ReadOptions::default();
    println!("{} documents, {:.2} MB", documents.len(), bytes as f64 / 1e6);
    measure("tokens and sentences", bytes, || {
        documents.iter().map(|d| Prose::new(&d.text).tokens.len()).sum::<usize>()
    });
    measure("whole reading", bytes, || documents.iter().map(|d| read(d, &options).quotes.len()).sum::<usize>());
}

fn measure(what: &str, bytes: usize, mut work: impl FnMut() -> usize) {
    black_box(work());
    let (start, mut rounds) = (Instant::now(), 0u32);
    while start.elapsed() < AT_LEAST {
        black_box(work());
        rounds += 1;
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{what}: {:.1} MB/s", bytes as f64 * f64::from(rounds) / seconds / 1e6);
}

fn documents() -> Vec<Document> {
    match std::env::var("ONRECORD_BENCH_TEXT") {
        Ok(path) => {
            let bytes = std::fs::read(&path).expect("the file that ONRECORD_BENCH_TEXT names");
            match Format::of_name(&path) {
                Some(Format::Jsonl) => jsonl_documents(&path, &bytes[..]).filter_map(Result::ok).collect(),
                format => Document::parse(&path, format.unwrap_or(Format::Plain), &bytes).into_iter().collect(),
            }
        }
        Err(_) => generated(),
    }
}

/// Articles of some 2,000 words with quotes, names and dates in the proportions of agency copy.
fn generated() -> Vec<Document> {
    let people = [("Anna", "Berg"), ("Tom", "Falk"), ("Maria", "Lindqvist"), ("Paul", "Marchand"), ("Omar", "Haddad")];
    let places = ["Oslo", "Geneva", "Ohio", "Lagos", "Warsaw"];
    let days = ["Monday", "June 16", "Thursday", "last week", "in May 2019"];
    (0..200usize)
        .map(|n| {
            let mut text = String::new();
            for p in 0..40usize {
                let (given, surname) = people[(n + p) % people.len()];
                let (place, day) = (places[(n * 3 + p) % places.len()], days[(n + 2 * p) % days.len()]);
                text.push_str(&match p % 4 {
                    0 => format!("Senator {given} {surname} met officials in {place} on {day} to discuss the bridge, the budget and a long dispute over fishing rights that has divided the region for years.\n\n"),
                    1 => format!("“We have waited for ten years, and nobody came,” {surname} told reporters in {place}. “It is time to act, and we will act together.”\n\n"),
                    2 => format!("The talks, which began {day}, were described by a spokesman as “long and useful,” though several delegates who asked not to be named said little had changed since the summit.\n\n"),
                    _ => format!("He added that the government's plan, announced {day}, would cost $1.5 billion over five years, according to a report by the Department of Transport.\n\n"),
                });
            }
            Document::parse(&format!("{n}.txt"), Format::Plain, text.as_bytes()).expect("generated text")
        })
        .collect()
}
