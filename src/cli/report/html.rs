//! The fact-check sheet: one self-contained page, the draft on the left with its quotes and dates marked, the
//! record's evidence on the right, a place to sign at the end. No script: links and `:target` do the work.

use super::{Report, Reported, ReportedEvidence, Sources, line_of, severity_name};
use crate::check::Draft;
use crate::record::align::Verdict;
use crate::text::Span;

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
            Standing::Altered => "against the record",
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
    for (i, quote) in reading.quotes.iter().enumerate().filter(|(_, q)| !q.scare && !q.nested) {
        let statement = draft.statements().iter().find(|s| s.quote == i);
        let matches = statement.map(|s| s.matches.as_slice()).unwrap_or_default();
        let verbatim = matches.iter().filter(|m| m.alignment.verdict <= Verdict::Cosmetic);
        let evidence: Vec<ReportedEvidence> = verbatim
            .take(5)
            .map(|m| ReportedEvidence {
                range: sources.range(&m.source, m.file_span),
                path: m.source.path.clone(),
                id: m.source.id.clone(),
                title: m.source.title.clone(),
                outlet: m.source.outlet.clone(),
                date: m.source.date,
                url: m.source.url.clone(),
                speaker: m.speaker.as_ref().and_then(|s| s.name.clone()),
                text: m.passage.clone(),
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
        mark.evidence.extend(finding.evidence.iter().cloned());
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
    out.push_str(&format!("<p>{}</p></header>\n", escaped(&super::text::summary(&report.summary))));
    for (d, sheet) in sheets.iter().enumerate() {
        out.push_str(&format!("<section aria-labelledby=\"d{d}\"><h2 id=\"d{d}\">"));
        out.push_str(&escaped(sheet.title.as_deref().unwrap_or(&sheet.name)));
        let date = sheet.date.as_ref().map_or(String::new(), |d| format!(", {d}"));
        out.push_str(&format!("</h2>\n<p class=\"file\">{}{date}</p>\n<ul class=\"tally\">", escaped(&sheet.name)));
        for standing in Standing::ALL {
            let count = sheet.marks.iter().filter(|m| m.standing == standing).count();
            if count > 0 {
                out.push_str(&format!("<li class=\"{}\">{count} {}</li>", standing.class(), standing.name()));
            }
        }
        out.push_str("</ul>\n<div class=\"sheet\">\n<div class=\"draft\">\n");
        draft_text(sheet, d, &mut out);
        out.push_str("</div>\n<div class=\"record\" role=\"region\" aria-label=\"What the record says\">\n");
        for (m, mark) in sheet.marks.iter().enumerate() {
            card(mark, &sheet.text, d, m, &mut out);
        }
        if sheet.marks.is_empty() {
            out.push_str("<p>No quotes and no dates.</p>\n");
        }
        out.push_str("</div>\n</div>\n");
        let open = sheet.marks.iter().filter(|m| !matches!(m.standing, Standing::Verified | Standing::Silent)).count();
        out.push_str(&format!(
            "<div class=\"sign\"><p>{} to be settled.</p><p>Checked by <span></span> on <span></span></p></div>\n</section>\n",
            n(open, "mark")
        ));
    }
    out.push_str("</body></html>\n");
    out
}

fn draft_text(sheet: &Sheet, d: usize, out: &mut String) {
    let mut at = 0u32;
    out.push_str("<p>");
    for (m, mark) in sheet.marks.iter().enumerate() {
        paragraphs(Span::new(at, mark.span.start).of(&sheet.text), out);
        let (class, name) = (mark.standing.class(), mark.standing.name());
        // A quotation over several paragraphs is a link in each of them.
        for (i, part) in mark.span.of(&sheet.text).split("\n\n").enumerate() {
            let id = if i == 0 { format!(" id=\"m{d}-{m}\"") } else { String::new() };
            let gap = if i == 0 { "" } else { "</p>\n<p>" };
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
    out.push_str(&escaped(text).replace("\r\n", "\n").replace("\n\n", "</p>\n<p>"));
}

fn card(mark: &Mark, text: &str, d: usize, m: usize, out: &mut String) {
    // Nothing was looked up and nothing found: no card would say more than the mark.
    let (class, name) = (mark.standing.class(), mark.standing.name());
    out.push_str(&format!(
        "<article class=\"{class}\" id=\"e{d}-{m}\" tabindex=\"-1\"><h3>{}: {name}</h3>\n",
        mark.what
    ));
    let words: Vec<&str> = mark.span.of(text).split_whitespace().collect();
    out.push_str(&format!("<p class=\"words\"><a href=\"#m{d}-{m}\">{}</a>", escaped(&words.join(" "))));
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
        if let Some(fix) = f.fixes.first() {
            out.push_str(&format!("<p>Would settle it: {}</p>\n", escaped(&fix.title)));
        }
    }
    for e in &mark.evidence {
        let place = match &e.range {
            Some(r) => format!("{}:{}", e.path, r.start.line),
            None => e.path.clone(),
        };
        let credit = match e.url.as_deref().filter(|u| u.starts_with("https://") || u.starts_with("http://")) {
            Some(url) => format!("<a href=\"{}\">{}</a>", escaped(url), escaped(&line_of(e))),
            None => escaped(&line_of(e)),
        };
        let words: Vec<&str> = e.text.split_whitespace().collect();
        out.push_str(&format!(
            "<blockquote><p>{}</p><footer>{credit}<br><small>{}</small></footer></blockquote>\n",
            escaped(&words.join(" ")),
            escaped(&place)
        ));
    }
    out.push_str("</article>\n");
}

fn escaped(s: &str) -> String {
    s.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const HEAD: &str = r#"<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Fact-check sheet</title>
<style>
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1b1b; --quiet: #5b5b5b; --line: #ccc;
  --verified: #d9f0dd; --altered: #ffd6d1; --contested: #ffe9bd; --unverified: #e4e4f7; --silent: #efefef; }
@media (prefers-color-scheme: dark) { :root { --paper: #161616; --ink: #ececec; --quiet: #a9a9a9; --line: #444;
  --verified: #1e4427; --altered: #6b211a; --contested: #5c430a; --unverified: #33335e; --silent: #303030; } }
body { margin: 0 auto; max-width: 80rem; padding: 1rem; background: var(--paper); color: var(--ink);
  font: 1.05rem/1.55 Georgia, "Times New Roman", serif; }
h1, h2, h3, .tally, .file, .sign { font-family: system-ui, sans-serif; line-height: 1.25; }
h3 { margin: 0 0 .3rem; font-size: .95rem; }
.file, small, .who { color: var(--quiet); }
.tally { display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; list-style: none; }
.tally li { padding: .1rem .6rem; border-radius: .3rem; }
.sheet { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 2rem; align-items: start; }
.record { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; }
.draft a { color: inherit; text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: .2em; }
.verified { background: var(--verified); } .altered { background: var(--altered); }
.contested { background: var(--contested); } .unverified { background: var(--unverified); }
.silent { background: var(--silent); }
.draft a.altered { text-decoration-style: wavy; } .draft a.contested { text-decoration-style: double; }
.draft a.unverified { text-decoration-style: dashed; } .draft a.silent { background: none; text-decoration-style: dotted; }
article { margin: 0 0 1rem; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: .3rem; font-size: .95rem;
  scroll-margin-top: 1rem; }
article:target, .draft a:target { outline: 3px solid Highlight; }
article p { margin: .3rem 0; } .words a { color: inherit; }
blockquote { margin: .6rem 0 0; padding-left: .8rem; border-left: 3px solid var(--line); }
.sign { display: flex; justify-content: space-between; flex-wrap: wrap; border-top: 1px solid var(--line); }
.sign span { display: inline-block; min-width: 9rem; border-bottom: 1px solid var(--ink); }
.hear { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 50rem) { .sheet { display: block; } .record { position: static; max-height: none; } }
@media print { body { max-width: none; font-size: 10pt; } .record { position: static; max-height: none; overflow: visible; }
  article { break-inside: avoid; } .verified, .altered, .contested, .unverified, .silent { print-color-adjust: exact; } }
</style></head><body>
"#;
