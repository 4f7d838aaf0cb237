//! `onrecord search`: who said that, when, and where it stands.

use super::report::{Files, Sources};
use super::setup::shown;
use super::{CliError, Common, FOUND};
use crate::record::QuoteMatch;
use crate::record::align::Verdict;
use crate::text::{Span, normal_words};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct SearchArguments {
    /// The words that were said
    #[arg(required = true)]
    words: Vec<String>,
    #[command(flatten)]
    common: Common,
    /// Only what this person says: any part of their name
    #[arg(long, value_name = "NAME")]
    speaker: Option<String>,
    /// Only articles of this day or later: YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = day)]
    since: Option<Date>,
    /// Only articles of this day or earlier: YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = day)]
    until: Option<Date>,
    /// How many places are shown at most
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Jsonl,
}

fn day(s: &str) -> Result<Date, String> {
    s.parse().map_err(|_| "a day is written YYYY-MM-DD".to_owned())
}

pub(super) fn run(arguments: &SearchArguments) -> Result<ExitCode, CliError> {
    let common = &arguments.common;
    if let (Some(since), Some(until)) = (arguments.since, arguments.until)
        && since > until
    {
        return Err(CliError::Usage(format!("--since {since} is after --until {until}: no day lies between")));
    }
    let config = common.config_for(Path::new("."))?;
    if config.record.is_none() {
        return Err(CliError::Usage("no record: name one with --record PATH or in onrecord.toml".into()));
    }
    let record = common.open(&config, false)?;
    let text = arguments.words.join(" ");
    let words = normal_words(&text, Span::from(0..text.len()));
    if words.is_empty() {
        return Err(CliError::Usage("nothing to search for: give some words of the quote".into()));
    }
    // Filters work on what was found, so more is asked for where there are any.
    let filtered = arguments.speaker.is_some() || arguments.since.is_some() || arguments.until.is_some();
    let limit = arguments.limit as usize;
    let asked = if filtered { limit.saturating_mul(20) } else { limit };
    let found: Vec<QuoteMatch> =
        record.find_quote(&text, &words, asked).into_iter().filter(|m| wanted(m, arguments)).take(limit).collect();
    let unanswered = common.note_unanswered(&record);
    let files = Files::default();
    let sources = Sources::new(&files, Some(&record));
    let out = match arguments.format {
        Format::Json => {
            let all: Vec<Value> = found.iter().map(|m| object(m, &sources)).collect();
            format!("{}\n", json!({"version": 1, "query": text, "matches": all}))
        }
        Format::Jsonl => found.iter().map(|m| format!("{}\n", object(m, &sources))).collect(),
        Format::Text if found.is_empty() && unanswered => String::new(),
        Format::Text if found.is_empty() => "Nowhere on record.\n".to_owned(),
        Format::Text => found.iter().map(|m| block(m, &sources)).collect(),
    };
    super::print(&out)?;
    if unanswered {
        return Ok(ExitCode::from(super::FAILED));
    }
    Ok(if found.is_empty() { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
}

fn wanted(found: &QuoteMatch, arguments: &SearchArguments) -> bool {
    let date = found.source.date;
    let speaker = || found.speaker.as_ref().and_then(|s| s.name.as_deref());
    arguments.since.is_none_or(|since| date.is_some_and(|d| d >= since))
        && arguments.until.is_none_or(|until| date.is_some_and(|d| d <= until))
        && arguments.speaker.as_deref().is_none_or(|name| speaker().is_some_and(|s| named(s, name)))
}

/// Whether every word of `part` is in `name`.
fn named(name: &str, part: &str) -> bool {
    let words = |s: &str| normal_words(s, Span::from(0..s.len())).into_iter().map(|w| w.form).collect::<Vec<_>>();
    let name = words(name);
    words(part).iter().all(|w| name.contains(w))
}

fn verdict(found: &QuoteMatch) -> &'static str {
    match found.alignment.verdict {
        Verdict::Exact => "exact",
        Verdict::Cosmetic => "cosmetic",
        Verdict::Altered => "altered",
        Verdict::Unrelated => "unrelated",
    }
}

fn object(found: &QuoteMatch, sources: &Sources) -> Value {
    let source = &found.source;
    json!({
        "verdict": verdict(found), "speaker": found.speaker.as_ref().and_then(|s| s.name.as_deref()),
        "quoted": found.quoted, "text": found.text, "passage": found.passage,
        "path": source.path, "id": source.id, "title": source.title, "outlet": source.outlet,
        "url": source.url, "date": source.date, "range": sources.range(source, found.file_span), "time": sources.time(source, found.file_span),
    })
}

fn block(found: &QuoteMatch, sources: &Sources) -> String {
    let source = &found.source;
    let speaker = found.speaker.as_ref().and_then(|s| s.name.as_deref()).unwrap_or("(no speaker given)");
    let mut head = vec![speaker.to_owned()];
    head.extend(source.outlet.clone().or_else(|| source.title.clone()));
    head.extend(source.date.map(|d| d.to_string()));
    head.extend(sources.time(source, found.file_span));
    let place = match sources.range(source, found.file_span) {
        Some(range) => format!("{}:{}:{}", shown(Path::new(&source.path)), range.start.line, range.start.column),
        None => shown(Path::new(&source.path)),
    };
    let id = source.id.as_ref().map_or(String::new(), |id| format!(" [{id}]"));
    let changed = if found.alignment.verdict == Verdict::Altered { "  (in other words)" } else { "" };
    format!(
        "{}{changed}\n    {}\n    {place}{id}\n\n",
        head.join(" · "),
        found.text.split_whitespace().collect::<Vec<_>>().join(" ")
    )
}
