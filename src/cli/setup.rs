//! From options and configuration files to an open record.

use super::{CliError, Common, counted};
use crate::config::Config;
use crate::record::{OpenOptions, Progress, Record, Skipped};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// How long a look-up waits for an archive on a server: nobody is typing.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(15);
/// How many skipped documents are named before the rest is only counted.
const NAMED_SKIPS: usize = 5;

impl Common {
    /// The configuration for a draft or folder, with the command line over it.
    pub fn config_for(&self, from: &Path) -> Result<Config, CliError> {
        let file = self.basics.config.clone().or_else(|| Config::find(from));
        self.config_at(file.as_deref())
    }

    /// The configuration in `file`, or none, with the command line over it.
    pub fn config_at(&self, file: Option<&Path>) -> Result<Config, CliError> {
        let mut config = match file {
            Some(file) => {
                self.tell(|| format!("configuration: {}", file.display()));
                Config::load(file)?
            }
            None => Config::default(),
        };
        config.merge(self.command_line());
        Ok(config)
    }

    /// What the command line itself says.
    pub fn command_line(&self) -> Config {
        let mut over = Config::default();
        over.record.paths = self.record.clone();
        over.record.index_dir = self.index_dir.clone();
        over.relative_to(Path::new("."));
        over
    }

    /// A line on standard error for those who asked for it.
    pub fn tell(&self, line: impl FnOnce() -> String) {
        if self.basics.verbose {
            anstream::eprintln!("onrecord: {}", line());
        }
    }

    /// A line on standard error for those who did not ask for quiet.
    pub fn note(&self, line: &str) {
        if !self.basics.quiet {
            anstream::eprintln!("onrecord: {line}");
        }
    }

    /// Opens the record that `config` names and brings it up to date, with a progress bar on a terminal.
    pub fn open(&self, config: &Config, rebuild: bool) -> Result<Record, CliError> {
        let paths = &config.record.paths;
        for path in paths {
            if !path.exists() {
                return Err(CliError::Usage(format!("the record {}: no such file or folder", shown(path))));
            }
        }
        let options = OpenOptions {
            paths: paths.clone(),
            index_dir: config.record.local_index(),
            server: config.record.server(PATIENCE),
            rebuild,
            read: config.read_options(),
        };
        let bar = self.bar(0, "reading the record {bar:30} {bytes}/{total_bytes} {msg} {eta}");
        let begun = std::time::Instant::now();
        let record = Record::open(&options, &mut |progress: Progress| {
            let documents = counted(progress.documents, "document");
            advance(bar.as_ref(), progress.bytes, progress.total_bytes, documents);
            true
        });
        if let Some(bar) = bar {
            bar.finish_and_clear();
        }
        let record = record?;
        if let Some(trouble) = record.trouble() {
            if paths.is_empty() {
                return Err(trouble.into());
            }
            self.note(&format!("{trouble}; only the files on record are looked through"));
        }
        if let Some(why) = record.outdated() {
            self.note(why);
        }
        self.tell(|| {
            let stats = record.stats();
            format!("record: {} in {:.2} s", counted(stats.documents, "document"), begun.elapsed().as_secs_f64())
        });
        self.name_skipped(record.skipped());
        Ok(record)
    }

    /// Says so where an archive on a server left look-ups without an answer.
    pub fn note_unanswered(&self, record: &Record) -> bool {
        let unanswered = record.unanswered();
        if unanswered > 0 {
            let why = record.trouble().map_or_else(String::new, |t| format!("{t}; "));
            let times = counted(unanswered, "look-up");
            anstream::eprintln!("onrecord: {why}{times} had no answer, so what is said here may not be all");
        }
        unanswered > 0
    }

    /// Names what of the record could not be read.
    pub fn name_skipped(&self, skipped: &[Skipped]) {
        for s in skipped.iter().take(NAMED_SKIPS) {
            self.note(&format!("skipped {}", described(s)));
        }
        if skipped.len() > NAMED_SKIPS {
            self.note(&format!("skipped {} more of the record's documents", skipped.len() - NAMED_SKIPS));
        }
    }

    /// A progress bar, where somebody sits at a terminal and does not want quiet.
    pub fn bar(&self, length: u64, template: &str) -> Option<ProgressBar> {
        if self.basics.quiet || !std::io::stderr().is_terminal() {
            return None;
        }
        let bar = ProgressBar::new(length);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Some(bar)
    }
}

/// Moves a bar that counts bytes. The total may be an estimate that has been passed.
pub fn advance(bar: Option<&ProgressBar>, bytes: u64, total_bytes: u64, message: String) {
    if let Some(bar) = bar {
        bar.set_length(total_bytes.max(bytes));
        bar.set_position(bytes);
        bar.set_message(message);
    }
}

/// A skipped document in a line.
pub fn described(s: &Skipped) -> String {
    // The reader's own errors already name the file and line.
    if s.reason.starts_with(&s.path) {
        return s.reason.clone();
    }
    match s.line {
        // A line of JSON is parsed alone, as line 1 of its own.
        Some(line) => format!("{}, line {line}: {}", s.path, s.reason.replace(" at line 1 column ", " at column ")),
        None => format!("{}: {}", s.path, s.reason),
    }
}

/// A path as the user would write it: relative to where they stand, if it lies below.
pub fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let short: PathBuf = match path.strip_prefix(&here) {
        Ok(rest) if !rest.as_os_str().is_empty() => rest.to_owned(),
        _ => path.to_owned(),
    };
    short.display().to_string()
}
