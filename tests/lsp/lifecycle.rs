//! Beginnings, ends, and what must not end the session.

use crate::client::Client;
use serde_json::{Value, json};

#[test]
fn exit_after_shutdown_is_success_even_with_input_left_open() {
    let mut client = Client::start(&[]);
    client.initialize(None, &json!({}));
    assert_eq!(client.request("shutdown", Value::Null)["result"], Value::Null);
    client.notify("exit", Value::Null);
    assert_eq!(client.status(), Some(0));
}

#[test]
fn exit_without_shutdown_is_failure() {
    let mut client = Client::start(&[]);
    client.initialize(None, &json!({}));
    client.notify("exit", Value::Null);
    assert_eq!(client.status(), Some(1));
}

#[test]
fn exit_before_initialize_is_failure() {
    let mut client = Client::start(&[]);
    client.notify("exit", Value::Null);
    assert_eq!(client.status(), Some(1));
}

#[test]
fn the_answer_to_shutdown_leaves_before_the_process_does() {
    let mut client = Client::start(&[]);
    client.initialize(None, &json!({}));
    let id = client.ask("shutdown", Value::Null);
    client.notify("exit", Value::Null);
    assert_eq!(client.answer(id)["result"], Value::Null);
    assert_eq!(client.status(), Some(0));
}

#[test]
fn a_client_that_hangs_up_ends_the_server() {
    let mut client = Client::start(&[]);
    client.initialize(None, &json!({}));
    client.hang_up();
    assert_eq!(client.status(), Some(1));
}

#[test]
fn garbage_costs_no_more_than_itself() {
    let mut client = Client::start(&[]);
    client.initialize(None, &json!({}));
    let frame = |body: &str| format!("Content-Length: {}\r\n\r\n{body}", body.len());
    client.send_raw(b"what is this?\r\n\r\n");
    client.send_raw(frame("{not json").as_bytes());
    client.send_raw(frame("[]").as_bytes());
    client.send_raw(frame(r#"{"jsonrpc": "2.0"}"#).as_bytes());
    client.send_raw(frame(r#"{"jsonrpc": "2.0", "id": 99999, "result": null}"#).as_bytes());
    client.send_raw(frame(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))).as_bytes());
    client.send_raw(b"Content-Length: 2\r\nX: \xFF\xFE\r\n\r\n\xFF\xFE");
    client.send_raw(b"Content-Length: minus one\r\n\r\n");
    client.send_raw(b"Content-Length: 99999999999999999999\r\n\r\n");
    client.send_raw(b"Content-Length: 9999999999\r\n\r\n");
    client.send_raw(&b"x".repeat(100_000));
    client.send_raw(b"\r\n");
    client.notify("$/nobodyKnowsThis", json!({}));
    client.notify("textDocument/didChange", json!({"wild": true}));
    client.notify(
        "textDocument/didChange",
        json!({"textDocument": {"uri": "file:///never/opened.md", "version": 3}, "contentChanges": []}),
    );
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": "file:///never/opened.md"}}));
    assert_eq!(client.request("onrecord/noSuchMethod", json!({}))["error"]["code"], -32601);
    assert_eq!(client.request("$/nobodyKnowsThis", json!({}))["error"]["code"], -32601);
    assert_eq!(client.request("textDocument/hover", json!({"no": "position"}))["error"]["code"], -32602);
    let uri = "untitled:Untitled-1";
    client.open(uri, "plaintext", "still here");
    client.edit(uri, 2, [u32::MAX, u32::MAX, 0, 3], "🎙");
    client.edit(uri, i32::MAX, [0, 5, 0, 1], "\r\n");
    client.diagnostics(uri, i32::MAX);
    assert_eq!(client.at("textDocument/hover", uri, u32::MAX, u32::MAX)["result"], Value::Null);
    let refused = client.kept().filter(|m| m["error"]["code"] == -32700 && m["id"].is_null()).count();
    assert_eq!(refused, 3, "each broken body is answered");
}

#[test]
fn the_position_encoding_is_agreed_on() {
    for (offered, agreed) in [
        (json!(["utf-16", "utf-8"]), "utf-8"),
        (json!(["utf-32", "utf-16"]), "utf-32"),
        (json!(["utf-16"]), "utf-16"),
        (Value::Null, "utf-16"),
    ] {
        let mut client = Client::start(&[]);
        let result = client.initialize(None, &json!({"general": {"positionEncodings": offered}}));
        assert_eq!(result["capabilities"]["positionEncoding"], agreed);
    }
}

#[test]
fn a_request_before_initialize_is_refused_and_the_session_can_begin() {
    let mut client = Client::start(&[]);
    assert_eq!(client.at("textDocument/hover", "untitled:a", 0, 0)["error"]["code"], -32002);
    client.open("untitled:a", "plaintext", "too early");
    assert!(client.initialize(None, &json!({}))["capabilities"].is_object());
}

#[test]
fn a_client_that_never_answers_holds_up_nothing() {
    let mut client = Client::start(&[]);
    *client.settings.lock().expect("no panic") = None;
    let capabilities = json!({"workspace": {
        "configuration": true, "didChangeConfiguration": {"dynamicRegistration": true},
        "didChangeWatchedFiles": {"dynamicRegistration": true},
    }, "window": {"workDoneProgress": true}});
    client.initialize(None, &capabilities);
    let uri = "untitled:Untitled-1";
    client.open(uri, "markdown", "A draft.\n");
    // More than tower-lsp's queue holds.
    for version in 2..400 {
        client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
        client.edit(uri, version, [0, 0, 0, 0], "x");
    }
    client.diagnostics(uri, 399);
    assert_eq!(client.request("shutdown", Value::Null)["result"], Value::Null);
}

#[test]
fn a_panic_costs_one_answer() {
    let mut client = Client::start(&[("ONRECORD_TEST_PANIC_ON", "stumble here")]);
    client.initialize(None, &json!({}));
    let uri = "untitled:Untitled-1";
    client.open(uri, "plaintext", "Please stumble here.");
    let told = client.wait(crate::client::PATIENCE, |m| m["method"] == "window/logMessage");
    assert!(told.is_some_and(|m| m["params"]["message"].as_str().is_some_and(|t| t.contains("panicked"))));
    client.edit(uri, 2, [0, 7, 0, 14], "go on");
    client.diagnostics(uri, 2);
}

#[test]
fn half_a_message_and_the_end_is_the_end() {
    for half in ["Content-Length: 100\r\n\r\n{\"jsonrpc\"", "Content-Len", "Content-Length: 5\r\n"] {
        let mut client = Client::start(&[]);
        client.initialize(None, &json!({}));
        client.send_raw(half.as_bytes());
        client.hang_up();
        assert_eq!(client.status(), Some(1), "{half}");
    }
}

#[test]
fn a_session_begins_once_and_after_shutdown_nothing_is_answered() {
    let mut client = Client::start(&[]);
    client.initialize(None, &json!({}));
    assert_eq!(client.request("initialize", json!({"capabilities": {}}))["error"]["code"], -32600);
    client.request("shutdown", Value::Null);
    assert_eq!(client.at("textDocument/hover", "untitled:a", 0, 0)["error"]["code"], -32600);
    client.notify("exit", Value::Null);
    assert_eq!(client.status(), Some(0));
}

#[test]
fn a_panic_in_an_answer_is_that_answers_error() {
    let mut client = Client::start(&[("ONRECORD_TEST_PANIC_ON", "stumble here")]);
    client.initialize(None, &json!({}));
    let uri = "untitled:Untitled-1";
    client.open(uri, "plaintext", "Please stumble here on June 31.");
    let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 31}});
    let params = json!({"textDocument": {"uri": uri}, "range": whole, "context": {"diagnostics": []}});
    for _ in 0..20 {
        assert_eq!(client.request("textDocument/codeAction", params.clone())["error"]["code"], -32603);
    }
    client.edit(uri, 2, [0, 7, 0, 14], "go on");
    client.diagnostics(uri, 2);
    assert!(client.request("textDocument/codeAction", params)["result"].is_array());
}

#[cfg(unix)]
#[test]
fn a_server_whose_client_has_died_goes_too_though_its_input_is_left_open() {
    let mut process = std::process::Command::new("sleep").arg("600").spawn().expect("a process");
    let mut client = Client::start(&[]);
    client.request("initialize", json!({"processId": process.id(), "capabilities": {}}));
    client.notify("initialized", json!({}));
    process.kill().and_then(|()| process.wait()).expect("killed");
    assert_eq!(client.status(), Some(1));
    // A number that nobody has, as from inside a container, says nothing.
    let mut client = Client::start(&[]);
    client.request("initialize", json!({"processId": process.id(), "capabilities": {}}));
    assert_eq!(client.request("shutdown", Value::Null)["result"], Value::Null);
}
