//! Putting a draft on record, once it is an article: into the record's folder, or as a line of its archive.

use super::desk::Snapshot;
use super::newsroom::Wanted;
use super::session::Session;
use crate::record::Changes;
use crate::text::{Document, Format, READABLE};
use serde_json::json;
use std::fs::OpenOptions;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower_lsp::lsp_types::Url;

/// Copies of one name that are put up with.
const COPIES: usize = 100;

/// Adds a draft to its record and has that read anew; where it stands there, or why it does not.
pub(super) fn add(session: &Arc<Session>, snapshot: &Snapshot) -> Result<Url, String> {
    let room = session.room(snapshot);
    let shelf = room.shelf.clone().ok_or("no record is configured")?;
    let paths = &shelf.options.paths;
    if let Some(draft) = &snapshot.path
        && let Some(path) = paths.iter().find(|p| draft.starts_with(p))
    {
        return Err(format!("the draft is on record already, in {}", path.display()));
    }
    let text = snapshot.rope.to_string();
    if text.trim().is_empty() {
        return Err("the draft is empty".to_owned());
    }
    let place = match paths.iter().find(|p| p.is_dir()) {
        Some(folder) => into_folder(folder, snapshot, &text),
        None => match paths.iter().find(|p| p.extension().is_some_and(|e| e == "jsonl")) {
            Some(archive) => into_archive(archive, snapshot, &text),
            None => return Err("the record has neither a folder nor a JSONL archive that could take it".to_owned()),
        },
    };
    let place = place.map_err(|e| format!("the article cannot be written: {e}"))?;
    let mut changes = Changes::default();
    changes.add(place.clone(), true);
    session.open_record(shelf, Wanted::Changes(changes));
    Url::from_file_path(&place).map_err(|()| format!("{} has no address", place.display()))
}

/// An error where a file of this name and text would be passed over when the record is read.
fn readable(name: &str, text: &str) -> std::io::Result<()> {
    let refused = |why: String| Err(std::io::Error::other(format!("the record would not read {name}: {why}")));
    match Format::of_name(name) {
        _ if name.starts_with('.') => refused("its name is that of a hidden file".to_owned()),
        None => refused(format!("it reads {READABLE}")),
        // Its lines are documents of their own, and those that are none are passed over one by one.
        Some(Format::Jsonl) => Ok(()),
        Some(format) => match Document::parse(name, format, text.as_bytes()) {
            Ok(_) => Ok(()),
            Err(e) => refused(e.to_string()),
        },
    }
}

fn into_folder(folder: &Path, snapshot: &Snapshot, text: &str) -> std::io::Result<PathBuf> {
    let name = name(snapshot, text);
    readable(&name, text)?;
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, "txt"));
    for n in 1..=COPIES {
        let number = if n == 1 { String::new() } else { format!("-{n}") };
        let path = folder.join(format!("{stem}{number}.{ending}"));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => return file.write_all(text.as_bytes()).map(|()| path),
            // Asked for twice.
            Err(_) if std::fs::read(&path).is_ok_and(|old| old == text.as_bytes()) => return Ok(path),
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e),
        }
    }
    Err(std::io::Error::other(format!("{} has {COPIES} articles of this name", folder.display())))
}

fn into_archive(archive: &Path, snapshot: &Snapshot, text: &str) -> std::io::Result<PathBuf> {
    let document =
        Document::parse(&snapshot.name(), snapshot.format, text.as_bytes()).map_err(std::io::Error::other)?;
    let meta = &document.meta;
    let mut line = json!({
        "id": name(snapshot, text), "text": document.text, "title": meta.title, "date": meta.date,
        "outlet": meta.outlet, "url": meta.url,
    });
    if let Some(members) = line.as_object_mut() {
        members.retain(|_, v| !v.is_null());
    }
    let mut file = OpenOptions::new().read(true).append(true).open(archive)?;
    let ended = if file.metadata()?.len() == 0 {
        true
    } else {
        let mut last = [0];
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        last == *b"\n"
    };
    // In one piece, so that a reader never meets half a line of ours.
    file.write_all(format!("{}{line}\n", if ended { "" } else { "\n" }).as_bytes())?;
    Ok(archive.to_owned())
}

/// The draft's own name, or one made of its first words.
fn name(snapshot: &Snapshot, text: &str) -> String {
    if let Some(name) = snapshot.path.as_deref().and_then(Path::file_name) {
        return name.to_string_lossy().into_owned();
    }
    let document = Document::parse("draft", snapshot.format, text.as_bytes()).ok();
    let title = document.as_ref().map(|d| d.meta.title.clone().unwrap_or_else(|| d.text.clone())).unwrap_or_default();
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(8);
    let slug = words.map(str::to_lowercase).collect::<Vec<_>>().join("-");
    let ending = match snapshot.format {
        Format::Markdown => "md",
        Format::Html => "html",
        Format::Newsml => "xml",
        Format::Ninjs => "json",
        Format::Jsonl => "jsonl",
        Format::Email => "eml",
        Format::Subtitles => "vtt",
        // An editor holds no packed file.
        Format::Plain | Format::Docx | Format::Odt => "txt",
    };
    format!("{}.{ending}", if slug.is_empty() { "article" } else { &slug })
}
