//! `lint --since REV`: only the drafts that changed, as git tells.

use super::CliError;
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The absolute paths of files that differ from `revision`, untracked ones included.
pub fn since(revision: &str) -> Result<FxHashSet<PathBuf>, CliError> {
    if revision.starts_with('-') {
        return Err(CliError::Usage(format!("{revision} is no revision")));
    }
    let top = PathBuf::from(git(&["rev-parse", "--show-toplevel"])?.trim_end());
    let range = ["diff", "--name-only", "-z", "--diff-filter=d", "--no-renames", revision, "--"];
    let changed = git_in(&top, &range)?;
    let untracked = git_in(&top, &["ls-files", "-z", "--others", "--exclude-standard"])?;
    let paths = changed.split('\0').chain(untracked.split('\0')).filter(|p| !p.is_empty());
    Ok(paths.map(|p| top.join(p)).collect())
}

fn git(arguments: &[&str]) -> Result<String, CliError> {
    git_in(Path::new("."), arguments)
}

fn git_in(folder: &Path, arguments: &[&str]) -> Result<String, CliError> {
    let failed = |reason: String| CliError::Usage(format!("--since needs git: {reason}"));
    let out = Command::new("git").current_dir(folder).args(arguments).output().map_err(|e| failed(e.to_string()))?;
    if !out.status.success() {
        return Err(failed(String::from_utf8_lossy(&out.stderr).lines().next().unwrap_or("it failed").to_owned()));
    }
    Ok(String::from_utf8_lossy(&out.stdout).into_owned())
}
