//! `lint --since REV`: only the drafts that changed, as git tells.

use super::CliError;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What git told, kept: each folder's working tree, and each tree's changed files.
#[derive(Default)]
pub struct Changed {
    trees: FxHashMap<PathBuf, PathBuf>,
    files: FxHashMap<PathBuf, FxHashSet<PathBuf>>,
}

impl Changed {
    /// Whether a file differs from `revision`, or is new, in the working tree that it lies in. `file` is its real path.
    pub fn since(&mut self, revision: &str, file: &Path) -> Result<bool, CliError> {
        let folder = file.parent().unwrap_or(file);
        let tree = match self.trees.get(folder) {
            Some(tree) => tree.clone(),
            None => {
                let mut told = git(folder, &["rev-parse", "--show-toplevel"])?;
                told.truncate(told.trim_ascii_end().len());
                let tree = PathBuf::from(text(told));
                let tree = std::fs::canonicalize(&tree).unwrap_or(tree);
                self.trees.insert(folder.to_owned(), tree.clone());
                tree
            }
        };
        if !self.files.contains_key(&tree) {
            let changed = changed(&tree, revision)?;
            self.files.insert(tree.clone(), changed);
        }
        Ok(self.files.get(&tree).is_some_and(|files| files.contains(file)))
    }
}

/// The paths of a working tree's files that differ from `revision`, untracked ones included.
fn changed(tree: &Path, revision: &str) -> Result<FxHashSet<PathBuf>, CliError> {
    if revision.starts_with('-') {
        return Err(CliError::Usage(format!("{revision} is no revision")));
    }
    let range = ["diff", "--name-only", "-z", "--diff-filter=d", "--no-renames", revision, "--"];
    let mut told = git(tree, &range)?;
    told.extend(git(tree, &["ls-files", "-z", "--others", "--exclude-standard"])?);
    let names = told.split(|b| *b == 0).filter(|name| !name.is_empty());
    // Part by part: git's names have slashes everywhere.
    Ok(names
        .map(|name| name.split(|b| *b == b'/').fold(tree.to_owned(), |path, part| path.join(text(part.to_vec()))))
        .collect())
}

fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, CliError> {
    let failed = |reason: String| CliError::Usage(format!("--since needs git: {reason}"));
    let out = Command::new("git").current_dir(folder).args(arguments).output().map_err(|e| failed(e.to_string()))?;
    if !out.status.success() {
        return Err(failed(String::from_utf8_lossy(&out.stderr).lines().next().unwrap_or("it failed").to_owned()));
    }
    Ok(out.stdout)
}

/// A name of git's, which need not be UTF-8 where names are bytes.
#[cfg(unix)]
fn text(bytes: Vec<u8>) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(bytes)
}

#[cfg(not(unix))]
fn text(bytes: Vec<u8>) -> OsString {
    String::from_utf8_lossy(&bytes).into_owned().into()
}
