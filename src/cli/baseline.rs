//! Findings that an old archive is known to have: told apart by what they are about, not by their line.

use super::CliError;
use super::report::Reported;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

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
    known: BTreeMap<(String, String), u32>,
}

impl Baseline {
    pub fn load(path: &Path) -> Result<Baseline, CliError> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|e| CliError::Usage(format!("the baseline {name}: {e}")))?;
        Baseline::parse(&name, &text)
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
        Ok(Baseline { known })
    }

    /// Whether a finding is known; each entry answers as often as it counts.
    pub fn takes(&mut self, finding: &Reported) -> bool {
        match self.known.get_mut(&(portable(&finding.path), finding.fingerprint.clone())) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }
}

/// Writes all findings as known.
pub fn write(path: &Path, findings: &[Reported]) -> Result<(), CliError> {
    let mut entries: BTreeMap<(String, &str, &str), (u32, &str)> = BTreeMap::new();
    for f in findings {
        entries.entry((portable(&f.path), f.code, &f.fingerprint)).or_insert((0, &f.message)).0 += 1;
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

/// The same path on every machine: with slashes, and without a leading `./`.
fn portable(path: &str) -> String {
    let path = path.replace('\\', "/");
    path.strip_prefix("./").unwrap_or(&path).to_owned()
}
