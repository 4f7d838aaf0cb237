//! What comes, goes and is replaced while the server runs: the record's folders, its configuration, its index.

use crate::client::{Client, PATIENCE, uri};
use crate::findings::code;
use serde_json::{Value, json};
use std::path::Path;

const GULLS: &str = "Nobody ever asked the gulls about any of this before";

/// A folder whose configuration says this, with an archive that gives the words about the gulls to Ida Lorenz, and a
/// draft that gives them to somebody else.
fn with_draft(configuration: &str) -> (tempfile::TempDir, Client, String) {
    let dir = tempfile::tempdir().expect("a scratch directory");
    article(&dir.path().join("archive/a.txt"), "Ida Lorenz");
    std::fs::write(dir.path().join("onrecord.toml"), configuration).expect("writes");
    let client = Client::in_folder(dir.path(), &json!({}));
    let uri = uri(&dir.path().join("draft.md"));
    client.open(&uri, "markdown", &format!("“{GULLS},” said Tomas Brandt.\n"));
    (dir, client, uri)
}

/// Has an article give the words about the gulls to somebody.
fn article(path: &Path, speaker: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("creates");
    std::fs::write(path, format!("“{GULLS},” said {speaker}.\n")).expect("writes");
}

fn accused(d: &[Value], speaker: &str) -> bool {
    code(d, "Q001").is_some_and(|d| d["message"].as_str().is_some_and(|m| m.contains(speaker)))
}

#[test]
fn a_record_that_is_not_there_yet_is_taken_up_when_it_comes_and_so_is_what_replaces_it() {
    let (dir, mut client, uri) = with_draft("[record]\npaths = [\"deep/later\"]\n");
    let told = client.wait(PATIENCE, |m| m["method"] == "window/showMessage");
    assert!(told.is_some_and(|m| m["params"]["message"].to_string().contains("no such file or folder")));
    let later = dir.path().join("deep/later");
    article(&later.join("a.txt"), "Ida Lorenz");
    client.diagnostics_when(&uri, |d| accused(d, "Lorenz"));
    // Another folder takes its place.
    article(&dir.path().join("other/b.txt"), "Marta Keller");
    std::fs::rename(&later, dir.path().join("deep/old")).expect("renames");
    std::fs::rename(dir.path().join("other"), &later).expect("renames");
    client.diagnostics_when(&uri, |d| accused(d, "Keller"));
    // It is the new one that is watched.
    article(&later.join("b.txt"), "Una Thorsen");
    client.diagnostics_when(&uri, |d| accused(d, "Thorsen"));
    // The same with the folder above it.
    std::fs::remove_dir_all(dir.path().join("deep")).expect("removes");
    article(&later.join("c.txt"), "Ida Lorenz");
    client.diagnostics_when(&uri, |d| accused(d, "Lorenz"));
}

#[test]
fn a_configuration_is_obeyed_as_it_changes_though_the_client_watches_no_files() {
    let (dir, mut client, uri) = with_draft("[record]\npaths = [\"archive\"]\n[rules]\nignore = [\"Q001\"]\n");
    client.diagnostics(&uri, 1);
    let write = |name: &str, content: &str| std::fs::write(dir.path().join(name), content).expect("writes");
    write("onrecord.toml", "[record]\npaths = [\"archive\"]\n");
    client.diagnostics_when(&uri, |d| accused(d, "Lorenz"));
    client.forget();
    // Saved by way of another file, as many editors do.
    write("new", "[record]\npaths = [\"archive\"]\n[rules]\nignore = [\"Q\"]\n");
    std::fs::rename(dir.path().join("new"), dir.path().join("onrecord.toml")).expect("renames");
    client.diagnostics_when(&uri, |d| d.is_empty());
    std::fs::remove_file(dir.path().join("onrecord.toml")).expect("removes");
    write("onrecord.toml", "[record]\npaths = [\"archive\"]\n");
    client.diagnostics_when(&uri, |d| accused(d, "Lorenz"));
}

#[test]
fn a_nearer_configuration_holds_once_it_is_there_and_its_folder_may_be_replaced() {
    let (dir, mut client, _) = with_draft("[record]\npaths = [\"archive\"]\n");
    let desk = dir.path().join("desk");
    std::fs::create_dir(&desk).expect("creates");
    let uri = uri(&desk.join("draft.md"));
    client.open(&uri, "markdown", &format!("“{GULLS},” said Tomas Brandt.\n"));
    client.diagnostics_when(&uri, |d| accused(d, "Lorenz"));
    let silent = "[record]\npaths = [\"../archive\"]\n[rules]\nignore = [\"Q\"]\n";
    client.forget();
    std::fs::write(desk.join("onrecord.toml"), silent).expect("writes");
    client.diagnostics_when(&uri, |d| d.is_empty());
    std::fs::rename(&desk, dir.path().join("old")).expect("renames");
    client.diagnostics_when(&uri, |d| accused(d, "Lorenz"));
    std::fs::create_dir(&desk).expect("creates");
    client.forget();
    std::fs::write(desk.join("onrecord.toml"), silent).expect("writes");
    client.diagnostics_when(&uri, |d| d.is_empty());
}

#[test]
fn an_index_that_was_deleted_is_built_anew_at_the_next_change() {
    let (dir, mut client, uri) = with_draft("[record]\npaths = [\"archive\"]\nindex = \"index\"\n");
    client.diagnostics_when(&uri, |d| accused(d, "Lorenz"));
    client.forget();
    std::fs::remove_dir_all(dir.path().join("index")).expect("removes");
    article(&dir.path().join("archive/a.txt"), "Marta Keller");
    client.diagnostics_when(&uri, |d| accused(d, "Keller"));
    let complaint = |m: &&Value| m["method"] == "window/showMessage";
    assert_eq!(client.kept().find(complaint), None);
}

#[test]
fn what_is_on_record_is_found_before_any_draft_is_open_in_every_folder_of_the_workspace() {
    let rooms = [("Ida Lorenz", tempfile::tempdir()), ("Marta Keller", tempfile::tempdir())];
    let rooms = rooms.map(|(speaker, dir)| (speaker, dir.expect("a scratch directory")));
    for (speaker, dir) in &rooms {
        std::fs::write(dir.path().join("onrecord.toml"), "[record]\npaths = [\"archive\"]\n").expect("writes");
        article(&dir.path().join("archive/a.txt"), speaker);
    }
    let mut client = Client::start(&[]);
    let folders = rooms.each_ref().map(|(name, dir)| json!({"uri": uri(dir.path()), "name": name}));
    client.request("initialize", json!({"processId": null, "workspaceFolders": folders, "capabilities": {}}));
    client.notify("initialized", json!({}));
    let until = std::time::Instant::now() + PATIENCE;
    loop {
        let answer = client.request("workspace/symbol", json!({"query": "ever asked the gulls"}));
        let said = answer["result"].to_string();
        if rooms.iter().all(|(speaker, _)| said.contains(speaker)) {
            break;
        }
        // One of the two may be open before the other; nothing at all is no answer.
        assert!(answer["error"]["code"] == -32803 || said.contains("gulls"), "{answer}");
        assert!(std::time::Instant::now() < until, "{answer}");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let none = tempfile::tempdir().expect("a scratch directory");
    let mut client = Client::in_folder(none.path(), &json!({}));
    assert_eq!(client.request("workspace/symbol", json!({"query": "the gulls"}))["result"], json!([]));
}
