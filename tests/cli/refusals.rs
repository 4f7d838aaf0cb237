//! What is refused rather than done wrongly or passed over in silence, and in which words.

use crate::newsroom::Newsroom;
use crate::{ARTICLE, MISATTRIBUTED, busy_port};

/// That a run ends with status 2 and one line that says so.
fn refused(room: &Newsroom, arguments: &[&str], said: &str) {
    let run = room.run(arguments);
    assert_eq!(run.status, 2, "{arguments:?}: {}{}", run.out, run.err);
    assert_eq!(run.out, "", "{arguments:?}");
    assert!(run.err.contains(said) && run.err.lines().count() == 1, "{arguments:?}: {}", run.err);
}

#[test]
fn a_report_replaces_nothing_but_a_report() {
    let room = busy_port();
    room.write("other.md", MISATTRIBUTED.as_bytes());
    room.write("drafts.jsonl", b"{\"id\": \"a\", \"text\": \"One.\"}\n");
    for (arguments, said) in [
        (&["draft.md", "--output", "draft.md"][..], "draft.md has something else than a report"),
        (&["--output", "other.md", "draft.md"], "other.md has something else than a report"),
        (&["draft.md", "--write-baseline", "--baseline", "other.md"], "other.md has something else than a report"),
        (&["drafts.jsonl", "--format", "jsonl", "--output", "./drafts.jsonl"], "drafts.jsonl is one of the drafts"),
        (&["draft.md", "--output", "html=archive/sheet.html"], "archive/sheet.html is part of the record"),
        (&["draft.md", "--output", "json=onrecord.toml"], "onrecord.toml has something else than a report"),
        (&["draft.md", "--output", "a.txt", "--output", "json=./a.txt"], "a.txt is written or read otherwise"),
        (&["draft.md", "--baseline", "a.json", "--output", "json=a.json"], "a.json is written or read otherwise"),
        (&["draft.md", "--format", "json", "--output", "sarif=-"], "standard output takes one report"),
    ] {
        refused(&room, &[&["lint"], arguments].concat(), said);
    }
    assert_eq!(room.read("draft.md"), MISATTRIBUTED);
    assert_eq!(room.read("other.md"), MISATTRIBUTED);
    assert_eq!(room.read("archive/ferries.md"), ARTICLE.1);
    // A report of before is replaced, by one of another format too, and nothing is lost where nothing is kept.
    for format in ["text", "html", "json", "jsonl", "sarif", "github", "gitlab", "junit", "rdjson", "text"] {
        let run = room.run(&["lint", "draft.md", "--format", format, "--output", "report.txt"]);
        assert_eq!((run.status, run.err.as_str()), (1, ""), "{format}");
    }
    #[cfg(unix)]
    assert_eq!(room.run(&["lint", "draft.md", "--output", "/dev/null", "--output", "json=/dev/null"]).status, 1);
}

#[test]
fn without_a_path_the_folder_is_read() {
    let room = busy_port();
    room.write(".ignore", b"old.md\n");
    room.write("old.md", MISATTRIBUTED.as_bytes());
    let findings = room.findings(&[]);
    assert_eq!(findings.iter().map(|f| f["path"].as_str()).collect::<Vec<_>>(), [Some("draft.md")]);
    let read = room.run(&["read", "--format", "jsonl"]);
    assert_eq!((read.status, read.out.lines().count()), (0, 2), "{}", read.err);
}

#[test]
fn an_option_that_would_do_nothing_is_refused() {
    let room = busy_port();
    refused(&room, &["lint", "draft.md", "--stdin-filename", "a.md"], "--stdin-filename names standard input");
    refused(&room, &["read", "draft.md", "--stdin-filename", "a.md"], "--stdin-filename names standard input");
    refused(
        &room,
        &["search", "quay", "--since", "2021-06-17", "--until", "2021-06-16"],
        "--since 2021-06-17 is after",
    );
    for arguments in [&["search", "quay", "--limit", "0"][..], &["read", "draft.md", "--record", "archive"]] {
        let run = room.run(arguments);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{arguments:?}: {}", run.err);
    }
    assert_eq!(
        room.run(&["search", "left standing on the quay", "--since", "2021-06-16", "--until", "2021-06-16"]).status,
        0
    );
}

#[test]
fn what_needs_no_record_is_told_as_it_is() {
    let room = Newsroom::new(&[("draft.md", "“Nobody at all has ever said these words.”\n")]);
    let run = room.run(&["lint", "draft.md"]);
    assert!(run.out.contains("hint[Q007]"), "{}", run.out);
    assert!(run.err.contains("only dates and quotes without a speaker are checked"), "{}", run.err);
}

#[test]
fn severities_are_set_for_rules_by_prefix_and_the_longest_has_the_last_word() {
    let room = busy_port();
    room.write(
        "onrecord.toml",
        b"[record]\npaths = [\"archive\"]\n[rules]\nselect = [\"Q001\"]\nseverity = { Q0 = \"hint\" }\n",
    );
    assert_eq!(room.findings(&["draft.md"])[0]["severity"], "hint");
    let all = b"[record]\npaths = [\"archive\"]\n[rules]\nselect = [\"Q001\"]\nseverity = { Q = \"hint\", Q001 = \"warning\" }\n";
    room.write("onrecord.toml", all);
    assert_eq!(room.findings(&["draft.md"])[0]["severity"], "warning");
}

#[test]
fn a_broken_line_of_an_archive_has_one_place() {
    let room = Newsroom::new(&[("draft.md", "Words.\n")]);
    room.write("wire.jsonl", b"{\"id\": \"a\", \"text\": \"One.\"}\n{\"id\": \"b\", \"text\": 7}\n");
    for run in [room.run(&["lint", "wire.jsonl"]), room.run(&["lint", "draft.md", "--record", "wire.jsonl"])] {
        assert!(run.err.contains("wire.jsonl, line 2: ") && run.err.contains(" at column "), "{}", run.err);
        assert!(!run.err.contains("line 1"), "{}", run.err);
    }
}

/// Whether this process may read everything, as root may: then nothing can be kept from it.
#[cfg(unix)]
fn may_read_all(room: &Newsroom) -> bool {
    std::fs::read_dir(room.folder.path().join("archive/closed")).is_ok()
}

#[cfg(unix)]
fn close(room: &Newsroom, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    let closed = room.folder.path().join("archive/closed");
    std::fs::create_dir_all(&closed).expect("a folder");
    std::fs::set_permissions(closed, std::fs::Permissions::from_mode(mode)).expect("it is ours");
}

#[cfg(unix)]
#[test]
fn what_of_the_record_is_closed_hinders_no_drafts_and_is_named_once() {
    let room = busy_port();
    close(&room, 0o000);
    if !may_read_all(&room) {
        let run = room.run(&["lint", ".", "--fail-on", "never"]);
        assert_eq!(run.status, 0, "{}", run.err);
        assert_eq!(run.err.matches("closed").count(), 1, "{}", run.err);
        assert!(run.err.contains("archive/closed: may not be read"), "{}", run.err);
    }
    close(&room, 0o700);
}

#[cfg(unix)]
#[test]
fn an_index_that_cannot_be_written_says_where_it_could_be() {
    let room = busy_port();
    room.write("file", b"no folder");
    refused(&room, &["index", "--index-dir", "file"], "--index-dir DIR or `[record] index` puts it elsewhere");
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_of_the_record_whose_name_is_not_utf_8_is_named_with_the_reason() {
    use std::os::unix::ffi::OsStrExt;
    let room = busy_port();
    let name = std::ffi::OsStr::from_bytes(b"caf\xE9.md");
    std::fs::write(room.folder.path().join("archive").join(name), ARTICLE.1).expect("any name will do");
    let run = room.run(&["lint", "draft.md"]);
    assert!(run.err.contains("its name is not UTF-8"), "{}", run.err);
}
