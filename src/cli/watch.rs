//! `lint --watch`: checks again whenever a draft or the record changes.

use super::CliError;
use notify::{RecursiveMode, Watcher};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

/// An editor's save is several events; they are one change when they come this close.
const SETTLE: Duration = Duration::from_millis(150);

/// Runs `pass` now and after each change of `paths` or of the record's files that it names; until interrupted. A change
/// of `written`, which the passes themselves write, is none.
pub fn run(
    paths: &[PathBuf],
    written: &[PathBuf],
    quiet: bool,
    mut pass: impl FnMut() -> Result<Vec<PathBuf>, CliError>,
) -> Result<ExitCode, CliError> {
    let failed = |e: notify::Error| CliError::Usage(format!("cannot watch: {e}"));
    let (send, changes) = mpsc::channel();
    let written = written.to_vec();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let own = |path: &PathBuf| std::path::absolute(path).is_ok_and(|p| written.contains(&p));
        // Without paths an event says that some were lost.
        if event.is_ok_and(|e| !e.kind.is_access() && (e.paths.is_empty() || !e.paths.iter().all(own))) {
            let _ = send.send(());
        }
    })
    .map_err(failed)?;
    let record = pass()?;
    for path in paths.iter().chain(&record) {
        // Editors replace a file rather than write it, so its folder is watched.
        let folder = if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(path) };
        let folder = if folder.as_os_str().is_empty() { std::path::Path::new(".") } else { folder };
        watcher.watch(folder, RecursiveMode::Recursive).map_err(failed)?;
    }
    if !quiet {
        anstream::eprintln!("onrecord: watching; end with Ctrl-C");
    }
    while changes.recv().is_ok() {
        loop {
            match changes.recv_timeout(SETTLE) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return Ok(ExitCode::SUCCESS),
            }
        }
        // A draft that is broken for a moment ends nothing.
        if let Err(e) = pass() {
            anstream::eprintln!("onrecord: {e}");
        }
    }
    Ok(ExitCode::SUCCESS)
}
