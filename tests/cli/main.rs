//! The whole program at the command line: the spawned binary over small newsrooms written for the test.

mod formats;
mod habits;
mod newsroom;
mod refusals;
mod reports;

use newsroom::{Newsroom, Run, finished};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// An article of the record, about nothing that ever happened.
pub const ARTICLE: (&str, &str) = (
    "archive/ferries.md",
    "---\ntitle: Ferries\ndate: 2021-06-16\noutlet: The Tidewater Post\n---\n\nPORT ARDEN — “The ferries will sail at \
     dawn, and nobody will be left standing on the quay,” said Maria Fisk, the harbour master, on Wednesday.\n",
);

#[test]
fn what_cannot_be_done_is_one_line_and_status_2() {
    let room = Newsroom::new(&[("draft.md", "Words.\n"), ("empty/picture.png", "x"), ("wrong.toml", "[rules]\n")]);
    room.write("none.jsonl", b"");
    for (arguments, said) in [
        (&["lint", "nowhere.md"][..], "nowhere.md: no such file or folder"),
        (&["lint", "draft.md", "--record", "nowhere"], "nowhere"),
        (&["lint", "draft.md", "--record", "none.jsonl"], "none.jsonl"),
        (&["lint", "draft.md", "--record", "empty"], "empty"),
        (&["lint", "empty"], "empty: no documents"),
        (&["lint", "draft.md", "--config", "gone.toml"], "gone.toml"),
        (&["lint", "draft.md", "--select", "Q01x"], "no rule is called `Q01x`; did you mean `Q001`?"),
        (&["lint", "draft.md", "--baseline", "gone.json"], "the baseline gone.json"),
        (&["index"], "no record"),
        (&["search", "words"], "no record"),
        (&["explain", "Q01"], "no rule is called `Q01`; did you mean `Q001`?"),
    ] {
        let run = room.run(arguments);
        assert_eq!(run.status, 2, "{arguments:?}: {}", run.err);
        assert!(run.err.contains(said), "{arguments:?}: {}", run.err);
        assert_eq!(run.err.lines().count(), 1, "{arguments:?}: {}", run.err);
        assert_eq!(run.out, "", "{arguments:?}");
    }
    assert_eq!(room.run(&["lint", "draft.md", "--format", "braille"]).status, 2);
}

#[test]
fn a_configuration_is_found_above_the_draft_and_its_errors_have_a_place() {
    let room = Newsroom::new(&[("desk/world/draft.md", "Words.\n"), ("onrecord.toml", "[record]\npath = [\"a\"]\n")]);
    let run = room.run(&["lint", "desk/world/draft.md"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("onrecord.toml:2:1: unknown key `path`; did you mean `paths`?"), "{}", run.err);
}

#[test]
fn without_a_record_only_the_calendar_speaks_and_a_note_says_so() {
    let room = Newsroom::new(&[("draft.md", "“Nobody at all has ever said these words,” said Ann Ito.\n")]);
    let run = room.run(&["lint", "draft.md"]);
    assert_eq!((run.status, run.err.lines().count()), (0, 1), "{}", run.err);
    assert!(run.err.contains("no record is configured"), "{}", run.err);
    assert_eq!(room.run(&["lint", "draft.md", "--quiet"]).err, "");
}

#[test]
fn a_half_written_archive_is_read_as_far_as_it_goes() {
    let room = Newsroom::new(&[]);
    room.write("drafts.jsonl", b"{\"id\": \"a\", \"text\": \"One.\"}\n{\"id\": \"b\", \"text\": \"Tw");
    let run = room.run(&["lint", "--format", "json", "drafts.jsonl"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("drafts.jsonl, line 2: "), "{}", run.err);
    let report: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(report["summary"]["documents"], 1);
    assert_eq!(report["summary"]["skipped"], 1);
}

#[test]
fn a_line_of_fifty_megabytes_is_bounded_work() {
    let room = Newsroom::new(&[]);
    let mut line = b"{\"id\": \"a\", \"text\": \"".to_vec();
    line.resize(50 << 20, b'x');
    room.write("drafts.jsonl", &line);
    let run = room.run(&["lint", "--quiet", "drafts.jsonl"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("drafts.jsonl, line 1: "), "{}", run.err);
}

#[test]
fn drafts_in_other_encodings_are_read_and_pictures_are_named() {
    let room = Newsroom::new(&[]);
    room.write("latin.txt", b"Das Caf\xE9 bleibe ge\xF6ffnet, sagte Andr\xE9 M\xFCller am Mittwoch in Genf.\n");
    room.write("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    assert_eq!(room.run(&["lint", "latin.txt"]).status, 0);
    let run = room.run(&["lint", "picture.txt", "latin.txt", "--format", "json"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("picture.txt: not a text file"), "{}", run.err);
    assert!(run.out.contains("\"documents\":1"), "{}", run.out);
}

#[test]
fn standard_input_has_the_name_and_the_format_that_it_is_given() {
    let room = Newsroom::new(&[]);
    let html = "<p>&ldquo;We sail at dawn,&rdquo; said Maria Fisk.</p>";
    let run = room.run_with_input(&["read", "-", "--format", "jsonl", "--stdin-filename", "desk/a.html"], html);
    assert_eq!(run.status, 0, "{}", run.err);
    let reading: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(reading["document"]["path"], "desk/a.html");
    let quote = &reading["quotes"][0];
    assert_eq!(quote["text"], "“We sail at dawn,”");
    let (start, end) = (quote["start"].as_u64().unwrap_or(0), quote["end"].as_u64().unwrap_or(0));
    assert_eq!(&html[start as usize..end as usize], "&ldquo;We sail at dawn,&rdquo;");
}

#[test]
fn every_format_reads_as_one_list_too() {
    let room = Newsroom::new(&[("a.md", "One.\n"), ("b.txt", "Two.\n")]);
    let run = room.run(&["read", "--format", "json", "a.md", "b.txt"]);
    let all: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(all.as_array().map(Vec::len), Some(2));
}

#[test]
fn the_record_s_own_articles_are_no_drafts() {
    let room =
        Newsroom::new(&[ARTICLE, ("draft.md", "Words.\n"), ("onrecord.toml", "[record]\npaths = [\"archive\"]\n")]);
    let run = room.run(&["lint", ".", "--format", "json"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.out.contains("\"documents\":1"), "{}", run.out);
}

/// A draft that gives the harbour master's words to somebody else.
pub const MISATTRIBUTED: &str = "---\ndate: 2021-06-18\n---\n\nThe port is busy.\n\n“The ferries will sail at dawn, and nobody \
                             will be left standing on the quay,” said Karl Brandt, the mayor.\n";

pub fn busy_port() -> Newsroom {
    Newsroom::new(&[
        ARTICLE,
        ("draft.md", MISATTRIBUTED),
        ("onrecord.toml", "[record]\npaths = [\"archive\"]\n\n[rules]\nselect = [\"Q001\"]\n"),
    ])
}

#[test]
fn a_finding_points_into_the_draft_and_its_evidence_into_the_record() {
    let room = busy_port();
    let run = room.run(&["lint", "draft.md", "--format", "json"]);
    assert_eq!(run.status, 1, "{}{}", run.out, run.err);
    let report: Value = serde_json::from_str(&run.out).expect("JSON");
    let finding = &report["findings"][0];
    assert_eq!((&finding["code"], &finding["rule"]), (&"Q001".into(), &"misattributed-quote".into()));
    let words = |text: &str, range: &Value| {
        let byte = |end: &str| range[end]["byte"].as_u64().expect("a number") as usize;
        text[byte("start")..byte("end")].to_owned()
    };
    assert!(words(MISATTRIBUTED, &finding["range"]).contains("The ferries will sail at dawn"));
    assert_eq!(finding["range"]["start"]["line"], 7);
    let evidence = &finding["evidence"][0];
    assert_eq!(evidence["speaker"], "Maria Fisk");
    assert_eq!(evidence["outlet"], "The Tidewater Post");
    assert!(words(ARTICLE.1, &evidence["range"]).contains("The ferries will sail at dawn"), "{evidence}");
    assert_eq!(report["summary"]["errors"], 1);
}

#[test]
fn fail_on_decides_the_status() {
    let room = busy_port();
    for (least, status) in [("error", 1), ("warning", 1), ("hint", 1), ("never", 0)] {
        assert_eq!(room.run(&["lint", "draft.md", "--fail-on", least]).status, status, "{least}");
    }
}

#[test]
fn a_note_on_the_line_silences_and_a_useless_one_is_named() {
    let room = busy_port();
    let noted = MISATTRIBUTED.replace("the mayor.", "the mayor. <!-- onrecord: ignore Q001 -->");
    room.write("draft.md", noted.as_bytes());
    let run = room.run(&["lint", "draft.md"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
    room.write("draft.md", b"Words. <!-- onrecord: ignore Q001 -->\n");
    let run = room.run(&["lint", "draft.md"]);
    assert!(run.err.contains("draft.md:1:8: this note silences nothing (Q001)"), "{}", run.err);
}

#[test]
fn a_baseline_knows_a_finding_after_an_edit_above_it() {
    let room = busy_port();
    assert_eq!(room.run(&["lint", "draft.md", "--write-baseline", "--baseline", "known.json"]).status, 0);
    room.write("draft.md", MISATTRIBUTED.replace("The port is busy.", "The port\n\nis very busy.").as_bytes());
    let run = room.run(&["lint", "draft.md", "--baseline", "known.json"]);
    assert_eq!(run.status, 0, "{}", run.out);
    assert!(run.out.contains("1 known to the baseline"), "{}", run.out);
    // The same words twice are two findings, of which one is known.
    room.write("draft.md", format!("{MISATTRIBUTED}\n{}", &MISATTRIBUTED[26..]).as_bytes());
    assert_eq!(room.run(&["lint", "draft.md", "--baseline", "known.json"]).status, 1);
}

#[test]
fn the_same_draft_as_a_line_of_jsonl_has_offsets_in_its_text() {
    let room = busy_port();
    let text = MISATTRIBUTED.split("---\n").nth(2).expect("a body");
    let line = serde_json::json!({"id": "d-1", "date": "2021-06-18", "text": text});
    room.write("drafts.jsonl", format!("{line}\n").as_bytes());
    let findings = room.findings(&["drafts.jsonl"]);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0]["id"], "d-1");
    let start = findings[0]["range"]["start"]["byte"].as_u64().expect("a number") as usize;
    assert!(text[start..].starts_with("“The ferries"));
}

#[test]
fn fixes_are_shown_and_made_only_when_asked_for() {
    let room = busy_port();
    assert_eq!(room.run(&["lint", "draft.md", "--diff"]).out, "");
    let run = room.run(&["lint", "draft.md", "--diff", "--unsafe-fixes"]);
    assert_eq!(run.status, 1);
    assert!(run.out.contains("-“The ferries") && run.out.contains("Maria Fisk"), "{}", run.out);
    assert_eq!(room.read("draft.md"), MISATTRIBUTED);
    let run = room.run(&["lint", "draft.md", "--fix", "--unsafe-fixes"]);
    assert_eq!(run.status, 0, "{}{}", run.out, run.err);
    assert!(room.read("draft.md").contains("said Maria Fisk"), "{}", room.read("draft.md"));
}

#[test]
fn a_fix_in_inline_code_changes_its_own_words_and_none_beside_them() {
    let draft = "Put x `on Friday, June 10, 2021, and more` y.\n\nAnd z `on Friday,\nJune 11, 2020, at six` y.\n";
    let room = Newsroom::new(&[("draft.md", draft)]);
    let run = room.run(&["lint", "draft.md", "--fix", "--unsafe-fixes"]);
    let right = draft.replace("Friday, June 10", "Thursday, June 10");
    let both = right.replace("Friday,\n", "Thursday,\n");
    assert!([right, both].contains(&room.read("draft.md")), "{}{}", room.read("draft.md"), run.err);
}

#[test]
fn reports_are_written_side_by_side_without_colours() {
    let room = busy_port();
    let formats = ["text", "json", "jsonl", "sarif", "github", "gitlab", "junit", "rdjson", "html"];
    let outputs: Vec<String> = formats.iter().map(|f| format!("{f}=report.{f}")).collect();
    let mut arguments = vec!["lint", "draft.md", "--fail-on", "never"];
    outputs.iter().for_each(|o| arguments.extend(["--output", o]));
    let run = room.run(&arguments);
    assert_eq!(run.status, 0, "{}", run.err);
    for format in formats {
        let text = room.read(&format!("report.{format}"));
        assert!(text.contains("Q001") && !text.contains('\u{1b}'), "{format}: {text}");
    }
    let sarif: Value = serde_json::from_str(&room.read("report.sarif")).expect("JSON");
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 7);
    assert_eq!(
        sarif["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap_or(99) as usize]["id"],
        "Q001"
    );
    assert!(room.read("report.github").starts_with("::error file=draft.md,line=7,"), "{}", room.read("report.github"));
}

#[test]
fn only_changed_drafts_are_checked_since_a_revision() {
    let room = busy_port();
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"];
        let run = Command::new("git").args(identity).args(arguments).current_dir(room.folder.path()).output();
        assert!(run.expect("git runs").status.success(), "{arguments:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "first"]);
    let run = room.run(&["lint", ".", "--since", "HEAD"]);
    assert_eq!(run.status, 0, "{}", run.out);
    room.write("new.md", MISATTRIBUTED.as_bytes());
    let run = room.run(&["lint", ".", "--since", "HEAD", "--format", "json"]);
    assert_eq!(run.status, 1);
    assert!(run.out.contains("new.md") && !run.out.contains("draft.md"), "{}", run.out);
    assert_eq!(room.run(&["lint", ".", "--since", "nowhere"]).status, 2);
}

#[test]
fn a_search_finds_who_said_it() {
    let room = busy_port();
    let run = room.run(&["search", "nobody will be left standing on the quay"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.out.contains("Maria Fisk") && run.out.contains("archive/ferries.md"), "{}", run.out);
    let words = "nobody will be left standing on the quay";
    assert_eq!(room.run(&["search", words, "--speaker", "Fisk", "--since", "2021-06-01"]).status, 0);
    assert_eq!(room.run(&["search", words, "--speaker", "Brandt"]).status, 1);
    assert_eq!(room.run(&["search", words, "--until", "2020-01-01"]).status, 1);
    assert_eq!(room.run(&["search", words, "--until", "June"]).status, 2);
}

#[test]
fn every_rule_explains_itself() {
    let room = Newsroom::new(&[]);
    let list = room.run(&["explain"]);
    assert_eq!(list.status, 0);
    for line in list.out.lines() {
        let code = line.split_whitespace().next().expect("a code");
        let page = room.run(&["explain", code]);
        assert_eq!(page.status, 0);
        assert!(page.out.contains(code) && page.out.to_lowercase().contains("silence it"), "{}", page.out);
    }
    assert!(list.out.contains("misattributed-quote"));
}

#[test]
fn the_index_is_built_once_and_told_about() {
    let room = busy_port();
    assert_eq!(room.run(&["index", "--quiet"]).err, "");
    let run = room.run(&["index", "--stats", "--format", "json"]);
    let stats: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!((&stats["documents"], &stats["outlets"]), (&1.into(), &1.into()));
    assert_eq!(room.run(&["index", "--rebuild"]).status, 0);
}

/// A run over a folder of the repository itself.
fn in_repository(arguments: &[&str]) -> Run {
    let room = Newsroom::new(&[]);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    finished(room.command(arguments).current_dir(root).output().expect("the program runs"))
}

#[test]
fn the_examples_show_the_planted_errors_and_nothing_in_the_clean_draft() {
    let clean = in_repository(&["lint", "examples/clean.md", "--fail-on", "hint"]);
    assert_eq!(clean.status, 0, "{}", clean.out);
    let draft = in_repository(&["lint", "examples/draft.md", "--format", "json"]);
    assert_eq!(draft.status, 1, "{}", draft.err);
    let report: Value = serde_json::from_str(&draft.out).expect("JSON");
    let found: Vec<String> = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|f| format!("{}:{}", f["code"].as_str().unwrap_or(""), f["range"]["start"]["line"]))
        .collect();
    // Misattributed, a dropped negation and changed numbers, and words that nobody said.
    for planted in ["Q001:9", "Q002:11", "Q001:13", "Q002:15", "Q003:15", "Q001:17", "Q001:21"] {
        assert!(found.iter().any(|f| f == planted), "{planted} is not in {found:?}");
    }
}

#[test]
fn the_readme_shows_what_the_example_gives() {
    let readme = include_str!("../../README.md");
    let shown = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a sample");
    let (first, last) = shown.split_once("\n…\n\n").expect("most of the findings are left out");
    let given = in_repository(&["lint", "examples/draft.md"]).out;
    assert!(given.starts_with(first), "{given}");
    assert!(given.ends_with(last), "{given}");
}

#[test]
fn the_report_for_people_shows_the_words_and_the_evidence() {
    let run = busy_port().run(&["lint", "draft.md"]);
    insta::assert_snapshot!(run.out, @r#"
error[Q001]: these words are Maria Fisk's on record (The Tidewater Post), not Karl Brandt's
 ╭▸ draft.md:7:1
 │
 │ “The ferries will sail at dawn, and nobody will be left standing on the quay,” said Karl
 │ ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
 │ Brandt, the mayor.
 ╰╴
on record: The Tidewater Post, 2021-06-16: Maria Fisk
 ╭▸ archive/ferries.md:7:15
 │
 │ The ferries will sail at dawn, and nobody will be left standing on the quay
 ╰╴
fix: Attribute to Maria Fisk

1 draft (1 quote, 0 dates): 1 error
"#);
}

#[test]
fn the_seed_pages_as_record_find_the_errors_of_a_draft_about_them() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    if !seeds.is_dir() {
        eprintln!("skipped: ../shared/seeds is not here");
        return;
    }
    let seeds = seeds.display().to_string();
    let room = Newsroom::new(&[(
        "draft.md",
        "---\ndate: 2021-06-14\n---\n\nVladimir Putin and Joe Biden meet for a summit in Geneva on June 16.\n\nThe \
         Reykjavik meeting of Antony Blinken and Sergei Lavrov had prepared it.\n",
    )]);
    let run = room.run(&["lint", "draft.md", "--record", &seeds]);
    assert_eq!(run.status, 0, "{}{}", run.out, run.err);
    room.write(
        "draft.md",
        b"---\ndate: 2021-06-14\n---\n\nVladimir Putin and Joe Biden meet for a summit in Geneva on June 18.\n",
    );
    let codes: Vec<Value> =
        room.findings(&["draft.md", "--record", &seeds]).iter().map(|f| f["code"].clone()).collect();
    assert!(codes.contains(&"D001".into()), "{codes:?}");
}

#[test]
fn silence_is_explained_by_what_was_read_and_by_the_gate() {
    let desk = Newsroom::new(&[
        ("record/tide.md", "---\ndate: 2021-06-10\n---\n\nThe harbour vote will be held in Lindau on June 16.\n"),
        (
            "draft.md",
            "---\ndate: 2021-06-12\n---\n\nA first line.\n\nMayor Ines Keller said on Thursday that the vote was near.\n",
        ),
    ]);
    let run = desk.run(&["lint", "--record", "record", "--explain-silence", "7", "draft.md"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.out.starts_with("draft.md:7:1\n"), "{}", run.out);
    assert!(run.out.contains("the date is that of the saying"), "{}", run.out);
    let nothing = desk.run(&["lint", "--record", "record", "--explain-silence", "5:3", "draft.md"]);
    assert!(nothing.out.contains("no quote, date or dated event"), "{}", nothing.out);
    assert_eq!(desk.run(&["lint", "--explain-silence", "there", "draft.md"]).status, 2);
}
