//! Findings that an old archive is known to have: told apart by what they are about, not by their line.

use super::CliError;
use super::report::Reported;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// A baseline as it lies on disk.
#[derive(Debug, Default, Serialize, Deserialize)]
struct File {
    version: u32,
    findings: Vec<Entry>,
}

/// What a finding is about, and how often.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    path: String,
    code: String,
    fingerprint: String,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: u32,
    /// For whoever reads the file; not compared.
    message: String,
}

fn one() -> u32 {
    1
}

fn is_one(n: &u32) -> bool {
    *n == 1
}

/// The known findings, each with how often it may still come up.
#[derive(Debug, Default)]
pub struct Baseline {
    /// Where the file lies: its paths are relative to it.
    folder: PathBuf,
    known: BTreeMap<(String, String), u32>,
}

impl Baseline {
    pub fn load(path: &Path) -> Result<Baseline, CliError> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|e| CliError::Usage(format!("the baseline {name}: {e}")))?;
        Ok(Baseline { folder: folder_of(path), ..Baseline::parse(&name, &text)? })
    }

    pub fn parse(name: &str, text: &str) -> Result<Baseline, CliError> {
        let file: File =
            serde_json::from_str(text).map_err(|e| CliError::Usage(format!("the baseline {name}: {e}")))?;
        if file.version != 1 {
            return Err(CliError::Usage(format!("the baseline {name} is of version {}, not 1", file.version)));
        }
        let mut known: BTreeMap<_, u32> = BTreeMap::new();
        for e in file.findings {
            let count = known.entry((e.path, e.fingerprint)).or_default();
            *count = count.saturating_add(e.count);
        }
        Ok(Baseline { folder: PathBuf::new(), known })
    }

    /// Whether a finding is known; each entry answers as often as it counts.
    pub fn takes(&mut self, finding: &Reported) -> bool {
        // Early files have the paths as they were named.
        [relative(&finding.path, &self.folder), portable(&finding.path)].into_iter().any(|path| {
            match self.known.get_mut(&(path, finding.fingerprint.clone())) {
                Some(left) if *left > 0 => {
                    *left -= 1;
                    true
                }
                _ => false,
            }
        })
    }
}

/// Writes all findings as known.
pub fn write(path: &Path, findings: &[Reported]) -> Result<(), CliError> {
    let folder = folder_of(path);
    let mut entries: BTreeMap<(String, &str, &str), (u32, &str)> = BTreeMap::new();
    for f in findings {
        entries.entry((relative(&f.path, &folder), f.code, &f.fingerprint)).or_insert((0, &f.message)).0 += 1;
    }
    let findings = entries
        .into_iter()
        .map(|((path, code, fingerprint), (count, message))| Entry {
            path,
            code: code.to_owned(),
            fingerprint: fingerprint.to_owned(),
            count,
            message: message.to_owned(),
        })
        .collect();
    let text = serde_json::to_string_pretty(&File { version: 1, findings }).unwrap_or_default();
    std::fs::write(path, text + "\n").map_err(|source| CliError::Io { path: path.display().to_string(), source })
}

/// The folder that a baseline lies in, without a way through its parents.
fn folder_of(path: &Path) -> PathBuf {
    let mut folder = plain(path);
    folder.pop();
    folder
}

/// A path seen from a folder, so that it is the same wherever the program is started: `../desk/draft.md`.
fn relative(path: &str, folder: &Path) -> String {
    let absolute = plain(Path::new(path));
    let shared = absolute.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        // On another drive.
        return portable(path);
    }
    let up = folder.components().skip(shared).map(|_| "..".to_owned());
    let down = absolute.components().skip(shared).map(|c| c.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// A path from the root, without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut out = PathBuf::new();
    for part in absolute.components() {
        if part == Component::ParentDir {
            out.pop();
        } else {
            out.push(part);
        }
    }
    out
}

/// The same path on every machine: with slashes, and without a leading `./`.
fn portable(path: &str) -> String {
    let path = path.replace('\\', "/");
    path.strip_prefix("./").unwrap_or(&path).to_owned()
}
