//! `onrecord index`: brings the record's index up to date ahead of time.

use super::setup::{advance, described};
use super::{CliError, Common, counted};
use crate::config::Config;
use crate::record::{LoadOptions, Loaded, ServerOptions, load};
use clap::{Args, ValueEnum};
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

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
    /// Writes the record's files to the index of a search server: https://host:port
    #[arg(long, value_name = "URL", conflicts_with_all = ["rebuild", "stats"])]
    to: Option<String>,
    /// The index's name there; the configuration's, or onrecord
    #[arg(long, value_name = "NAME", requires = "to")]
    to_index: Option<String>,
    /// How many machines share the work, each started with another --worker
    #[arg(long, value_name = "N", requires = "to", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    workers: u32,
    /// Which of them this one is, from 1
    #[arg(long, value_name = "N", requires = "to", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    worker: u32,
    /// Primary shards of an index that is begun
    #[arg(long, value_name = "N", requires = "to", value_parser = clap::value_parser!(u32).range(1..=1024))]
    shards: Option<u32>,
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
    if let Some(url) = &arguments.to {
        return to_server(arguments, &config, url);
    }
    if config.record.is_none() {
        return Err(CliError::Usage("no record: name one with --record PATH or in onrecord.toml".into()));
    }
    let mut record = common.open(&config, arguments.rebuild)?;
    if !record.is_sound() {
        common.note("the index was damaged: building it anew");
        record = common.open(&config, true)?;
    }
    let stats = record.stats();
    if !arguments.stats {
        if record.outdated().is_some() {
            // Why, has been said.
            return Ok(ExitCode::from(super::FAILED));
        }
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

/// Writes the record's files to a search server.
fn to_server(arguments: &IndexArguments, config: &Config, url: &str) -> Result<ExitCode, CliError> {
    let common = &arguments.common;
    if config.record.paths.is_empty() {
        return Err(CliError::Usage("nothing to write: name files with --record PATH or in onrecord.toml".into()));
    }
    if arguments.worker > arguments.workers {
        return Err(CliError::Usage(format!("--worker is one of the {} --workers", arguments.workers)));
    }
    let index = arguments.to_index.clone().unwrap_or_else(|| config.record.server_index());
    let server = ServerOptions { url: url.to_owned(), index, patience: Duration::ZERO };
    let options = LoadOptions {
        paths: config.record.paths.clone(),
        read: config.read_options(),
        worker: (arguments.worker, arguments.workers),
        shards: arguments.shards,
        pause: Duration::from_millis(250),
    };
    let bar = common.bar(0, "writing the record {bar:30} {bytes}/{total_bytes} {msg} {eta}");
    let loaded = load(&server, &options, &mut |loaded: &Loaded| {
        let written = counted(loaded.written, "new document");
        advance(bar.as_ref(), loaded.bytes, loaded.total_bytes, written);
        true
    });
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    let loaded = loaded?;
    common.name_skipped(&loaded.skipped);
    let (new, all) = (loaded.written, counted(loaded.documents, "document"));
    common.note(&format!("{new} written of {all}; the others were there"));
    Ok(ExitCode::SUCCESS)
}
