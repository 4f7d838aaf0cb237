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

/// A run whose standard error is a terminal of 80 columns; what that terminal is sent.
#[cfg(unix)]
fn at_a_terminal(room: &Newsroom, arguments: &[&str]) -> (i32, String) {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{Winsize, tcsetwinsize};
    use std::io::Read;
    let desk = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
    grantpt(&desk).and_then(|()| unlockpt(&desk)).expect("a terminal of ours");
    tcsetwinsize(&desk, Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 }).expect("a size");
    let name = ptsname(&desk, Vec::new()).expect("a name");
    let terminal =
        std::fs::File::options().read(true).write(true).open(name.to_str().expect("ASCII")).expect("it opens");
    let mut child = room.command(arguments).stderr(terminal).spawn().expect("it runs");
    // The command, which held this side's copy of the terminal, is gone: the end of the program is the end of the reading.
    let (mut told, mut buffer) = (Vec::new(), [0; 4096]);
    let mut desk = std::fs::File::from(desk);
    while let Ok(n @ 1..) = desk.read(&mut buffer) {
        told.extend(&buffer[..n]);
    }
    let status = child.wait().expect("it ends").code().unwrap_or(-1);
    (status, String::from_utf8_lossy(&told).into_owned())
}

#[cfg(unix)]
#[test]
fn a_terminal_has_a_progress_bar_which_leaves_nothing_behind() {
    let room = busy_port();
    let (status, told) = at_a_terminal(&room, &["lint", "draft.md"]);
    assert_eq!(status, 1, "{told:?}");
    assert!(told.contains("reading the record ") && told.contains("checking ") && told.contains("1/1"), "{told:?}");
    // What is written last clears the line.
    let last = told.trim_end_matches(['\r', '\n']).rsplit('\r').next().expect("something");
    assert!(last.ends_with("\u{1b}[2K") || last.ends_with("\u{1b}[K"), "{told:?}");
    let (status, told) = at_a_terminal(&room, &["index", "--rebuild"]);
    assert_eq!(status, 0, "{told:?}");
    assert!(told.contains("reading the record ") && told.contains("1 document on record"), "{told:?}");
    assert_eq!(at_a_terminal(&room, &["lint", "draft.md", "--quiet"]), (1, String::new()));
    // Into a pipe neither says anything of it.
    let run = room.run(&["index", "--rebuild"]);
    assert_eq!((run.status, run.err.as_str()), (0, "onrecord: 1 document on record\n"));
}

#[test]
fn a_draft_that_is_named_twice_is_one_draft() {
    let room = busy_port();
    let once = ["draft.md", "./draft.md", "."].map(|p| p.to_owned());
    let paths: Vec<&str> = once.iter().map(String::as_str).collect();
    assert_eq!(room.findings(&paths).len(), 1);
}

#[test]
fn what_a_run_writes_and_other_json_and_xml_are_no_drafts() {
    let room = busy_port();
    room.write("package.json", br#"{"name": "desk", "version": "1.0.0"}"#);
    room.write("tsconfig.json", b"{ // a comment\n}\n");
    room.write("pom.xml", b"<project><name>desk</name></project>");
    assert_eq!(room.run(&["lint", ".", "--write-baseline"]).status, 0);
    let with =
        ["lint", ".", "--baseline", "onrecord-baseline.json", "--output", "html=report.html", "--format", "json"];
    for _ in 0..2 {
        let run = room.run(&with);
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
        assert!(run.out.contains("\"documents\":1") && run.out.contains("\"known\":1"), "{}", run.out);
    }
    // Named, it is held to be a draft; and what is meant to be news and broken is named in a folder too.
    let run = room.run(&["lint", "package.json"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("package.json: no ninjs item"), "{}", run.err);
    room.write("wire.json", br#"{"headline": "Ferries", "body_text": "The ferr"#);
    let run = room.run(&["lint", "."]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("wire.json: no ninjs item"), "{}", run.err);
}

#[test]
fn a_baseline_holds_wherever_the_program_is_started() {
    let room = busy_port();
    room.write("desk/draft.md", MISATTRIBUTED.as_bytes());
    assert_eq!(room.run(&["lint", "desk", "--baseline", "ci.json", "--write-baseline"]).status, 0);
    assert!(room.read("ci.json").contains("\"path\": \"desk/draft.md\""), "{}", room.read("ci.json"));
    let absolute = room.folder.path().join("desk/draft.md").display().to_string();
    assert_eq!(room.run(&["lint", &absolute, "--baseline", "ci.json"]).status, 0);
    let mut inside = room.command(&["lint", "draft.md", "--baseline", "../ci.json"]);
    let run = crate::newsroom::finished(inside.current_dir(room.folder.path().join("desk")).output().expect("it runs"));
    assert_eq!(run.status, 0, "{}{}", run.out, run.err);
    assert_eq!(room.run(&["lint", "draft.md", "--baseline", "ci.json"]).status, 1);
}

#[test]
fn fixes_and_baseline_go_together() {
    let room = busy_port();
    assert_eq!(room.run(&["lint", "draft.md", "--write-baseline"]).status, 0);
    let run = room.run(&["lint", "draft.md", "--baseline", "onrecord-baseline.json", "--fix", "--unsafe-fixes"]);
    assert_eq!(run.status, 0, "{}{}", run.out, run.err);
    assert_eq!(room.read("draft.md"), MISATTRIBUTED, "what is known stays as it is");
    let run = room.run(&["lint", "draft.md", "--fix", "--unsafe-fixes"]);
    assert_eq!(run.status, 0, "{}{}", run.out, run.err);
    assert!(run.err.contains("1 finding fixed") && room.read("draft.md").contains("Maria Fisk"), "{}", run.err);
}

#[test]
fn a_fix_never_breaks_markup() {
    let room = Newsroom::new(&[("onrecord.toml", "[record]\npaths = [\"archive\"]\n[rules]\nselect = [\"N001\"]\n")]);
    for n in 1..4 {
        let article = format!(
            "---\ndate: 2021-06-1{n}\noutlet: Paper {n}\n---\n\nForeign minister Annalena Baerbock said on Monday that the \
             treaty holds. Annalena Baerbock spoke.\n"
        );
        room.write(&format!("archive/{n}.md"), article.as_bytes());
    }
    let draft = "<p>Minister <b>Annalena</b> Bearbock said so. Annalena B&#101;arbock was here.</p>\n";
    room.write("whole.html", draft.as_bytes());
    let run = room.run(&["lint", "whole.html", "--fix"]);
    assert_eq!(run.status, 0, "{}{}", run.out, run.err);
    assert_eq!(room.read("whole.html"), draft.replace("Bearbock", "Baerbock").replace("B&#101;arbock", "Baerbock"));
    let draft = draft.replace("Bearbock", "Bear<i>bock</i>");
    room.write("half.html", draft.as_bytes());
    let run = room.run(&["lint", "half.html", "--fix"]);
    assert_eq!(run.status, 1, "{}{}", run.out, run.err);
    assert!(run.err.contains("half.html: 1 change not made"), "{}", run.err);
    assert_eq!(room.read("half.html"), draft);
}

#[test]
fn standard_input_is_compared_and_neither_fixed_nor_watched() {
    let room = busy_port();
    let run =
        room.run_with_input(&["lint", "-", "--diff", "--unsafe-fixes", "--stdin-filename", "d.md"], MISATTRIBUTED);
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.out.contains("+++ b/d.md") && run.out.contains("Maria Fisk"), "{}", run.out);
    for option in ["--fix", "--watch"] {
        let run = room.run_with_input(&["lint", "-", option], MISATTRIBUTED);
        assert_eq!((run.status, run.err.lines().count()), (2, 1), "{}", run.err);
    }
}

#[test]
fn options_that_undo_each_other_are_refused() {
    let room = busy_port();
    for arguments in [
        &["--unsafe-fixes"][..],
        &["--output", "a.txt", "--output", "b.txt"],
        &["--output", "sraif=a.sarif"],
        &["--output", ""],
        &["--output", "sarif="],
        &["--write-baseline", "--since", "HEAD"],
        &["--write-baseline", "--fix"],
        &["--diff", "--output", "a.txt"],
    ] {
        let run = room.run(&[&["lint", "draft.md"], arguments].concat());
        assert_eq!(run.status, 2, "{arguments:?}: {}", run.err);
    }
    let run = room.run(&["lint", "draft.md", "--output", "sraif=a.sarif"]);
    assert!(run.err.contains("did you mean `sarif`?"), "{}", run.err);
}

#[test]
fn a_report_that_cannot_be_written_takes_no_other_with_it() {
    let room = busy_port();
    let run = room.run(&["lint", "draft.md", "--output", "sarif=nowhere/a.sarif", "--output", "junit=a.xml"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("nowhere/a.sarif: "), "{}", run.err);
    assert!(run.out.contains("error[Q001]"), "{}", run.out);
    assert!(room.read("a.xml").contains("<testsuites"));
}

#[test]
fn whoever_only_compares_or_writes_a_baseline_is_told_what_could_not_be_read() {
    let room = busy_port();
    room.write("picture.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    for option in ["--diff", "--write-baseline"] {
        let run = room.run(&["lint", "draft.md", "picture.md", option]);
        assert_eq!(run.status, 2);
        assert!(run.err.contains("picture.md: not a text file"), "{option}: {}", run.err);
    }
}

#[test]
fn a_note_is_useless_only_where_its_rule_was_asked() {
    let room = busy_port();
    let noted =
        |rules: &str| MISATTRIBUTED.replace("the mayor.", &format!("the mayor. <!-- onrecord: ignore {rules} -->"));
    room.write("draft.md", noted("Q001, D003, Q01x").as_bytes());
    let all = ["lint", "draft.md", "--select", "Q,D"];
    let run = room.run(&all);
    assert!(run.err.contains("this note silences nothing (D003); no rule is called `Q01x`"), "{}", run.err);
    room.write("draft.md", noted("Q001").as_bytes());
    assert_eq!(room.run(&["lint", "draft.md", "--select", "D"]).err, "", "it is not selected");
    room.write("onrecord.toml", b"");
    let run = room.run(&["lint", "draft.md"]);
    assert!(!run.err.contains("silences nothing"), "there is no record: {}", run.err);
}

#[test]
fn a_walk_obeys_ignore_files_of_every_kind() {
    let room = busy_port();
    room.write(".ignore", b"a.md\n");
    room.write("desk/.gitignore", b"*.txt\n!kept.txt\n");
    for name in ["a.md", "desk/b.txt", "desk/kept.txt", ".hidden/c.md", "desk/d.md"] {
        room.write(name, MISATTRIBUTED.as_bytes());
    }
    let mut found: Vec<String> =
        room.findings(&["."]).iter().filter_map(|f| f["path"].as_str().map(str::to_owned)).collect();
    found.sort();
    assert_eq!(found, ["desk/d.md", "desk/kept.txt", "draft.md"]);
}

#[cfg(unix)]
#[test]
fn a_linked_draft_is_checked_and_a_link_to_nowhere_is_named() {
    let room = busy_port();
    std::fs::create_dir(room.folder.path().join("desk")).expect("a folder");
    std::os::unix::fs::symlink("../draft.md", room.folder.path().join("desk/linked.md")).expect("a link");
    assert_eq!(room.findings(&["desk"]).len(), 1);
    std::os::unix::fs::symlink("gone.md", room.folder.path().join("desk/broken.md")).expect("a link");
    let run = room.run(&["lint", "desk"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("desk/broken.md: "), "{}", run.err);
}

#[test]
fn an_archive_without_one_document_is_told_in_a_few_lines() {
    let room = Newsroom::new(&[]);
    room.write("all.jsonl", "{}\n".repeat(5000).as_bytes());
    let run = room.run(&["lint", "all.jsonl", "--quiet", "--format", "json"]);
    assert_eq!(run.status, 2);
    assert!(run.out.contains("\"skipped\":5000"), "{}", run.out);
    assert!(run.err.contains("line 1: ") && run.err.contains("4900 lines more"), "{}", run.err);
    assert_eq!(run.err.lines().count(), 101);
}

#[cfg(unix)]
#[test]
fn a_draft_without_end_is_refused() {
    let room = Newsroom::new(&[]);
    let run = room.run(&["lint", "/dev/zero", "--quiet"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("/dev/zero: over 16 MiB: larger than any article"), "{}", run.err);
}

#[test]
fn only_changed_drafts_of_another_folder_s_repository_are_checked() {
    let room = busy_port();
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
        let run =
            std::process::Command::new("git").args(identity).args(arguments).current_dir(room.folder.path()).output();
        assert!(run.expect("git runs").status.success(), "{arguments:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "first"]);
    room.write("né w.md", MISATTRIBUTED.as_bytes());
    let here = room.folder.path().display().to_string();
    let elsewhere = tempfile::tempdir().expect("a folder");
    let mut command = room.command(&["lint", &here, "--since", "HEAD"]);
    let run = crate::newsroom::finished(command.current_dir(elsewhere.path()).output().expect("it runs"));
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.out.contains("né w.md") && !run.out.contains("draft.md"), "{}", run.out);
}

#[test]
fn watching_does_not_wake_itself_by_its_own_report() {
    let room = busy_port();
    let arguments = ["lint", ".", "--watch", "--quiet", "--output", "html=report.html", "--format", "jsonl"];
    let mut child = room.command(&arguments).spawn().expect("it runs");
    let out = child.stdout.take().expect("piped");
    let (send, lines) = std::sync::mpsc::channel();
    std::thread::spawn(move || BufReader::new(out).lines().map_while(Result::ok).try_for_each(|l| send.send(l)));
    let first = lines.recv_timeout(Duration::from_secs(30));
    // Two passes would take far less.
    let second = lines.recv_timeout(Duration::from_secs(3));
    child.kill().expect("it ends");
    child.wait().expect("it ends");
    assert!(first.is_ok_and(|l| l.contains("Q001")) && second.is_err(), "{second:?}");
}
