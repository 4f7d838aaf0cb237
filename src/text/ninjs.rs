//! ninjs (IPTC, versions 1 to 3): a news item as JSON, its body as text or HTML inside a JSON string.

use super::days::parse_date;
use super::{Metadata, OffsetMap, Span, html};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// What of a ninjs item is read. The three versions spell some names differently.
#[derive(Deserialize)]
struct Item<'a> {
    #[serde(default)]
    headline: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    headlines: Vec<Headline>,
    #[serde(default, alias = "contentCreated")]
    contentcreated: Option<String>,
    #[serde(default, alias = "firstCreated")]
    firstcreated: Option<String>,
    #[serde(default, alias = "versionCreated")]
    versioncreated: Option<String>,
    #[serde(default)]
    byline: Option<String>,
    #[serde(default)]
    by: Option<String>,
    #[serde(default, alias = "infoSources")]
    infosources: Option<Value>,
    #[serde(default, alias = "infosource")]
    infosource: Option<Value>,
    #[serde(default)]
    provider: Option<Value>,
    #[serde(default, alias = "copyrightHolder")]
    copyrightholder: Option<Value>,
    #[serde(default)]
    uri: Option<String>,
    #[serde(default, borrow)]
    body_text: Option<&'a RawValue>,
    #[serde(default, borrow)]
    body_html: Option<&'a RawValue>,
    #[serde(default, borrow)]
    body_xhtml: Option<&'a RawValue>,
    #[serde(default, borrow)]
    bodies: Vec<Body<'a>>,
}

#[derive(Deserialize)]
struct Headline {
    #[serde(default)]
    role: Option<String>,
    #[serde(default)]
    value: String,
}

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(default)]
    role: Option<String>,
    #[serde(default, alias = "contentType")]
    contenttype: Option<String>,
    #[serde(borrow)]
    value: &'a RawValue,
}

/// The item's text, its way back to `source`, and what it says about itself.
pub(super) fn item(source: &str) -> Result<(String, OffsetMap, Metadata), String> {
    let item: Item = serde_json::from_str(source).map_err(|e| format!("no ninjs item: {e}"))?;
    // Plain text first: its offsets need no markup undone.
    let mut bodies: Vec<(&RawValue, bool)> = Vec::new();
    bodies.extend(item.body_text.map(|b| (b, false)));
    for wanted_html in [false, true] {
        for body in &item.bodies {
            let is_html = body.contenttype.as_deref().is_some_and(|t| t.contains("html"));
            let main = body.role.as_deref().is_none_or(|r| !matches!(r, "summary" | "caption" | "description"));
            if main && is_html == wanted_html {
                bodies.push((body.value, is_html));
            }
        }
    }
    bodies.extend(item.body_html.or(item.body_xhtml).map(|b| (b, true)));
    let bodies = bodies.into_iter().filter(|(raw, _)| raw.get().starts_with('"') && raw.get().len() > 2);
    let (raw, is_html) = bodies.into_iter().next().ok_or("no ninjs item: it has no body")?;
    // A raw value is a piece of the source itself.
    let at = (raw.get().as_ptr() as usize).saturating_sub(source.as_ptr() as usize);
    let (words, map) = json_string(raw.get(), at as u32).ok_or("a broken string in its body")?;
    let (text, map) = if is_html {
        let html::Article { text, map: inner, .. } = html::article(&words);
        (text, inner.then(&map))
    } else {
        (words, map)
    };
    let main_headline = item.headlines.iter().find(|h| h.role.as_deref() == Some("main")).or(item.headlines.first());
    let dates = [&item.contentcreated, &item.firstcreated, &item.versioncreated];
    let outlet = [&item.infosources, &item.infosource, &item.provider, &item.copyrightholder];
    let meta = Metadata {
        title: item.headline.or(item.title).or(main_headline.map(|h| h.value.clone())).filter(|t| !t.is_empty()),
        date: dates.into_iter().flatten().find_map(|d| parse_date(d)),
        outlet: outlet.into_iter().flatten().find_map(name),
        url: item.uri.filter(|u| u.starts_with("http")),
        authors: item.byline.or(item.by).into_iter().filter(|a| !a.trim().is_empty()).collect(),
    };
    Ok((text, map, meta))
}

/// A name as a string, as an object's `name` or `literal`, or the first of a list.
fn name(value: &Value) -> Option<String> {
    match value {
        Value::String(s) if !s.trim().is_empty() => Some(s.clone()),
        Value::Array(all) => all.iter().filter(|v| !v.is_array()).find_map(name),
        Value::Object(o) => ["name", "literal"].iter().find_map(|k| o.get(*k)?.as_str().map(str::to_owned)),
        _ => None,
    }
}

/// A JSON string's words with their bytes; `raw` has its quotation marks and begins at byte `at`.
pub(super) fn json_string(raw: &str, at: u32) -> Option<(String, OffsetMap)> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    let at = at + 1;
    let (mut text, mut map) = (String::with_capacity(inner.len()), OffsetMap::identity());
    let mut i = 0;
    while i < inner.len() {
        let run = memchr::memchr(b'\\', &inner.as_bytes()[i..]).map_or(inner.len(), |n| i + n);
        if run > i {
            let start = text.len();
            text.push_str(inner.get(i..run)?);
            map.push_verbatim(Span::from(start..text.len()), at + i as u32);
            i = run;
            continue;
        }
        let (letter, length) = escape(inner.get(i..)?)?;
        let start = text.len();
        text.push(letter);
        map.push_replaced(Span::from(start..text.len()), Span::new(at + i as u32, at + (i + length) as u32));
        i += length;
    }
    if text.is_empty() {
        map.push_replaced(Span::new(0, 0), Span::new(at, at));
    }
    Some((text, map))
}

/// The letter of the escape that `s` begins with, and how long the escape is.
fn escape(s: &str) -> Option<(char, usize)> {
    let hex = |from: usize| u32::from_str_radix(s.get(from..from + 4)?, 16).ok();
    Some(match s.as_bytes().get(1)? {
        b'n' => ('\n', 2),
        b't' => ('\t', 2),
        b'r' => ('\r', 2),
        b'b' => ('\u{8}', 2),
        b'f' => ('\u{C}', 2),
        b'u' => {
            let high = hex(2)?;
            if let (0xD800..0xDC00, Some("\\u"), Some(low @ 0xDC00..0xE000)) = (high, s.get(6..8), hex(8)) {
                (char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))?, 12)
            } else {
                (char::from_u32(high).unwrap_or('\u{FFFD}'), 6)
            }
        }
        other => (*other as char, 2),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_body_in_html_leads_back_through_both_layers() {
        let source = r#"{"uri": "https://example.org/1", "headline": "Tide", "versioncreated": "2021-06-17T08:00:00Z",
 "byline": "Ada Quill", "infosource": [{"name": "Harbour Wire"}],
 "body_html": "<p>\u201cWe\u2019re \"open\u201d,\" said Jo&euml;l.<\/p>\n<p>No more.<\/p>"}"#;
        let (text, map, meta) = item(source).unwrap();
        assert_eq!(text, "“We’re \"open”,\" said Joël.\n\nNo more.");
        let at = text.find("Joël").unwrap();
        assert_eq!(map.to_file(Span::from(at..at + "Joël".len())).of(source), "Jo&euml;l");
        let at = text.find("We’re").unwrap();
        assert_eq!(map.to_file(Span::from(at..at + "We’re".len())).of(source), r"We\u2019re");
        assert_eq!(meta.date.map(|d| d.to_string()).as_deref(), Some("2021-06-17"));
        assert_eq!(meta.outlet.as_deref(), Some("Harbour Wire"));
    }

    #[test]
    fn version_3_bodies_are_read_and_plain_text_goes_first() {
        let source = r#"{"headlines":[{"role":"main","value":"Tide"}],"versionCreated":"2021-06-17T08:00:00Z",
 "bodies":[{"contentType":"text/html","value":"<p>Marked</p>"},{"contentType":"text/plain","value":"Plain"}]}"#;
        let (text, _, meta) = item(source).unwrap();
        assert_eq!((text.as_str(), meta.title.as_deref()), ("Plain", Some("Tide")));
    }

    #[test]
    fn other_json_is_no_item() {
        assert!(item(r#"{"name": "a package"}"#).is_err());
        assert!(item("[1, 2").is_err());
        assert!(item(&"[".repeat(100_000)).is_err());
    }

    proptest! {
        #[test]
        fn a_json_string_reads_as_serde_reads_it(words in "(?s).{0,60}") {
            let raw = serde_json::to_string(&words).unwrap();
            prop_assert_eq!(&json_string(&raw, 0).unwrap().0, &words);
            let escaped: String = words.encode_utf16().map(|u| format!("\\u{u:04x}")).collect();
            let (text, map) = json_string(&format!("\"{escaped}\""), 0).unwrap();
            prop_assert_eq!(&text, &words);
            prop_assert_eq!(map.to_file(Span::from(0..text.len())).end as usize, escaped.len() + 1);
        }
    }
}
