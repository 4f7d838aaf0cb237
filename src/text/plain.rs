//! Plain text: the file is the text, but for a byte order mark, an encoding and front matter.

use super::{OffsetMap, Span};

/// Decodes a file: UTF-8 as it is, anything else by its byte order mark or by chardetng's guess.
///
/// Returns the text, its way back to the bytes, and the encoding's name where it was not UTF-8.
pub(super) fn decode(bytes: &[u8]) -> (String, OffsetMap, Option<&'static str>) {
    let bom = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    if let Ok(text) = std::str::from_utf8(&bytes[bom..]) {
        let mut map = OffsetMap::identity();
        if bom > 0 {
            map.push_verbatim(Span::new(0, text.len() as u32), bom as u32);
        }
        return (text.to_owned(), map, None);
    }
    let declared = || declared_encoding(bytes).map(|encoding| (encoding, 0));
    let (encoding, skip) = encoding_rs::Encoding::for_bom(bytes).or_else(declared).unwrap_or_else(|| {
        let mut guess = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        guess.feed(bytes, true);
        (guess.guess(None, chardetng::Utf8Detection::Allow), 0)
    });
    let (text, map) = decode_with(encoding, bytes, skip);
    (text, map, Some(encoding.name()))
}

/// The encoding that HTML or XML declares for itself, for files that are not UTF-8.
fn declared_encoding(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    // HTML wants the declaration in the first 1,024 bytes.
    let head = &bytes[..bytes.len().min(1024)];
    if head.iter().find(|b| !b.is_ascii_whitespace()) != Some(&b'<') {
        return None;
    }
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let label = ["charset=", "encoding="].iter().find_map(|key| {
        let rest = head.split(key).nth(1)?.trim_start_matches(['"', '\'', ' ']);
        rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').next()
    })?;
    // A declaration of UTF-8 was wrong, or we were not here; of UTF-16 it could not have been read.
    encoding_rs::Encoding::for_label(label.as_bytes()).filter(|e| *e != encoding_rs::UTF_8 && e.is_ascii_compatible())
}

/// Whether a file's bytes can be text: no zero bytes, but for those of UTF-16 with its mark.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xFF\xFE")
        || bytes.starts_with(b"\xFE\xFF")
        || memchr::memchr(0, &bytes[..bytes.len().min(8192)]).is_none()
}

/// Decodes letter by letter where the encoding is not ASCII-compatible or a letter is not ASCII, so
/// that each letter keeps its own bytes.
pub(super) fn decode_with(encoding: &'static encoding_rs::Encoding, bytes: &[u8], skip: usize) -> (String, OffsetMap) {
    let mut text = String::with_capacity(bytes.len());
    let mut map = OffsetMap::identity();
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let ascii_compatible = encoding.is_ascii_compatible();
    let mut at = skip;
    let mut pending = skip;
    let mut buffer = String::with_capacity(16);
    while at < bytes.len() {
        if ascii_compatible && pending == at {
            let run = bytes[at..].iter().take_while(|b| b.is_ascii() && **b != 0x1B).count();
            if run > 0 {
                let start = text.len();
                // ASCII was checked byte by byte just above.
                text.extend(bytes[at..at + run].iter().map(|&b| b as char));
                map.push_verbatim(Span::from(start..text.len()), at as u32);
                at += run;
                pending = at;
                continue;
            }
        }
        let last = at + 1 == bytes.len();
        buffer.clear();
        let (_, read, _) = decoder.decode_to_string(&bytes[at..at + 1], &mut buffer, last);
        at += read.max(1);
        if !buffer.is_empty() {
            let start = text.len();
            text.push_str(&buffer);
            map.push_replaced(Span::from(start..text.len()), Span::from(pending..at));
            pending = at;
        }
    }
    (text, map)
}

/// YAML front matter between `---` lines at the very start: its body, and where the text begins.
pub(super) fn front_matter(text: &str) -> Option<(&str, usize)> {
    let rest = text.strip_prefix("---")?;
    let rest = rest.strip_prefix('\r').unwrap_or(rest).strip_prefix('\n')?;
    let start = text.len() - rest.len();
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((&text[start..at], at + line.len()));
        }
        at += line.len();
    }
    None
}
