//! Where the bytes of a JSON string's value stand among the bytes of its source.

use crate::text::Span;
use serde::Deserialize;
use serde_json::value::RawValue;

/// The way from a JSONL document's `text` to the bytes of its line, escapes and all.
pub(super) struct Escapes {
    /// File offset of the first byte behind the opening quotation mark.
    start: u32,
    /// File offset of the closing quotation mark.
    end: u32,
    /// Each escape: its offset in the value and in the file, its length in the value and in the file.
    escapes: Vec<Escape>,
    /// Of the value.
    len: u32,
}

struct Escape {
    text: u32,
    file: u32,
    text_len: u8,
    file_len: u8,
}

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    text: &'a RawValue,
}

impl Escapes {
    /// Of the member `text` of the object in `line`, which begins at `line_offset` in its file.
    pub(super) fn of_text(line: &str, line_offset: u32) -> Option<Self> {
        let raw = serde_json::from_str::<Line>(line).ok()?.text.get();
        // `raw` is borrowed from `line`.
        let at = (raw.as_ptr() as usize).checked_sub(line.as_ptr() as usize)?;
        let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
        Some(Escapes::of_string(inner, line_offset.checked_add(u32::try_from(at).ok()? + 1)?))
    }

    /// Of a valid JSON string without its quotation marks that begins at `start`.
    fn of_string(inner: &str, start: u32) -> Self {
        let bytes = inner.as_bytes();
        let mut escapes = Vec::new();
        let (mut file, mut text) = (0usize, 0u32);
        while let Some(n) = memchr::memchr(b'\\', bytes.get(file..).unwrap_or_default()) {
            file += n;
            text += n as u32;
            let unit = |at: usize| u32::from_str_radix(inner.get(at..at + 4)?, 16).ok();
            let (text_len, file_len) = match bytes.get(file + 1) {
                Some(b'u') => match unit(file + 2) {
                    Some(0..=0x7F) => (1, 6),
                    Some(0x80..=0x7FF) => (2, 6),
                    // A valid string has the low surrogate behind it.
                    Some(0xD800..=0xDFFF) => (4, 12),
                    _ => (3, 6),
                },
                _ => (1, 2),
            };
            escapes.push(Escape { text, file: start + file as u32, text_len, file_len });
            file += file_len as usize;
            text += u32::from(text_len);
        }
        let rest = bytes.len().saturating_sub(file) as u32;
        Escapes { start, end: start + bytes.len() as u32, escapes, len: text + rest }
    }

    pub(super) fn to_file(&self, span: Span) -> Span {
        let start = self.byte(span.start, false);
        Span::new(start, if span.is_empty() { start } else { self.byte(span.end, true).max(start) })
    }

    /// The file offset of a byte of the value; inside an escape, of the escape's start, or its end.
    fn byte(&self, text: u32, end: bool) -> u32 {
        let text = text.min(self.len);
        let i = self.escapes.partition_point(|e| e.text < text || (!end && e.text == text));
        let Some(e) = i.checked_sub(1).and_then(|i| self.escapes.get(i)) else { return self.start + text };
        let past = text - e.text;
        if past >= u32::from(e.text_len) {
            e.file + u32::from(e.file_len) + (past - u32::from(e.text_len))
        } else if end && past > 0 {
            e.file + u32::from(e.file_len)
        } else {
            e.file
        }
    }

    /// The offset in the value of a byte of the file; `None` outside the string.
    pub(super) fn to_text(&self, file: u32) -> Option<u32> {
        if !(self.start..=self.end).contains(&file) {
            return None;
        }
        let i = self.escapes.partition_point(|e| e.file <= file);
        let Some(e) = i.checked_sub(1).and_then(|i| self.escapes.get(i)) else { return Some(file - self.start) };
        let past = file - e.file;
        let after = past.checked_sub(u32::from(e.file_len));
        Some(e.text + after.map_or(0, |n| u32::from(e.text_len) + n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_character_leads_to_its_own_source(text in r#"[a"\\\n🎙é\u{1}]{0,20}"#, ascii: bool) {
            let mut value = serde_json::to_string(&text).unwrap_or_default();
            if ascii {
                value = value.chars().map(|c| if c.is_ascii() { c.to_string() } else {
                    c.encode_utf16(&mut [0; 2]).iter().map(|u| format!("\\u{u:04x}")).collect()
                }).collect();
            }
            let line = format!(r#"{{"id": "a", "text": {value}}}"#);
            let escapes = Escapes::of_text(&line, 1000);
            prop_assert!(escapes.is_some());
            for (i, c) in text.char_indices() {
                let Some(e) = &escapes else { break };
                let span = Span::from(i..i + c.len_utf8());
                let file = e.to_file(span);
                let source = line.get(file.start as usize - 1000..file.end as usize - 1000).unwrap_or("?");
                prop_assert_eq!(serde_json::from_str::<String>(&format!("\"{source}\"")).ok(), Some(c.to_string()));
                prop_assert_eq!(e.to_text(file.start), Some(span.start));
            }
        }
    }
}
