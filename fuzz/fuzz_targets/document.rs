//! Every format's parser and the reader above it: the first byte chooses the format, the rest is the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::read::{ReadOptions, read};
use onrecord::text::{Document, Format, SourceFile, Span, jsonl_documents};

const FORMATS: &[Format] = &[
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

fuzz_target!(|data: &[u8]| {
    let Some((&first, bytes)) = data.split_first() else { return };
    let Some(&format) = FORMATS.get(usize::from(first) % (FORMATS.len() + 1)) else {
        for document in jsonl_documents("a.jsonl", bytes).flatten() {
            read(&document, &ReadOptions::default());
        }
        return;
    };
    let Ok(document) = Document::parse("a", format, bytes) else { return };
    let source = SourceFile::of(format, bytes);
    let limit = if format.is_packed() { source.text().len() } else { bytes.len() } as u32;
    for word in document.text.split_whitespace() {
        let start = word.as_ptr() as usize - document.text.as_ptr() as usize;
        let file = document.to_file(Span::from(start..start + word.len()));
        assert!(file.start <= file.end && file.end <= limit);
        source.position(file.start);
        source.time(file.start);
    }
    read(&document, &ReadOptions::default());
});
