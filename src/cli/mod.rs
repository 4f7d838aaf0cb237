//! The command line: the only place that knows terminals.

pub(crate) mod baseline;
mod changed;
mod explain;
mod fix;
mod index;
mod inputs;
mod lint;
mod read;
mod report;
mod search;
mod setup;
mod silence;
mod watch;

use crate::config::ConfigError;
use crate::record::RecordError;
use crate::text::TextError;
use clap::{Args, Parser, Subcommand};
use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

/// Holds a news draft against the record.
#[derive(Parser)]
#[command(name = "onrecord", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Checks drafts against the record
    Lint(lint::LintArguments),
    /// Runs the language server on standard input and output
    Lsp(LspArguments),
    /// Brings the record's index up to date
    Index(index::IndexArguments),
    /// Prints the reading of each document: its quotes, dates, people and claims
    Read(read::ReadArguments),
    /// Who said that: finds a quote in the record
    Search(search::SearchArguments),
    /// The rules: what each finds, why it matters, an example, how to silence it
    Explain(explain::ExplainArguments),
}

/// What every command that touches the record takes.
#[derive(Args, Clone, Debug, Default)]
struct Common {
    /// A file or folder of the record; overrides the configuration
    #[arg(long, value_name = "PATH")]
    record: Vec<PathBuf>,
    /// Where the record's index lies; otherwise in the user's cache folder
    #[arg(long, value_name = "DIR")]
    index_dir: Option<PathBuf>,
    #[command(flatten)]
    basics: Basics,
}

/// What every command takes that reads documents.
#[derive(Args, Clone, Debug, Default)]
struct Basics {
    /// The configuration file; otherwise the nearest onrecord.toml at or above the draft
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Nothing but results and errors
    #[arg(short, long)]
    quiet: bool,
    /// Tells on standard error what is being done
    #[arg(short, long, conflicts_with = "quiet")]
    verbose: bool,
}

#[derive(Args)]
struct LspArguments {
    #[command(flatten)]
    common: Common,
    /// Standard input and output; the only transport, accepted for clients that insist
    #[arg(long, hide = true)]
    stdio: bool,
}

/// Something was found at or above `--fail-on`, or a search found nothing.
const FOUND: u8 = 1;
/// Could not do its job: bad options, unreadable input, broken record.
const FAILED: u8 = 2;

/// Why a command could not do its job.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error(transparent)]
    Text(#[from] TextError),
    #[error("{path}: {source}")]
    Io { path: String, source: std::io::Error },
    #[error("{0}")]
    Usage(String),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.command {
        Command::Lint(arguments) => lint::run(&arguments),
        Command::Lsp(arguments) => lsp(&arguments),
        Command::Index(arguments) => index::run(&arguments),
        Command::Read(arguments) => read::run(&arguments),
        Command::Search(arguments) => search::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
    };
    result.unwrap_or_else(|e| {
        // One line, whatever the cause wrote.
        let line = e.to_string().split('\n').map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join(" ");
        anstream::eprintln!("onrecord: {line}");
        ExitCode::from(FAILED)
    })
}

/// What `lint` does with a draft's bytes.
#[cfg(any(test, fuzzing))]
pub(crate) fn hostile_draft(format: crate::text::Format, bytes: &[u8]) {
    lint::hostile(format, bytes);
}

fn lsp(arguments: &LspArguments) -> Result<ExitCode, CliError> {
    let options = crate::lsp::Options {
        config_file: arguments.common.basics.config.clone(),
        over: arguments.common.command_line(),
    };
    crate::lsp::run(options)
        .map(ExitCode::from)
        .map_err(|source| CliError::Io { path: "the language server".into(), source })
}

/// Writes a result to standard output; a reader that has gone away is no error.
fn print(text: &str) -> Result<(), CliError> {
    print_on(text).map(|_| ())
}

/// As [`print`]; breaks where the reader has gone away, so that no more work is done for nobody.
fn print_on(text: &str) -> Result<ControlFlow<()>, CliError> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(ControlFlow::Continue(())),
        Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(ControlFlow::Break(())),
        Err(source) => Err(CliError::Io { path: "standard output".into(), source }),
    }
}

/// `1 document`, `2 documents`.
fn counted(n: u64, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// Columns for reports: those of the terminal, or `COLUMNS`, kept to what reads well.
fn width() -> usize {
    // Where nothing tells: a log or a pipe.
    const DEFAULT: usize = 100;
    let told = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    told.or_else(|| terminal_size::terminal_size().map(|(w, _)| usize::from(w.0))).unwrap_or(DEFAULT).clamp(40, 120)
}
