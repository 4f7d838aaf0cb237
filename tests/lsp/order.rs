//! Edits in order, bursts, and stale work.

use crate::client::Client;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[test]
fn a_burst_of_a_hundred_edits_is_published_at_most_three_times_and_the_last_in_time() {
    let mut client = Client::start(&[]);
    client.initialize(None, &json!({}));
    let uri = "untitled:Untitled-1";
    let text = "The ministers met in Geneva on Wednesday, and nobody said a word about it.\n".repeat(80);
    client.open(uri, "markdown", &text);
    client.diagnostics(uri, 1);
    for version in 2..=101 {
        client.edit(uri, version, [40, 0, 40, 0], "x");
    }
    let sent = Instant::now();
    client.diagnostics(uri, 101);
    // Generous, since tests share the machine; the bench has the true figure.
    assert!(sent.elapsed() < Duration::from_secs(3));
    std::thread::sleep(Duration::from_millis(100));
    client.request("onrecord/nothing", Value::Null);
    let published = client.kept().iter().filter(|m| m["method"] == "textDocument/publishDiagnostics").count();
    assert!(published <= 2, "{published} before the last");
}

#[test]
fn a_closed_draft_has_no_diagnostics() {
    let mut client = Client::start(&[]);
    client.initialize(None, &json!({}));
    let uri = "untitled:Untitled-1";
    client.open(uri, "plaintext", "Words.");
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    let last = |m: &Value| m["method"] == "textDocument/publishDiagnostics" && m["params"]["version"].is_null();
    assert!(client.wait(crate::client::PATIENCE, last).is_some_and(|m| m["params"]["diagnostics"] == json!([])));
}

#[test]
fn a_client_that_pulls_is_not_pushed_to() {
    let mut client = Client::start(&[]);
    let capabilities = json!({
        "textDocument": {"diagnostic": {"dynamicRegistration": false}},
        "workspace": {"diagnostics": {"refreshSupport": true}},
    });
    let result = client.initialize(None, &capabilities);
    assert_eq!(result["capabilities"]["diagnosticProvider"]["interFileDependencies"], true);
    let uri = "untitled:Untitled-1";
    client.open(uri, "plaintext", "Words.");
    let first = client.request("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}));
    assert_eq!(first["result"]["kind"], "full");
    let id = first["result"]["resultId"].clone();
    assert!(id.is_string());
    let params = json!({"textDocument": {"uri": uri}, "previousResultId": id});
    assert_eq!(client.request("textDocument/diagnostic", params)["result"]["kind"], "unchanged");
    assert!(client.kept().iter().all(|m| m["method"] != "textDocument/publishDiagnostics"));
}
