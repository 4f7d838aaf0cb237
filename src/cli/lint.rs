//! `onrecord lint`: drafts against the record.

use super::inputs::{self, Input, Read};
use super::report::{self, Report, Reported, Sources, Summary};
use super::setup::described;
use super::{CliError, Common, FAILED, FOUND};
use crate::check::{self, Draft, Memo, Severity};
use crate::config::Config;
use crate::record::{Record, Skipped};
use clap::{Args, ValueEnum};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct LintArguments {
    /// Drafts: files, folders, or - for standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    common: Common,
    /// How the findings are printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The least severity that makes the exit status 1
    #[arg(long, value_enum, default_value_t = FailOn::Warning)]
    fail_on: FailOn,
    /// What standard input is called; its ending gives the format
    #[arg(long, value_name = "NAME")]
    stdin_filename: Option<String>,
    /// Only these rules: codes, names or prefixes
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    select: Vec<String>,
    /// Without these rules: codes, names or prefixes
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    ignore: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Jsonl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Information,
    Hint,
    Never,
}

impl FailOn {
    fn fails(self, severity: Severity) -> bool {
        match self {
            FailOn::Error => severity >= Severity::Error,
            FailOn::Warning => severity >= Severity::Warning,
            FailOn::Information => severity >= Severity::Information,
            FailOn::Hint => true,
            FailOn::Never => false,
        }
    }
}

/// The configuration and record that hold for some of the drafts.
struct Desk {
    config: Config,
    record: Option<Record>,
    memo: Memo,
}

pub(super) fn run(arguments: &LintArguments) -> Result<ExitCode, CliError> {
    let common = &arguments.common;
    // Which configuration holds where: a draft's nearest file.
    let mut desks: BTreeMap<Option<PathBuf>, Desk> = BTreeMap::new();
    let mut work: Vec<(Input, Option<PathBuf>)> = Vec::new();
    for path in &arguments.paths {
        let base = if path.as_os_str() == "-" { PathBuf::from(".") } else { path.clone() };
        let recorded = common.config_for(&base).map(|c| c.record.paths).unwrap_or_default();
        for input in inputs::files(std::slice::from_ref(path), arguments.stdin_filename.as_deref(), &recorded)? {
            let file = common.config.clone().or_else(|| Config::find(&inputs::home(&input)));
            work.push((input, file));
        }
    }
    for (_, file) in &work {
        if !desks.contains_key(file) {
            desks.insert(file.clone(), desk(arguments, file.clone())?);
        }
    }
    if desks.values().any(|d| d.record.is_none()) {
        common.note(
            "no record is configured, so only the calendar is checked; name one with --record PATH or in onrecord.toml",
        );
    }

    let sources = Sources::default();
    let mut report = Report { version: 1, ..Report::default() };
    let mut skipped: Vec<Skipped> = Vec::new();
    for (input, file) in &work {
        let Some(desk) = desks.get(file) else { continue };
        let missed = inputs::documents(input, |batch| {
            let checked: Vec<(Vec<Reported>, Summary)> =
                batch.into_par_iter().map(|read| check_one(&read, desk, &sources)).collect();
            for (findings, summary) in checked {
                report.summary.add(&summary);
                report.findings.extend(findings);
            }
        });
        skipped.extend(missed);
    }
    report.summary.skipped = skipped.len() as u64;

    let out = match arguments.format {
        Format::Text if common.quiet && report.findings.is_empty() => String::new(),
        Format::Text => report::text(&report, super::width(), unicode()),
        Format::Json => report::json(&report),
        Format::Jsonl => report::jsonl(&report),
    };
    super::print(&out)?;
    for s in &skipped {
        anstream::eprintln!("onrecord: {}", described(s));
    }
    if !skipped.is_empty() {
        return Ok(ExitCode::from(FAILED));
    }
    let fails = report.findings.iter().any(|f| arguments.fail_on.fails(f.severity));
    Ok(if fails { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
}

fn desk(arguments: &LintArguments, file: Option<PathBuf>) -> Result<Desk, CliError> {
    let common = &arguments.common;
    let mut config = common.config_at(file.as_deref())?;
    let mut over = Config::default();
    over.rules.select = arguments.select.clone();
    over.rules.ignore = arguments.ignore.clone();
    over.validate_rules("the command line")?;
    config.merge(over);
    let record = if config.record.paths.is_empty() { None } else { Some(common.open(&config, false)?) };
    Ok(Desk { config, record, memo: Memo::default() })
}

fn check_one(read: &Read, desk: &Desk, sources: &Sources) -> (Vec<Reported>, Summary) {
    let document = &read.document;
    let reading = crate::read::read(document, &desk.config.read_options());
    let draft = Draft::new(document, &reading, desk.record.as_ref(), &desk.config, &desk.memo);
    let mut summary = Summary {
        documents: 1,
        quotes: reading.quotes.iter().filter(|q| !q.scare).count() as u64,
        dates: reading.dates.len() as u64,
        ..Summary::default()
    };
    let findings: Vec<Reported> = check::check(&draft)
        .into_iter()
        .map(|finding| report::report(finding, document, &read.source, sources))
        .inspect(|f| summary.count(f.severity))
        .collect();
    (findings, summary)
}

/// Whether lines may be drawn with more than ASCII.
fn unicode() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|v| std::env::var(v).ok().filter(|v| !v.is_empty()));
    locale.is_some_and(|l| l.to_ascii_lowercase().replace('-', "").contains("utf8"))
}
