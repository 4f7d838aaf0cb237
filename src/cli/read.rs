//! `onrecord read`: the reading of each document, as the contract's JSON.

use crate::read::{ReadOptions, Reading, Speaker};
use crate::text::{self, Document, Format, Span, TextError};
use clap::Args;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::io::Write;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct ReadArguments {
    /// Documents to read
    paths: Vec<String>,
    /// jsonl
    #[arg(long, default_value = "jsonl")]
    format: String,
}

pub(super) fn run(arguments: &ReadArguments) -> Result<ExitCode, TextError> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let options = ReadOptions::default();
    for path in &arguments.paths {
        let bytes = std::fs::read(path).map_err(|source| TextError::Io { path: path.clone(), source })?;
        let documents: Vec<Document> = match Format::of_name(path).unwrap_or(Format::Plain) {
            Format::Jsonl => text::jsonl_documents(path, &bytes).collect::<Result<_, _>>()?,
            format => vec![Document::parse(path, format, &bytes)?],
        };
        let lines: Vec<String> =
            documents.par_iter().map(|d| reading_json(d, &crate::read::read(d, &options)).to_string()).collect();
        for line in lines {
            let _ = writeln!(out, "{line}");
        }
    }
    Ok(ExitCode::SUCCESS)
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
