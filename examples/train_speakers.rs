//! Trains the speaker ranker: `zcat polnear-dev.jsonl.gz | cargo run --example train_speakers > weights.tsv`
//! (the file is `src/read/speakers/weights.tsv`). Training is deterministic.
//!
//! `--epochs`, `--rate` and `--decay` change the training.
//!
//! With `--misses N` beside `--folds` it also prints every Nth miss with its surroundings.
//!
//! With `--folds N` it prints instead how often the ranker is right on documents it was not trained on, and the
//! curve of confidence (N-fold cross-validation over documents).
//!
//! Input: one document a line, `{"text", "quotes": [{"start", "end", "kind", "attribution", "speaker"}],
//! "attributions": [{"id", "source", "content"}]}`, offsets in code points.

use onrecord::read::speakers::ranker::{Weights, softmax};
use onrecord::read::speakers::{Choice, choices};
use serde_json::Value;
use std::collections::HashMap;
use std::io::Read;

/// Passes over the examples; the figures of cross-validation stop moving at about this many.
const EPOCHS: f32 = 24.0;
const RATE: f32 = 0.02;
/// Weight decay, chosen by cross-validation.
const DECAY: f32 = 1e-3;

/// A quote's candidates (the last is nobody) and which of them are right.
struct Example {
    document: usize,
    /// The quote in its surroundings, for people to read.
    context: String,
    names: Vec<String>,
    candidates: Vec<Vec<u32>>,
    right: Vec<bool>,
    direct: bool,
    /// Taken from an attribution where the gold has no quotation: trained on, not counted.
    loose: bool,
}

struct Gold {
    /// Byte range, sources' byte ranges, surname; no sources: nobody said it.
    span: (u32, u32),
    sources: Vec<(u32, u32)>,
    surname: Option<String>,
    /// An attribution that is no quotation of its own: counts only where no quotation matches.
    loose: bool,
    direct: bool,
}

fn main() {
    let folds: Option<usize> = std::env::args().skip_while(|a| a != "--folds").nth(1).and_then(|n| n.parse().ok());
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).expect("standard input");
    let mut examples = Vec::new();
    for (document, line) in input.lines().filter(|l| !l.trim().is_empty()).enumerate() {
        let value: Value = serde_json::from_str(line).expect("a JSON document a line");
        collect(document, &value, &mut examples);
    }
    eprintln!(
        "{} quotes, {} with a right candidate",
        examples.len(),
        examples.iter().filter(|e| e.right.contains(&true)).count()
    );
    match folds {
        None => {
            let weights = train(&examples.iter().collect::<Vec<_>>());
            println!("# The speaker ranker's weights: template, value, weight; see features.rs.");
            println!("# Trained on PolNeAR's development documents by examples/train_speakers.rs.");
            print!("{}", weights.print());
        }
        Some(n) => validate(&examples, n),
    }
}

fn collect(document: usize, value: &Value, out: &mut Vec<Example>) {
    let text = value["text"].as_str().unwrap_or_default();
    let bytes: Vec<u32> = text.char_indices().map(|(i, _)| i as u32).chain([text.len() as u32]).collect();
    let range = |v: &Value| -> (u32, u32) {
        let at = |k: &str| bytes.get(v[k].as_u64().unwrap_or(0) as usize).copied().unwrap_or(0);
        (at("start"), at("end"))
    };
    let empty = Vec::new();
    let attributions = value["attributions"].as_array().unwrap_or(&empty);
    let by_id: HashMap<&str, &Value> = attributions.iter().filter_map(|a| Some((a["id"].as_str()?, a))).collect();
    let mut gold: Vec<Gold> = Vec::new();
    for quote in value["quotes"].as_array().unwrap_or(&empty) {
        let speaker = &quote["speaker"];
        let attribution = quote["attribution"].as_str().and_then(|id| by_id.get(id));
        let mut sources: Vec<(u32, u32)> = Vec::new();
        if !speaker.is_null() {
            sources = attribution.and_then(|a| a["source"].as_array()).unwrap_or(&empty).iter().map(range).collect();
            if sources.is_empty() {
                sources.push(range(speaker));
            }
        } else if quote["kind"] != "unattributed" {
            continue;
        }
        gold.push(Gold {
            span: range(quote),
            sources,
            surname: speaker["name"].as_str().and_then(surname),
            loose: false,
            direct: quote["kind"] == "direct",
        });
    }
    for attribution in attributions {
        let sources: Vec<(u32, u32)> = attribution["source"].as_array().unwrap_or(&empty).iter().map(range).collect();
        if sources.is_empty() {
            continue;
        }
        for content in attribution["content"].as_array().unwrap_or(&empty) {
            gold.push(Gold {
                span: range(content),
                sources: sources.clone(),
                surname: None,
                loose: true,
                direct: false,
            });
        }
    }
    choices(text, &mut |choice: &Choice| {
        let mut all: Vec<Vec<u32>> = choice.candidates().map(<[u32]>::to_vec).collect();
        let silent = all.len() - 1;
        let (start, end) = (choice.quote.start, choice.quote.end);
        let overlap = |s: (u32, u32)| end.min(s.1).saturating_sub(start.max(s.0));
        let found =
            gold.iter().filter(|g| overlap(g.span) * 2 > end - start).min_by_key(|g| (g.loose, g.span.1 - g.span.0));
        let Some(gold) = found else { return (silent, Vec::new()) };
        let mut right: Vec<bool> =
            choice.mentions.iter().map(|(m, _)| gold.sources.iter().any(|s| m.start < s.1 && s.0 < m.end)).collect();
        if !right.contains(&true)
            && let Some(name) = &gold.surname
        {
            for (slot, (_, candidate)) in right.iter_mut().zip(&choice.mentions) {
                *slot = candidate.as_deref().and_then(surname).as_ref() == Some(name);
            }
        }
        right.push(gold.sources.is_empty());
        // The one nearest the quote stands for the rest when the next quote asks for the speaker before it.
        let answer = (0..silent)
            .filter(|&i| right[i])
            .min_by_key(|&i| {
                let m = choice.mentions[i].0;
                if m.start >= end { m.start - end } else { start.saturating_sub(m.end) }
            })
            .unwrap_or(silent);
        let window = |from: u32, to: u32| -> String {
            let mut from = from as usize;
            let mut to = (to as usize).min(text.len());
            while !text.is_char_boundary(from) {
                from -= 1;
            }
            while !text.is_char_boundary(to) {
                to += 1;
            }
            text.get(from..to).unwrap_or_default().replace('\n', "⏎")
        };
        let middle = if end - start < 200 {
            window(start, end)
        } else {
            format!("{} … {}", window(start, start + 80), window(end - 80, end))
        };
        let context = format!("{}⟦{middle}⟧{}", window(start.saturating_sub(260), start), window(end, end + 200));
        let mut names: Vec<String> =
            choice.mentions.iter().map(|(m, n)| format!("{} ({})", m.of(text), n.as_deref().unwrap_or("-"))).collect();
        names.push("nobody".into());
        out.push(Example {
            document,
            context,
            names,
            candidates: std::mem::take(&mut all),
            right,
            direct: gold.direct,
            loose: gold.loose,
        });
        (answer, Vec::new())
    });
}

/// The last word of a name, folded.
fn surname(name: &str) -> Option<String> {
    name.split_whitespace()
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().replace('\u{2019}', "'"))
        .map(|w| w.trim_end_matches("'s").to_owned())
        .rfind(|w| !w.is_empty() && !["jr", "sr", "ii", "iii", "iv"].contains(&w.as_str()))
}

/// Softmax over the candidates, the right ones together; AdaGrad.
fn train(examples: &[&Example]) -> Weights {
    let mut weights = Weights::default();
    let number = |name: &str, default: f32| -> f32 {
        std::env::args().skip_while(|a| a != name).nth(1).and_then(|n| n.parse().ok()).unwrap_or(default)
    };
    let (epochs, rate, decay) = (number("--epochs", EPOCHS), number("--rate", RATE), number("--decay", DECAY));
    let mut squares = vec![1e-2f32; weights.0.len()];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut seed = 0x2545_F491_4F6C_DD1Du64;
    for _ in 0..epochs as usize {
        for i in (1..order.len()).rev() {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            order.swap(i, (seed % (i as u64 + 1)) as usize);
        }
        for &e in &order {
            let example = examples[e];
            if !example.right.contains(&true) {
                continue;
            }
            let mut p: Vec<f32> = example.candidates.iter().map(|f| weights.score(f)).collect();
            softmax(&mut p);
            let mass: f32 = p.iter().zip(&example.right).filter(|(_, r)| **r).map(|(p, _)| p).sum::<f32>().max(1e-6);
            for ((features, &p), &right) in example.candidates.iter().zip(&p).zip(&example.right) {
                let gradient = p - if right { p / mass } else { 0.0 };
                if gradient.abs() < 1e-5 {
                    continue;
                }
                for &f in features {
                    let f = f as usize;
                    let g = gradient + decay * weights.0[f];
                    squares[f] += g * g;
                    weights.0[f] -= rate * g / squares[f].sqrt();
                }
            }
        }
    }
    weights
}

fn validate(examples: &[Example], folds: usize) {
    let misses: usize =
        std::env::args().skip_while(|a| a != "--misses").nth(1).and_then(|n| n.parse().ok()).unwrap_or(0);
    let mut missed = 0;
    let mut outcomes: Vec<(f32, bool, bool, bool, bool)> = Vec::new();
    for fold in 0..folds {
        let training: Vec<&Example> = examples.iter().filter(|e| e.document % folds != fold).collect();
        let weights = train(&training);
        for example in examples.iter().filter(|e| e.document % folds == fold && !e.loose) {
            let mut p: Vec<f32> = example.candidates.iter().map(|f| weights.score(f)).collect();
            softmax(&mut p);
            let best = (0..p.len()).max_by(|&a, &b| p[a].total_cmp(&p[b])).unwrap_or(0);
            let spoken = !example.right.last().copied().unwrap_or(false);
            let silent = best + 1 == p.len();
            if misses > 0 && !example.right[best] {
                missed += 1;
                if missed % misses == 0 {
                    let right: Vec<&str> = example
                        .names
                        .iter()
                        .zip(&example.right)
                        .filter(|(_, r)| **r)
                        .map(|(n, _)| n.as_str())
                        .collect();
                    println!("- said {} ({:.2}), right {right:?}: {}\n", example.names[best], p[best], example.context);
                }
            }
            outcomes.push((p[best], example.right[best], silent, spoken, example.direct));
        }
    }
    let spoken = outcomes.iter().filter(|o| o.3).count() as f32;
    let percent = |n: usize, of: f32| 100.0 * n as f32 / of.max(1.0);
    let reachable = examples.iter().filter(|e| !e.loose && e.right[..e.right.len() - 1].contains(&true)).count();
    println!(
        "{spoken} quotes with a speaker; {:.1} % have the speaker among the candidates",
        percent(reachable, spoken)
    );
    for threshold in [0.0, 0.3, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98] {
        let given: Vec<_> = outcomes.iter().filter(|o| !o.2 && o.0 >= threshold).collect();
        let right = given.iter().filter(|o| o.1).count();
        let given_spoken = given.iter().filter(|o| o.3).count();
        let direct = outcomes.iter().filter(|o| o.4).count() as f32;
        let right_direct = given.iter().filter(|o| o.4 && o.1).count();
        println!(
            "confidence {threshold:.2}: right of all {:.1} % (direct {:.1} %), right when given {:.1} %, given to unspoken {}",
            percent(right, spoken),
            percent(right_direct, direct),
            percent(right, given_spoken as f32),
            given.len() - given_spoken
        );
    }
}
