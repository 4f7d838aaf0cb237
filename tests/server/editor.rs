//! In the editor: nobody waits for a slow archive, what it says late is told late, and it is said when it is away.

use super::client::{Client, PATIENCE, uri};
use super::faults::with_archive;
use super::newsroom::Newsroom;
use super::stand_in::Fault;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn open(room: &Newsroom) -> (Client, String) {
    let client = Client::in_folder(room.folder.path(), &json!({}));
    let uri = uri(&room.folder.path().join("draft.md"));
    client.open(&uri, "markdown", &room.read("draft.md"));
    (client, uri)
}

fn has(diagnostics: &[Value], code: &str) -> bool {
    diagnostics.iter().any(|d| d["code"] == code)
}

fn trouble(client: &mut Client, uri: &str) -> Value {
    let answer =
        client.request("workspace/executeCommand", json!({"command": "onrecord.recordState", "arguments": [uri]}));
    answer["result"]["trouble"].clone()
}

#[test]
fn a_slow_archive_is_told_late_and_nobody_waits_for_it() {
    let (stand_in, room) = with_archive();
    let (mut client, uri) = open(&room);
    client.diagnostics_when(&uri, |d| has(d, "Q001") && has(d, "Q003"));
    assert_eq!(trouble(&mut client, &uri), Value::Null);
    stand_in.fail(Fault::Slow(Duration::from_millis(900)));
    let begun = Instant::now();
    // A new quote on the first line, never looked up before.
    client.edit(
        &uri,
        2,
        [0, 0, 0, 0],
        "\"Nobody shall ever paint the harbour office in purple,\" Tom Barrow said.\n\n",
    );
    client
        .request("textDocument/hover", json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 5}}));
    assert!(begun.elapsed() < Duration::from_millis(800), "{:?}", begun.elapsed());
    let first = |d: &[Value]| d.iter().any(|d| d["code"] == "Q003" && d["range"]["start"]["line"] == 0);
    client.diagnostics_when(&uri, first);
    assert!(begun.elapsed() > Duration::from_millis(800), "{:?}", begun.elapsed());
}

/// What the editor's user is told when the server fails in this way; nothing is called unverified for it, and all is
/// well when it has passed.
fn complaint(fault: Fault) -> String {
    let (stand_in, room) = with_archive();
    stand_in.fail(fault);
    let (mut client, uri) = open(&room);
    let said = client.wait(PATIENCE, |m| m["method"] == "window/showMessage").expect("a message");
    let message = said["params"]["message"].as_str().expect("a message").to_owned();
    let state = trouble(&mut client, &uri);
    assert!(state.as_str().is_some_and(|t| message.contains(t)), "{message}: {state}");
    let now = client.diagnostics(&uri, 1);
    assert!(!has(&now, "Q003"), "{fault:?}: {now:?}");
    stand_in.recover();
    client.diagnostics_when(&uri, |d| has(d, "Q001") && has(d, "Q003"));
    message
}

#[test]
fn each_fault_is_said_in_the_editor_and_passes() {
    for (fault, words) in [
        (Fault::Silent, "cannot be reached"),
        (Fault::Status(401), "refuses the credentials"),
        (Fault::NotJson, "not JSON"),
        (Fault::HalfTheShards, "cannot answer for 1 of its 2 shards"),
        (Fault::Status(500), "HTTP 500"),
    ] {
        let said = complaint(fault);
        assert!(said.contains(words), "{fault:?}: {said}");
    }
}

#[test]
fn a_server_of_another_version_is_said_in_the_editor() {
    let (stand_in, room) = with_archive();
    stand_in.state().version = "x";
    let (mut client, _) = open(&room);
    let said = client.wait(PATIENCE, |m| m["method"] == "window/showMessage").expect("a message");
    assert!(said["params"]["message"].as_str().is_some_and(|m| m.contains("opensearch x")), "{said}");
}

#[test]
fn an_archive_that_is_away_is_said_to_be_and_asked_again() {
    let (stand_in, room) = with_archive();
    stand_in.fail(Fault::Status(503));
    let (mut client, uri) = open(&room);
    let said = client.wait(PATIENCE, |m| m["method"] == "window/showMessage").expect("a message");
    let message = said["params"]["message"].as_str().expect("a message");
    assert!(message.contains("the archive at") && message.contains("too busy"), "{message}");
    assert!(trouble(&mut client, &uri).as_str().is_some_and(|t| t.contains("too busy")));
    let now = client.diagnostics(&uri, 1);
    assert!(!has(&now, "Q003"), "{now:?}");
    stand_in.recover();
    client.diagnostics_when(&uri, |d| has(d, "Q001") && has(d, "Q003"));
    assert_eq!(trouble(&mut client, &uri), Value::Null);
}
