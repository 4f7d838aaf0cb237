//! Silence for a rule everywhere: the line that `onrecord.toml` needs for it.

use super::positions::{Encoding, to_position};
use super::session::Session;
use crate::config::Config;
use ropey::Rope;
use serde::Deserialize;
use std::path::Path;
use toml::Spanned;
use tower_lsp::lsp_types::{
    CreateFile, CreateFileOptions, DocumentChangeOperation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, Range, ResourceOp, TextDocumentEdit, TextEdit, Url,
    WorkspaceEdit,
};

/// The edit that has the configuration of a draft ignore a rule; `None` where there is no place for it, or the
/// client cannot make one.
pub(super) fn silence(session: &Session, draft: Option<&Path>, code: &str) -> Option<WorkspaceEdit> {
    let file = session.newsrooms.config_file(draft)?;
    let uri = Url::from_file_path(&file).ok()?;
    let old = std::fs::read_to_string(&file).ok();
    if old.is_none() && (file.exists() || !session.agreed().is_some_and(|a| a.create_files)) {
        return None;
    }
    let text = old.as_deref().unwrap_or_default();
    let (at, words) = insertion(text, code)?;
    let mut new = text.to_owned();
    new.insert_str(at, &words);
    // Whatever the file's style: the line must say what it is meant to say.
    Config::from_toml(&new, "").ok().filter(|c| c.rules.ignore.iter().any(|r| r == code))?;
    let place = position(text, at, session.encoding());
    let change = TextEdit::new(Range::new(place, place), words);
    if old.is_some() {
        return Some(WorkspaceEdit::new([(uri, vec![change])].into()));
    }
    let options = CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(true) };
    let create = CreateFile { uri: uri.clone(), options: Some(options), annotation_id: None };
    let text_document = OptionalVersionedTextDocumentIdentifier { uri, version: None };
    let edit = TextDocumentEdit { text_document, edits: vec![OneOf::Left(change)] };
    let steps = vec![DocumentChangeOperation::Op(ResourceOp::Create(create)), DocumentChangeOperation::Edit(edit)];
    Some(WorkspaceEdit { document_changes: Some(DocumentChanges::Operations(steps)), ..WorkspaceEdit::default() })
}

fn position(text: &str, byte: usize, encoding: Encoding) -> Position {
    to_position(&Rope::from_str(text), byte as u32, encoding)
}

#[derive(Deserialize)]
struct File {
    rules: Option<Rules>,
}

#[derive(Deserialize)]
struct Rules {
    ignore: Option<Spanned<Vec<String>>>,
}

/// Where in a configuration to insert which words.
fn insertion(text: &str, code: &str) -> Option<(usize, String)> {
    let file: File = toml::from_str(text).ok()?;
    match file.rules {
        Some(Rules { ignore: Some(list) }) => {
            let end = list.span().end.checked_sub(1)?;
            let inside = text.get(list.span().start + 1..end)?;
            // Behind the last value, not behind the comment or the line end that may follow it.
            let at = list.span().start + 1 + inside.trim_end().len();
            let comma = if list.get_ref().is_empty() || inside.trim_end().ends_with(',') { "" } else { ", " };
            Some((at, format!("{comma}\"{code}\"")))
        }
        Some(_) => {
            let mut at = 0;
            for line in text.split_inclusive('\n') {
                at += line.len();
                if line.trim() == "[rules]" {
                    let newline = if line.ends_with('\n') { "" } else { "\n" };
                    return Some((at, format!("{newline}ignore = [\"{code}\"]\n")));
                }
            }
            None
        }
        None => {
            let gap = if text.is_empty() {
                ""
            } else if text.ends_with('\n') {
                "\n"
            } else {
                "\n\n"
            };
            Some((text.len(), format!("{gap}[rules]\nignore = [\"{code}\"]\n")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn silenced(text: &str) -> Option<(String, Vec<String>)> {
        let (at, words) = insertion(text, "Q003")?;
        let mut new = text.to_owned();
        new.insert_str(at, &words);
        let config = Config::from_toml(&new, "onrecord.toml").ok()?;
        Some((new, config.rules.ignore))
    }

    #[test]
    fn the_rule_goes_where_the_configuration_has_its_list() {
        for (text, ignored) in [
            ("", vec!["Q003"]),
            ("[record]\npaths = [\"a\"]", vec!["Q003"]),
            ("[rules]\nselect = [\"Q\"]\n", vec!["Q003"]),
            ("[rules]\nignore = []\n", vec!["Q003"]),
            ("[rules]\nignore = [\"D\"] # why\n[dates]\n", vec!["D", "Q003"]),
            ("[rules]\nignore = [\n  \"D\",\n]\n", vec!["D", "Q003"]),
            ("rules = { ignore = [\"D\"] }\n", vec!["D", "Q003"]),
        ] {
            assert_eq!(silenced(text).map(|s| s.1), Some(ignored.iter().map(|s| (*s).to_owned()).collect()), "{text}");
        }
    }

    #[test]
    fn a_configuration_that_is_broken_is_left_alone() {
        assert_eq!(silenced("[rules\n"), None);
    }
}
