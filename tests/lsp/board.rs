//! What editors build views of: a draft's quotes by their standing, and answers that can be put into it.

use crate::client::{Client, PATIENCE, uri};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const WORDS: &str = "We will never sell the old lighthouse to anybody from abroad";

fn newsroom() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a scratch directory");
    std::fs::write(dir.path().join("onrecord.toml"), "[record]\npaths = [\"archive\"]\n").expect("writes");
    std::fs::create_dir(dir.path().join("archive")).expect("creates");
    let article = format!(
        "---\ndate: 2021-06-16\noutlet: Lake Courier\nurl: https://example.org/a?b&c\n---\n“{WORDS},” said Marta Keller, the harbour minister.\n"
    );
    std::fs::write(dir.path().join("archive/courier.md"), article).expect("writes");
    dir
}

fn command(client: &mut Client, name: &str, arguments: Value) -> Value {
    client.request("workspace/executeCommand", json!({"command": name, "arguments": arguments}))
}

/// Asks until there is an answer: the record opens meanwhile.
fn command_when(client: &mut Client, name: &str, arguments: &Value, fits: impl Fn(&Value) -> bool) -> Value {
    let until = Instant::now() + PATIENCE;
    loop {
        let answer = command(client, name, arguments.clone());
        if fits(&answer) {
            return answer["result"].clone();
        }
        assert!(Instant::now() < until, "{answer}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_drafts_quotes_are_listed_by_their_standing_with_places_on_both_sides() {
    let dir = newsroom();
    let mut client = Client::in_folder(dir.path(), &json!({}));
    let uri = uri(&dir.path().join("draft.md"));
    let text = format!(
        "🎙 “{WORDS},” said Tomas Brandt.\r\n\r\n“{WORDS},” said Marta Keller.\r\n\r\n“Nobody ever asked the gulls about any of this,” said Ida Lorenz.\r\n"
    );
    client.open(&uri, "markdown", &text);
    let quotes = command_when(&mut client, "onrecord.quotes", &json!([uri]), |a| a["result"].is_array());
    let of = |i: usize| (quotes[i]["status"].as_str(), quotes[i]["speaker"].as_str());
    assert_eq!(of(0), (Some("misattributed"), Some("Tomas Brandt")), "{quotes}");
    assert_eq!(of(1), (Some("verified"), Some("Marta Keller")), "{quotes}");
    assert_eq!(of(2), (Some("unverified"), Some("Ida Lorenz")), "{quotes}");
    assert_eq!(quotes[0]["range"]["start"], json!({"line": 0, "character": 3}));
    assert_eq!(quotes[0]["findings"][0]["code"], "Q001");
    let source = &quotes[0]["sources"][0];
    assert_eq!((&source["speaker"], &source["credit"]), (&json!("Marta Keller"), &json!("Lake Courier, 2021-06-16")));
    assert!(source["location"]["uri"].as_str().is_some_and(|u| u.ends_with("archive/courier.md")), "{source}");
    assert_eq!(quotes[2]["sources"], json!([]));
}

/// What the record has in two outlets each, so that no finding rests on one: words, speaker, the day of saying.
const SAID: [(&str, &str, &str); 6] = [
    (
        "Our ferries will keep running through the winter storms and the spring floods",
        "Marta Keller",
        "on June 8, 2021",
    ),
    ("The bridge toll will not pay for the new hospital wing in the old town", "Ida Lorenz", "on June 8, 2021"),
    ("No fisherman shall lose his mooring while this council sits in the harbour", "Jonas Feld", "on June 8, 2021"),
    ("Every school along the coast gets a swimming teacher before the next summer", "Petra Anders", "on June 8, 2021"),
    ("The archive of the shipyard belongs to the widows and not to any museum", "Klara Stein", "on June 8, 2021"),
    ("The archive of the shipyard belongs to the widows and not to any museum", "Oskar Mann", "on June 8, 2021"),
];

#[test]
fn a_quote_stands_by_what_is_worst_about_it() {
    let dir = newsroom();
    for (i, (words, who, day)) in SAID.iter().enumerate() {
        for (outlet, tail) in [("Tide", ""), ("Post", "at the town hall ")] {
            let article =
                format!("---\ndate: 2021-06-09\noutlet: {outlet} {i}\n---\n\n“{words},” {who} said {tail}{day}.\n");
            std::fs::write(dir.path().join(format!("archive/{outlet}{i}.md")), article).expect("writes");
        }
    }
    let quoted = [
        (
            "Our ferries will keep running through the winter storms and the spring floods",
            "Ida Lorenz said",
            "misattributed",
        ),
        // Another's words, and altered: somebody else's first of all.
        ("The bridge toll will pay for the new hospital wing in the old town", "Jonas Feld said", "misattributed"),
        ("The bridge toll will pay for the new hospital wing in the old town", "Ida Lorenz said", "altered"),
        (
            "No fisherman shall lose his mooring while this council sits in the harbour",
            "Jonas Feld said on June 19, 2021",
            "misdated",
        ),
        // Altered, and on another day.
        (
            "No fisherman shall lose his licence while this council sits in the harbour",
            "Jonas Feld said on June 19, 2021",
            "altered",
        ),
        ("The archive of the shipyard belongs to the widows and not to any museum", "Klara Stein said", "contested"),
        ("Nobody in this room has counted the herons on the eastern pier yet", "Klara Stein said", "unverified"),
        (
            "Every school along the coast gets a swimming teacher before the next summer",
            "Petra Anders said",
            "verified",
        ),
    ];
    let text: String = quoted.iter().map(|(words, said, _)| format!("“{words},” {said}.\n\n")).collect();
    let mut client = Client::in_folder(dir.path(), &json!({}));
    let uri = uri(&dir.path().join("draft.md"));
    client.open(&uri, "markdown", &text);
    let quotes = command_when(&mut client, "onrecord.quotes", &json!([uri]), |a| a["result"].is_array());
    let standings: Vec<_> = quotes.as_array().expect("quotes").iter().map(|q| q["status"].as_str()).collect();
    let wanted: Vec<_> = quoted.iter().map(|(_, _, status)| Some(*status)).collect();
    assert_eq!(standings, wanted, "{quotes:#}");
    // The sheet has a part for each, the worst first.
    let sheet = command(&mut client, "onrecord.factCheckSheet", json!([uri]))["result"].clone();
    let sheet = client.request("workspace/textDocumentContent", json!({"uri": sheet}))["result"]["text"].clone();
    let parts: Vec<_> = sheet.as_str().expect("a sheet").lines().filter(|l| l.starts_with("## ")).collect();
    let wanted = [
        "## Somebody else's words (2)",
        "## Other words on record (2)",
        "## Another day on record (1)",
        "## Contested on record (1)",
        "## Not on record (1)",
        "## On record (1)",
    ];
    assert_eq!(parts, wanted, "{sheet}");
    // So do the colours, by the legend that the server gave.
    let params = json!({"textDocument": {"uri": uri}});
    let tokens = client.request("textDocument/semanticTokens/full", params)["result"]["data"].clone();
    let modifiers: Vec<_> = tokens.as_array().expect("tokens").chunks(5).map(|t| t[4].clone()).collect();
    assert_eq!(json!(modifiers), json!([2, 2, 4, 8, 4, 16, 32, 1]), "{tokens}");
}

#[test]
fn who_said_answers_before_any_draft_is_open_and_never_says_nobody_without_a_record() {
    let dir = newsroom();
    let mut client = Client::in_folder(dir.path(), &json!({}));
    let said = command_when(&mut client, "onrecord.whoSaid", &json!([WORDS]), |a| a["result"].is_array());
    assert_eq!(said[0]["speaker"], "Marta Keller");
    assert_eq!(said[0]["insert"], Value::Null, "into no draft");
    let none = tempfile::tempdir().expect("a scratch directory");
    let mut client = Client::in_folder(none.path(), &json!({}));
    let answer = command(&mut client, "onrecord.whoSaid", json!([WORDS]));
    assert_eq!(answer["error"]["message"], "no record is configured", "{answer}");
}

#[test]
fn an_answer_comes_as_the_draft_would_quote_it() {
    let dir = newsroom();
    let mut client = Client::in_folder(dir.path(), &json!({}));
    for (name, language, note) in [
        ("a.md", "markdown", " ([Lake Courier, 2021-06-16](https://example.org/a?b&c))"),
        ("a.html", "html", " (<a href=\"https://example.org/a?b&amp;c\">Lake Courier, 2021-06-16</a>)"),
        ("a.txt", "plaintext", " (Lake Courier, 2021-06-16)"),
    ] {
        let uri = uri(&dir.path().join(name));
        client.open(&uri, language, "");
        let words = json!(["never sell the old lighthouse to anybody from abroad", uri]);
        let said = command_when(&mut client, "onrecord.whoSaid", &words, |a| a["result"].is_array());
        let wanted = format!("“never sell the old lighthouse to anybody from abroad,” Marta Keller said{note}");
        assert_eq!(said[0]["insert"], json!(wanted));
    }
}

#[test]
fn a_client_can_tell_nothing_found_from_nothing_to_hold_against() {
    let dir = newsroom();
    let none = tempfile::tempdir().expect("a scratch directory");
    let broken = tempfile::tempdir().expect("a scratch directory");
    std::fs::write(broken.path().join("onrecord.toml"), "[record]\npaths = [\"nowhere\"]\n").expect("writes");
    for (folder, name, record, source) in [
        (dir.path(), "draft.md", "open", false),
        (dir.path(), "archive/courier.md", "open", true),
        (none.path(), "draft.md", "none", false),
        (broken.path(), "draft.md", "broken", false),
    ] {
        let mut client = Client::in_folder(folder, &json!({}));
        let uri = uri(&folder.join(name));
        client.open(&uri, "markdown", "Nothing.\n");
        let fits = |a: &Value| a["result"]["record"] == record;
        let state = command_when(&mut client, "onrecord.recordState", &json!([uri]), fits);
        assert_eq!(state, json!({"record": record, "source": source, "trouble": null}));
    }
}
