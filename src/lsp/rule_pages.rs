//! The rules' documentation as files, so that an editor without network can open a diagnostic's link.

use crate::check::RULES;
use std::collections::HashMap;
use std::path::Path;
use std::sync::OnceLock;
use tower_lsp::lsp_types::Url;

static PAGES: OnceLock<HashMap<&'static str, Url>> = OnceLock::new();

/// The page of a rule; `None` where it could not be written.
pub(super) fn page(code: &str) -> Option<Url> {
    PAGES.get_or_init(write).get(code).cloned()
}

fn write() -> HashMap<&'static str, Url> {
    let Some(dirs) = directories::ProjectDirs::from("", "", "onrecord") else { return HashMap::new() };
    let folder = dirs.cache_dir().join("rules").join(env!("CARGO_PKG_VERSION"));
    if let Err(e) = std::fs::create_dir_all(&folder) {
        tracing::info!("{}: {e}", folder.display());
        return HashMap::new();
    }
    RULES.iter().filter_map(|rule| Some((rule.code, write_page(&folder, rule.code, rule.name, rule.docs)?))).collect()
}

fn write_page(folder: &Path, code: &str, name: &str, docs: &str) -> Option<Url> {
    let path = folder.join(format!("{code}.md"));
    let page = format!("# {code} {name}\n\n{}\n", docs.trim());
    // Another server may be reading or writing it: written only where it says something else, and at once.
    if std::fs::read_to_string(&path).is_ok_and(|old| old == page) || std::fs::write(&path, page).is_ok() {
        return Url::from_file_path(path).ok();
    }
    None
}
