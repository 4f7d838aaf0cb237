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
    let published = client.kept().filter(|m| m["method"] == "textDocument/publishDiagnostics").count();
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
    assert!(client.kept().all(|m| m["method"] != "textDocument/publishDiagnostics"));
}

#[test]
fn a_question_is_about_the_text_as_it_stood_when_it_was_asked() {
    let mut client = Client::start(&[]);
    client.initialize(None, &json!({}));
    let uri = "untitled:Untitled-1";
    client.open(uri, "markdown", "“This is quote number 1 of them all,” said Ida Lorenz.\n");
    let mut asked = Vec::new();
    for n in 2..=300 {
        // Two edits that make sense in one order only.
        client.edit(uri, 2 * n, [0, 0, 0, 80], "");
        client.edit(uri, 2 * n + 1, [0, 0, 0, 0], &format!("“This is quote number {n} of them all,” said Ida Lorenz."));
        asked.push((n, client.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": uri}}))));
    }
    let mut answered = 0;
    for (n, id) in asked {
        let answer = client.answer(id);
        if answer.get("error").is_some() {
            assert_eq!(answer["error"]["code"], -32801, "overtaken by an edit: {answer}");
            continue;
        }
        answered += 1;
        let name = answer["result"][0]["children"][0]["name"].clone();
        assert!(name.as_str().is_some_and(|t| t.contains(&format!("number {n} of"))), "{n}: {answer}");
    }
    assert!(answered > 0, "the last one at least");
}

#[test]
fn hundreds_of_questions_at_once_are_all_answered_though_the_client_answers_nothing() {
    let mut client = Client::start(&[]);
    *client.settings.lock().expect("no panic") = None;
    client.initialize(None, &json!({"workspace": {"configuration": true, "inlayHint": {"refreshSupport": true}}}));
    let uri = "untitled:Untitled-1";
    client.open(uri, "markdown", "“This is a quote of them all,” said Ida Lorenz on Friday.\n");
    let mut asked = Vec::new();
    for n in 0..400 {
        client.notify(
            "workspace/didChangeConfiguration",
            json!({"settings": {"dates": {"order": (["day-first", "month-first"][n % 2])}}}),
        );
        asked.push(
            client.ask(
                "textDocument/hover",
                json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 5}}),
            ),
        );
    }
    for id in asked {
        assert!(client.answer(id)["result"]["contents"]["value"].is_string());
    }
}

#[test]
fn what_is_published_is_for_rising_versions_and_the_last_is_the_last() {
    let mut client = Client::start(&[]);
    client.initialize(None, &json!({}));
    let uri = "untitled:Untitled-1";
    client.open(uri, "markdown", &"The ministers met in Geneva on June 31.\n".repeat(200));
    for n in 1..=60 {
        client.edit(uri, 7 * n, [3, 0, 3, 0], "x");
        std::thread::sleep(Duration::from_millis(n as u64 % 7 * 8));
    }
    client.wait(crate::client::PATIENCE, |m| m["params"]["version"] == 420).expect("the last version");
    std::thread::sleep(Duration::from_millis(300));
    client.request("onrecord/nothing", Value::Null);
    let versions: Vec<i64> = client.kept().filter_map(|m| m["params"]["version"].as_i64()).collect();
    assert!(versions.iter().all(|v| *v == 1 || v % 7 == 0), "{versions:?}");
    assert!(versions.windows(2).all(|w| w[0] <= w[1]), "{versions:?}");
    assert!(versions.iter().all(|v| *v < 420), "nothing after the last: {versions:?}");
}

#[test]
fn a_question_taken_back_is_answered_as_such_or_in_full() {
    let mut client = Client::start(&[]);
    client.initialize(None, &json!({}));
    let uri = "untitled:Untitled-1";
    client.open(uri, "markdown", &"“This is a quote,” said Ida Lorenz on June 31.\n\n".repeat(2_000));
    let asked: Vec<i64> = (0..50)
        .map(|_| {
            let id = client.ask(
                "textDocument/codeAction",
                json!({
                    "textDocument": {"uri": uri}, "context": {"diagnostics": []},
                    "range": {"start": {"line": 0, "character": 0}, "end": {"line": 2, "character": 0}},
                }),
            );
            client.notify("$/cancelRequest", json!({"id": id}));
            id
        })
        .collect();
    let mut taken_back = 0;
    for id in asked {
        let answer = client.answer(id);
        taken_back += u32::from(answer["error"]["code"] == -32800);
        assert!(answer["error"]["code"] == -32800 || answer["result"].is_array(), "{answer}");
    }
    assert!(taken_back > 0);
}
