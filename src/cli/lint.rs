//! `onrecord lint`: drafts against the record.

use super::baseline::{self, Baseline};
use super::inputs::{self, Content, Input, Read};
use super::report::{self, Files, Report, Reported, Sheet, Sources, Summary};
use super::setup::{described, shown};
use super::silence::{self, Place};
use super::{CliError, Common, FAILED, FOUND, changed, counted, fix, watch};
use crate::check::{self, Draft, Finding, Memo, RULES, Severity};
use crate::config::{Config, did_you_mean, nearest_rule};
use crate::record::{Record, Skipped, guarded};
use crate::text::{self, Position, Silence, Span};
use clap::{Args, ValueEnum};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct LintArguments {
    /// Drafts: files, folders, or - for standard input
    #[arg(value_name = "PATH", default_value = ".")]
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
    #[arg(long, conflicts_with_all = ["since", "fix", "diff", "output"])]
    write_baseline: bool,
    /// Only drafts that differ from this revision, and new ones
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// Makes the changes that touch spelling only; they are reported no more
    #[arg(long, group = "fixing")]
    fix: bool,
    /// With --fix or --diff: also changes of words, speakers and dates
    #[arg(long, requires = "fixing")]
    unsafe_fixes: bool,
    /// Prints the changes that --fix would make, and makes none
    #[arg(long, group = "fixing", conflicts_with_all = ["fix", "output"])]
    diff: bool,
    /// Tells why nothing was said there: what was read, what the record gave, which gate stopped each rule.
    /// LINE, LINE:COLUMN, or bytes FROM..TO
    #[arg(long, value_name = "RANGE", conflicts_with_all = ["fix", "diff", "write_baseline", "watch", "output"])]
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
    let outputs = outputs(arguments)?;
    let stdin = inputs::has_stdin(&arguments.paths, arguments.stdin_filename.as_deref())?;
    if stdin && arguments.fix {
        return Err(CliError::Usage("standard input cannot be fixed in place; --diff shows the changes".into()));
    }
    if stdin && arguments.watch {
        return Err(CliError::Usage("standard input cannot be watched".into()));
    }
    if arguments.watch {
        return watch::run(&arguments.paths, &written(arguments, &outputs), arguments.common.basics.quiet, || {
            let outcome = check_new(arguments, &outputs)?;
            print(arguments, &outputs, &outcome)?;
            Ok(outcome.record_paths)
        });
    }
    let whole = |outcome: &Outcome, status| if outcome.is_whole() { status } else { ExitCode::from(FAILED) };
    if arguments.explain_silence.is_some() {
        let outcome = lint(arguments, &outputs)?;
        super::print(&outcome.silences)?;
        tell(&arguments.common, &outcome);
        return Ok(whole(&outcome, ExitCode::SUCCESS));
    }
    if arguments.write_baseline {
        let outcome = lint(arguments, &outputs)?;
        let path = arguments.baseline.as_deref().unwrap_or(Path::new(BASELINE));
        baseline::write(path, &outcome.report.findings)?;
        let n = counted(outcome.report.findings.len() as u64, "finding");
        arguments.common.note(&format!("{n} written to {}", path.display()));
        tell(&arguments.common, &outcome);
        return Ok(whole(&outcome, ExitCode::SUCCESS));
    }
    let mut outcome = check_new(arguments, &outputs)?;
    if arguments.diff {
        let changes = changes(arguments, &outcome)?;
        super::print(&changes.shown)?;
        tell(&arguments.common, &outcome);
        let status = if changes.shown.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FOUND) };
        return Ok(whole(&outcome, status));
    }
    if arguments.fix {
        let settled = changes(arguments, &outcome)?.settled;
        // Other findings may have moved or changed: the drafts are read again.
        outcome = check_new(arguments, &outputs)?;
        arguments.common.note(&format!("{} fixed", counted(settled as u64, "finding")));
    }
    print(arguments, &outputs, &outcome)?;
    if !outcome.is_whole() {
        return Ok(ExitCode::from(FAILED));
    }
    let fails = outcome.report.findings.iter().any(|f| arguments.fail_on.fails(f.severity));
    Ok(if fails { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
}

/// One pass over all drafts, without the findings that the baseline knows.
fn check_new(arguments: &LintArguments, outputs: &[(Format, Option<&str>)]) -> Result<Outcome, CliError> {
    let Some(path) = &arguments.baseline else { return lint(arguments, outputs) };
    let mut baseline = Baseline::load(path)?;
    let mut outcome = lint(arguments, outputs)?;
    let (known, new): (Vec<_>, Vec<_>) = outcome.report.findings.into_iter().partition(|f| baseline.takes(f));
    outcome.report.findings = new;
    outcome.report.summary.recount(&outcome.report.findings);
    outcome.report.summary.known = known.len() as u64;
    Ok(outcome)
}

/// The files that a run writes: no drafts, wherever they lie.
fn written(arguments: &LintArguments, outputs: &[(Format, Option<&str>)]) -> Vec<PathBuf> {
    let baseline = arguments.baseline.as_deref().unwrap_or(Path::new(BASELINE));
    let files = outputs.iter().filter_map(|(_, file)| file.map(Path::new)).chain([baseline]);
    files.filter_map(|file| std::path::absolute(file).ok()).collect()
}

/// A path by which a file is known again, whether it is there already or not.
fn real(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let beside = || Some(std::fs::canonicalize(absolute.parent()?).ok()?.join(absolute.file_name()?));
    std::fs::canonicalize(&absolute).ok().or_else(beside).unwrap_or(absolute)
}

/// One pass over all drafts.
fn lint(arguments: &LintArguments, outputs: &[(Format, Option<&str>)]) -> Result<Outcome, CliError> {
    let common = &arguments.common;
    let mut over = Config::default();
    over.rules.select = arguments.select.clone();
    over.rules.ignore = arguments.ignore.clone();
    over.validate_rules("the command line")?;

    // Which configuration holds where: a draft's nearest file.
    let mut desks: BTreeMap<Option<PathBuf>, Desk> = BTreeMap::new();
    let mut work: Vec<(Input, Option<PathBuf>)> = Vec::new();
    let mut changed = changed::Changed::default();
    let (mut seen, mut unwalked) = (FxHashSet::default(), Vec::new());
    let own = written(arguments, outputs);
    for path in &arguments.paths {
        let mut leave_out = own.clone();
        if path.is_dir() {
            // In a folder, the record's own articles are no drafts.
            leave_out.extend(common.config_for(path)?.record.paths);
        }
        let name = arguments.stdin_filename.as_deref();
        let (inputs, skipped) = inputs::files(std::slice::from_ref(path), name, &leave_out)?;
        unwalked.extend(skipped);
        for input in inputs {
            if !input.stdin {
                let real = real(&input.path);
                // A draft that is named twice, or named and found, is one draft.
                if !seen.insert(real.clone()) {
                    continue;
                }
                if let Some(revision) = arguments.since.as_deref()
                    && !changed.since(revision, &real)?
                {
                    continue;
                }
            }
            let file = common.basics.config.clone().or_else(|| Config::find(&inputs::home(&input)));
            work.push((input, file));
        }
    }
    for (_, file) in &work {
        if !desks.contains_key(file) {
            let config = desk_config(common, &over, file.as_deref())?;
            refuse_to_overwrite((arguments, outputs), &seen, file.as_deref(), &config)?;
            desks.insert(file.clone(), desk(common, config)?);
        }
    }
    if desks.values().any(|d| d.record.is_none()) {
        common.note(
            "no record is configured, so only dates and quotes without a speaker are checked; name one with \
             --record PATH or in onrecord.toml",
        );
    }

    let files = Files::default();
    let sheets = outputs.iter().any(|(format, _)| *format == Format::Html);
    let asked = arguments.explain_silence.as_ref();
    let keep_bytes = arguments.fix || arguments.diff;
    let mut outcome = Outcome { report: Report { version: 1, ..Report::default() }, ..Outcome::default() };
    outcome.report.summary.skipped = unwalked.len() as u64;
    outcome.skipped = unwalked;
    outcome.record_paths = desks.values().flat_map(|d| d.config.record.paths.clone()).collect();
    let bar = common.bar(work.len() as u64, "checking {bar:30} {pos}/{len} {eta}");
    // Files in batches, so that many small drafts keep all cores busy and their order is kept; an archive of lines
    // is a batch of its own, whose lines are shared out.
    for batch in work.chunks(FILES_AT_ONCE) {
        let done: Vec<FileOutcome> = batch
            .par_iter()
            .filter_map(|(input, file)| {
                let desk = desks.get(file)?;
                let done = guarded(|| check_file(input, desk, &files, sheets, keep_bytes, asked));
                let done = done.unwrap_or_else(|reason| {
                    let mut failed = FileOutcome::default();
                    failed.pass_over(input, reason);
                    failed
                });
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
    if outcome.unanswered {
        // What was not looked up might have been silenced.
        outcome.idle.clear();
    }
    Ok(outcome)
}

fn desk_config(common: &Common, over: &Config, file: Option<&Path>) -> Result<Config, CliError> {
    let mut config = common.config_at(file)?;
    config.merge(over.clone());
    Ok(config)
}

fn desk(common: &Common, config: Config) -> Result<Desk, CliError> {
    let record = if config.record.is_none() { None } else { Some(common.open(&config, false)?) };
    Ok(Desk { config, record, memo: Memo::default() })
}

/// Refuses to write over what a run reads: a draft, its configuration, the record.
fn refuse_to_overwrite(
    (arguments, outputs): (&LintArguments, &[(Format, Option<&str>)]),
    drafts: &FxHashSet<PathBuf>,
    configuration: Option<&Path>,
    config: &Config,
) -> Result<(), CliError> {
    let record: Vec<PathBuf> = config.record.paths.iter().map(|p| real(p)).collect();
    let baseline = arguments.baseline.as_deref().filter(|_| arguments.write_baseline);
    for file in outputs.iter().filter_map(|(_, file)| file.map(Path::new)).chain(baseline) {
        let path = real(file);
        // A baseline is no news, wherever it lies.
        let is_read_there = Some(file) != baseline && text::Format::of_name(&path.to_string_lossy()).is_some();
        let what = if drafts.contains(&path) {
            "one of the drafts"
        } else if configuration.is_some_and(|c| real(c) == path) {
            "the configuration"
        } else if record.contains(&path) || is_read_there && record.iter().any(|r| path.starts_with(r)) {
            "part of the record"
        } else {
            continue;
        };
        return Err(CliError::Usage(format!("{} is {what}; what lint writes needs a file of its own", file.display())));
    }
    Ok(())
}

/// The baseline's file, where none is named.
const BASELINE: &str = "onrecord-baseline.json";
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

impl FileOutcome {
    /// Names a file, or a document of it, that could not be checked.
    fn pass_over(&mut self, input: &Input, reason: String) {
        self.skipped.push(Skipped { path: inputs::as_named(&input.path), line: None, reason });
        self.summary.skipped += 1;
    }
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
            out.summary.skipped = 1;
            return out;
        }
    };
    let config = desk.config.for_draft(&input.path);
    let sources = Sources::new(files, desk.record.as_ref());
    let missed = inputs::documents(input, &mut content, |batch| {
        let check = |read: Read| {
            let checked = guarded(|| check_one(&read, desk, &config, &sources, sheets, asked));
            checked.map_err(|reason| match &read.document.id {
                Some(id) => format!("{id}: {reason}"),
                None => reason,
            })
        };
        let checked: Vec<Result<Checked, _>> = batch.into_par_iter().map(check).collect();
        for one in checked {
            let one = match one {
                Ok(one) => one,
                Err(reason) => {
                    out.pass_over(input, reason);
                    continue;
                }
            };
            out.summary.add(&one.summary);
            out.findings.extend(one.findings);
            out.idle.extend(one.idle);
            out.sheets.extend(one.sheet);
            out.silences.push_str(&one.silence);
        }
        ControlFlow::Continue(())
    });
    out.summary.skipped += missed.count();
    out.skipped.extend(missed.told(input));
    if keep_bytes && out.findings.iter().any(|f| !f.fixes.is_empty()) {
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
        .filter_map(|s| {
            let Position { line, column, .. } = read.source.position(s.at.start);
            Some(format!("{}:{line}:{column}: {}", document.path, idle(s, &all, &draft)?))
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

/// What is wrong with a note that silences nothing. Rules that were not asked, because they are not selected or because
/// there is no record, would have been silenced perhaps.
fn idle(note: &Silence, findings: &[Finding], draft: &Draft) -> Option<String> {
    if note.rules.is_empty() {
        let any = findings.iter().any(|f| note.covers(f.code, f.rule, f.span));
        let asked = RULES.iter().all(|r| check::asked(r, draft));
        return (!any && asked).then(|| "this note silences nothing (any rule)".to_owned());
    }
    let (mut unknown, mut idle) = (Vec::new(), Vec::new());
    for name in &note.rules {
        match check::rule(name) {
            None => unknown.push(format!("no rule is called `{name}`{}", nearest_rule(name))),
            Some(rule) => {
                let busy = findings.iter().any(|f| f.code == rule.code && note.covers(f.code, f.rule, f.span));
                if !busy && check::asked(rule, draft) {
                    idle.push(name.as_str());
                }
            }
        }
    }
    if !idle.is_empty() {
        unknown.insert(0, format!("this note silences nothing ({})", idle.join(", ")));
    }
    (!unknown.is_empty()).then(|| unknown.join("; "))
}

/// Changes that the findings propose.
#[derive(Default)]
struct Changes {
    /// With `--diff`.
    shown: String,
    /// With `--fix`: how many findings the written changes settle.
    settled: usize,
}

/// Makes or shows the fixes.
fn changes(arguments: &LintArguments, outcome: &Outcome) -> Result<Changes, CliError> {
    let mut changes = Changes::default();
    let mut by_path: BTreeMap<&str, Vec<&Reported>> = BTreeMap::new();
    for finding in &outcome.report.findings {
        by_path.entry(&finding.path).or_default().push(finding);
    }
    for (input, bytes) in &outcome.fixable {
        let path = input.path.display().to_string();
        let Some(findings) = by_path.get(path.as_str()) else { continue };
        match fix::fix(&path, bytes, findings, arguments.unsafe_fixes) {
            Ok(None) => {}
            Err(reason) => arguments.common.note(&reason),
            Ok(Some(fixed)) => {
                if fixed.left > 0 {
                    let left = counted(fixed.left as u64, "change");
                    arguments
                        .common
                        .note(&format!("{path}: {left} not made: the words cannot be told apart from markup"));
                }
                if arguments.diff {
                    changes.shown.push_str(&fix::diff(&path, &fixed));
                    continue;
                }
                if fixed.before == fixed.after {
                    continue;
                }
                std::fs::write(&input.path, &fixed.after)
                    .map_err(|source| CliError::Io { path: path.clone(), source })?;
                changes.settled += fixed.settled;
            }
        }
    }
    Ok(changes)
}

/// Tells on standard error which notes silence nothing and what could not be read.
fn tell(common: &Common, outcome: &Outcome) {
    for idle in &outcome.idle {
        common.note(idle);
    }
    for s in &outcome.skipped {
        anstream::eprintln!("onrecord: {}", described(s));
    }
}

/// Prints the report to standard output and files, and what could not be read to standard error.
fn print(arguments: &LintArguments, outputs: &[(Format, Option<&str>)], outcome: &Outcome) -> Result<(), CliError> {
    let common = &arguments.common;
    let mut failure = Ok(());
    for &(format, file) in outputs {
        let text = render(format, outcome, common.basics.quiet);
        let done = match file {
            None => super::print(&text),
            Some(file) => {
                // A file is no terminal: no colours.
                let text = anstream::adapter::strip_str(&text).to_string();
                std::fs::write(file, text).map_err(|source| CliError::Io { path: file.to_owned(), source })
            }
        };
        // One report that cannot be written takes none of the others with it.
        failure = failure.and(done);
    }
    tell(common, outcome);
    failure?;
    if arguments.since.is_some() && outcome.report.summary.documents == 0 {
        let paths: Vec<String> = arguments.paths.iter().map(|p| shown(p)).collect();
        common.note(&format!("nothing changed in {}", paths.join(", ")));
    }
    Ok(())
}

fn to_file(name: &str) -> Result<Option<&str>, CliError> {
    match name {
        "" => Err(CliError::Usage("--output: a file has no name".to_owned())),
        "-" => Ok(None),
        name => Ok(Some(name)),
    }
}

/// Which report goes where; `None` is standard output.
fn outputs(arguments: &LintArguments) -> Result<Vec<(Format, Option<&str>)>, CliError> {
    let (mut out, mut main) = (Vec::new(), None);
    for output in &arguments.output {
        match output.split_once('=') {
            // A path with an equals sign has a slash before it, `./a=b`, or is no word.
            Some((name, file)) if !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric()) => {
                let format = Format::from_str(name, true).map_err(|_| {
                    let known = ["text", "json", "jsonl", "sarif", "github", "gitlab", "junit", "rdjson", "html"];
                    let near = did_you_mean(name, &known);
                    CliError::Usage(format!("--output {output}: no format is called `{name}`{near}"))
                })?;
                out.push((format, to_file(file)?));
            }
            _ if main.is_some() => {
                return Err(CliError::Usage(format!(
                    "--output {output}: the report has a file already; FORMAT=FILE writes one more"
                )));
            }
            _ => main = Some(to_file(output)?),
        }
    }
    out.push((arguments.format, main.flatten()));
    const OTHER: &str = "has something else than a report; remove it, or name another file";
    let refused =
        |file: Option<&str>, why| Err(CliError::Usage(format!("{} {why}", file.unwrap_or("standard output"))));
    let mut taken = vec![arguments.baseline.as_deref().map(real)];
    for &(_, file) in &out {
        let Some(path) = file.map(|f| real(Path::new(f))) else {
            if out.iter().filter(|(_, file)| file.is_none()).count() > 1 {
                return refused(None, "takes one report; give the others a file each");
            }
            continue;
        };
        // Whatever goes to `/dev/null` replaces nothing.
        if path.metadata().is_ok_and(|m| !m.is_file()) {
            continue;
        }
        if !is_replaceable(&path) {
            return refused(file, OTHER);
        }
        if taken.contains(&Some(path.clone())) {
            return refused(file, "is written or read otherwise; each report needs a file of its own");
        }
        taken.push(Some(path));
    }
    if let Some(file) = arguments.baseline.as_deref().filter(|f| arguments.write_baseline && !is_replaceable(f)) {
        return refused(file.to_str(), OTHER);
    }
    Ok(out)
}

/// Whether a report may be written to `path`: nothing is there, or what a run before may have written. `--output
/// drafts/*.md` names a draft that nobody meant.
fn is_replaceable(path: &Path) -> bool {
    let before = match std::fs::read(path) {
        Err(e) => return e.kind() == std::io::ErrorKind::NotFound,
        Ok(bytes) => bytes,
    };
    let Ok(before) = std::str::from_utf8(&before).map(str::trim) else { return false };
    // As JSON, annotations and XML begin; a draft may begin with `[onrecord: …]`.
    const BEGUN: &[&str] = &["{\"", "{\n", "[]", "[\n", "::", "<?xml"];
    before.is_empty()
        || report::is_text(before)
        || report::is_sheet(before)
        || BEGUN.iter().any(|begun| before.starts_with(begun))
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

/// A draft through the rules that need no record, its fixes made, and every report of it.
#[cfg(any(test, fuzzing))]
pub(crate) fn hostile(format: crate::text::Format, bytes: &[u8]) {
    let name = match format {
        crate::text::Format::Markdown => "a.md",
        crate::text::Format::Html => "a.html",
        _ => "a.txt",
    };
    let Ok(document) = crate::text::Document::parse(name, format, bytes) else { return };
    let read = Read { document, source: crate::text::SourceFile::of(format, bytes) };
    let desk = Desk { config: Config::default(), record: None, memo: Memo::default() };
    let files = Files::default();
    let one = check_one(&read, &desk, &desk.config, &Sources::new(&files, None), true, Some(&Place::Line(1, Some(2))));
    let _ = fix::fix(name, bytes, &one.findings.iter().collect::<Vec<_>>(), true);
    let report = Report { version: 1, findings: one.findings, summary: one.summary };
    let outcome = Outcome { report, sheets: one.sheet.into_iter().collect(), ..Outcome::default() };
    for format in Format::value_variants() {
        let _ = render(*format, &outcome, false);
    }
}

/// Whether lines may be drawn with more than ASCII.
fn unicode() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|v| std::env::var(v).ok().filter(|v| !v.is_empty()));
    locale.is_some_and(|l| l.to_ascii_lowercase().replace('-', "").contains("utf8"))
}
