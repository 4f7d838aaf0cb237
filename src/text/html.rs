//! HTML as saved from real sites: the article's words without the page around them, each with its bytes.
//!
//! The tokenizer keeps positions, which tree builders lose; the tree here is only as good as finding
//! the article and leaving out menus, related links and cookie lines needs.

use super::cited::{self, Cited};
use super::days::parse_date;
use super::flow::Flow;
use super::{Metadata, OffsetMap, Span};
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};
use rustc_hash::FxHashMap;
use serde_json::Value;

/// What a page says: its article's text, its way back to `source`, what it says of itself, its signed quotations.
pub(super) struct Article {
    pub text: String,
    pub map: OffsetMap,
    pub meta: Metadata,
    pub cited: Vec<Cited>,
}

/// Bytes of the text from a first to a last, the latter known once the node that it ends with is passed.
struct Stretch {
    until: usize,
    start: u32,
    end: u32,
}

/// Reads the article of a page.
pub(super) fn article(source: &str) -> Article {
    let page = Page::parse(source);
    let (from, to) = page.body();
    let mut flow = Flow::new();
    let mut i = from;
    // Block quotations, each with what it marks as its source.
    let mut blocks: Vec<(Stretch, Option<Stretch>)> = Vec::new();
    let mut open: Option<(Stretch, Option<Stretch>)> = None;
    while let Some(node) = page.nodes.get(i).filter(|_| i < to) {
        if let Some((block, by)) = &mut open {
            if let Some(by) = by.as_mut().filter(|by| i <= by.until) {
                by.end = flow.len();
            }
            block.end = flow.len();
            if i >= block.until {
                blocks.extend(open.take());
            }
        }
        match &node.kind {
            NodeKind::Element(name) if name == "blockquote" && open.is_none() => {
                open = Some((Stretch { until: node.end, start: flow.len(), end: 0 }, None));
            }
            NodeKind::Element(name) if matches!(name.as_str(), "cite" | BLOCK_FOOTER) => {
                if let Some((_, by @ None)) = &mut open {
                    *by = Some(Stretch { until: node.end, start: flow.len(), end: 0 });
                }
            }
            _ => {}
        }
        match &node.kind {
            NodeKind::Element(_) if page.is_furniture(i) => {
                flow.paragraph(node.at);
                i = node.end;
                continue;
            }
            NodeKind::Element(name) if name == "br" => flow.line(node.at),
            NodeKind::Element(name) if is_block(name) => flow.paragraph(node.at),
            NodeKind::Element(_) => {}
            NodeKind::Text(span) => words(source, *span, &mut flow),
            NodeKind::BlockEnd => flow.paragraph(node.at),
        }
        i += 1;
    }
    if let Some((block, by)) = &mut open {
        block.end = flow.len();
        if let Some(by) = by.as_mut().filter(|by| i <= by.until) {
            by.end = flow.len();
        }
    }
    blocks.extend(open);
    let (text, map) = flow.finish();
    let span = |s: &Stretch| Span::new(s.start, s.end.max(s.start));
    let cited = blocks.iter().filter_map(|(block, by)| cited::signed(&text, span(block), by.as_ref().map(span)));
    Article { cited: cited.collect(), text, map, meta: page.meta }
}

/// Where a comment may be put into a page: stretches of the source in order, both ends of each included. In a tag, in
/// another comment and in what is no markup (a script, a title) it would be none.
pub(super) fn comment_places(source: &str) -> Vec<Span> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut out = Vec::new();
    // Within an element whose content is no markup.
    let mut raw = false;
    let edge = |at: usize| Span::from(at..at);
    for token in Tokenizer::new_with_emitter(source, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                raw = html5gum::naive_next_state(&tag.name).is_some();
                out.push(edge(tag.span.start));
                out.extend((!raw).then(|| edge(tag.span.end)));
            }
            Token::EndTag(tag) => {
                if !std::mem::take(&mut raw) {
                    out.push(edge(tag.span.start));
                }
                out.push(edge(tag.span.end));
            }
            Token::String(s) if !raw => out.push(Span::from(s.span.start..s.span.end)),
            Token::Comment(c) => {
                let comment = source.get(c.span.start..c.span.end).unwrap_or_default();
                let end = if comment.starts_with("<!--") { "-->" } else { ">" };
                out.push(edge(c.span.start));
                // One that nothing ends takes in all that follows.
                out.extend((comment.ends_with(end) || comment.ends_with("--!>")).then(|| edge(c.span.end)));
            }
            Token::String(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    out
}

/// A `footer` inside a block quotation, which tells whose words it has; any other is the page's.
const BLOCK_FOOTER: &str = "blockquote footer";

/// A node of the page in reading order; `end` is past its last descendant.
struct Node {
    kind: NodeKind,
    /// In the source, bytes.
    at: u32,
    end: usize,
    /// Its attributes call it something that is no article.
    furniture: bool,
    /// It calls itself the article's body.
    body: bool,
    hidden: bool,
}

enum NodeKind {
    Element(String),
    Text(Span),
    /// A block element ends here.
    BlockEnd,
}

struct Page {
    nodes: Vec<Node>,
    /// Bytes of running text before each node: all of it, that in paragraphs, that in links.
    sums: Vec<Sums>,
    meta: Metadata,
}

#[derive(Clone, Copy, Default)]
struct Sums {
    all: usize,
    paragraphs: usize,
    links: usize,
}

impl Page {
    fn parse(source: &str) -> Page {
        let mut builder = Builder::default();
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        for token in Tokenizer::new_with_emitter(source, emitter) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => builder.open(&tag),
                Token::EndTag(tag) => {
                    let name = String::from_utf8_lossy(&tag.name).into_owned();
                    builder.close(&name, tag.span.start as u32);
                }
                Token::String(s) => builder.text(source, Span::from(s.span.start..s.span.end)),
                Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
            }
        }
        builder.finish(source.len() as u32)
    }

    /// The nodes that hold the article: what calls itself its body, else the `article` or `main` with the
    /// most running text, else everything.
    fn body(&self) -> (usize, usize) {
        /// Bytes of paragraphs that make an article rather than a teaser: about three sentences.
        const ENOUGH: usize = 300;
        let whole = (0, self.nodes.len());
        let mut best: Option<(usize, (usize, usize))> = None;
        for wanted in [true, false] {
            for (i, node) in self.nodes.iter().enumerate() {
                let NodeKind::Element(name) = &node.kind else { continue };
                let fits = if wanted { node.body } else { matches!(name.as_str(), "article" | "main") };
                let volume = self.volume(i, node.end);
                // An `article` inside `main` that has nearly all of it is the closer fit.
                if fits && volume > 0 && best.is_none_or(|(v, _)| volume > v + v / 10) {
                    best = Some((volume, (i, node.end)));
                }
            }
            if let Some((volume, range)) = best
                && (volume >= ENOUGH || volume * 2 >= self.volume(0, self.nodes.len()))
            {
                return self.narrowed(range);
            }
            best = None;
        }
        whole
    }

    /// The `article` inside a `main` that has most of its text, where there is one.
    fn narrowed(&self, range: (usize, usize)) -> (usize, usize) {
        let volume = self.volume(range.0, range.1);
        let inner = (range.0 + 1..range.1).find(|&i| {
            matches!(&self.nodes[i].kind, NodeKind::Element(n) if n == "article")
                && self.volume(i, self.nodes[i].end) * 10 >= volume * 8
        });
        inner.map_or(range, |i| (i, self.nodes[i].end))
    }

    /// Bytes of paragraphs; where a page marks none, of all its words.
    fn volume(&self, from: usize, to: usize) -> usize {
        let sums = |i: usize| self.sums.get(i).copied().unwrap_or_default();
        let (a, b) = (sums(from), sums(to));
        let paragraphs = b.paragraphs - a.paragraphs;
        if sums(self.nodes.len()).paragraphs > 0 { paragraphs } else { b.all - a.all }
    }

    fn is_furniture(&self, i: usize) -> bool {
        let node = &self.nodes[i];
        let NodeKind::Element(name) = &node.kind else { return false };
        if node.hidden || is_silent(name) {
            return true;
        }
        let (a, b) = (self.sums[i], self.sums.get(node.end).copied().unwrap_or_default());
        let (all, links) = (b.all - a.all, b.links - a.links);
        // A list of links is a menu; a paragraph that is one link is a teaser.
        let listed = matches!(name.as_str(), "ul" | "ol" | "li" | "p" | "div" | "section");
        let mostly_links = listed && all > 0 && links * 10 >= all * 8 && (name != "p" || all < 200);
        // A class is a hint, not a proof: what holds half of the page's running text is no furniture.
        let small = self.volume(i, node.end) * 2 < self.volume(0, self.nodes.len()).max(1);
        (node.furniture && small) || mostly_links
    }
}

#[derive(Default)]
struct Builder {
    nodes: Vec<Node>,
    sums: Vec<Sums>,
    sum: Sums,
    open: Vec<(usize, String)>,
    /// How many of each name are open, so that a stray end tag costs nothing.
    count: FxHashMap<String, usize>,
    silent: usize,
    meta: Metadata,
    /// Of `<title>`: the last resort for a headline.
    title: String,
    in_title: bool,
    in_json_ld: bool,
    json_ld: String,
}

impl Builder {
    fn open(&mut self, tag: &StartTag<usize>) {
        let mut name = String::from_utf8_lossy(&tag.name).into_owned();
        if name == "footer" && self.count.get("blockquote").is_some_and(|&n| n > 0) {
            BLOCK_FOOTER.clone_into(&mut name);
        }
        let at = tag.span.start as u32;
        let attribute =
            |key: &str| tag.attributes.get(key.as_bytes()).map(|v| String::from_utf8_lossy(&v.value).into_owned());
        match name.as_str() {
            "meta" => self.meta_tag(&attribute),
            "link" if attribute("rel").is_some_and(|r| r.eq_ignore_ascii_case("canonical")) => {
                self.meta.url = attribute("href").or(self.meta.url.take());
            }
            "time" if self.meta.date.is_none() && attribute("itemprop").as_deref() == Some("datePublished") => {
                self.meta.date = attribute("datetime").as_deref().and_then(parse_date);
            }
            "title" => self.in_title = true,
            "script" => self.in_json_ld = attribute("type").is_some_and(|t| t.contains("ld+json")),
            _ => {}
        }
        // A block ends an open paragraph, an item the one before it: nobody closes those.
        if is_block(&name) && self.open.last().is_some_and(|(_, open)| open == "p") {
            self.close("p", at);
        }
        if name == "li" && self.open.last().is_some_and(|(_, open)| open == "li") {
            self.close("li", at);
        }
        let names = [attribute("class"), attribute("id"), attribute("role"), attribute("data-testid")];
        let named = names.iter().flatten().map(|n| n.to_ascii_lowercase()).collect::<Vec<_>>().join(" ");
        let property = attribute("itemprop").unwrap_or_default();
        let node = Node {
            at,
            end: usize::MAX,
            // Some sites wrap the whole page in a form, so a form is only a hint.
            furniture: name == "form" || is_furniture_name(&named),
            body: property == "articleBody" || is_body_name(&named),
            hidden: attribute("hidden").is_some() || attribute("aria-hidden").as_deref() == Some("true"),
            kind: NodeKind::Element(name.clone()),
        };
        let index = self.nodes.len();
        self.push(node);
        if is_void(&name) || (tag.self_closing && !is_block(&name)) {
            self.nodes[index].end = self.nodes.len();
            return;
        }
        self.silent += usize::from(is_silent(&name));
        *self.count.entry(name.clone()).or_default() += 1;
        self.open.push((index, name));
    }

    fn close(&mut self, name: &str, at: u32) {
        if name == "title" {
            self.in_title = false;
        }
        if name == "script" && std::mem::take(&mut self.in_json_ld) {
            let json = std::mem::take(&mut self.json_ld);
            if let Ok(value) = serde_json::from_str::<Value>(&json) {
                self.json_ld(&value, 0);
            }
        }
        let is_open = |name: &str| self.count.get(name).is_some_and(|&n| n > 0);
        let name = if name == "footer" && is_open(BLOCK_FOOTER) { BLOCK_FOOTER } else { name };
        if !is_open(name) {
            return;
        }
        while let Some((index, open)) = self.open.pop() {
            if is_block(&open) {
                let end = Node {
                    kind: NodeKind::BlockEnd,
                    at,
                    end: self.nodes.len() + 1,
                    furniture: false,
                    body: false,
                    hidden: false,
                };
                self.push(end);
            }
            self.nodes[index].end = self.nodes.len();
            self.silent -= usize::from(is_silent(&open));
            if let Some(n) = self.count.get_mut(&open) {
                *n -= 1;
            }
            if open == name {
                return;
            }
        }
    }

    fn text(&mut self, source: &str, span: Span) {
        let words = span.of(source);
        if self.in_json_ld {
            self.json_ld.push_str(words);
        } else if self.in_title {
            self.title.push_str(&decoded(words));
        }
        if self.silent > 0 {
            return;
        }
        let node = Node {
            kind: NodeKind::Text(span),
            at: span.start,
            end: self.nodes.len() + 1,
            furniture: false,
            body: false,
            hidden: false,
        };
        self.push(node);
        let volume = words.split_ascii_whitespace().map(|w| w.len() + 1).sum::<usize>();
        let inside = |name: &str| self.count.get(name).is_some_and(|&n| n > 0);
        self.sum.all += volume;
        self.sum.paragraphs += if inside("p") { volume } else { 0 };
        self.sum.links += if inside("a") { volume } else { 0 };
    }

    fn push(&mut self, node: Node) {
        self.sums.push(self.sum);
        self.nodes.push(node);
    }

    fn finish(mut self, at: u32) -> Page {
        while let Some((_, name)) = self.open.last() {
            let name = name.clone();
            self.close(&name, at);
        }
        self.sums.push(self.sum);
        let title = self.title.split_whitespace().collect::<Vec<_>>().join(" ");
        if self.meta.title.is_none() && !title.is_empty() {
            self.meta.title = Some(title);
        }
        Page { nodes: self.nodes, sums: self.sums, meta: self.meta }
    }

    fn meta_tag(&mut self, attribute: &dyn Fn(&str) -> Option<String>) {
        let Some(key) = attribute("property").or_else(|| attribute("name")).or_else(|| attribute("itemprop")) else {
            return;
        };
        let Some(value) = attribute("content").filter(|v| !v.trim().is_empty()) else { return };
        let value = value.trim().to_owned();
        let meta = &mut self.meta;
        match key.to_ascii_lowercase().as_str() {
            "og:title" | "headline" => meta.title = Some(value),
            "twitter:title" | "dc.title" => meta.title = meta.title.take().or(Some(value)),
            "article:published_time" | "datepublished" => meta.date = parse_date(&value).or(meta.date),
            "date" | "dc.date" | "dc.date.issued" | "pubdate" | "publish-date" | "parsely-pub-date" => {
                meta.date = meta.date.or_else(|| parse_date(&value));
            }
            "og:site_name" => meta.outlet = Some(value),
            "application-name" => meta.outlet = meta.outlet.take().or(Some(value)),
            "og:url" => meta.url = meta.url.take().or(Some(value)),
            "author" | "article:author" | "parsely-author"
                if !value.starts_with("http") && !meta.authors.contains(&value) =>
            {
                meta.authors.push(value);
            }
            _ => {}
        }
    }

    /// schema.org's `NewsArticle` and its kin, alone, in a list or in a graph.
    fn json_ld(&mut self, value: &Value, depth: u32) {
        // The parser allows 128 levels; articles stand at the second or third.
        if depth > 8 {
            return;
        }
        if let Value::Array(all) = value {
            all.iter().for_each(|v| self.json_ld(v, depth + 1));
            return;
        }
        if let Some(graph) = value.get("@graph") {
            self.json_ld(graph, depth + 1);
        }
        let article = |t: &str| t.ends_with("Article") || t.ends_with("BlogPosting");
        let is_article = match value.get("@type") {
            Some(Value::String(t)) => article(t),
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).any(article),
            _ => false,
        };
        if !is_article {
            return;
        }
        let string = |key: &str| value.get(key).and_then(Value::as_str).map(|s| decoded(s.trim()));
        let meta = &mut self.meta;
        if let Some(headline) = string("headline").filter(|h| !h.is_empty()) {
            meta.title = Some(headline);
        }
        if let Some(date) = string("datePublished").as_deref().and_then(parse_date) {
            meta.date = Some(date);
        }
        if let Some(publisher) = value.get("publisher").map(names).and_then(|n| n.into_iter().next()) {
            meta.outlet = meta.outlet.take().or(Some(publisher));
        }
        meta.url = meta.url.take().or(string("url"));
        if let Some(authors) = value.get("author").map(names).filter(|a| !a.is_empty()) {
            meta.authors = authors;
        }
    }
}

/// The names in a JSON-LD person, organisation or list of them.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::String(s) => vec![s.clone()],
        Value::Array(all) => all.iter().filter(|v| !v.is_array()).flat_map(names).collect(),
        _ => value.get("name").and_then(Value::as_str).map(str::to_owned).into_iter().collect(),
    }
}

/// Words of the source into the flow, each character reference with its own bytes.
pub(super) fn words(source: &str, span: Span, flow: &mut Flow) {
    let words = span.of(source);
    let mut at = span.start;
    let mut rest = words;
    while let Some(amp) = rest.find('&') {
        let (before, after) = rest.split_at(amp);
        flow.verbatim(before, at);
        at += before.len() as u32;
        let name = after[1..].bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
        let end = 1 + name + usize::from(after[1 + name..].starts_with(';'));
        let (reference, after) = after.split_at(end);
        let read = decoded(reference);
        // Some references end without a semicolon, and what follows them stands as it is: `&ampere`.
        let tail = common_tail(&read, reference);
        let (head, same) = (&read[..read.len() - tail], &reference[end - tail..]);
        if !head.is_empty() {
            flow.replaced(head, Span::new(at, at + (end - tail) as u32));
        }
        flow.verbatim(same, at + (end - tail) as u32);
        at += end as u32;
        rest = after;
    }
    flow.verbatim(rest, at);
}

/// Bytes that two strings share at their ends, in whole characters.
fn common_tail(a: &str, b: &str) -> usize {
    a.chars().rev().zip(b.chars().rev()).take_while(|(x, y)| x == y).map(|(x, _)| x.len_utf8()).sum()
}

/// Text with its character references resolved.
pub(super) fn decoded(words: &str) -> String {
    if !words.contains('&') {
        return words.to_owned();
    }
    let mut out = String::with_capacity(words.len());
    // A `<` in text that came from elsewhere (JSON-LD) is a letter here.
    let escaped = words.replace('<', "&lt;");
    for token in Tokenizer::new(&escaped) {
        let Ok(token) = token;
        if let Token::String(s) = token {
            out.push_str(&String::from_utf8_lossy(&s.value));
        }
    }
    out
}

/// Elements that begin and end a paragraph.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "li"
            | "ul"
            | "ol"
            | "dl"
            | "dt"
            | "dd"
            | "blockquote"
            | BLOCK_FOOTER
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "aside"
            | "nav"
            | "table"
            | "tr"
            | "td"
            | "th"
            | "figure"
            | "figcaption"
            | "pre"
            | "hr"
            | "address"
            | "form"
            | "fieldset"
            | "details"
            | "summary"
            | "body"
            | "center"
    )
}

/// Elements whose words are no part of any article.
fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "head"
            | "title"
            | "nav"
            | "footer"
            | "aside"
            | "button"
            | "svg"
            | "iframe"
            | "select"
            | "textarea"
            | "object"
            | "video"
            | "audio"
            | "canvas"
            | "dialog"
            | "figcaption"
            | "math"
            | "label"
    )
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Names that sites give to what is not the article.
fn is_furniture_name(named: &str) -> bool {
    const WORDS: &[&str] = &[
        "advert",
        "banner",
        "breadcrumb",
        "byline-share",
        "comment",
        "complementary",
        "contentinfo",
        "cookie",
        "consent",
        "disqus",
        "footer",
        "gdpr",
        "menu",
        "modal",
        "most-read",
        "mostread",
        "nav",
        "navigation",
        "newsletter",
        "outbrain",
        "paywall",
        "popular",
        "popup",
        "promo",
        "recirc",
        "recommend",
        "related",
        "search",
        "share",
        "sharing",
        "sidebar",
        "signup",
        "skip-link",
        "social",
        "sponsor",
        "subscribe",
        "taboola",
        "teaser",
        "toolbar",
        "trending",
        "widget",
    ];
    named.split([' ', '_']).any(|word| {
        WORDS.iter().any(|w| {
            word.find(w).is_some_and(|at| {
                // At the head of a part of the name: `related-links`, not `unrelated`.
                at == 0 || !word.as_bytes()[at - 1].is_ascii_alphanumeric()
            })
        })
    })
}

/// Names that sites give to the article's body.
fn is_body_name(named: &str) -> bool {
    named.split(' ').any(|word| {
        let word = word.replace(['_', '-'], "");
        matches!(
            word.as_str(),
            "articlebody"
                | "articlecontent"
                | "articletext"
                | "storybody"
                | "storycontent"
                | "storytext"
                | "entrycontent"
                | "postcontent"
                | "postbody"
                | "bodycopy"
                | "articlebodytext"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Text and map of a page, each word checked against its bytes.
    fn read(source: &str) -> (String, Metadata) {
        let Article { text, map, meta, .. } = article(source);
        let tags = regex::Regex::new("<[^>]*>").unwrap();
        for word in text.split_whitespace() {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            let file = map.to_file(Span::from(start..start + word.len()));
            let bytes = file.of(source);
            let without_tags = tags.replace_all(bytes, "");
            assert_eq!(decoded(&without_tags), word, "{bytes:?}");
        }
        (text, meta)
    }

    const PAGE: &str = r#"<!doctype html><html><head><title>Harbour reopens | The Tidewater Post</title>
<meta property="og:site_name" content="The Tidewater Post">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle",
"headline":"Harbour reopens &amp; ferries sail","datePublished":"2021-06-16T09:00:00+02:00","author":[{"@type":"Person","name":"Ada Quill"}]}]}</script></head>
<body><nav><a href="/">Home</a><a href="/sea">Sea</a></nav><div class="cookie-banner"><p>We use cookies to make this site better for you and for us.</p></div>
<main><article><h1>Harbour reopens</h1><p>&ldquo;We&rsquo;re open,&rdquo; said the <em>har</em>bour master, Jo&euml;l Fisk.</p>
<p>He added that caf&#233;s would open on Thursday, and that nobody need fear the tide<br>for the ferries had been checked, one by one.
<div class="related-links"><p>More: <a href="/x">The tide explained</a></p></div>
<ul><li><a href="/a">Another story</a></li><li><a href="/b">Yet another</a></li></ul>
</article></main><footer>Imprint</footer></body></html>"#;

    #[test]
    fn the_article_stays_and_the_page_goes() {
        let (text, meta) = read(PAGE);
        assert_eq!(
            text,
            "Harbour reopens\n\n“We’re open,” said the harbour master, Joël Fisk.\n\nHe added that cafés would open \
             on Thursday, and that nobody need fear the tide\nfor the ferries had been checked, one by one."
        );
        assert_eq!(meta.title.as_deref(), Some("Harbour reopens & ferries sail"));
        assert_eq!(meta.date.map(|d| d.to_string()).as_deref(), Some("2021-06-16"));
        assert_eq!(meta.outlet.as_deref(), Some("The Tidewater Post"));
        assert_eq!(meta.authors, ["Ada Quill"]);
    }

    #[test]
    fn a_fragment_without_any_frame_is_read_whole() {
        let (text, _) = read("<p>One &amp; two.</p><p>Three</p>");
        assert_eq!(text, "One & two.\n\nThree");
    }

    #[test]
    fn deep_nesting_takes_no_stack_and_stray_ends_no_time() {
        let source = format!("{}words{}", "<div>".repeat(100_000), "</b></div>".repeat(100_000));
        assert_eq!(read(&source).0, "words");
    }

    proptest! {
        #[test]
        fn every_word_leads_back_to_its_bytes(source in r#"(?s)([a-zé“”]{1,6}|&amp;|&#8220;|&eacute|&bogus;|&|<p>|</p>|<b>|</i>|<br>| |\r\n|<!-- c -->){0,60}"#) {
            read(&source);
        }
    }
}
