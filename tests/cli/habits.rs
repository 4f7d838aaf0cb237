//! The working habits of a copy desk: settings by path, walking, watching, narrow terminals, other scripts.

use crate::newsroom::Newsroom;
use crate::{ARTICLE, MISATTRIBUTED, busy_port};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};
use unicode_width::UnicodeWidthStr;

#[test]
fn settings_for_some_paths_go_over_those_for_all() {
    let settings = "[record]\npaths = [\"archive\"]\n[rules]\nselect = [\"Q\", \"D\"]\n\n[[overrides]]\npaths = [\"opinion/**\"]\n\
                    rules.ignore = [\"Q001\"]\n\n[[overrides]]\npaths = [\"wire/*.md\"]\nrules.severity = { Q001 = \"hint\" }\n";
    let room = Newsroom::new(&[
        ARTICLE,
        ("onrecord.toml", settings),
        ("draft.md", MISATTRIBUTED),
        ("opinion/a/draft.md", MISATTRIBUTED),
        ("wire/draft.md", MISATTRIBUTED),
    ]);
    let of = |path: &str| -> Vec<Value> {
        let mut all = room.findings(&[path]);
        all.retain(|f| f["code"] == "Q001");
        all
    };
    assert_eq!(of("draft.md")[0]["severity"], "error");
    assert!(of("opinion").is_empty());
    assert_eq!(of("wire")[0]["severity"], "hint");
    room.write("onrecord.toml", b"[[overrides]]\npaths = [\"opinion/[\"]\n");
    let run = room.run(&["lint", "draft.md"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("onrecord.toml:2:") && run.err.contains("opinion/["), "{}", run.err);
    room.write("onrecord.toml", b"[[overrides]]\npaths = [\"opinion/**\"]\nrules.ignore = [\"Q01x\"]\n");
    assert!(room.run(&["lint", "draft.md"]).err.contains("no rule is called `Q01x`"));
}

#[test]
fn a_walk_obeys_gitignore_and_a_named_file_is_checked_all_the_same() {
    let room = busy_port();
    room.write(".gitignore", b"old/\n");
    room.write("old/draft.md", MISATTRIBUTED.as_bytes());
    assert_eq!(room.findings(&["."]).len(), 1);
    assert_eq!(room.findings(&["old/draft.md"]).len(), 1);
}

#[test]
fn select_and_ignore_take_codes_names_and_prefixes() {
    let room = busy_port();
    room.write("onrecord.toml", b"[record]\npaths = [\"archive\"]\n");
    let codes = |arguments: &[&str]| -> Vec<String> {
        let all = room.findings(&[&["draft.md"], arguments].concat());
        all.iter().filter_map(|f| f["code"].as_str().map(str::to_owned)).collect()
    };
    assert!(codes(&["--select", "Q"]).contains(&"Q001".to_owned()));
    assert!(codes(&["--select", "misattributed-quote"]) == ["Q001"]);
    assert!(!codes(&["--select", "Q,D", "--ignore", "Q001"]).contains(&"Q001".to_owned()));
    assert!(codes(&["--select", "D"]).is_empty());
}

#[test]
fn only_safe_fixes_are_made_unless_asked() {
    let room = busy_port();
    let run = room.run(&["lint", "draft.md", "--fix"]);
    assert_eq!(run.status, 1, "{}", run.err);
    assert_eq!(room.read("draft.md"), MISATTRIBUTED);
    assert_eq!(room.run(&["lint", "draft.md", "--fix", "--diff"]).status, 2);
}

#[test]
fn many_drafts_keep_their_order() {
    let room = busy_port();
    (0..60).for_each(|n| room.write(&format!("desk/{n:02}.md"), MISATTRIBUTED.as_bytes()));
    let paths: Vec<String> =
        room.findings(&["desk"]).iter().filter_map(|f| f["path"].as_str().map(str::to_owned)).collect();
    assert_eq!(paths, (0..60).map(|n| format!("desk/{n:02}.md")).collect::<Vec<_>>());
}

#[test]
fn a_pipe_has_no_colour_and_no_progress_bar() {
    let room = busy_port();
    let run = room.run(&["lint", "draft.md"]);
    assert!(!run.out.contains('\u{1b}') && run.err.is_empty(), "{}{}", run.out, run.err);
    let mut forced = room.command(&["lint", "draft.md"]);
    let run = crate::newsroom::finished(forced.env("CLICOLOR_FORCE", "1").output().expect("it runs"));
    assert!(run.out.contains('\u{1b}'), "{}", run.out);
    let mut forced = room.command(&["lint", "draft.md"]);
    let run = crate::newsroom::finished(forced.env("NO_COLOR", "1").output().expect("it runs"));
    assert!(!run.out.contains('\u{1b}'), "{}", run.out);
}

#[test]
fn a_report_keeps_to_the_width_with_wide_and_right_to_left_letters() {
    let room = busy_port();
    let around = "漢字漢字漢字漢字漢字漢字漢字 שלום עולם שלום עולם שלום עולם שלום 😀😀😀😀😀😀";
    room.write("draft.md", MISATTRIBUTED.replace("the mayor.", &format!("the mayor. {around}")).as_bytes());
    for width in ["40", "60", "100"] {
        let mut command = room.command(&["lint", "draft.md"]);
        let run = crate::newsroom::finished(command.env("COLUMNS", width).output().expect("it runs"));
        assert_eq!(run.status, 1);
        let most = width.parse::<usize>().expect("a number");
        // Messages and headings are lines of their own, which the terminal may wrap; excerpts are kept to the width.
        for line in run.out.lines().filter(|l| l.starts_with(' ')) {
            assert!(line.width() <= most, "{width}: {} {line}", line.width());
        }
        // The mark is as wide as the words above it.
        let lines: Vec<&str> = run.out.lines().collect();
        let mark = lines.iter().position(|l| l.contains("━━")).expect("a mark");
        let words = lines[mark - 1].trim_start_matches([' ', '│']).trim_end();
        let drawn = lines[mark].chars().filter(|c| *c == '━').count();
        assert!(drawn <= words.width() && drawn > 10, "{words}\n{}", lines[mark]);
    }
    // Marks that turn the reading direction cannot turn the terminal's.
    room.write("draft.md", MISATTRIBUTED.replace("The ferries", "The \u{202E}ferries").as_bytes());
    assert!(!room.run(&["lint", "draft.md"]).out.contains('\u{202E}'));
}

#[test]
fn watching_checks_again_when_a_draft_is_saved() {
    let room = busy_port();
    let mut child = room.command(&["lint", "draft.md", "--watch", "--format", "jsonl"]).spawn().expect("it runs");
    let out = child.stdout.take().expect("piped");
    let (send, lines) = std::sync::mpsc::channel();
    std::thread::spawn(move || BufReader::new(out).lines().map_while(Result::ok).try_for_each(|l| send.send(l)));
    let next = || lines.recv_timeout(Duration::from_secs(30));
    let first = next();
    // Whether the watch has begun is not told on standard output: save until it answers.
    let begun = Instant::now();
    let mut second = Err(std::sync::mpsc::RecvTimeoutError::Timeout);
    while second.is_err() && begun.elapsed() < Duration::from_secs(30) {
        room.write("draft.md", MISATTRIBUTED.replace("busy", "quiet").as_bytes());
        second = lines.recv_timeout(Duration::from_secs(2));
    }
    child.kill().expect("it ends");
    child.wait().expect("it ends");
    assert!(first.is_ok_and(|l| l.contains("Q001")) && second.is_ok_and(|l| l.contains("Q001")));
}
