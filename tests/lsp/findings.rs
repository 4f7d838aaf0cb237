//! Findings, their evidence, and everything else that rests on the record: content, not only shape.

use crate::client::{Client, PATIENCE, uri};
use serde_json::{Value, json};
use std::path::Path;

/// A newsroom with two articles that have the same words from the same minister.
pub fn newsroom() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a scratch directory");
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).expect("writes");
    std::fs::create_dir(dir.path().join("archive")).expect("creates");
    write("onrecord.toml", "[record]\npaths = [\"archive\"]\n");
    write(
        "archive/courier.md",
        "---\ntitle: Lighthouse stays\ndate: 2021-06-16\noutlet: Lake Courier\n---\n\
         🎙 LUCERNE, June 16 — The harbour minister spoke for an hour.\r\n\r\n\
         “We will never sell the old lighthouse to anybody from abroad,” said Marta Keller, the harbour minister.\r\n",
    );
    let wire = json!({
        "id": "w1", "outlet": "Wire One", "date": "2021-06-16", "title": "Minister on lighthouse",
        "text": "Harbour minister Marta Keller took questions.\n\n\"We will never sell the old lighthouse to anybody from abroad,\" Keller said.",
    });
    write(
        "archive/wire.jsonl",
        &format!("{{\"id\": \"w0\", \"text\": \"Rain.\", \"date\": \"2021-06-15\"}}\n{wire}\n"),
    );
    dir
}

pub const WORDS: &str = "We will never sell the old lighthouse to anybody from abroad";

/// A draft behind an emoji and line ends from another system; the quote begins at line 2.
pub fn draft(speaker: &str) -> String {
    format!("🎙 A talk 🎙\r\n\r\n🎙 “{WORDS},” said {speaker}.\r\n")
}

pub fn open(dir: &Path, encoding: &str, speaker: &str) -> (Client, String) {
    let client = Client::in_folder(dir, &json!({"general": {"positionEncodings": [encoding]}}));
    let uri = uri(&dir.join("draft.md"));
    client.open(&uri, "markdown", &draft(speaker));
    (client, uri)
}

pub fn code<'d>(diagnostics: &'d [Value], code: &str) -> Option<&'d Value> {
    diagnostics.iter().find(|d| d["code"] == code)
}

/// The words at a range of a text, the range counted in `encoding`.
pub fn words_at(text: &str, range: &Value, encoding: &str) -> String {
    let byte = |p: &Value| {
        let line = p["line"].as_u64().expect("a line") as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let mut units = p["character"].as_u64().expect("a character") as usize;
        for (i, c) in text[start..].char_indices() {
            if units == 0 {
                return start + i;
            }
            units -= match encoding {
                "utf-8" => c.len_utf8(),
                "utf-16" => c.len_utf16(),
                _ => 1,
            };
        }
        text.len()
    };
    text[byte(&range["start"])..byte(&range["end"])].to_owned()
}

/// The words at a location, out of its file.
pub fn words_of(location: &Value, encoding: &str) -> String {
    let uri = tower_lsp::lsp_types::Url::parse(location["uri"].as_str().expect("a URI")).expect("a URI");
    let text = std::fs::read_to_string(uri.to_file_path().expect("a file")).expect("reads");
    words_at(&text, &location["range"], encoding)
}

#[test]
fn a_misattributed_quote_is_found_and_its_evidence_points_at_the_very_words() {
    let dir = newsroom();
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let (mut client, uri) = open(dir.path(), encoding, "Tomas Brandt");
        let found = client.diagnostics_when(&uri, |d| code(d, "Q001").is_some());
        let q001 = code(&found, "Q001").expect("just found");
        assert_eq!((&q001["source"], &q001["severity"]), (&json!("onrecord"), &json!(1)));
        assert!(q001["message"].as_str().is_some_and(|m| m.contains("Keller")), "{q001}");
        assert!(q001["codeDescription"]["href"].as_str().is_some_and(|h| h.contains("Q001")), "{q001}");
        let spot = words_at(&draft("Tomas Brandt"), &q001["range"], encoding);
        assert!(spot.contains("Brandt") || spot.contains(WORDS), "{spot}");
        let related = q001["relatedInformation"].as_array().expect("evidence");
        assert!(!related.is_empty());
        for r in related {
            assert!(words_of(&r["location"], encoding).contains(WORDS), "{r}");
        }
    }
}

#[test]
fn typing_the_right_name_takes_the_finding_away_and_a_wrong_one_brings_it() {
    let dir = newsroom();
    let (mut client, uri) = open(dir.path(), "utf-16", "Marta Keller");
    // Behind the record's opening.
    let line = format!("🎙 “{WORDS},” said ");
    let at = line.encode_utf16().count() as u32;
    client.edit(&uri, 2, [2, at, 2, at + 12], "Tomas Brandt");
    client.diagnostics_when(&uri, |d| code(d, "Q001").is_some());
    client.edit(&uri, 3, [2, at, 2, at + 12], "Marta Keller");
    let now = client.diagnostics(&uri, 3);
    assert!(code(&now, "Q001").is_none(), "{now:?}");
}

#[test]
fn an_article_on_record_is_not_held_against_itself() {
    let dir = newsroom();
    let article =
        |words: &str| format!("The pier\n\n“The pier will {words} painted in stripes of ochre,” said Una Thorsen.\n");
    let own = dir.path().join("archive/pier.md");
    std::fs::write(&own, article("never be")).expect("writes");
    let (mut client, draft) = open(dir.path(), "utf-16", "Marta Keller");
    client.change(&draft, 2, json!({"text": article("be")}));
    client.diagnostics_when(&draft, |d| code(d, "Q002").is_some());
    let uri = uri(&own);
    client.open(&uri, "markdown", &article("never be"));
    client.change(&uri, 2, json!({"text": article("be")}));
    let now = client.diagnostics(&uri, 2);
    assert!(code(&now, "Q002").is_none(), "{now:?}");
}

#[test]
fn hover_tells_who_said_it_where_and_when() {
    let dir = newsroom();
    let (mut client, uri) = open(dir.path(), "utf-16", "Tomas Brandt");
    client.diagnostics_when(&uri, |d| code(d, "Q001").is_some());
    let hover = client.at("textDocument/hover", &uri, 2, 20)["result"].clone();
    let text = hover["contents"]["value"].as_str().unwrap_or_default().to_owned();
    for words in ["Marta Keller", "2021-06-16", "Lake Courier", "Wire One", "2 articles", "2 outlets", WORDS] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    assert!(words_at(&draft("Tomas Brandt"), &hover["range"], "utf-16").contains(WORDS));
}

#[test]
fn definition_opens_the_source_at_the_very_words() {
    let dir = newsroom();
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let (mut client, uri) = open(dir.path(), encoding, "Tomas Brandt");
        client.diagnostics_when(&uri, |d| code(d, "Q001").is_some());
        let places = client.at("textDocument/definition", &uri, 2, 20)["result"].clone();
        let places = places.as_array().expect("places");
        assert_eq!(places.len(), 2, "{places:?}");
        assert!(places.iter().any(|p| p["uri"].as_str().is_some_and(|u| u.ends_with("courier.md"))));
        for place in places {
            assert!(words_of(place, encoding).contains(WORDS), "{place}");
        }
        let references = client.request(
            "textDocument/references",
            json!({"textDocument": {"uri": uri}, "position": {"line": 2, "character": 20}, "context": {"includeDeclaration": true}}),
        )["result"]
            .clone();
        assert_eq!(references.as_array().map(Vec::len), Some(3), "two on record, one here: {references}");
    }
}

#[test]
fn a_fix_gives_the_words_back_and_a_note_silences() {
    let dir = newsroom();
    let (mut client, uri) = open(dir.path(), "utf-16", "Tomas Brandt");
    let found = client.diagnostics_when(&uri, |d| code(d, "Q001").is_some());
    let range = code(&found, "Q001").expect("just found")["range"].clone();
    let params = json!({"textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": found}});
    let actions = client.request("textDocument/codeAction", params)["result"].clone();
    let actions = actions.as_array().expect("actions");
    let text = draft("Tomas Brandt");
    let apply = |action: &Value| {
        let edit = &action["edit"]["changes"][&uri][0];
        let old = words_at(&text, &edit["range"], "utf-16");
        (edit["range"].clone(), old, edit["newText"].as_str().unwrap_or_default().to_owned())
    };
    let fix = actions.iter().find(|a| a["isPreferred"] == true).expect("a fix");
    let (_, old, new) = apply(fix);
    assert_eq!((old.as_str(), new.as_str()), ("Tomas Brandt", "Marta Keller"));
    for (title, version) in [("Silence Q001 here", 20), ("Silence Q001 in this file", 30)] {
        let action = actions.iter().find(|a| a["title"] == title).expect("a note");
        let (range, old, new) = apply(action);
        assert_eq!(old, "");
        client.change(&uri, version, json!({"text": text}));
        client.change(&uri, version + 1, json!({"range": range, "text": new}));
        let now = client.diagnostics(&uri, version + 1);
        assert!(code(&now, "Q001").is_none(), "{title}: {now:?}");
        client.change(&uri, version + 2, json!({"text": text}));
        client.diagnostics_when(&uri, |d| code(d, "Q001").is_some());
    }
}

#[test]
fn a_client_that_asks_for_the_whole_draft_in_one_findings_name_is_given_its_fix_alone() {
    let dir = newsroom();
    let mut client = Client::in_folder(dir.path(), &json!({}));
    let uri = uri(&dir.path().join("draft.md"));
    client.open(&uri, "markdown", &format!("{}\r\n“{WORDS},” said Ida Lorenz.\r\n", draft("Tomas Brandt")));
    let found = client.diagnostics_when(&uri, |d| d.iter().filter(|d| d["code"] == "Q001").count() == 2);
    let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": 5, "character": 0}});
    let mut titles = |context: Value| {
        let params = json!({"textDocument": {"uri": uri}, "range": whole, "context": context});
        let actions = client.request("textDocument/codeAction", params)["result"].clone();
        let edited = |a: &Value| a["edit"]["changes"][&uri][0]["range"]["start"]["line"].clone();
        let actions = actions.as_array().expect("actions").clone();
        actions.iter().map(|a| (a["title"].as_str().unwrap_or_default().to_owned(), edited(a))).collect::<Vec<_>>()
    };
    // Kate carries out all that it is given.
    let named = titles(json!({"diagnostics": [found[1]]}));
    assert_eq!(named, [("Attribute to Marta Keller".to_owned(), json!(4))]);
    // Who lets the writer choose is given all, and so is who names all.
    let invoked = titles(json!({"diagnostics": [found[1]], "triggerKind": 1}));
    assert!(invoked.len() > 4 && invoked.iter().any(|(t, _)| t == "Silence Q001 here"), "{invoked:?}");
    assert_eq!(titles(json!({"diagnostics": found})), invoked);
}

#[test]
fn the_record_is_shown_in_lenses_links_colours_symbols_and_the_sheet() {
    let dir = newsroom();
    let (mut client, uri) = open(dir.path(), "utf-16", "Tomas Brandt");
    client.diagnostics_when(&uri, |d| code(d, "Q001").is_some());
    let document = json!({"textDocument": {"uri": uri}});
    let lenses = client.request("textDocument/codeLens", document.clone())["result"].clone();
    assert!(lenses[0]["command"]["title"].as_str().is_some_and(|t| t.starts_with("2 on record")), "{lenses}");
    // Marked as misattributed, the second of the legend's modifiers, from the opening mark on.
    let tokens = client.request("textDocument/semanticTokens/full", document.clone())["result"]["data"].clone();
    assert_eq!((&tokens[0], &tokens[1], &tokens[4]), (&json!(2), &json!(3), &json!(2)), "{tokens}");
    let symbols = client.request("textDocument/documentSymbol", document.clone())["result"].clone();
    assert_eq!(symbols[0]["name"], "Tomas Brandt");
    assert!(symbols[0]["children"][0]["name"].as_str().is_some_and(|n| n.contains(WORDS)));
    assert_eq!(client.request("textDocument/documentLink", document.clone())["result"], json!([]), "not verified");
    let found = client.request("workspace/symbol", json!({"query": "sell the old lighthouse"}))["result"].clone();
    assert!(found[0]["containerName"].as_str().is_some_and(|c| c.contains("Marta Keller")), "{found}");
    let command = json!({"command": "onrecord.whoSaid", "arguments": ["never sell the old lighthouse"]});
    let said = client.request("workspace/executeCommand", command)["result"].clone();
    assert_eq!(said[0]["speaker"], "Marta Keller");
    assert!(words_of(&said[0]["location"], "utf-16").contains("never sell the old lighthouse"));
    let command = json!({"command": "onrecord.factCheckSheet", "arguments": [uri]});
    let sheet = client.request("workspace/executeCommand", command)["result"].clone();
    let content = client.request("workspace/textDocumentContent", json!({"uri": sheet}))["result"]["text"].clone();
    assert!(
        content.as_str().is_some_and(|t| t.contains("Somebody else's words (1)") && t.contains("Q001")),
        "{content}"
    );
    client.change(&uri, 2, json!({"text": draft("Marta Keller")}));
    client.diagnostics(&uri, 2);
    let links = client.request("textDocument/documentLink", document)["result"].clone();
    assert!(links[0]["target"].as_str().is_some_and(|t| t.contains("archive/")), "{links}");
}

#[test]
fn a_quote_begun_is_completed_as_on_record() {
    let dir = newsroom();
    let (mut client, uri) = open(dir.path(), "utf-16", "Tomas Brandt");
    client.diagnostics_when(&uri, |d| code(d, "Q001").is_some());
    let begun = "🎙 She said: “We will never sell the old";
    client.change(&uri, 2, json!({"text": begun}));
    let items = client.at("textDocument/completion", &uri, 0, begun.encode_utf16().count() as u32)["result"].clone();
    let first = &items[0];
    assert!(first["detail"].as_str().is_some_and(|d| d.contains("Marta Keller")), "{items}");
    assert_eq!(words_at(begun, &first["textEdit"]["range"], "utf-16"), "We will never sell the old");
    assert!(first["textEdit"]["newText"].as_str().is_some_and(|t| t.starts_with(WORDS)), "{items}");
}

#[test]
fn the_record_is_watched() {
    let dir = newsroom();
    let (mut client, uri) = open(dir.path(), "utf-16", "Tomas Brandt");
    client.diagnostics_when(&uri, |d| code(d, "Q001").is_some());
    let other = "“Nobody ever asked the gulls about any of this before,” said Ida Lorenz.\n";
    client.change(&uri, 2, json!({"text": other.replace("Ida Lorenz", "Tomas Brandt")}));
    client.diagnostics_when(&uri, |d| code(d, "Q001").is_none());
    std::fs::write(dir.path().join("archive/new.txt"), other).expect("writes");
    client.diagnostics_when(&uri, |d| code(d, "Q001").is_some());
}

#[test]
fn settings_of_the_editor_stand_over_the_files_and_may_change() {
    let dir = newsroom();
    let mut client = Client::start(&[]);
    *client.settings.lock().expect("no panic") = Some(json!({"rules": {"ignore": ["Q"]}}));
    client.initialize(Some(dir.path()), &json!({"workspace": {"configuration": true}}));
    let uri = uri(&dir.path().join("draft.md"));
    client.open(&uri, "markdown", &draft("Tomas Brandt"));
    client.diagnostics(&uri, 1);
    *client.settings.lock().expect("no panic") = Some(json!({}));
    client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    client.diagnostics_when(&uri, |d| code(d, "Q001").is_some());
    std::fs::write(dir.path().join("onrecord.toml"), "[record]\npaths = [\"archive\"]\nwrong = 1\n").expect("writes");
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": []}));
    let told = client.wait(PATIENCE, |m| m["method"] == "window/showMessage");
    let told = told.map(|m| m["params"]["message"].to_string()).unwrap_or_default();
    assert!(told.contains("onrecord.toml") && told.contains("wrong"), "{told}");
}

#[test]
fn a_client_that_pulls_is_told_to_pull_again_when_the_record_is_there() {
    let dir = newsroom();
    let capabilities = json!({
        "textDocument": {"diagnostic": {}},
        "workspace": {"diagnostics": {"refreshSupport": true}},
    });
    let mut client = Client::in_folder(dir.path(), &capabilities);
    let uri = uri(&dir.path().join("draft.md"));
    client.open(&uri, "markdown", &draft("Tomas Brandt"));
    let params = json!({"textDocument": {"uri": uri}});
    client.request("textDocument/diagnostic", params.clone());
    assert!(client.wait(PATIENCE, |m| m["method"] == "workspace/diagnostic/refresh").is_some());
    let items = client.request("textDocument/diagnostic", params)["result"]["items"].clone();
    assert!(code(items.as_array().expect("items"), "Q001").is_some(), "{items}");
}
