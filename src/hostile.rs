//! Bytes from anywhere, for every parser of outside data: nothing panics, nothing takes long, every span leads into the
//! file. The entry points of `fuzz/`, and tests with them that are small enough for every run.

use crate::cli::baseline::Baseline;
use crate::config::Config;
use crate::read::{ReadOptions, read};
use crate::text::{Document, Format, SourceFile, Span, jsonl_documents};
use std::path::Path;

pub const FORMATS: &[Format] = &[
    Format::Plain,
    Format::Markdown,
    Format::Html,
    Format::Ninjs,
    Format::Newsml,
    Format::Docx,
    Format::Odt,
    Format::Email,
    Format::Subtitles,
];

/// One document of a format.
pub fn document(format: Format, bytes: &[u8]) {
    let Ok(document) = Document::parse("a", format, bytes) else { return };
    let source = SourceFile::of(format, bytes);
    let limit = if format.is_packed() { source.text().len() } else { bytes.len() } as u32;
    let mut last = 0;
    for word in document.text.split_whitespace() {
        let start = word.as_ptr() as usize - document.text.as_ptr() as usize;
        let file = document.to_file(Span::from(start..start + word.len()));
        assert!(file.start <= file.end && file.end <= limit, "{word:?} leads to {file:?} of {limit}");
        // Bytes in the order of the words: an editor's findings are sorted by it.
        assert!(last <= file.start, "{word:?} leads back to {file:?} before {last}");
        last = file.start;
        let at = source.position(file.start);
        assert!(at.line >= 1 && at.column >= 1);
        let _ = source.time(file.start);
    }
    let _ = read(&document, &ReadOptions::default());
}

/// A draft of a format, checked and reported.
pub fn draft(format: Format, bytes: &[u8]) {
    crate::cli::hostile_draft(format, bytes);
}

/// What an editor sends.
pub fn client(bytes: &[u8]) {
    crate::lsp::hostile_client(bytes);
}

/// An archive of lines.
pub fn lines(bytes: &[u8]) {
    for document in jsonl_documents("a.jsonl", bytes).flatten() {
        let _ = read(&document, &ReadOptions::default());
    }
}

/// `onrecord.toml`, and the client's settings.
pub fn settings(text: &str) {
    if let Ok(config) = Config::from_toml(text, "onrecord.toml") {
        config.for_draft(Path::new("a/b.md"));
    }
    if let Ok(value) = serde_json::from_str(text) {
        let _ = Config::from_client(value);
    }
}

/// A baseline file.
pub fn baseline(text: &str) {
    let _ = Baseline::parse("a.json", text);
}

/// What a search server answers.
pub fn answer(bytes: &[u8]) {
    crate::record::hostile_answer(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::{Duration, Instant};

    /// Files as they come, each with its format.
    const WHOLE: &[(Format, &[u8])] = &[
        (Format::Docx, include_bytes!("../tests/formats/release.docx")),
        (Format::Odt, include_bytes!("../tests/formats/release.odt")),
        (Format::Email, include_bytes!("../tests/formats/release.eml")),
        (Format::Subtitles, include_bytes!("../tests/formats/council.vtt")),
        (Format::Subtitles, include_bytes!("../tests/formats/council.srt")),
        (Format::Html, include_bytes!("../tests/formats/page.html")),
        (
            Format::Ninjs,
            br#"{"headline":"T","body_html":"<p>\u201cA &eacute; b\u201d said \ud83d\ude00.<\/p>","versioncreated":"2021-06-17T08:00:00Z"}"#,
        ),
        (
            Format::Newsml,
            b"<newsItem><contentSet><inlineXML><html><body><p>A &amp; <b>b</b> <![CDATA[c]]></p></body></html></inlineXML></contentSet></newsItem>",
        ),
        (Format::Markdown, b"---\ntitle: T\n---\n\n# A\n\n> \"B *c*\" [d](http://e.example) &amp; `f`\n\n| a | b |\n|---|---|\n"),
    ];

    fn holds(format: Format, bytes: &[u8]) {
        let begun = Instant::now();
        document(format, bytes);
        assert!(begun.elapsed() < Duration::from_secs(5), "{format:?} took {:?}", begun.elapsed());
    }

    /// Few for every run; `HOSTILE_CASES=20000 cargo test --lib hostile` for a night.
    fn cases() -> u32 {
        std::env::var("HOSTILE_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(64)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(cases()))]

        #[test]
        fn any_bytes_are_a_document_or_a_named_error(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            FORMATS.iter().for_each(|f| holds(*f, &bytes));
            FORMATS.iter().for_each(|f| draft(*f, &bytes));
            lines(&bytes);
            answer(&bytes);
            client(&bytes);
            if let Ok(text) = std::str::from_utf8(&bytes) {
                settings(text);
                baseline(text);
            }
        }

        #[test]
        fn any_markup_is_a_document_or_a_named_error(
            source in r#"(?s)([a-z]{1,4}|<|>|</|<p|<b>|<v A>|&amp;|&|;|"|“|”|\\u201c|=|=E9|=\r\n|\n\n|\r\n|--b|-->|00:01.000|: |\{|\}|\[|\]|é|😀){0,60}"#
        ) {
            FORMATS.iter().for_each(|f| holds(*f, source.as_bytes()));
            [Format::Plain, Format::Markdown, Format::Html].iter().for_each(|f| draft(*f, source.as_bytes()));
            let cue = format!("00:01.000 --> 00:02.000\n{source}\n");
            holds(Format::Subtitles, cue.as_bytes());
            for encoding in ["quoted-printable", "base64", "8bit"] {
                let mail = format!("From: a@b\nContent-Type: text/html; charset=latin1\nContent-Transfer-Encoding: {encoding}\n\n{source}");
                holds(Format::Email, mail.as_bytes());
            }
        }

        #[test]
        fn a_damaged_file_is_a_document_or_a_named_error(
            which in 0..WHOLE.len(), damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
            cut in any::<prop::sample::Index>(), whole in any::<bool>(),
        ) {
            let (format, bytes) = WHOLE[which];
            let mut bytes = bytes.to_vec();
            for (at, byte) in damage {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if !whole {
                bytes.truncate(cut.index(bytes.len()));
            }
            holds(format, &bytes);
        }
    }

    #[test]
    fn a_client_s_first_message_is_taken_and_rubbish_before_it_passed_over() {
        let body = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{},"rootUri":"file:///a","onrecord":{"rules":{"ignore":["Q"]}}}}"#;
        client(
            format!("Content-Length: x\r\n\r\nContent-Length: {}\r\n\r\n{body}Content-Length: 9\r\n\r\n{{", body.len())
                .as_bytes(),
        );
    }

    #[test]
    fn an_initial_of_more_than_one_byte_is_an_initial() {
        holds(Format::Plain, "“No,” said É. Zola, and Ø. Å. Berg.".as_bytes());
    }

    #[test]
    fn a_hundred_levels_of_anything_are_bounded_work() {
        for (format, open) in [
            (Format::Html, "<div><blockquote>"),
            (Format::Html, "<a><p><li>"),
            (Format::Newsml, "<newsItem>"),
            (Format::Ninjs, "{\"a\":["),
            (Format::Markdown, "> * 1. "),
            (Format::Markdown, "[![("),
            (Format::Markdown, "**_`"),
            (Format::Subtitles, "<v A><i>{\\b}"),
            (Format::Plain, "“‘\"(["),
        ] {
            for levels in [100, 10_000] {
                holds(format, open.repeat(levels).as_bytes());
            }
        }
    }

    #[test]
    fn a_hundred_kilobytes_of_anything_are_bounded_work() {
        for piece in
            [".", ". a", "June ", "June 1; ", "June 16, 2021 ", "1/", "“No,” he said, ", "Mr. ", "Ann Ito of ", "\" "]
        {
            holds(Format::Plain, piece.repeat(100_000 / piece.len()).as_bytes());
        }
    }

    #[test]
    fn a_baseline_of_any_numbers_is_added_up() {
        let entry = r#"{"path": "a", "code": "Q001", "fingerprint": "f", "count": 4294967295, "message": ""}"#;
        baseline(&format!(r#"{{"version": 1, "findings": [{entry}, {entry}]}}"#));
    }
}
