//! The newsroom's formats through the whole program: each as draft and as record, whole and broken.

use crate::newsroom::Newsroom;
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, Instant};

/// A file of `tests/formats`.
fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    std::fs::read(folder.join(name)).expect("a fixture")
}

/// A draft that gives the harbour master's words to the mayor.
const DRAFT: &str = "---\ndate: 2021-06-18\n---\n\n“The ferries will sail at dawn, and nobody will be left standing on \
                     the quay,” said Karl Brandt, the mayor.\n";

#[test]
fn every_format_is_a_record_that_a_draft_is_held_against() {
    for name in [
        "release.docx",
        "release.odt",
        "release.eml",
        "council.vtt",
        "council.srt",
        "wire2.json",
        "wire3.json",
        "wire.xml",
    ] {
        let room = Newsroom::new(&[("draft.md", DRAFT)]);
        room.write(&format!("archive/{name}"), &fixture(name));
        let findings = room.findings(&["draft.md", "--record", "archive", "--select", "Q001"]);
        assert_eq!(findings.len(), 1, "{name}");
        let evidence = &findings[0]["evidence"][0];
        assert_eq!(
            evidence["speaker"].as_str().map(str::to_lowercase).as_deref(),
            Some("maria fisk"),
            "{name}: {evidence}"
        );
        let start = &evidence["range"]["start"];
        let (line, byte) = (start["line"].as_u64().unwrap_or(0), start["byte"].as_u64().unwrap_or(0) as usize);
        // Words of the quote stand where the evidence points: in the file, or in a packed file's extracted text.
        let wanted: &[u8] = b"The ferries will sail";
        match name {
            "release.docx" | "release.odt" => assert_eq!(line, 3, "{name}: {evidence}"),
            _ => assert!(fixture(name)[byte..].starts_with(wanted), "{name}: {evidence}"),
        }
        let time = evidence["time"].as_str();
        assert_eq!(time, name.starts_with("council").then_some("00:11:58"), "{name}");
    }
}

#[test]
fn every_format_is_a_draft() {
    for (name, title, date) in [
        ("release.docx", Some("Ferries sail at dawn"), Some("2021-06-16")),
        ("release.odt", None, Some("2021-06-16")),
        ("release.eml", Some("Ferries sail at dawn – council"), Some("2021-06-16")),
        ("council.vtt", Some("Port council, live"), Some("2021-06-16")),
        ("council.srt", None, None),
        ("wire2.json", Some("Ferries sail at dawn"), Some("2021-06-16")),
        ("wire3.json", Some("Ferries sail at dawn"), Some("2021-06-16")),
        ("wire.xml", Some("Ferries sail at dawn"), Some("2021-06-16")),
    ] {
        let room = Newsroom::new(&[]);
        room.write(name, &fixture(name));
        let run = room.run(&["read", "--format", "jsonl", name]);
        assert_eq!(run.status, 0, "{name}: {}", run.err);
        let reading: Value = serde_json::from_str(&run.out).expect("JSON");
        assert_eq!(reading["document"]["title"].as_str(), title, "{name}");
        assert_eq!(reading["document"]["date"].as_str(), date, "{name}");
        let quotes = reading["quotes"].as_array().expect("a list");
        let said = quotes.iter().find(|q| q["text"].as_str().is_some_and(|t| t.contains("ferries will sail at dawn")));
        let said = said.unwrap_or_else(|| panic!("{name}: {quotes:?}"));
        let speaker = said["speaker"]["name"].as_str().map(str::to_lowercase);
        assert_eq!(speaker.as_deref(), Some("maria fisk"), "{name}: {said}");
        assert!(!run.out.contains("Nobody ever signs"), "{name}: a signature is read");
        if name.starts_with("wire") {
            assert_eq!((&reading["document"]["outlet"], quotes.len()), (&"Tidewater News Agency".into(), 2), "{name}");
            let asked = quotes.iter().filter_map(|q| q["text"].as_str()).find(|t| t.contains("second pier"));
            assert!(asked.is_some_and(|t| t.contains("ten years ago & were sent")), "{name}: {quotes:?}");
            assert!(!run.out.contains("Waves over the old pier"), "{name}: a picture's caption is read");
        }
    }
}

#[test]
fn a_broken_file_of_any_format_is_named_and_the_rest_of_the_record_stands() {
    let room = Newsroom::new(&[("draft.md", DRAFT), crate::ARTICLE]);
    for name in ["release.docx", "release.odt", "release.eml"] {
        let whole = fixture(name);
        room.write(&format!("archive/cut-{name}"), &whole[..whole.len() / 3]);
    }
    room.write("archive/words.vtt", b"Just words.\n");
    room.write("archive/old.docx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on");
    room.write("archive/deep.html", "<div>".repeat(100_000).as_bytes());
    room.write("archive/deep.json", "[".repeat(100_000).as_bytes());
    room.write("archive/deep.xml", "<newsItem>".repeat(100_000).as_bytes());
    let laughs: String = (1..30).map(|n| format!("<!ENTITY l{n} \"&l{};&l{0};\">", n - 1)).collect();
    let laughs = format!(
        "<!DOCTYPE newsItem [<!ENTITY l0 \"ha\">{laughs}]><newsItem><contentSet><inlineData>&l29;</inlineData></contentSet></newsItem>"
    );
    room.write("archive/laughs.xml", laughs.as_bytes());
    let begun = Instant::now();
    let run = room.run(&["index", "--record", "archive"]);
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.err.contains("skipped"), "{}", run.err);
    assert_eq!(room.findings(&["draft.md", "--record", "archive", "--select", "Q001"]).len(), 1);
    for (name, reason) in [
        ("cut-release.docx", "a broken Word file: "),
        ("cut-release.odt", "a broken OpenDocument text: "),
        ("words.vtt", "no subtitles: not one time line"),
        ("old.docx", "a password-protected Word file"),
        ("deep.xml", "elements inside one another"),
        ("deep.json", "no ninjs item"),
    ] {
        let run = room.run(&["lint", &format!("archive/{name}")]);
        assert_eq!(run.status, 2, "{name}");
        assert!(run.err.contains(&format!("archive/{name}: ")) && run.err.contains(reason), "{}", run.err);
    }
}

#[test]
fn a_note_in_a_word_processor_s_file_silences_and_fixes_are_refused_there() {
    let room = Newsroom::new(&[crate::ARTICLE]);
    room.write("release.docx", &fixture("release.docx"));
    let run = room.run(&["lint", "release.docx", "--record", "archive", "--fix", "--unsafe-fixes"]);
    assert_ne!(run.status, 2, "{}", run.err);
    assert_eq!(std::fs::read(room.folder.path().join("release.docx")).expect("a file"), fixture("release.docx"));
}

#[test]
fn a_page_as_saved_from_a_site_is_read_without_what_stands_around_the_article() {
    let page = String::from_utf8(fixture("page.html")).expect("UTF-8");
    let room = Newsroom::new(&[("page.html", &page)]);
    let run = room.run(&["read", "--format", "jsonl", "page.html"]);
    let reading: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(reading["document"]["outlet"], "The Tidewater Post");
    assert_eq!(reading["document"]["date"], "2021-06-16");
    assert_eq!(reading["document"]["title"], "Ferries sail at dawn");
    let quotes = reading["quotes"].as_array().expect("a list");
    let texts: Vec<&str> = quotes.iter().filter_map(|q| q["text"].as_str()).collect();
    assert_eq!(texts.len(), 2, "{texts:?}");
    for quote in quotes {
        let (start, end) = (quote["start"].as_u64().expect("a number"), quote["end"].as_u64().expect("a number"));
        let bytes = &page[start as usize..end as usize];
        assert!(bytes.contains("ferries will sail") || bytes.contains("nobody asked us"), "{bytes}");
    }
}
