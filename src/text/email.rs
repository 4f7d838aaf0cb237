//! E-mail (`.eml`): a press release as it came in. Each letter keeps its bytes through quoted-printable, base64 and
//! the part's own encoding.

use super::days::parse_date;
use super::{Metadata, OffsetMap, Span, plain};
use mail_parser::{Address, Encoding, HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType};

/// What a message says: its main part, undone to text.
pub(super) struct Mail {
    pub source: String,
    /// From `source` to the file.
    pub map: OffsetMap,
    pub html: bool,
    pub meta: Metadata,
}

/// Reads a message; an error says why it is none.
pub(super) fn read(bytes: &[u8]) -> Result<Mail, String> {
    let none = || "no e-mail message".to_owned();
    let message = MessageParser::default().parse(bytes).ok_or_else(none)?;
    if message.from().is_none() && message.subject().is_none() && message.date().is_none() {
        return Err(none());
    }
    // Plain text first: its offsets need no markup undone.
    let plain_text = message.text_body.iter().filter_map(|&i| message.parts.get(i as usize));
    let main = plain_text.into_iter().find(|p| matches!(p.body, PartType::Text(_)));
    let html = || {
        let mut parts = message.html_body.iter().filter_map(|&i| message.parts.get(i as usize));
        parts.find(|p| matches!(p.body, PartType::Html(_)))
    };
    let (part, is_html) =
        main.map(|p| (p, false)).or_else(|| html().map(|p| (p, true))).ok_or("an e-mail message without text")?;
    let (mut source, map) = words(part, bytes).ok_or("an e-mail message cut off in its middle")?;
    if !is_html {
        // What follows "-- " on a line of its own is the sender's signature.
        let signature = ["\n-- \n", "\n-- \r\n"].iter().filter_map(|s| source.find(s)).min();
        source.truncate(signature.map_or(source.len(), |n| n + 1));
    }
    Ok(Mail { source, map, html: is_html, meta: metadata(&message) })
}

fn metadata(message: &Message) -> Metadata {
    let sender = match message.from() {
        Some(Address::List(all)) => all.first(),
        Some(Address::Group(groups)) => groups.iter().find_map(|g| g.addresses.first()),
        None => None,
    };
    let name = sender.and_then(|a| a.name.as_deref()).map(|n| n.trim().to_owned()).filter(|n| !n.is_empty());
    let organisation = message.header(HeaderName::Other("Organization".into())).and_then(|h| h.as_text());
    let house = || sender.and_then(|a| a.address.as_deref()).and_then(|a| a.rsplit_once('@')).map(|(_, host)| host);
    Metadata {
        title: message.subject().map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()),
        // The day where it was sent, not the day in Greenwich.
        date: message.date().filter(|d| d.is_valid()).and_then(|d| parse_date(&d.to_rfc3339())),
        outlet: organisation.or_else(house).map(|o| o.trim().to_owned()).filter(|o| !o.is_empty()),
        url: None,
        authors: name.into_iter().collect(),
    }
}

/// A part's words with their bytes in the file.
fn words(part: &MessagePart, bytes: &[u8]) -> Option<(String, OffsetMap)> {
    let (start, end) = (part.offset_body, (part.offset_end as usize).min(bytes.len()));
    let raw = bytes.get(start as usize..end)?;
    let (decoded, outer) = match part.encoding {
        Encoding::QuotedPrintable => quoted_printable(raw, start),
        Encoding::Base64 => base64(raw, start),
        Encoding::None => {
            let mut map = OffsetMap::identity();
            map.push_verbatim(Span::from(0..raw.len()), start);
            (raw.to_vec(), map)
        }
    };
    let label = part.content_type().and_then(|t| t.attribute("charset"));
    let charset = label.and_then(|l| encoding_rs::Encoding::for_label(l.trim().as_bytes()));
    let (text, inner) = match charset {
        Some(charset) if charset != encoding_rs::UTF_8 => plain::decode_with(charset, &decoded, 0),
        _ => {
            let (text, map, _) = plain::decode(&decoded);
            (text, map)
        }
    };
    let mut map = inner.then(&outer);
    if text.is_empty() {
        // An empty map would be the identity.
        map = OffsetMap::identity();
        map.push_replaced(Span::new(0, 0), Span::new(start, start));
    }
    Some((text, map))
}

/// Bytes out of quoted-printable; `at` is where it begins in the file.
fn quoted_printable(raw: &[u8], at: u32) -> (Vec<u8>, OffsetMap) {
    let (mut out, mut map) = (Vec::with_capacity(raw.len()), OffsetMap::identity());
    let hex = |b: Option<&u8>| b.and_then(|b| (*b as char).to_digit(16)).map(|d| d as u8);
    let mut i = 0;
    while i < raw.len() {
        let run = memchr::memchr(b'=', &raw[i..]).map_or(raw.len(), |n| i + n);
        if run > i {
            let start = out.len();
            out.extend(&raw[i..run]);
            map.push_verbatim(Span::from(start..out.len()), at + i as u32);
            i = run;
            continue;
        }
        if let (Some(high), Some(low)) = (hex(raw.get(i + 1)), hex(raw.get(i + 2))) {
            out.push(high << 4 | low);
            map.push_replaced(Span::from(out.len() - 1..out.len()), Span::new(at + i as u32, at + i as u32 + 3));
            i += 3;
            continue;
        }
        // A soft line end, blanks before it allowed; anything else is an equals sign that nobody wrote as such.
        let blanks = raw[i + 1..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let after = i + 1 + blanks;
        let end = match (raw.get(after), raw.get(after + 1)) {
            (Some(b'\r'), Some(b'\n')) => Some(after + 2),
            (Some(b'\n'), _) => Some(after + 1),
            (None, _) => Some(after),
            _ => None,
        };
        match end {
            Some(end) => i = end,
            None => {
                out.push(b'=');
                map.push_verbatim(Span::from(out.len() - 1..out.len()), at + i as u32);
                i += 1;
            }
        }
    }
    (out, map)
}

/// Bytes out of base64, which stands in groups of four letters for three bytes; `at` is where it begins.
fn base64(raw: &[u8], at: u32) -> (Vec<u8>, OffsetMap) {
    let (mut out, mut map) = (Vec::with_capacity(raw.len() / 4 * 3), OffsetMap::identity());
    let value = |b: u8| match b {
        b'A'..=b'Z' => Some(b - b'A'),
        b'a'..=b'z' => Some(b - b'a' + 26),
        b'0'..=b'9' => Some(b - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let (mut bits, mut letters, mut group) = (0u32, 0, 0usize);
    let mut flush = |bits: u32, letters: usize, from: usize, to: usize| {
        let start = out.len();
        let whole = bits << (6 * (4 - letters));
        out.extend(&whole.to_be_bytes()[1..letters.max(1)]);
        if out.len() > start {
            map.push_replaced(Span::from(start..out.len()), Span::new(at + from as u32, at + to as u32));
        }
    };
    for (i, &b) in raw.iter().enumerate() {
        let Some(v) = value(b) else {
            if b == b'=' {
                break;
            }
            continue;
        };
        if letters == 0 {
            group = i;
        }
        bits = bits << 6 | u32::from(v);
        letters += 1;
        if letters == 4 {
            flush(bits, 4, group, i + 1);
            (bits, letters) = (0, 0);
        }
    }
    if letters > 1 {
        flush(bits, letters, group, raw.len());
    }
    (out, map)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEAD: &str = "From: Harbour Press Office <press@port.example>\r\nDate: Wed, 16 Jun 2021 23:30:00 -0500\r\n\
                        Subject: =?utf-8?q?Ferries_sail_=E2=80=94_at_last?=\r\nMIME-Version: 1.0\r\n";

    #[test]
    fn a_press_release_leads_back_through_quoted_printable_and_its_charset() {
        let file = format!(
            "{HEAD}Content-Type: text/plain; charset=windows-1252\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
             =93We will sail at =\r\ndawn,=94 said Jos=E9 Fisk.\r\n\r\n-- \r\nPress Office\r\n"
        );
        let mail = read(file.as_bytes()).expect("a message");
        assert_eq!(mail.source, "“We will sail at dawn,” said José Fisk.\r\n\r\n");
        for (words, bytes) in [("dawn", "dawn"), ("at dawn", "at =\r\ndawn"), ("José", "Jos=E9"), ("“We", "=93We")] {
            let at = mail.source.find(words).expect("there");
            assert_eq!(mail.map.to_file(Span::from(at..at + words.len())).of(&file), bytes);
        }
        assert_eq!(mail.meta.title.as_deref(), Some("Ferries sail — at last"));
        assert_eq!(mail.meta.date.map(|d| d.to_string()).as_deref(), Some("2021-06-16"));
        assert_eq!(mail.meta.outlet.as_deref(), Some("port.example"));
        assert_eq!(mail.meta.authors, ["Harbour Press Office"]);
    }

    #[test]
    fn plain_text_goes_before_html_and_html_before_nothing() {
        let part =
            |kind: &str, body: &str| format!("--b\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n{body}\r\n");
        let message =
            |parts: &str| format!("{HEAD}Content-Type: multipart/alternative; boundary=\"b\"\r\n\r\n{parts}--b--\r\n");
        let both = message(&(part("plain", "Plain words.") + &part("html", "<p>Marked words.</p>")));
        let mail = read(both.as_bytes()).expect("a message");
        assert!(mail.source.starts_with("Plain words.") && !mail.html, "{}", mail.source);
        let marked = message(&part("html", "<p>Marked words.</p>"));
        let mail = read(marked.as_bytes()).expect("a message");
        assert!(mail.source.starts_with("<p>Marked words.") && mail.html, "{}", mail.source);
    }

    #[test]
    fn what_is_no_message_is_a_named_error() {
        let error = |s: &str| read(s.as_bytes()).err().unwrap_or_default();
        assert_eq!(error("Just some words, and no header at all.\n"), "no e-mail message");
        assert_eq!(error(""), "no e-mail message");
        let nested: String =
            (0..100).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n")).collect();
        assert_eq!(error(&format!("{HEAD}{nested}")), "an e-mail message without text");
        let picture =
            format!("{HEAD}Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n");
        assert_eq!(error(&picture), "an e-mail message without text");
    }

    proptest! {
        #[test]
        fn every_letter_of_base64_leads_back(words in "[a-zé“\n ]{1,80}", width in 4usize..80) {
            let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
            let mut written = String::new();
            for three in words.as_bytes().chunks(3) {
                let n = three.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - three.len()));
                for i in 0..4 {
                    let letter = letters[(n >> (18 - 6 * i)) as usize & 63] as char;
                    written.push(if i <= three.len() { letter } else { '=' });
                }
            }
            let lines: Vec<&str> = (0..written.len()).step_by(width).map(|i| &written[i..(i + width).min(written.len())]).collect();
            let raw = lines.join("\r\n");
            let (out, map) = base64(raw.as_bytes(), 7);
            prop_assert_eq!(&out, words.as_bytes());
            let whole = map.to_file(Span::from(0..out.len()));
            prop_assert_eq!((whole.start, whole.end as usize), (7, 7 + raw.len()));
            let file = format!(
                "{HEAD}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{raw}\r\n"
            );
            prop_assert_eq!(read(file.as_bytes()).unwrap().source, words);
        }
    }
}
