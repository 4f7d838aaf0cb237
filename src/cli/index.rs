//! `onrecord index`: brings the record's index up to date ahead of time.

use super::setup::described;
use super::{CliError, Common, counted};
use clap::{Args, ValueEnum};
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct IndexArguments {
    #[command(flatten)]
    common: Common,
    /// Begins the index anew
    #[arg(long)]
    rebuild: bool,
    /// Prints what is on record
    #[arg(long)]
    stats: bool,
    /// How --stats are printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(arguments: &IndexArguments) -> Result<ExitCode, CliError> {
    let common = &arguments.common;
    let config = common.config_for(Path::new("."))?;
    if config.record.paths.is_empty() {
        return Err(CliError::Usage("no record: name one with --record PATH or in onrecord.toml".into()));
    }
    let mut record = common.open(&config, arguments.rebuild)?;
    if !record.is_sound() {
        common.note("the index was damaged: building it anew");
        record = common.open(&config, true)?;
    }
    let stats = record.stats();
    if !arguments.stats {
        common.note(&format!("{} on record", counted(stats.documents, "document")));
        return Ok(ExitCode::SUCCESS);
    }
    let out = match arguments.format {
        Format::Json => format!("{}\n", json!(stats)),
        Format::Text => {
            let day = |d: Option<jiff::civil::Date>| d.map_or("unknown".to_owned(), |d| d.to_string());
            let mut out = String::new();
            for (name, value) in [
                ("documents", stats.documents.to_string()),
                ("outlets", stats.outlets.to_string()),
                ("quotes", stats.quotes.to_string()),
                ("people", stats.people.to_string()),
                ("dated events", stats.claims.to_string()),
                ("first day", day(stats.first)),
                ("last day", day(stats.last)),
                ("index", format!("{:.1} MB", stats.size as f64 / 1e6)),
                ("skipped", stats.skipped.len().to_string()),
            ] {
                out.push_str(&format!("{name:13}{value}\n"));
            }
            for s in &stats.skipped {
                out.push_str(&format!("  {}\n", described(s)));
            }
            out
        }
    };
    super::print(&out)?;
    Ok(ExitCode::SUCCESS)
}
