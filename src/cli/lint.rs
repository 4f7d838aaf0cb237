//! `onrecord lint`: drafts against the record.

use super::baseline::{self, Baseline};
use super::inputs::{self, Content, Input, Read};
use super::report::{self, Files, Report, Reported, Sheet, Sources, Summary};
use super::setup::{described, shown};
use super::silence::{self, Place};
use super::{CliError, Common, FAILED, FOUND, changed, counted, fix, watch};
use crate::check::{self, Draft, Memo, Severity};
use crate::config::Config;
use crate::record::{Record, Skipped};
use crate::text::{Position, Span};
use clap::{Args, ValueEnum};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct LintArguments {
    /// Drafts: files, folders, or - for standard input
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) common: Common,
    /// How the findings are printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Writes the report into a file; FORMAT=FILE writes one more, in that format
    #[arg(long, value_name = "[FORMAT=]FILE")]
    output: Vec<String>,
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
    /// Passes over the findings that this file knows
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Writes all findings into the baseline (--baseline FILE, or onrecord-baseline.json) as known
    #[arg(long)]
    write_baseline: bool,
    /// Only drafts that differ from this revision, and new ones
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// Makes the changes that touch spelling only; they are reported no more
    #[arg(long)]
    fix: bool,
    /// With --fix or --diff: also changes of words, speakers and dates
    #[arg(long)]
    unsafe_fixes: bool,
    /// Prints the changes that --fix would make, and makes none
    #[arg(long, conflicts_with = "fix")]
    diff: bool,
    /// Tells why nothing was said there: what was read, what the record gave, which gate stopped each rule.
    /// LINE, LINE:COLUMN, or bytes FROM..TO
    #[arg(long, value_name = "RANGE", conflicts_with_all = ["fix", "diff", "write_baseline", "watch"])]
    explain_silence: Option<Place>,
    /// Goes on, checking again whenever a draft or the record changes
    #[arg(long, conflicts_with_all = ["fix", "diff", "write_baseline"])]
    watch: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, with excerpts
    Text,
    /// One object
    Json,
    /// An object a finding
    Jsonl,
    /// SARIF 2.1.0
    Sarif,
    /// GitHub's annotations
    Github,
    /// GitLab's code quality report
    Gitlab,
    /// JUnit's XML
    Junit,
    /// reviewdog's format
    Rdjson,
    /// A fact-check sheet for people: one page with the draft, its marks and the evidence
    Html,
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

impl Outcome {
    /// Whether all drafts were read and all look-ups answered.
    fn is_whole(&self) -> bool {
        self.skipped.is_empty() && !self.unanswered
    }
}

/// The configuration and record that hold for some of the drafts.
struct Desk {
    config: Config,
    record: Option<Record>,
    memo: Memo,
}

/// What one pass over the drafts came to.
#[derive(Default)]
struct Outcome {
    report: Report,
    skipped: Vec<Skipped>,
    /// Notes in drafts that silenced nothing.
    idle: Vec<String>,
    /// Where a report shows the drafts themselves.
    sheets: Vec<Sheet>,
    /// Drafts whose findings have fixes, with the bytes they were read from.
    fixable: Vec<(Input, Vec<u8>)>,
    /// What `--explain-silence` asked for.
    silences: String,
    /// Whether an archive on a server had no answer to some look-ups.
    unanswered: bool,
    /// What the record consists of.
    record_paths: Vec<PathBuf>,
}

pub(super) fn run(arguments: &LintArguments) -> Result<ExitCode, CliError> {
    if arguments.watch {
        return watch::run(&arguments.paths, arguments.common.quiet, || {
            let outcome = lint(arguments)?;
            print(arguments, &outcome)?;
            Ok(outcome.record_paths)
        });
    }
    let known = match &arguments.baseline {
        Some(path) if !arguments.write_baseline => Some(Baseline::load(path)?),
        _ => None,
    };
    let mut outcome = lint(arguments)?;
    if arguments.explain_silence.is_some() {
        super::print(&outcome.silences)?;
        outcome.skipped.iter().for_each(|s| anstream::eprintln!("onrecord: {}", described(s)));
        return Ok(if outcome.is_whole() { ExitCode::SUCCESS } else { ExitCode::from(FAILED) });
    }
    let default = Path::new("onrecord-baseline.json");
    if arguments.write_baseline {
        let path = arguments.baseline.as_deref().unwrap_or(default);
        baseline::write(path, &outcome.report.findings)?;
        let n = counted(outcome.report.findings.len() as u64, "finding");
        arguments.common.note(&format!("{n} written to {}", path.display()));
        return Ok(if outcome.is_whole() { ExitCode::SUCCESS } else { ExitCode::from(FAILED) });
    }
    if let Some(mut baseline) = known {
        let (known, new): (Vec<_>, Vec<_>) = outcome.report.findings.into_iter().partition(|f| baseline.takes(f));
        outcome.report.findings = new;
        outcome.report.summary.recount(&outcome.report.findings);
        outcome.report.summary.known = known.len() as u64;
    }
    if arguments.fix || arguments.diff {
        let changes = fixes(arguments, &mut outcome)?;
        if arguments.diff {
            super::print(&changes)?;
            return Ok(if changes.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FOUND) });
        }
    }
    print(arguments, &outcome)?;
    if !outcome.is_whole() {
        return Ok(ExitCode::from(FAILED));
    }
    let fails = outcome.report.findings.iter().any(|f| arguments.fail_on.fails(f.severity));
    Ok(if fails { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
}

/// One pass over all drafts.
fn lint(arguments: &LintArguments) -> Result<Outcome, CliError> {
    let common = &arguments.common;
    let mut over = Config::default();
    over.rules.select = arguments.select.clone();
    over.rules.ignore = arguments.ignore.clone();
    over.validate_rules("the command line")?;

    // Which configuration holds where: a draft's nearest file.
    let mut desks: BTreeMap<Option<PathBuf>, Desk> = BTreeMap::new();
    let mut work: Vec<(Input, Option<PathBuf>)> = Vec::new();
    let changed = arguments.since.as_deref().map(changed::since).transpose()?;
    for path in &arguments.paths {
        // In a folder, the record's own articles are no drafts.
        let recorded = if path.is_dir() { common.config_for(path)?.record.paths } else { Vec::new() };
        for input in inputs::files(std::slice::from_ref(path), arguments.stdin_filename.as_deref(), &recorded)? {
            let touched = changed.as_ref().is_none_or(|c| {
                let real = std::fs::canonicalize(&input.path).or_else(|_| std::path::absolute(&input.path));
                input.stdin || real.is_ok_and(|p| c.contains(&p))
            });
            if touched {
                let file = common.config.clone().or_else(|| Config::find(&inputs::home(&input)));
                work.push((input, file));
            }
        }
    }
    for (_, file) in &work {
        if !desks.contains_key(file) {
            desks.insert(file.clone(), desk(common, &over, file.as_deref())?);
        }
    }
    if desks.values().any(|d| d.record.is_none()) {
        common.note(
            "no record is configured, so only the calendar is checked; name one with --record PATH or in onrecord.toml",
        );
    }

    let files = Files::default();
    let sheets = outputs(arguments).iter().any(|(format, _)| *format == Format::Html);
    let asked = arguments.explain_silence.as_ref();
    let keep_bytes = arguments.fix || arguments.diff;
    let mut outcome = Outcome { report: Report { version: 1, ..Report::default() }, ..Outcome::default() };
    outcome.record_paths = desks.values().flat_map(|d| d.config.record.paths.clone()).collect();
    let bar = common.bar(work.len() as u64, "checking {bar:30} {pos}/{len} {eta}");
    // Files in batches, so that many small drafts keep all cores busy and their order is kept; an archive of lines
    // is a batch of its own, whose lines are shared out.
    for batch in work.chunks(FILES_AT_ONCE) {
        let done: Vec<FileOutcome> = batch
            .par_iter()
            .filter_map(|(input, file)| {
                let done = check_file(input, desks.get(file)?, &files, sheets, keep_bytes, asked);
                if let Some(bar) = &bar {
                    bar.inc(1);
                }
                Some(done)
            })
            .collect();
        for one in done {
            outcome.report.summary.add(&one.summary);
            outcome.report.findings.extend(one.findings);
            outcome.idle.extend(one.idle);
            outcome.sheets.extend(one.sheets);
            outcome.skipped.extend(one.skipped);
            outcome.fixable.extend(one.fixable);
            outcome.silences.push_str(&one.silences);
        }
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    for record in desks.values().filter_map(|d| d.record.as_ref()) {
        outcome.unanswered |= common.note_unanswered(record);
    }
    outcome.report.summary.skipped = outcome.skipped.len() as u64;
    Ok(outcome)
}

fn desk(common: &Common, over: &Config, file: Option<&Path>) -> Result<Desk, CliError> {
    let mut config = common.config_at(file)?;
    config.merge(over.clone());
    let record = if config.record.is_none() { None } else { Some(common.open(&config, false)?) };
    Ok(Desk { config, record, memo: Memo::default() })
}

/// Drafts that are read and checked before their findings are put in order.
const FILES_AT_ONCE: usize = 256;

/// What one file came to.
#[derive(Default)]
struct FileOutcome {
    findings: Vec<Reported>,
    summary: Summary,
    idle: Vec<String>,
    sheets: Vec<Sheet>,
    skipped: Vec<Skipped>,
    fixable: Option<(Input, Vec<u8>)>,
    silences: String,
}

fn check_file(
    input: &Input,
    desk: &Desk,
    files: &Files,
    sheets: bool,
    keep_bytes: bool,
    asked: Option<&Place>,
) -> FileOutcome {
    let mut out = FileOutcome::default();
    let mut content = match inputs::open(input) {
        Ok(content) => content,
        Err(e) => {
            out.skipped.push(inputs::skip(input, e));
            return out;
        }
    };
    let config = desk.config.for_draft(&input.path);
    let sources = Sources::new(files, desk.record.as_ref());
    let missed = inputs::documents(input, &mut content, |batch| {
        let checked: Vec<Checked> =
            batch.into_par_iter().map(|read| check_one(&read, desk, &config, &sources, sheets, asked)).collect();
        for one in checked {
            out.summary.add(&one.summary);
            out.findings.extend(one.findings);
            out.idle.extend(one.idle);
            out.sheets.extend(one.sheet);
            out.silences.push_str(&one.silence);
        }
    });
    out.skipped.extend(missed);
    if keep_bytes && !input.stdin && out.findings.iter().any(|f| !f.fixes.is_empty()) {
        // Archives are not fixed, which is said by whoever would fix them.
        let bytes = if let Content::Whole(_, bytes) = content { bytes } else { Vec::new() };
        out.fixable = Some((input.clone(), bytes));
    }
    out
}

struct Checked {
    findings: Vec<Reported>,
    summary: Summary,
    idle: Vec<String>,
    sheet: Option<Sheet>,
    silence: String,
}

fn check_one(
    read: &Read,
    desk: &Desk,
    config: &Config,
    sources: &Sources,
    with_sheet: bool,
    asked: Option<&Place>,
) -> Checked {
    let document = &read.document;
    let reading = crate::read::read(document, &config.read_options());
    let mut draft = Draft::new(document, &reading, desk.record.as_ref(), config, &desk.memo);
    let asked = asked.map(|place| place.within(read));
    if let Some(within) = asked {
        draft = draft.traced(within);
    }
    let mut summary = Summary {
        documents: 1,
        quotes: reading.quotes.iter().filter(|q| q.is_verbatim()).count() as u64,
        dates: reading.dates.len() as u64,
        ..Summary::default()
    };
    let all = check::check_all(&draft);
    let idle = document
        .silences
        .iter()
        .filter(|s| !all.iter().any(|f| s.covers(f.code, f.rule, f.span)))
        .map(|s| {
            let Position { line, column, .. } = read.source.position(s.at.start);
            let rules = if s.rules.is_empty() { "any rule".to_owned() } else { s.rules.join(", ") };
            format!("{}:{line}:{column}: this note silences nothing ({rules})", document.path)
        })
        .collect();
    let placed: Vec<(Span, Reported)> = all
        .into_iter()
        .filter(|f| !document.silences(f.code, f.rule, f.span))
        .map(|finding| (finding.span, report::report(finding, document, &read.source, sources)))
        .inspect(|(_, f)| summary.count(f.severity))
        .collect();
    let sheet = with_sheet.then(|| report::sheet(&draft, &placed, sources));
    let silence = asked.map(|within| silence::explain(&draft, within, &placed, &read.source)).unwrap_or_default();
    let findings = placed.into_iter().map(|(_, f)| f).collect();
    Checked { findings, summary, idle, sheet, silence }
}

/// Makes or shows the fixes; returns the diff. Settled findings leave the report.
fn fixes(arguments: &LintArguments, outcome: &mut Outcome) -> Result<String, CliError> {
    let (mut shown_changes, mut settled) = (String::new(), 0);
    for (input, bytes) in &outcome.fixable {
        let path = input.path.display().to_string();
        let findings: Vec<&Reported> = outcome.report.findings.iter().filter(|f| f.path == path).collect();
        match fix::fix(&path, bytes, &findings, arguments.unsafe_fixes) {
            Ok(None) => {}
            Err(reason) => arguments.common.note(&reason),
            Ok(Some(fixed)) if arguments.diff => shown_changes.push_str(&fix::diff(&path, &fixed)),
            Ok(Some(fixed)) => {
                std::fs::write(&input.path, &fixed.after)
                    .map_err(|source| CliError::Io { path: path.clone(), source })?;
                settled += fixed.settled;
            }
        }
    }
    if arguments.fix {
        // Other findings may have moved or changed: the draft is read again.
        let again = lint(arguments)?;
        outcome.report = again.report;
        outcome.skipped = again.skipped;
        arguments.common.note(&format!("{} fixed", counted(settled as u64, "finding")));
    }
    Ok(shown_changes)
}

/// Prints the report to standard output and files, and what could not be read to standard error.
fn print(arguments: &LintArguments, outcome: &Outcome) -> Result<(), CliError> {
    let common = &arguments.common;
    for (format, file) in outputs(arguments) {
        let text = render(format, outcome, common.quiet);
        match file {
            None => super::print(&text)?,
            Some(file) => {
                // A file is no terminal: no colours.
                let text = anstream::adapter::strip_str(&text).to_string();
                std::fs::write(file, text).map_err(|source| CliError::Io { path: file.to_owned(), source })?;
            }
        }
    }
    for idle in &outcome.idle {
        common.note(idle);
    }
    for s in &outcome.skipped {
        anstream::eprintln!("onrecord: {}", described(s));
    }
    if arguments.since.is_some() && outcome.report.summary.documents == 0 {
        let paths: Vec<String> = arguments.paths.iter().map(|p| shown(p)).collect();
        common.note(&format!("nothing changed in {}", paths.join(", ")));
    }
    Ok(())
}

/// Which report goes where; `None` is standard output.
fn outputs(arguments: &LintArguments) -> Vec<(Format, Option<&str>)> {
    let (mut out, mut main) = (Vec::new(), None);
    for output in &arguments.output {
        match output.split_once('=').and_then(|(name, file)| Some((Format::from_str(name, true).ok()?, file))) {
            Some((format, file)) => out.push((format, Some(file))),
            None => main = Some(output.as_str()),
        }
    }
    out.push((arguments.format, main));
    out
}

fn render(format: Format, outcome: &Outcome, quiet: bool) -> String {
    let report = &outcome.report;
    match format {
        Format::Text if quiet && report.findings.is_empty() => String::new(),
        Format::Text => report::text(report, super::width(), unicode()),
        Format::Json => report::json(report),
        Format::Jsonl => report::jsonl(report),
        Format::Sarif => report::sarif(report),
        Format::Github => report::github(report),
        Format::Gitlab => report::gitlab(report),
        Format::Junit => report::junit(report),
        Format::Rdjson => report::rdjson(report),
        Format::Html => report::html(report, &outcome.sheets),
    }
}

/// Whether lines may be drawn with more than ASCII.
fn unicode() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|v| std::env::var(v).ok().filter(|v| !v.is_empty()));
    locale.is_some_and(|l| l.to_ascii_lowercase().replace('-', "").contains("utf8"))
}
