//! `onrecord read`: the reading of each document, as the contract's JSON or for people.

use super::inputs;
use super::setup::described;
use super::{Basics, CliError, Common, FAILED};
use crate::read::{Reading, Speaker};
use crate::text::{Document, Span};
use clap::{Args, ValueEnum};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct ReadArguments {
    /// Documents: files, folders, or - for standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    // A reading is of the document alone: no record.
    #[command(flatten)]
    basics: Basics,
    /// How the readings are printed: an object a line, a list, or for people
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// What standard input is called; its ending gives the format
    #[arg(long, value_name = "NAME")]
    stdin_filename: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Jsonl,
}

pub(super) fn run(arguments: &ReadArguments) -> Result<ExitCode, CliError> {
    inputs::has_stdin(&arguments.paths, arguments.stdin_filename.as_deref())?;
    let (inputs, mut skipped) = inputs::files(&arguments.paths, arguments.stdin_filename.as_deref(), &[])?;
    let common = Common { basics: arguments.basics.clone(), ..Common::default() };
    let mut first = true;
    // Whether somebody still reads, or why no more can be written.
    let mut going = if arguments.format == Format::Json { super::print_on("[")? } else { ControlFlow::Continue(()) };
    let mut failure = Ok(());
    for input in inputs {
        if going.is_break() {
            break;
        }
        let config = common.config_for(&inputs::home(&input))?;
        let options = config.for_draft(&input.path).read_options();
        let mut content = match inputs::open(&input) {
            Ok(content) => content,
            Err(e) => {
                skipped.push(inputs::skip(&input, e));
                continue;
            }
        };
        let missed = inputs::documents(&input, &mut content, |batch| {
            let readings: Vec<String> = batch
                .par_iter()
                .map(|r| {
                    let reading = crate::read::read(&r.document, &options);
                    match arguments.format {
                        Format::Text => page(&r.document, &reading),
                        Format::Json | Format::Jsonl => reading_json(&r.document, &reading).to_string(),
                    }
                })
                .collect();
            let mut out = String::new();
            for reading in readings {
                if arguments.format == Format::Json && !std::mem::take(&mut first) {
                    out.push_str(",\n");
                }
                out.push_str(&reading);
                if arguments.format != Format::Json {
                    out.push('\n');
                }
            }
            going = super::print_on(&out).unwrap_or_else(|e| {
                failure = Err(e);
                ControlFlow::Break(())
            });
            going
        });
        skipped.extend(missed.told(&input));
    }
    failure?;
    if arguments.format == Format::Json {
        super::print("]\n")?;
    }
    for s in &skipped {
        anstream::eprintln!("onrecord: {}", described(s));
    }
    Ok(if skipped.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

/// A reading for people: what was found, one line each.
fn page(document: &Document, reading: &Reading) -> String {
    let text = &document.text;
    let short = |s: Span| {
        let words: Vec<&str> = s.of(text).split_whitespace().collect();
        let line = words.join(" ");
        // About a line of a terminal.
        match line.char_indices().nth(100) {
            Some((cut, _)) => format!("{}…", &line[..cut]),
            None => line,
        }
    };
    let mut out = match &document.id {
        Some(id) => format!("{} [{id}]\n", document.path),
        None => format!("{}\n", document.path),
    };
    let date = reading.date.map(|d| d.to_string());
    for (name, value) in [("title", &document.meta.title), ("outlet", &document.meta.outlet), ("date", &date)] {
        if let Some(value) = value {
            out.push_str(&format!("  {name}: {value}\n"));
        }
    }
    let quotes: Vec<_> = reading.quotes.iter().filter(|q| !q.scare).collect();
    if !quotes.is_empty() {
        out.push_str("  quotes\n");
    }
    for q in quotes {
        let speaker = match &q.speaker {
            Some(s) => s.name.clone().unwrap_or_else(|| s.span.of(text).to_owned()),
            None => "?".to_owned(),
        };
        out.push_str(&format!("    {speaker}: {}\n", short(q.span)));
    }
    if !reading.dates.is_empty() {
        out.push_str("  dates\n");
    }
    for d in &reading.dates {
        out.push_str(&format!("    {:<12} {}\n", d.value, short(d.span)));
    }
    if !reading.people.is_empty() {
        out.push_str("  people\n");
    }
    for p in &reading.people {
        let titles = if p.titles.is_empty() { String::new() } else { format!(" ({})", p.titles.join(", ")) };
        out.push_str(&format!("    {}{titles}\n", p.name));
    }
    if !reading.claims.is_empty() {
        out.push_str("  dated events\n");
    }
    for c in &reading.claims {
        let date = reading.dates.get(c.date as usize).map_or("", |d| d.value.as_str());
        out.push_str(&format!("    {date:<12} {}\n", short(c.span)));
    }
    out
}

/// One document's reading in the contract's form.
pub(crate) fn reading_json(document: &Document, reading: &Reading) -> Value {
    let text = &document.text;
    let place = |s: Span| {
        let f = document.to_file(s);
        (f.start, f.end)
    };
    let words = |s: Span| {
        let (start, end) = place(s);
        json!({"start": start, "end": end, "text": s.of(text)})
    };
    let speaker = |s: &Speaker| {
        let (start, end) = place(s.span);
        json!({"name": s.name, "start": start, "end": end, "text": s.span.of(text), "confidence": s.confidence})
    };
    json!({
        "document": {
            "id": document.id, "path": document.path, "title": document.meta.title,
            "date": reading.date, "outlet": document.meta.outlet,
        },
        "quotes": reading.quotes.iter().filter(|q| !q.scare).map(|q| {
            let (start, end) = place(q.span);
            json!({"start": start, "end": end, "text": q.span.of(text), "kind": q.kind,
                "speaker": q.speaker.as_ref().map(speaker), "cue": q.cue.map(words)})
        }).collect::<Vec<_>>(),
        "dates": reading.dates.iter().map(|d| {
            let (start, end) = place(d.span);
            json!({"start": start, "end": end, "text": d.span.of(text), "type": d.kind, "value": d.value})
        }).collect::<Vec<_>>(),
        "people": reading.people.iter().map(|p| json!({
            "name": p.name, "aliases": p.aliases, "titles": p.titles,
            "mentions": p.mentions.iter().map(|m| { let (start, end) = place(*m); json!({"start": start, "end": end}) }).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "claims": reading.claims.iter().map(|c| {
            let (start, end) = place(c.span);
            json!({"start": start, "end": end,
                "date": reading.dates.get(c.date as usize).map(|d| d.value.as_str()),
                "event": c.event.first(),
                "people": c.people.iter().filter_map(|&p| reading.people.get(p as usize)).map(|p| p.name.as_str()).collect::<Vec<_>>(),
                "places": c.places})
        }).collect::<Vec<_>>(),
    })
}
