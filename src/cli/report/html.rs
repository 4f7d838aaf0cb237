//! The fact-check sheet: one self-contained page, the draft on the left with its quotes and dates marked, the
//! record's evidence on the right, a place to sign at the end. No script: links and `:target` do the work.

use super::{Report, Reported, ReportedEvidence, Sources, escaped, line_of, severity_name};
use crate::check::Draft;
use crate::cli::setup::shown;
use crate::record::align::Verdict;
use crate::text::Span;
use std::path::Path;

/// One draft as the sheet shows it.
#[derive(Debug)]
pub struct Sheet {
    name: String,
    title: Option<String>,
    date: Option<String>,
    text: String,
    /// In order of their place; none overlaps another.
    marks: Vec<Mark>,
}

/// A quote or date of the draft, and what the record says of it.
#[derive(Debug)]
struct Mark {
    span: Span,
    standing: Standing,
    what: &'static str,
    speaker: Option<String>,
    findings: Vec<Reported>,
    evidence: Vec<ReportedEvidence>,
}

impl Mark {
    /// Whether somebody has to decide something before the draft may go.
    fn is_open(&self) -> bool {
        !matches!(self.standing, Standing::Verified | Standing::Silent)
    }
}

/// How a quote or date stands to the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Verified,
    Altered,
    Contested,
    Unverified,
    Silent,
}

impl Standing {
    const ALL: [Standing; 5] =
        [Standing::Altered, Standing::Contested, Standing::Unverified, Standing::Verified, Standing::Silent];

    fn name(self) -> &'static str {
        match self {
            Standing::Verified => "verified",
            Standing::Altered => "at odds",
            Standing::Contested => "contested",
            Standing::Unverified => "unverified",
            Standing::Silent => "nothing to say",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Standing::Verified => "verified",
            Standing::Altered => "altered",
            Standing::Contested => "contested",
            Standing::Unverified => "unverified",
            Standing::Silent => "silent",
        }
    }
}

/// What a draft's sheet shows; `findings` are the draft's own, with their spans in its text.
pub fn sheet(draft: &Draft, findings: &[(Span, Reported)], sources: &Sources) -> Sheet {
    let (document, reading) = (draft.document, draft.reading);
    let mut marks: Vec<Mark> = Vec::new();
    for (i, quote) in reading.quotes.iter().enumerate().filter(|(_, q)| q.is_verbatim() && !q.nested) {
        let statement = draft.statements().iter().find(|s| s.quote == i);
        let matches = statement.map(|s| s.matches.as_slice()).unwrap_or_default();
        let verbatim = matches.iter().filter(|m| m.alignment.verdict <= Verdict::Cosmetic);
        let evidence: Vec<ReportedEvidence> = verbatim
            .take(5)
            .map(|m| {
                let speaker = m.speaker.as_ref().and_then(|s| s.name.clone());
                ReportedEvidence::new(&m.source, m.file_span, speaker, m.passage.clone(), sources)
            })
            .collect();
        let standing = match (statement, evidence.is_empty()) {
            (_, false) => Standing::Verified,
            (Some(_), true) => Standing::Unverified,
            (None, true) => Standing::Silent,
        };
        let speaker =
            quote.speaker.as_ref().map(|s| s.name.clone().unwrap_or_else(|| s.span.of(&document.text).to_owned()));
        marks.push(Mark { span: quote.span, standing, what: "Quote", speaker, findings: Vec::new(), evidence });
    }
    for date in &reading.dates {
        marks.push(Mark {
            span: date.span,
            standing: Standing::Silent,
            what: "Date",
            speaker: None,
            findings: Vec::new(),
            evidence: Vec::new(),
        });
    }
    // What a finding points at that is neither quote nor date (a name) is marked as well.
    for (span, finding) in findings {
        if !marks.iter().any(|m| m.span.overlaps(*span)) {
            let what = if finding.code.starts_with('D') { "Date" } else { "Name" };
            marks.push(Mark {
                span: *span,
                standing: Standing::Silent,
                what,
                speaker: None,
                findings: Vec::new(),
                evidence: Vec::new(),
            });
        }
    }
    marks.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
    let mut apart: Vec<Mark> = Vec::new();
    for mark in marks {
        // A date inside a quote is part of that quote's mark.
        if apart.last().is_none_or(|last| !last.span.overlaps(mark.span)) {
            apart.push(mark);
        }
    }
    for (span, finding) in findings {
        let Some(mark) = apart.iter_mut().find(|m| m.span.overlaps(*span)) else { continue };
        let standing = match finding.code {
            "Q003" | "Q007" => Standing::Unverified,
            "Q004" | "D004" => Standing::Contested,
            _ => Standing::Altered,
        };
        // The gravest word stands.
        let rank = |s: Standing| Standing::ALL.iter().position(|o| *o == s);
        if rank(standing) < rank(mark.standing) {
            mark.standing = standing;
        }
        for e in &finding.evidence {
            // A passage that was looked up for the quote is there already, with the words around it.
            let same = |o: &ReportedEvidence| {
                o.path == e.path
                    && o.id == e.id
                    && o.range.zip(e.range).is_some_and(|(o, e)| {
                        o.start.byte < e.end.byte.max(e.start.byte + 1)
                            && e.start.byte < o.end.byte.max(o.start.byte + 1)
                    })
            };
            if !mark.evidence.iter().any(same) {
                mark.evidence.push(e.clone());
            }
        }
        mark.findings.push(finding.clone());
    }
    Sheet {
        name: match &document.id {
            Some(id) => format!("{} [{id}]", document.path),
            None => document.path.clone(),
        },
        title: document.meta.title.clone(),
        date: reading.date.map(|d| d.to_string()),
        text: document.text.clone(),
        marks: apart,
    }
}

/// The page of all drafts.
pub fn html(report: &Report, sheets: &[Sheet]) -> String {
    let mut out = String::from(HEAD);
    let n = |count: usize, one: &str| crate::cli::counted(count as u64, one);
    out.push_str("<header><h1>Fact-check sheet</h1>\n");
    out.push_str(&format!("<p>{}</p>\n", escaped(&super::text::summary(&report.summary))));
    if sheets.len() > 1 {
        out.push_str("<nav aria-label=\"Drafts\"><ol>\n");
        for (d, sheet) in sheets.iter().enumerate() {
            let open = sheet.marks.iter().filter(|m| m.is_open()).count();
            let name = escaped(sheet.title.as_deref().unwrap_or(&sheet.name));
            out.push_str(&format!("<li><a href=\"#d{d}\">{name}</a>: {} to be settled</li>\n", n(open, "mark")));
        }
        out.push_str("</ol></nav>\n");
    }
    out.push_str("</header>\n<main>\n");
    for (d, sheet) in sheets.iter().enumerate() {
        out.push_str(&format!("<section aria-labelledby=\"d{d} f{d}\"><h2 id=\"d{d}\" dir=\"auto\">"));
        out.push_str(&escaped(sheet.title.as_deref().unwrap_or(&sheet.name)));
        let date = sheet.date.as_ref().map_or(String::new(), |d| format!(", {d}"));
        out.push_str(&format!(
            "</h2>\n<p class=\"file\" id=\"f{d}\">{}{date}</p>\n<ul class=\"tally\">",
            escaped(&sheet.name)
        ));
        for standing in Standing::ALL {
            let count = sheet.marks.iter().filter(|m| m.standing == standing).count();
            if count > 0 {
                out.push_str(&format!("<li class=\"{}\">{count} {}</li>", standing.class(), standing.name()));
            }
        }
        out.push_str("</ul>\n<div class=\"sheet\">\n<div class=\"draft\">\n");
        draft_text(sheet, d, &mut out);
        out.push_str(
            "</div>\n<div class=\"record\" role=\"region\" tabindex=\"0\" aria-label=\"What the record says of draft ",
        );
        out.push_str(&format!("{}\">\n", d + 1));
        for (m, mark) in sheet.marks.iter().enumerate() {
            card(mark, &sheet.text, d, m, &mut out);
        }
        if sheet.marks.is_empty() {
            out.push_str("<p>No quotes and no dates.</p>\n");
        }
        out.push_str("</div>\n</div>\n");
        let open = sheet.marks.iter().filter(|m| m.is_open()).count();
        out.push_str(&format!(
            "<div class=\"sign\"><p>{} to be settled.</p><p>Checked by <span></span> on <span></span></p>\
             <p>Cleared by <span></span></p></div>\n</section>\n",
            n(open, "mark")
        ));
    }
    out.push_str("</main>\n</body></html>\n");
    out
}

fn draft_text(sheet: &Sheet, d: usize, out: &mut String) {
    let mut at = 0u32;
    out.push_str("<p dir=\"auto\">");
    for (m, mark) in sheet.marks.iter().enumerate() {
        paragraphs(Span::new(at, mark.span.start).of(&sheet.text), out);
        let (class, name) = (mark.standing.class(), mark.standing.name());
        // A quotation over several paragraphs is a link in each of them.
        for (i, part) in mark.span.of(&sheet.text).split("\n\n").enumerate() {
            let id = if i == 0 { format!(" id=\"m{d}-{m}\"") } else { String::new() };
            let gap = if i == 0 { "" } else { "</p>\n<p dir=\"auto\">" };
            out.push_str(&format!(
                "{gap}<a class=\"{class}\" href=\"#e{d}-{m}\"{id}>{}<span class=\"hear\"> ({name})</span></a>",
                escaped(part)
            ));
        }
        at = mark.span.end;
    }
    paragraphs(Span::new(at, sheet.text.len() as u32).of(&sheet.text), out);
    out.push_str("</p>\n");
}

fn paragraphs(text: &str, out: &mut String) {
    out.push_str(&escaped(text).replace("\r\n", "\n").replace("\n\n", "</p>\n<p dir=\"auto\">"));
}

fn card(mark: &Mark, text: &str, d: usize, m: usize, out: &mut String) {
    let (class, name) = (mark.standing.class(), mark.standing.name());
    let words: Vec<&str> = mark.span.of(text).split_whitespace().collect();
    let words = escaped(&words.join(" "));
    if mark.standing == Standing::Silent && mark.findings.is_empty() {
        // A line is enough: nothing was found, and nothing is on record that could be shown.
        out.push_str(&format!(
            "<article class=\"brief\" id=\"e{d}-{m}\" tabindex=\"-1\"><h3>{}: {name}</h3> \
             <a href=\"#m{d}-{m}\" dir=\"auto\">{words}</a></article>\n",
            mark.what
        ));
        return;
    }
    out.push_str(&format!(
        "<article class=\"{class}\" id=\"e{d}-{m}\" tabindex=\"-1\"><h3>{}: {name}</h3>\n",
        mark.what
    ));
    if mark.is_open() {
        out.push_str("<label class=\"settled\"><input type=\"checkbox\"> Settled</label>\n");
    }
    out.push_str(&format!("<p class=\"words\" dir=\"auto\"><a href=\"#m{d}-{m}\">{words}</a>"));
    if let Some(speaker) = &mark.speaker {
        out.push_str(&format!(" <span class=\"who\">{}</span>", escaped(speaker)));
    }
    out.push_str("</p>\n");
    for f in &mark.findings {
        out.push_str(&format!(
            "<p><strong>{} {}</strong> {}</p>\n",
            f.code,
            severity_name(f.severity),
            escaped(&f.message)
        ));
        if !f.fixes.is_empty() {
            let titles: Vec<&str> = f.fixes.iter().map(|fix| fix.title.as_str()).collect();
            out.push_str(&format!("<p>Would settle it: {}</p>\n", escaped(&titles.join("; or: "))));
        }
    }
    for e in &mark.evidence {
        let path = shown(Path::new(&e.path));
        let place = match (&e.range, &e.id) {
            (_, Some(id)) => format!("{path} [{id}]"),
            (Some(r), None) => format!("{path}:{}", r.start.line),
            (None, None) => path,
        };
        let credit = match e.url.as_deref().filter(|u| u.starts_with("https://") || u.starts_with("http://")) {
            Some(url) => format!("<a href=\"{}\">{}</a>", escaped(url), escaped(&line_of(e))),
            None => escaped(&line_of(e)),
        };
        let words: Vec<&str> = e.text.split_whitespace().collect();
        out.push_str(&format!(
            "<blockquote><p dir=\"auto\">{}</p><footer>{credit}<br><small>{}</small></footer></blockquote>\n",
            escaped(&words.join(" ")),
            escaped(&place)
        ));
    }
    out.push_str("</article>\n");
}

/// Whether a page is such a sheet.
pub fn is_sheet(page: &str) -> bool {
    page.starts_with("<!doctype html>") && page.contains("<title>Fact-check sheet</title>")
}

const HEAD: &str = r#"<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Fact-check sheet</title>
<style>
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1b1b; --quiet: #595959; --line: #bbb; --chosen: #0b57d0;
  --verified: #d9f0dd; --altered: #ffd6d1; --contested: #ffe9bd; --unverified: #e4e4f7; --silent: #efefef; }
@media (prefers-color-scheme: dark) { :root { --paper: #161616; --ink: #ececec; --quiet: #b4b4b4; --line: #555;
  --chosen: #8ab4f8; --verified: #1e4427; --altered: #6b211a; --contested: #5c430a; --unverified: #33335e;
  --silent: #303030; } }
body { margin: 0 auto; max-width: 84rem; padding: 1rem 1.5rem 3rem; background: var(--paper); color: var(--ink);
  font: 1.05rem/1.6 Georgia, "Times New Roman", serif; }
h1, h2, h3, nav, label, .tally, .file, .sign, .brief { font-family: system-ui, sans-serif; line-height: 1.3; }
h1 { margin: 0; } h2 { margin: 2.5rem 0 .2rem; } h3 { margin: 0 0 .3rem; font-size: .95rem; }
a { color: inherit; } :focus-visible { outline: 3px solid var(--chosen); outline-offset: 2px; }
header { border-bottom: 2px solid var(--ink); padding-bottom: .5rem; } header p, .file { margin: .2rem 0; }
.file, small, .brief { color: var(--quiet); }
.tally { display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; list-style: none; font-size: .9rem; }
.tally li { padding: .15rem .6rem; border-radius: .3rem; }
.sheet { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 2.5rem; align-items: start; }
.draft { max-width: 42rem; overflow-wrap: anywhere; } .draft p:first-child { margin-top: 0; }
.draft p { white-space: pre-line; }
.record { position: sticky; top: .5rem; max-height: calc(100vh - 1rem); overflow-y: auto; padding: 4px;
  overflow-wrap: anywhere; }
.draft a { text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: .2em; border-radius: .2rem; }
.verified { background: var(--verified); } .altered { background: var(--altered); }
.contested { background: var(--contested); } .unverified { background: var(--unverified); }
.silent { background: var(--silent); }
.draft a.altered { text-decoration-style: wavy; } .draft a.contested { text-decoration-style: double; }
.draft a.unverified { text-decoration-style: dashed; }
.draft a.silent { background: none; text-decoration: underline dotted 1px; }
article { position: relative; margin: 0 0 .8rem; padding: .6rem .8rem; border-radius: .3rem; font-size: .95rem;
  line-height: 1.45; scroll-margin-top: 1rem; }
.brief { padding: .1rem .8rem; margin: 0 0 .3rem; font-size: .85rem; } .brief h3 { display: inline; font-size: inherit; font-weight: normal; }
article:target, .draft a:target { outline: 3px solid var(--chosen); outline-offset: 1px; }
article p { margin: .35rem 0; } .who::before { content: "— "; } .settled { position: absolute; top: .5rem; right: .7rem; font-size: .85rem; }
blockquote { margin: .6rem 0 0; padding: .3rem .8rem; border-left: 3px solid var(--ink); background: var(--paper); }
.sign { display: flex; justify-content: space-between; flex-wrap: wrap; gap: 0 2rem; margin-top: 1.5rem;
  border-top: 1px solid var(--line); }
.sign span { display: inline-block; min-width: 10rem; border-bottom: 1px solid var(--ink); }
.hear { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 50rem) { .sheet { display: block; } .record { position: static; max-height: none; } }
@media print { :root { --paper: #fff; --ink: #000; --quiet: #444; --line: #999; --verified: #e6f5e9; --altered: #ffe3df;
  --contested: #fff2d6; --unverified: #ededfa; --silent: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; } .sheet { gap: 1.2rem; } .draft { max-width: none; }
  .record { position: static; max-height: none; overflow: visible; } article, blockquote { break-inside: avoid; }
  article:target, .draft a:target { outline: none; } section + section { break-before: page; } .sign { break-inside: avoid; }
  * { print-color-adjust: exact; } }
</style></head><body>
"#;
