//! What the rules' tests share: a draft held against a record of a few short articles.

use super::{Draft, Finding, Memo, check};
use crate::config::Config;
use crate::read;
use crate::record::{OpenOptions, Record};
use crate::text::{Document, Format, Span};

/// The findings in `draft` against articles given as Markdown, front matter and all.
///
/// The draft is dated June 14, 2021 unless its front matter says otherwise.
pub fn findings(draft: &str, articles: &[&str]) -> Vec<Finding> {
    with_draft(draft, articles, |d| check(&d))
}

/// What the rules note on their way, as `lint --explain-silence` prints it: "Q001: too few words".
pub fn notes(draft: &str, articles: &[&str]) -> Vec<String> {
    with_draft(draft, articles, |d| {
        let d = d.traced(Span::from(0..draft.len()));
        check(&d);
        d.notes().into_iter().map(|n| format!("{}: {}", n.code, n.text)).collect()
    })
}

fn with_draft<T>(draft: &str, articles: &[&str], ask: impl FnOnce(Draft) -> T) -> T {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let record_folder = folder.path().join("record");
    std::fs::create_dir(&record_folder).expect("a folder for the record");
    for (n, article) in articles.iter().enumerate() {
        std::fs::write(record_folder.join(format!("article-{n}.md")), article).expect("an article");
    }
    let options = OpenOptions {
        paths: vec![record_folder],
        index_dir: Some(folder.path().join("index")),
        ..OpenOptions::default()
    };
    let record = Record::open(&options, &mut |_| true).expect("a record");
    let mut document = Document::parse("draft.md", Format::Markdown, draft.as_bytes()).expect("a draft");
    document.meta.date = document.meta.date.or("2021-06-14".parse().ok());
    let reading = read::read(&document, &read::ReadOptions::default());
    let (config, memo) = (Config::default(), Memo::default());
    ask(Draft::new(&document, &reading, Some(&record), &config, &memo))
}

/// The codes of the findings, in order.
pub fn codes(draft: &str, articles: &[&str]) -> Vec<&'static str> {
    findings(draft, articles).iter().map(|f| f.code).collect()
}

/// The codes of the findings from what is known before anything was looked up, of all, and from what is known then.
pub fn known(draft: &str, articles: &[&str]) -> [Vec<&'static str>; 3] {
    with_draft(draft, articles, |d| {
        let memo = Memo::default();
        let again = || Draft::new(d.document, d.reading, d.record, d.config, &memo);
        let codes = |d: Draft| check(&d).iter().map(|f| f.code).collect();
        [codes(again().known_only()), codes(again()), codes(again().known_only())]
    })
}

/// What stands in the draft once the first fix of its first finding is applied.
pub fn fixed(draft: &str, articles: &[&str]) -> String {
    let mut edits = findings(draft, articles)[0].fixes[0].edits.clone();
    edits.sort_by_key(|e| std::cmp::Reverse(e.span.start));
    let mut text = draft.to_owned();
    for e in edits {
        text.replace_range(e.span.start as usize..e.span.end as usize, &e.text);
    }
    text
}
