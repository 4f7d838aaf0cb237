//! Every capability, by what it says: people, code actions, places that are no files, several roots, progress.

use crate::client::{Client, PATIENCE, uri};
use crate::findings::{WORDS, code, draft, newsroom, open, words_at, words_of};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::Path;

/// A client with a draft of its own in a newsroom, once the record has been heard.
fn with_draft(dir: &Path, capabilities: &Value, name: &str, language: &str, text: &str) -> (Client, String) {
    let mut client = Client::in_folder(dir, capabilities);
    let uri = uri(&dir.join(name));
    client.open(&uri, language, text);
    client.diagnostics_when(&uri, |d| d.iter().any(|d| d["code"].as_str().is_some_and(|c| c.starts_with('Q'))));
    (client, uri)
}

fn document(uri: &str) -> Value {
    json!({"textDocument": {"uri": uri}})
}

fn code_actions(client: &mut Client, uri: &str, at: [u32; 4], only: &[&str]) -> Vec<Value> {
    let [a, b, c, d] = at;
    let range = json!({"start": {"line": a, "character": b}, "end": {"line": c, "character": d}});
    let only = if only.is_empty() { Value::Null } else { json!(only) };
    let params = json!({"textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": [], "only": only}});
    client.request("textDocument/codeAction", params)["result"].as_array().cloned().unwrap_or_default()
}

fn titled<'a>(actions: &'a [Value], begin: &str) -> &'a Value {
    let found = actions.iter().find(|a| a["title"].as_str().is_some_and(|t| t.starts_with(begin)));
    found.unwrap_or_else(|| panic!("no {begin}: {actions:#?}"))
}

/// A text (without characters beyond the basic plane) with an action's edits of it applied.
fn applied(text: &str, edits: &Value) -> String {
    let at = |p: &Value| {
        let line = p["line"].as_u64().expect("a line") as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let rest = &text[start..];
        start
            + rest
                .chars()
                .take(p["character"].as_u64().expect("a character") as usize)
                .map(char::len_utf8)
                .sum::<usize>()
    };
    let mut list: Vec<(usize, usize, &str)> = edits
        .as_array()
        .expect("edits")
        .iter()
        .map(|e| (at(&e["range"]["start"]), at(&e["range"]["end"]), e["newText"].as_str().expect("text")))
        .collect();
    list.sort_unstable();
    let mut out = text.to_owned();
    for (start, end, new) in list.into_iter().rev() {
        out.replace_range(start..end, new);
    }
    out
}

#[test]
fn a_person_is_known_with_their_titles_by_date_and_all_places() {
    let dir = newsroom();
    std::fs::write(
        dir.path().join("archive/later.md"),
        "---\ndate: 2023-02-01\noutlet: Lake Courier\n---\n“The pier will have to wait for another year, I am afraid,” said Marta Keller, the finance minister.\n",
    )
    .expect("writes");
    let text = format!("“{WORDS},” said Tomas Brandt.\n\nMarta Keller had no comment. Keller left early.\n");
    let (mut client, uri) = with_draft(dir.path(), &json!({}), "draft.md", "markdown", &text);
    let hover = client.at("textDocument/hover", &uri, 2, 3)["result"].clone();
    let value = hover["contents"]["value"].as_str().unwrap_or_default().to_owned();
    assert_eq!(words_at(&text, &hover["range"], "utf-16"), "Marta Keller");
    for words in ["on record in 3 articles", "harbour minister: 2021-06-16", "finance minister: 2023-02-01"] {
        assert!(value.contains(words), "{words} is not in {value}");
    }
    assert!(value.find("finance") < value.find("harbour"), "the latest first: {value}");
    let mut params = document(&uri);
    params["position"] = json!({"line": 2, "character": 3});
    params["context"] = json!({"includeDeclaration": true});
    let places = client.request("textDocument/references", params)["result"].clone();
    let places = places.as_array().expect("places").clone();
    let (here, there): (Vec<_>, Vec<_>) = places.iter().partition(|p| p["uri"] == uri.as_str());
    assert_eq!((here.len(), there.len()), (2, 3), "{places:?}");
    assert!(there.iter().all(|p| words_of(p, "utf-16") == "Marta Keller"), "{there:?}");
    let found = client.request("workspace/symbol", json!({"query": "marta kel"}))["result"].clone();
    assert_eq!((&found[0]["name"], &found[0]["containerName"]), (&json!("Marta Keller"), &json!("3 on record")));
    assert_eq!(words_of(&found[0]["location"], "utf-16"), "Marta Keller");
}

#[test]
fn a_name_is_completed_with_its_title_as_on_record() {
    let dir = newsroom();
    let (mut client, uri) = open(dir.path(), "utf-16", "Tomas Brandt");
    client.diagnostics_when(&uri, |d| code(d, "Q001").is_some());
    let text = "🎙 Last week Mar";
    client.change(&uri, 2, json!({"text": text}));
    let items = client.at("textDocument/completion", &uri, 0, text.encode_utf16().count() as u32)["result"].clone();
    let labels: Vec<&str> = items.as_array().expect("items").iter().filter_map(|i| i["label"].as_str()).collect();
    assert_eq!(labels[0], "Marta Keller");
    assert!(labels.iter().any(|l| l.starts_with("Marta Keller, ") && l.contains("minister")), "{labels:?}");
    assert_eq!(words_at(text, &items[0]["textEdit"]["range"], "utf-16"), "Mar");
    assert!(items[0]["detail"].as_str().is_some_and(|d| d.contains("on record")), "{items}");
}

#[test]
fn words_are_corrected_one_by_one_or_all_at_once_and_everything_by_one_action() {
    let dir = newsroom();
    let altered = WORDS.replace("never", "always").replace("lighthouse", "windmill");
    let text = format!("“{altered},” said Marta Keller.\n\nThey met on Monday, June 16, 2021.\n");
    let (mut client, uri) = with_draft(dir.path(), &json!({}), "draft.md", "markdown", &text);
    let actions = code_actions(&mut client, &uri, [0, 5, 0, 5], &["quickfix"]);
    let edits = |action: &Value| action["edit"]["changes"][&uri].clone();
    let all = applied(&text, &edits(titled(&actions, "Quote as on record")));
    assert!(all.contains(WORDS), "{all}");
    let one = applied(&text, &edits(titled(&actions, "Only this: “windmill” → “lighthouse”")));
    assert!(one.contains("always sell the old lighthouse"), "{one}");
    // The weekday is wrong: June 16, 2021 was a Wednesday.
    let actions = code_actions(&mut client, &uri, [2, 14, 2, 14], &["quickfix"]);
    let here = actions.iter().map(&edits).filter(Value::is_array);
    let fixed: Vec<String> = here.map(|e| applied(&text, &e)).collect();
    assert!(fixed.iter().any(|t| t.contains("on Wednesday, June 16, 2021")), "{actions:#?}");
    assert!(code_actions(&mut client, &uri, [0, 5, 0, 5], &[]).iter().all(|a| a["kind"] != "source.fixAll.onrecord"));
    let every = code_actions(&mut client, &uri, [0, 0, 0, 0], &["source.fixAll"]);
    let every = applied(&text, &edits(titled(&every, "Correct everything")));
    assert!(every.contains(WORDS), "{every}");
}

#[test]
fn a_name_is_spelled_as_on_record_by_one_action_wherever_it_stands() {
    let dir = newsroom();
    for outlet in ["Tide", "Beacon", "Gazette"] {
        let article = format!("---\noutlet: {outlet}\ndate: 2021-06-15\n---\n\nOn Tuesday Marta Keller left.\n");
        std::fs::write(dir.path().join(format!("archive/{outlet}.md")), article).expect("an article");
    }
    let text = "Marta Kellre left. “The wind was strong in town tonight,” she said. Then Kellre came back.\n";
    let (mut client, uri) = with_draft(dir.path(), &json!({}), "draft.md", "markdown", text);
    let actions = code_actions(&mut client, &uri, [0, 8, 0, 9], &["quickfix"]);
    let action = titled(&actions, "Change to Keller in 2 places");
    let fixed = applied(text, &action["edit"]["changes"][&uri]);
    assert_eq!(fixed, text.replace("Kellre", "Keller"));
}

#[test]
fn a_date_that_the_record_puts_elsewhere_is_found_explained_and_corrected() {
    let dir = newsroom();
    for (name, outlet) in [("one", "Morning Post"), ("two", "Valley Radio"), ("three", "Harbour Times")] {
        let text = format!(
            "---\ndate: 2021-06-20\noutlet: {outlet}\n---\nPresident Joe Biden and President Vladimir Putin held a summit in Geneva on June 16, 2021, {outlet} wrote.\n"
        );
        std::fs::write(dir.path().join(format!("archive/{name}.md")), text).expect("writes");
    }
    let text = "---\ndate: 2021-06-30\n---\nPresident Joe Biden and President Vladimir Putin held a summit in Geneva on June 18, 2021.\n";
    let mut client = Client::in_folder(dir.path(), &json!({}));
    let uri = uri(&dir.path().join("draft.md"));
    client.open(&uri, "markdown", text);
    let found = client.diagnostics_when(&uri, |d| code(d, "D001").is_some());
    let d001 = code(&found, "D001").expect("just found");
    let related = d001["relatedInformation"].as_array().expect("evidence");
    assert!(related.iter().all(|r| words_of(&r["location"], "utf-16").contains("June 16, 2021")), "{d001}");
    let start = &d001["range"]["start"];
    let (line, character) =
        (start["line"].as_u64().expect("a line") as u32, start["character"].as_u64().expect("one") as u32);
    let actions = code_actions(&mut client, &uri, [line, character, line, character], &["quickfix"]);
    let fixed = applied(text, &titled(&actions, "Change to")["edit"]["changes"][&uri]);
    assert!(fixed.contains("June 16, 2021"), "{fixed}");
    let hover = client.at("textDocument/hover", &uri, line, character + 2)["result"]["contents"]["value"].clone();
    let hover = hover.as_str().unwrap_or_default();
    assert!(hover.contains("2021-06-18") && hover.contains("Geneva") && hover.contains("Morning Post"), "{hover}");
    let places = client.at("textDocument/definition", &uri, line, character + 2)["result"].clone();
    assert!(words_of(&places[0], "utf-16").contains("June 16, 2021"), "{places}");
    let mut params = document(&uri);
    params["position"] = json!({"line": line, "character": character + 2});
    params["context"] = json!({"includeDeclaration": false});
    let places = client.request("textDocument/references", params)["result"].clone();
    let files: HashSet<&str> =
        places.as_array().expect("places").iter().filter_map(|p| p["uri"].as_str()?.rsplit('/').next()).collect();
    assert_eq!(files, HashSet::from(["one.md", "two.md", "three.md"]), "{places}");
}

#[test]
fn hover_marks_where_a_quote_differs_from_the_record() {
    let dir = newsroom();
    let altered = WORDS.replace("never", "always").replace("old ", "");
    let text = format!("🎙 “{altered},” said Marta Keller.\r\n");
    let (mut client, uri) = with_draft(dir.path(), &json!({}), "draft.md", "markdown", &text);
    let value = client.at("textDocument/hover", &uri, 0, 9)["result"]["contents"]["value"].clone();
    let value = value.as_str().unwrap_or_default();
    for words in ["~~always~~ → **never**", "left out: **old**"] {
        assert!(value.contains(words), "{words} is not in {value}");
    }
    assert!(value.contains(&format!("**{WORDS}**")), "the record's words stand out: {value}");
}

#[test]
fn a_lens_opens_the_first_source_where_the_client_can_show_it() {
    let dir = newsroom();
    let able = json!({"window": {"showDocument": {"support": true}}});
    let text = draft("Marta Keller");
    let mut client = Client::in_folder(dir.path(), &able);
    let uri = uri(&dir.path().join("draft.md"));
    client.open(&uri, "markdown", &text);
    let mut lenses = Value::Null;
    for _ in 0..200 {
        lenses = client.request("textDocument/codeLens", document(&uri))["result"].clone();
        if lenses[0].is_object() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let command = &lenses[0]["command"];
    assert_eq!(command["command"], "onrecord.sources", "{lenses}");
    client
        .request("workspace/executeCommand", json!({"command": command["command"], "arguments": command["arguments"]}));
    let asked = client.wait(PATIENCE, |m| m["method"] == "window/showDocument").expect("asked to show it");
    let place = json!({"uri": asked["params"]["uri"], "range": asked["params"]["selection"]});
    assert_eq!(words_of(&place, "utf-16"), WORDS);
}

#[test]
fn a_client_that_registers_is_asked_for_settings_and_configuration_files_only() {
    let dir = newsroom();
    let able = json!({"workspace": {
        "didChangeConfiguration": {"dynamicRegistration": true}, "didChangeWatchedFiles": {"dynamicRegistration": true},
    }});
    let mut client = Client::in_folder(dir.path(), &able);
    let asked = client.wait(PATIENCE, |m| m["method"] == "client/registerCapability").expect("asked");
    let registrations = asked["params"]["registrations"].clone();
    assert_eq!(registrations[0]["method"], "workspace/didChangeConfiguration");
    assert_eq!(registrations[0]["registerOptions"], json!({"section": "onrecord"}));
    assert_eq!(registrations[1]["method"], "workspace/didChangeWatchedFiles");
    assert_eq!(registrations[1]["registerOptions"]["watchers"], json!([{"globPattern": "**/onrecord.toml"}]));
    // A client that can neither is asked for neither.
    let mut plain = Client::in_folder(dir.path(), &json!({}));
    plain.request("workspace/symbol", json!({"query": "keller"}));
    assert!(plain.kept().all(|m| m["method"] != "client/registerCapability"));
}

#[test]
fn a_correction_is_for_the_version_of_the_draft_that_it_was_worked_out_for() {
    let dir = newsroom();
    let able = json!({"workspace": {"workspaceEdit": {"documentChanges": true}}});
    let (mut client, uri) = with_draft(dir.path(), &able, "draft.md", "markdown", &draft("Tomas Brandt"));
    client.edit(&uri, 7, [0, 0, 0, 0], "x");
    client.diagnostics_when(&uri, |d| code(d, "Q001").is_some());
    let actions = code_actions(&mut client, &uri, [2, 0, 2, 90], &["quickfix"]);
    let edit = titled(&actions, "Attribute to Marta Keller")["edit"].clone();
    assert_eq!(edit["documentChanges"][0]["textDocument"], json!({"uri": uri, "version": 7}));
    assert_eq!(edit["documentChanges"][0]["edits"][0]["newText"], "Marta Keller");
    assert_eq!(edit["changes"], Value::Null);
}

#[test]
fn a_lazy_client_gets_an_actions_edit_when_it_asks_and_not_for_another_version() {
    let dir = newsroom();
    let capabilities = json!({"textDocument": {"codeAction": {
        "dataSupport": true, "resolveSupport": {"properties": ["edit"]},
    }}});
    let (mut client, uri) = with_draft(dir.path(), &capabilities, "draft.md", "markdown", &draft("Tomas Brandt"));
    let actions = code_actions(&mut client, &uri, [2, 0, 2, 100], &[]);
    assert!(!actions.is_empty() && actions.iter().all(|a| a["edit"].is_null()), "{actions:?}");
    let action = actions.iter().find(|a| a["isPreferred"] == true).expect("a fix").clone();
    let whole = client.request("codeAction/resolve", action.clone())["result"].clone();
    assert_eq!(whole["title"], action["title"]);
    assert_eq!(whole["edit"]["changes"][&uri][0]["newText"], "Marta Keller");
    client.edit(&uri, 2, [0, 0, 0, 0], "x");
    assert_eq!(client.request("codeAction/resolve", action)["error"]["code"], -32801);
}

#[test]
fn the_source_goes_beside_the_quote_or_into_a_footnote() {
    let dir = newsroom();
    let text = format!("One note.[^1]\n\n“{WORDS},” said Marta Keller.\n\n[^1]: A note.\n");
    let mut client = Client::in_folder(dir.path(), &json!({}));
    let uri = uri(&dir.path().join("draft.md"));
    client.open(&uri, "markdown", &text);
    let mut actions = Vec::new();
    for _ in 0..200 {
        actions = code_actions(&mut client, &uri, [2, 9, 2, 9], &["refactor"]);
        if !actions.is_empty() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let beside = applied(&text, &titled(&actions, "Put the source beside")["edit"]["changes"][&uri]);
    assert!(beside.contains("abroad,” (Lake Courier, 2021-06-16) said"), "{beside}");
    let footnote = applied(&text, &titled(&actions, "Put the source in a footnote")["edit"]["changes"][&uri]);
    assert!(footnote.contains("abroad,”[^2] said"), "{footnote}");
    assert!(footnote.ends_with("[^1]: A note.\n\n[^2]: “Lighthouse stays”, Lake Courier, 2021-06-16\n"), "{footnote}");
}

#[test]
fn a_rule_is_silenced_everywhere_by_a_line_of_the_configuration() {
    let dir = newsroom();
    let (mut client, uri) = with_draft(dir.path(), &json!({}), "draft.md", "markdown", &draft("Tomas Brandt"));
    let actions = code_actions(&mut client, &uri, [2, 0, 2, 100], &["quickfix"]);
    let config = dir.path().join("onrecord.toml");
    let old = std::fs::read_to_string(&config).expect("reads");
    let edit = titled(&actions, "Silence Q001 everywhere")["edit"]["changes"][crate::client::uri(&config)].clone();
    std::fs::write(&config, applied(&old, &edit)).expect("writes");
    client.notify(
        "workspace/didChangeWatchedFiles",
        json!({"changes": [{"uri": crate::client::uri(&config), "type": 2}]}),
    );
    client.diagnostics_when(&uri, |d| code(d, "Q001").is_none());

    // Where there is no configuration yet, a client that can make files is given one.
    let bare = tempfile::tempdir().expect("a scratch directory");
    let makes = json!({"workspace": {"workspaceEdit": {"documentChanges": true, "resourceOperations": ["create"]}}});
    for (capabilities, offered) in [(makes, true), (json!({}), false)] {
        let mut client = Client::in_folder(bare.path(), &capabilities);
        let uri = crate::client::uri(&bare.path().join("draft.txt"));
        client.open(&uri, "plaintext", "They met on June 31, 2021.\n");
        client.diagnostics_when(&uri, |d| code(d, "D003").is_some());
        let actions = code_actions(&mut client, &uri, [0, 12, 0, 25], &["quickfix"]);
        let action = actions.iter().find(|a| a["title"].as_str().is_some_and(|t| t.contains("everywhere")));
        assert_eq!(action.is_some(), offered, "{actions:?}");
        if let Some(action) = action {
            let steps = &action["edit"]["documentChanges"];
            assert_eq!(steps[0]["kind"], "create");
            assert_eq!(steps[1]["edits"][0]["newText"], "[rules]\nignore = [\"D003\"]\n");
        }
    }
}

#[test]
fn hints_are_off_until_asked_for_and_then_say_the_day_and_the_speaker() {
    let dir = newsroom();
    let text = "---\ndate: 2021-06-18\n---\nTomas Brandt came on Wednesday. “I have nothing at all to say about that,” he said.\n";
    let mut client = Client::start(&[]);
    client.initialize(
        Some(dir.path()),
        &json!({"workspace": {"configuration": true, "inlayHint": {"refreshSupport": true}}}),
    );
    let uri = uri(&dir.path().join("draft.md"));
    client.open(&uri, "markdown", text);
    client.diagnostics(&uri, 1);
    let mut params = document(&uri);
    params["range"] = json!({"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}});
    assert_eq!(client.request("textDocument/inlayHint", params.clone())["result"], Value::Null);
    *client.settings.lock().expect("no panic") = Some(json!({"inlayHints": {"dates": true, "speakers": true}}));
    client.forget();
    client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    assert!(client.wait(PATIENCE, |m| m["method"] == "workspace/inlayHint/refresh").is_some());
    let hints = client.request("textDocument/inlayHint", params)["result"].clone();
    let labels: Vec<_> = hints.as_array().expect("hints").iter().filter_map(|h| h["label"].as_str()).collect();
    assert_eq!(labels, ["= 2021-06-16", "= Tomas Brandt"]);
    let line = text.lines().nth(3).expect("a line");
    let after = |words: &str| json!({"line": 3, "character": line.find(words).map(|n| line[..n + words.len()].encode_utf16().count())});
    assert_eq!((&hints[0]["position"], &hints[1]["position"]), (&after("Wednesday"), &after("” he")));
}

#[test]
fn quotations_fold_and_selections_grow_from_the_quote_to_the_paragraph() {
    let mut client = Client::start(&[]);
    client.initialize(None, &json!({}));
    let uri = "untitled:Untitled-1";
    let text = "🎙 “We will build it,\nand it will stand,” said Ida Lorenz. She left.\n";
    client.open(uri, "markdown", text);
    let folds = client.request("textDocument/foldingRange", document(uri))["result"].clone();
    assert_eq!((&folds[0]["startLine"], &folds[0]["endLine"]), (&json!(0), &json!(1)), "{folds}");
    let mut params = document(uri);
    params["positions"] = json!([{"line": 0, "character": 8}, {"line": 1, "character": 39}]);
    let chains = client.request("textDocument/selectionRange", params)["result"].clone();
    let (mut words, mut at) = (Vec::new(), &chains[0]);
    while at.is_object() {
        words.push(words_at(text, &at["range"], "utf-16"));
        at = &at["parent"];
    }
    assert_eq!(words[0], "We will build it,\nand it will stand,");
    assert_eq!(words[1], "“We will build it,\nand it will stand,”");
    assert!(words.last().is_some_and(|w| w.ends_with("She left.")), "{words:?}");
    assert!(words.windows(2).all(|w| w[1].contains(w[0].as_str())), "{words:?}");
    assert!(words_at(text, &chains[1]["range"], "utf-16").starts_with("She left"), "{chains}");
}

#[test]
fn evidence_in_an_archive_or_a_file_that_is_gone_opens_as_a_document_of_its_own() {
    let dir = newsroom();
    let able = json!({"experimental": {"onrecord": {"virtualDocuments": true}}});
    let (mut client, uri) = with_draft(dir.path(), &able, "draft.md", "markdown", &draft("Tomas Brandt"));
    let places = client.at("textDocument/definition", &uri, 2, 20)["result"].as_array().cloned().expect("places");
    let (own, file): (Vec<_>, Vec<_>) =
        places.iter().partition(|p| p["uri"].as_str().is_some_and(|u| u.starts_with("onrecord:///article/")));
    assert_eq!((own.len(), file.len()), (1, 1), "the archive's line by itself, the file as it is: {places:?}");
    assert!(own[0]["uri"].as_str().is_some_and(|u| u.ends_with("Minister%20on%20lighthouse.txt")), "{own:?}");
    let shown =
        client.request("workspace/textDocumentContent", json!({"uri": own[0]["uri"]}))["result"]["text"].clone();
    assert_eq!(words_at(shown.as_str().expect("a text"), &own[0]["range"], "utf-16"), WORDS);
    assert_eq!(words_of(file[0], "utf-16"), WORDS);

    // The whole record is out of reach, as a share that is not mounted: the index has its words all the same.
    std::fs::rename(dir.path().join("archive"), dir.path().join("elsewhere")).expect("moves");
    client.wait(PATIENCE, |m| m["method"] == "window/showMessage").expect("told");
    let places = client.at("textDocument/definition", &uri, 2, 20)["result"].as_array().cloned().expect("places");
    assert_eq!(places.len(), 2);
    for place in places {
        let shown =
            client.request("workspace/textDocumentContent", json!({"uri": place["uri"]}))["result"]["text"].clone();
        assert_eq!(words_at(shown.as_str().expect("a text"), &place["range"], "utf-16"), WORDS, "{place}");
    }
    let missing = json!({"uri": "onrecord:///article/0000000000000000/x.txt"});
    assert_eq!(client.request("workspace/textDocumentContent", missing)["result"], Value::Null);
}

#[test]
fn each_root_has_its_own_configuration_and_record() {
    let (one, two) = (newsroom(), newsroom());
    std::fs::write(two.path().join("onrecord.toml"), "[record]\npaths = [\"archive\"]\n[rules]\nignore = [\"Q001\"]\n")
        .expect("writes");
    std::fs::remove_file(two.path().join("archive/wire.jsonl")).expect("removes");
    let mut client = Client::start(&[]);
    client.initialize(Some(one.path()), &json!({}));
    let added = json!([{"uri": uri(two.path()), "name": "two"}]);
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": {"added": added, "removed": []}}));
    let (first, second) = (uri(&one.path().join("draft.md")), uri(&two.path().join("draft.md")));
    client.open(&first, "markdown", &draft("Tomas Brandt"));
    client.open(&second, "markdown", &draft("Tomas Brandt"));
    client.diagnostics_when(&first, |d| code(d, "Q001").is_some());
    let title = |client: &mut Client, uri: &str| {
        for _ in 0..200 {
            let lenses = client.request("textDocument/codeLens", document(uri))["result"].clone();
            if let Some(title) = lenses[0]["command"]["title"].as_str() {
                return title.to_owned();
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("no lens");
    };
    assert_eq!(title(&mut client, &first), "2 on record · first Lake Courier, 2021-06-16");
    assert_eq!(title(&mut client, &second), "1 on record · Lake Courier, 2021-06-16");
    client.change(&second, 2, json!({"text": draft("Ida Lorenz")}));
    assert!(code(&client.diagnostics(&second, 2), "Q001").is_none(), "ignored in the second root");
}

#[test]
fn an_untitled_or_remote_draft_is_held_against_the_workspaces_record() {
    let dir = newsroom();
    for uri in ["untitled:Untitled-1", "vscode-remote://ssh-remote%2Bdesk/home/ida/draft.md"] {
        let mut client = Client::in_folder(dir.path(), &json!({}));
        client.open(uri, "markdown", &draft("Tomas Brandt"));
        client.diagnostics_when(uri, |d| code(d, "Q001").is_some());
    }
}

#[test]
fn findings_in_markup_stand_in_the_text_and_corrections_are_escaped() {
    let dir = newsroom();
    let html = format!(
        "<html><body><!-- “no” --><p class=\"a\">&ldquo;{}&rdquo; said <b>Tomas Brandt</b>.</p></body></html>\n",
        WORDS.replace("the old", "the <i>old</i>")
    );
    let (mut client, uri) = with_draft(dir.path(), &json!({}), "draft.html", "html", &html);
    let actions = code_actions(&mut client, &uri, [0, 0, 0, html.len() as u32 - 1], &["quickfix"]);
    let fix = actions.iter().find(|a| a["isPreferred"] == true).expect("a fix");
    let fixed = applied(&html, &fix["edit"]["changes"][&uri]);
    assert_eq!(fixed, html.replace("Tomas Brandt", "Marta Keller"));
    let plain = format!("*{WORDS}* \"{WORDS},\" said Tomas Brandt.\n");
    let (mut client, uri) = with_draft(dir.path(), &json!({}), "draft.txt", "plaintext", &plain);
    let actions = code_actions(&mut client, &uri, [0, 0, 0, plain.len() as u32 - 1], &["quickfix"]);
    let note = titled(&actions, "Silence Q001 here");
    assert_eq!(note["edit"]["changes"][&uri][0]["newText"], " [onrecord: ignore Q001]");
}

#[test]
fn a_note_that_silences_stands_in_a_page_where_a_comment_may() {
    let dir = newsroom();
    let quote = format!("“{WORDS},” said Tomas Brandt.");
    for (page, beside, file) in [
        (format!("<p>{quote}</p>\n<p>More.</p>\n"), Some(format!("{quote}</p> <!--")), true),
        // The line ends inside a tag, a comment, a script.
        (format!("<p>{quote}</p><p\nclass=\"a\">More.</p>\n"), Some(format!("{quote}</p><!--")), true),
        (format!("<p>{quote}</p><p title=\"a\nb\">More.</p>\n"), Some(format!("{quote}</p><!--")), true),
        (format!("<p>{quote}</p><!-- a\nb --><p>More.</p>\n"), Some(format!("{quote}</p><!--")), true),
        (format!("<p>{quote}</p><script>\nlet a;</script>\n"), Some(format!("{quote}</p><!--")), true),
        // The page does.
        (format!("<p>{quote}</p>\n<!-- More."), Some("</p> <!--".to_owned()), false),
    ] {
        let (mut client, uri) = with_draft(dir.path(), &json!({}), "draft.html", "html", &page);
        let actions = code_actions(&mut client, &uri, [0, 0, 9, 0], &["quickfix"]);
        let note = |title: &str| actions.iter().find(|a| a["title"] == title);
        assert_eq!(note("Silence Q001 in this file").is_some(), file, "{page}");
        let silenced = applied(&page, &note("Silence Q001 here").expect("a note")["edit"]["changes"][&uri]);
        assert!(beside.is_some_and(|b| silenced.contains(&b)), "{silenced}");
        client.change(&uri, 2, json!({"text": silenced}));
        let now = client.diagnostics(&uri, 2);
        assert!(code(&now, "Q001").is_none(), "{silenced}: {now:?}");
    }
}

#[test]
fn an_article_is_added_to_the_record_and_counts_at_once() {
    let dir = newsroom();
    let mut client = Client::in_folder(dir.path(), &json!({}));
    let (article, later) = (uri(&dir.path().join("gulls.md")), uri(&dir.path().join("later.md")));
    let said = "Nobody ever asked the gulls about any of this before";
    client.open(&article, "markdown", &format!("“{said},” said Ida Lorenz.\n"));
    client.open(&later, "markdown", &format!("“{said},” said Tomas Brandt.\n"));
    client.diagnostics_when(&later, |d| code(d, "Q003").is_some());
    let command = json!({"command": "onrecord.addToRecord", "arguments": [article]});
    let place = client.request("workspace/executeCommand", command.clone())["result"].clone();
    assert_eq!(place, json!(uri(&dir.path().join("archive/gulls.md"))));
    client.diagnostics_when(&later, |d| code(d, "Q001").is_some());
    assert_eq!(client.request("workspace/executeCommand", command)["result"], place, "twice is once");
    // Without a folder it becomes a line of the archive.
    std::fs::write(dir.path().join("onrecord.toml"), "[record]\npaths = [\"archive/wire.jsonl\"]\n").expect("writes");
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": []}));
    let command = json!({"command": "onrecord.addToRecord", "arguments": [article]});
    let place = client.request("workspace/executeCommand", command)["result"].clone();
    assert_eq!(place, json!(uri(&dir.path().join("archive/wire.jsonl"))));
    let lines = std::fs::read_to_string(dir.path().join("archive/wire.jsonl")).expect("reads");
    let last: Value = serde_json::from_str(lines.lines().last().expect("a line")).expect("JSON");
    assert!(last["id"] == "gulls.md" && last["text"].as_str().is_some_and(|t| t.contains(said)), "{last}");
}

#[test]
fn what_the_record_would_not_read_is_not_added_to_it() {
    let dir = newsroom();
    let mut client = Client::in_folder(dir.path(), &json!({}));
    let mut refused = |uri: &str, language: &str| {
        client.open(uri, language, "A word.");
        let command = json!({"command": "onrecord.addToRecord", "arguments": [uri]});
        client.request("workspace/executeCommand", command)["error"]["message"].as_str().unwrap_or_default().to_owned()
    };
    for (name, why) in [
        ("draft.adoc", "it reads txt, md"),
        ("draft", "it reads txt, md"),
        (".draft.md", "hidden"),
        ("draft.json", "draft.json"),
    ] {
        let message = refused(&uri(&dir.path().join(name)), "markdown");
        assert!(message.contains("would not read") && message.contains(why), "{name}: {message}");
        assert!(!dir.path().join("archive").join(name).exists());
    }
    let none = tempfile::tempdir().expect("a scratch directory");
    let mut client = Client::in_folder(none.path(), &json!({}));
    client.open("untitled:a", "markdown", "A word.");
    let command = json!({"command": "onrecord.addToRecord", "arguments": ["untitled:a"]});
    assert_eq!(client.request("workspace/executeCommand", command)["error"]["message"], "no record is configured");
}

#[test]
fn the_record_is_read_anew_on_command_with_progress_and_the_log_says_what_went_wrong() {
    let dir = newsroom();
    let line = |n: usize| {
        let words =
            format!("Item {n}: “We counted {n} boats in the harbour and not one of them was ours,” said Ida Lorenz. ");
        format!("{}\n", json!({"id": format!("n{n}"), "text": words.repeat(12)}))
    };
    std::fs::write(dir.path().join("archive/boats.jsonl"), (0..3_000).map(line).collect::<String>()).expect("writes");
    let able = json!({"window": {"workDoneProgress": true}, "workspace": {
        "codeLens": {"refreshSupport": true}, "semanticTokens": {"refreshSupport": true},
    }});
    let mut client = Client::in_folder(dir.path(), &able);
    let uri = uri(&dir.path().join("draft.md"));
    client.open(&uri, "markdown", &draft("Tomas Brandt"));
    let long = std::time::Duration::from_secs(120);
    let created = client.wait(long, |m| m["method"] == "window/workDoneProgress/create").expect("progress");
    let token = created["params"]["token"].clone();
    let of = |kind: &'static str| {
        let token = token.clone();
        move |m: &Value| {
            m["method"] == "$/progress" && m["params"]["token"] == token && m["params"]["value"]["kind"] == kind
        }
    };
    assert!(client.wait(long, of("begin")).is_some_and(|m| m["params"]["value"]["title"] == "Reading the record"));
    assert!(
        client
            .wait(long, of("report"))
            .is_some_and(|m| m["params"]["value"]["message"].as_str().is_some_and(|t| t.contains(" documents, ")))
    );
    assert!(client.wait(long, of("end")).is_some());
    for method in ["workspace/codeLens/refresh", "workspace/semanticTokens/refresh"] {
        assert!(client.wait(PATIENCE, |m| m["method"] == method).is_some(), "{method}");
    }
    client.diagnostics_when(&uri, |d| code(d, "Q001").is_some());
    client.forget();
    client.request("workspace/executeCommand", json!({"command": "onrecord.reindex", "arguments": []}));
    // Called off at once, it keeps what it has read, and the draft is held against that.
    let again = client.wait(long, |m| m["method"] == "window/workDoneProgress/create").expect("all of it once more");
    let token = again["params"]["token"].clone();
    let began = client.wait(long, |m| m["params"]["token"] == token && m["params"]["value"]["kind"] == "begin");
    assert!(began.is_some_and(|m| m["params"]["value"]["cancellable"] == true));
    client.notify("window/workDoneProgress/cancel", json!({"token": token}));
    assert!(client.wait(long, |m| m["params"]["token"] == token && m["params"]["value"]["kind"] == "end").is_some());
    let board = json!({"command": "onrecord.quotes", "arguments": [uri]});
    assert!(client.request("workspace/executeCommand", board)["result"].is_array());
    std::fs::write(dir.path().join("onrecord.toml"), "[rekord]\n").expect("writes");
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": []}));
    client.wait(PATIENCE, |m| m["method"] == "window/showMessage").expect("told");
    let log = client.request("workspace/executeCommand", json!({"command": "onrecord.showLog"}))["result"].clone();
    let log = client.request("workspace/textDocumentContent", json!({"uri": log}))["result"]["text"].clone();
    assert!(log.as_str().is_some_and(|t| t.contains("rekord")), "{log}");
}
