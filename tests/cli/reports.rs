//! Reports for other programs, with words that try to break out of them. `tests/reports/check.py` holds the same
//! reports against the programs' schemas and parsers.

use crate::newsroom::Newsroom;
use crate::{ARTICLE, MISATTRIBUTED, busy_port};
use serde_json::Value;

/// A newsroom whose drafts and record are written to break reports: markup, control characters, odd names.
fn hostile_port() -> Newsroom {
    let article = ARTICLE.1.replace("The Tidewater Post", "<b>Tide</b> & \"x\", 100% ]]> ::error::x");
    let room = Newsroom::new(&[("archive/ferries.md", &article)]);
    let words =
        "“The ferries will sail at dawn, and nobody will be left standing on the quay,” said Karl Brandt, the mayor.";
    room.write("drafts/a b,c:d%25é.md", format!("---\ndate: 2021-06-18\n---\n\n{words}\n").as_bytes());
    room.write("drafts/crlf.txt", format!("One.\r\n\r\n{words}\r\n").as_bytes());
    room.write("drafts/wide.txt", format!("漢字 😀 שלום.\n\nOn Monday, 16 June 2021, 😀 {words}\n").as_bytes());
    room.write("drafts/script.md", format!("So <b onclick=x>it</b> \u{1} \u{202E} is.\n\n{words}\n").as_bytes());
    let line = serde_json::json!({"id": "d\"<1>", "date": "2021-06-18", "text": words});
    room.write("drafts/all.jsonl", format!("{line}\n").as_bytes());
    room
}

/// The reports of the hostile newsroom in one format.
fn report(format: &str) -> String {
    let room = hostile_port();
    let run = room.run(&["lint", "drafts", "--record", "archive", "--format", format, "--fail-on", "never"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.out.matches("Q001").count() >= 5, "{format}: {}", run.out);
    run.out
}

#[test]
fn sarif_tells_rules_evidence_fixes_and_fingerprints() {
    let report = report("sarif");
    let log: Value = serde_json::from_str(&report).expect("JSON");
    let run = &log["runs"][0];
    for result in run["results"].as_array().expect("a list").iter().filter(|r| r["ruleId"] == "Q001") {
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().expect("a number") as usize];
        assert_eq!(rule["id"], "Q001");
        assert!(rule["help"]["markdown"].as_str().is_some_and(|h| h.contains("misattributed-quote") || h.len() > 100));
        assert!(result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"].is_string());
        assert!(result["partialFingerprints"]["onrecord/v1"].is_string());
    }
    let with_fixes = run["results"].as_array().expect("a list").iter().filter(|r| r["fixes"].is_array()).count();
    assert!(with_fixes > 0);
}

#[test]
fn no_fingerprint_comes_twice_in_gitlab_s_report() {
    let report = report("gitlab");
    let all: Vec<Value> = serde_json::from_str(&report).expect("a list");
    let mut prints: Vec<&str> = all.iter().filter_map(|i| i["fingerprint"].as_str()).collect();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), all.len());
}

#[test]
fn rdjson_counts_columns_in_bytes() {
    let report = report("rdjson");
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let wide = report["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|d| d["location"]["path"] == "drafts/wide.txt" && d["code"]["value"] == "Q001");
    let start = &wide.expect("a finding")["location"]["range"]["start"];
    assert_eq!((&start["line"], &start["column"]), (&3.into(), &("On Monday, 16 June 2021, 😀 ".len() + 1).into()));
}

#[test]
fn junit_is_well_formed_whatever_the_words_are() {
    let report = report("junit");
    let mut reader = quick_xml::Reader::from_str(&report);
    let (mut depth, mut cases, mut suites) = (0i32, 0, 0);
    loop {
        match reader.read_event().expect("well-formed XML") {
            quick_xml::events::Event::Start(tag) => {
                depth += 1;
                cases += i32::from(tag.name().0 == "testcase");
                suites += i32::from(tag.name().0 == "testsuite");
            }
            quick_xml::events::Event::Empty(tag) => cases += i32::from(tag.name().0 == "testcase"),
            quick_xml::events::Event::End(_) => depth -= 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!((depth, suites), (0, 5), "{report}");
    assert!(cases >= 5);
    assert!(report.chars().all(|c| c == '\n' || !c.is_control()));
}

#[test]
fn github_s_annotations_are_a_line_each_and_nothing_forges_another() {
    let report = report("github");
    for line in report.lines() {
        let kind = ["::error ", "::warning ", "::notice "].iter().find_map(|k| line.strip_prefix(k));
        let rest = kind.unwrap_or_else(|| panic!("{line}"));
        let (properties, _) = rest.split_once("::").expect("a message");
        for property in properties.split(',') {
            let (key, value) = property.split_once('=').unwrap_or_else(|| panic!("{line}"));
            assert!(["file", "line", "endLine", "col", "endColumn", "title"].contains(&key), "{line}");
            assert!(!value.contains(':') && !value.is_empty(), "{line}");
        }
    }
    assert!(report.contains("file=drafts/a b%2Cc%3Ad%2525é.md,"), "{report}");
}

#[test]
fn fingerprints_survive_edits_above_the_line_and_change_with_the_words() {
    let prints = |room: &Newsroom| -> (String, String, String) {
        let get = |format: &str| room.run(&["lint", "draft.md", "--format", format]).out;
        let json: Value = serde_json::from_str(&get("json")).expect("JSON");
        let sarif: Value = serde_json::from_str(&get("sarif")).expect("JSON");
        let gitlab: Value = serde_json::from_str(&get("gitlab")).expect("JSON");
        let text = |v: &Value| v.as_str().expect("a fingerprint").to_owned();
        (
            text(&json["findings"][0]["fingerprint"]),
            text(&sarif["runs"][0]["results"][0]["partialFingerprints"]["onrecord/v1"]),
            text(&gitlab[0]["fingerprint"]),
        )
    };
    let room = busy_port();
    let before = prints(&room);
    room.write(
        "draft.md",
        MISATTRIBUTED.replace("The port is busy.", "The port\n\nis 漢字 very busy.\n\nSo.").as_bytes(),
    );
    assert_eq!(prints(&room), before);
    room.write("draft.md", MISATTRIBUTED.replace("at dawn, and", "at dawn and also").as_bytes());
    assert_ne!(prints(&room), before);
}

#[test]
fn the_sheet_holds_no_script_no_link_out_but_the_record_s_and_no_markup_of_the_draft() {
    let sheet = report("html");
    let lower = sheet.to_lowercase();
    for forbidden in ["<script", "<img", "<iframe", "<link", "javascript:", " onerror", " onload", "@import", "url("] {
        assert!(!lower.contains(forbidden), "{forbidden}");
    }
    assert!(lower.contains("&lt;b&gt;tide&lt;/b&gt;"));
    assert!(sheet.contains("default-src 'none'"));
}
