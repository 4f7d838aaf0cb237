//! The rules: each one file, each a function from a reading and the record to findings.
//!
//! A rule's file holds its documentation (which `onrecord explain` prints), its check and its tests.
//! What several rules share stands beside them: [`names`] compares people, [`statements`] holds a
//! draft's quotes with what the record has of them.

mod called;
mod d001;
mod d002;
mod d003;
mod d004;
mod d005;
mod d006;
mod d007;
#[cfg(test)]
mod examples;
mod memo;
mod n001;
mod n002;
pub mod names;
mod offices;
mod predicate;
mod q001;
mod q002;
mod q003;
mod q004;
mod q005;
mod q006;
mod q007;
pub mod same_event;
pub mod statements;
pub mod telling;
#[cfg(test)]
mod testing;
mod trace;

pub use d001::days_about;
pub use memo::{Asked, Memo, all_events};
pub use statements::{Statement, warm};
pub use trace::Note;

use crate::config::Config;
use crate::read::Reading;
use crate::record::{ClaimMatch, Record, Source, StoredClaim};
use crate::text::{Document, Prose, Span};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Hint,
    Information,
    Warning,
    Error,
}

/// One reported problem, with the evidence behind it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// `Q001`.
    pub code: &'static str,
    /// `misattributed-quote`.
    pub rule: &'static str,
    pub severity: Severity,
    /// One sentence that a copy editor would say aloud.
    pub message: String,
    /// In the draft's text.
    pub span: Span,
    /// The strongest first.
    pub evidence: Vec<Evidence>,
    /// The likeliest first.
    pub fixes: Vec<Fix>,
}

/// A passage of the record that a finding rests on.
#[derive(Clone, Debug)]
pub struct Evidence {
    pub source: Arc<Source>,
    /// Who says it there.
    pub speaker: Option<String>,
    /// The record's words.
    pub text: String,
    /// In the source's file, in bytes (JSONL: in the document's `text`).
    pub file_span: Span,
}

/// A change of the draft that would settle the finding.
#[derive(Clone, Debug)]
pub struct Fix {
    pub title: String,
    pub edits: Vec<Edit>,
}

/// One replacement in the draft's text.
#[derive(Clone, Debug)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

/// A rule as `onrecord explain` and the editors know it.
pub struct Rule {
    /// `Q001`.
    pub code: &'static str,
    /// `misattributed-quote`.
    pub name: &'static str,
    pub severity: Severity,
    /// Whether it has nothing to say without a record; the others go by the calendar and by the draft's own words.
    pub needs_record: bool,
    /// Markdown: what it finds, why it matters, an example, how to silence it.
    pub docs: &'static str,
    check: fn(&Rule, &Draft, &mut Vec<Finding>),
}

impl Rule {
    /// A finding of this rule at its default severity, without evidence or fixes.
    fn finding(&self, span: Span, message: String) -> Finding {
        Finding {
            code: self.code,
            rule: self.name,
            severity: self.severity,
            message,
            span,
            evidence: Vec::new(),
            fixes: Vec::new(),
        }
    }
}

/// What a rule works on: an immutable snapshot of a draft and the record it is held against.
pub struct Draft<'a> {
    pub document: &'a Document,
    pub reading: &'a Reading,
    /// `None` where no record is configured: only the calendar's rules speak then.
    pub record: Option<&'a Record>,
    pub config: &'a Config,
    memo: &'a Memo,
    statements: OnceLock<Vec<Statement>>,
    claims: OnceLock<Vec<Option<Asked>>>,
    prose: OnceLock<Prose<'a>>,
    named: OnceLock<Vec<n001::Named>>,
    /// What was not looked up before is taken for a look-up without an answer.
    known_only: bool,
    /// Where its rules note what they would ask about people; see [`statements::announce`].
    ahead: Option<&'a memo::Ahead>,
    trace: Option<trace::Trace>,
}

impl<'a> Draft<'a> {
    /// `memo` keeps the look-ups of one record's snapshot from one check to the next.
    pub fn new(
        document: &'a Document,
        reading: &'a Reading,
        record: Option<&'a Record>,
        config: &'a Config,
        memo: &'a Memo,
    ) -> Self {
        let (statements, claims, prose, named) = Default::default();
        let (known_only, ahead, trace) = (false, None, None);
        Draft { document, reading, record, config, memo, statements, claims, prose, named, known_only, ahead, trace }
    }

    /// The same draft, held against what is known, for rules that note what they would ask about people.
    fn ahead<'b>(&self, ahead: &'b memo::Ahead) -> Draft<'b>
    where
        'a: 'b,
    {
        let again = Draft::new(self.document, self.reading, self.record, self.config, self.memo);
        Draft { known_only: true, ahead: Some(ahead), ..again }
    }

    /// The draft held against what was looked up before, and nothing else: for an answer that must not wait.
    pub fn known_only(mut self) -> Self {
        self.known_only = true;
        self
    }

    /// The dated events on record that may be a claim's; `None` without a record, and where it is not known yet.
    fn events(&self, claim: &Asked) -> Option<memo::Events> {
        let (record, memo) = self.record()?;
        if self.known_only { memo.known(claim) } else { Some(memo.claims(record, claim)) }
    }

    /// Whom the record has for the days near a claim's; `None` where its events would have to be waited for.
    fn heard(&self, claim: &Asked) -> Option<Arc<d001::Heard>> {
        self.record()?.1.heard(claim, || self.events(claim))
    }

    /// The dated sentences of a small record that have words of a claim's; `None` where they would have to be waited for.
    fn story(&self, claim: &Asked) -> Option<Arc<[ClaimMatch]>> {
        let (record, memo) = self.record()?;
        if self.known_only { memo.known_story(claim) } else { Some(memo.story(record, claim)) }
    }

    /// The record's people; `None` without a record.
    fn people(&self) -> Option<memo::People<'a>> {
        let known_only = self.known_only && self.ahead.is_none();
        self.record.map(|record| memo::People::new(record, self.memo, known_only, self.ahead))
    }

    /// The record and the memo of its look-ups, where there is a record.
    fn record(&self) -> Option<(&'a Record, &'a Memo)> {
        Some((self.record?, self.memo))
    }

    /// The draft's claims as the record would keep them, one for each of the reading's; `None` for those whose days are
    /// not known.
    pub(crate) fn claims(&self) -> &[Option<Asked>] {
        let asked = |c| StoredClaim::of(self.reading, c).map(Asked::new);
        self.claims.get_or_init(|| self.reading.claims.iter().map(asked).collect())
    }

    /// Everybody in the draft, nobody's-names that may be misspelled among them.
    fn named(&self, people: memo::People) -> &[n001::Named] {
        self.named.get_or_init(|| n001::all_named(self, people))
    }

    /// The draft's tokens and sentences.
    fn prose(&self) -> &Prose<'a> {
        self.prose.get_or_init(|| Prose::new(&self.document.text))
    }

    /// Whether a source is the draft's own article as it was: who corrects what is on record is not held against it.
    fn is_own(&self, source: &Source) -> bool {
        let (here, there) = (Path::new(&self.document.path), Path::new(&source.path));
        // Whether it is the same file is asked only of those that are called alike.
        source.id == self.document.id
            && here.file_name() == there.file_name()
            && (here == there
                || here.canonicalize().is_ok_and(|here| there.canonicalize().is_ok_and(|there| here == there)))
    }

    /// What stands before and behind a stretch of the text in its own sentences.
    fn beside(&self, span: Span) -> (Span, Span) {
        let prose = self.prose();
        let sentence = |at: u32| prose.sentences.get(prose.sentence_of(prose.token_at(at))).map(|s| prose.span(s));
        let start = sentence(span.start).map_or(span.start, |s| s.start.min(span.start));
        let end = sentence(span.end.saturating_sub(1)).map_or(span.end, |s| s.end.max(span.end));
        (Span::new(start, span.start), Span::new(span.end, end))
    }

    /// Whether the sentence around a stretch of the text stands there twice, as captions do in what is taken from a page.
    fn stands_twice(&self, span: Span) -> bool {
        let (before, behind) = self.beside(span);
        let text = &self.document.text;
        text.match_indices(before.cover(behind).of(text)).nth(1).is_some()
    }

    /// Whether the sentences around a stretch of the text say that it is not so, or was wrongly told.
    fn takes_back(&self, span: Span) -> bool {
        let (before, behind) = self.beside(span);
        [before, behind].iter().any(|part| telling::is_taken_back(part.of(&self.document.text)))
    }

    /// The draft's quotes of three words or more with what the record has of them; empty without a record.
    pub fn statements(&self) -> &[Statement] {
        self.statements.get_or_init(|| self.record.map_or_else(Vec::new, |r| statements::look_up(self, r)))
    }
}

/// All rules, in the order of their codes.
pub const RULES: &[Rule] = &[
    q001::RULE,
    q002::RULE,
    q003::RULE,
    q004::RULE,
    q005::RULE,
    q006::RULE,
    q007::RULE,
    d001::RULE,
    d002::RULE,
    d003::RULE,
    d004::RULE,
    d005::RULE,
    d006::RULE,
    d007::RULE,
    n001::RULE,
    n002::RULE,
];

/// The rule of a code (`Q001`) or name (`misattributed-quote`), in any case.
pub fn rule(code_or_name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|r| r.code.eq_ignore_ascii_case(code_or_name) || r.name.eq_ignore_ascii_case(code_or_name))
}

/// Whether the configuration's `select` and `ignore` let a rule speak; `ignore` wins.
pub fn selected(rule: &Rule, config: &Config) -> bool {
    let named = |list: &[String]| list.iter().any(|s| selects(s, rule));
    (config.rules.select.is_empty() || named(&config.rules.select)) && !named(&config.rules.ignore)
}

/// Whether a rule has its say about a draft: it is selected, and there is a record where it needs one.
pub fn asked(rule: &Rule, draft: &Draft) -> bool {
    selected(rule, draft.config) && (draft.record.is_some() || !rule.needs_record)
}

/// Whether a selector (`Q001`, `Q`, `misattributed-quote`) takes in a rule.
pub fn selects(selector: &str, rule: &Rule) -> bool {
    rule.name.eq_ignore_ascii_case(selector) || (!selector.is_empty() && starts_with(rule.code, selector))
}

fn starts_with(code: &str, prefix: &str) -> bool {
    code.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}

/// The findings of all selected rules in the order of their place, severities as configured, without those
/// that the document's own notes silence.
pub fn check(draft: &Draft) -> Vec<Finding> {
    let mut findings = check_all(draft);
    findings.retain(|f| !draft.document.silences(f.code, f.rule, f.span));
    findings
}

/// As [`check`], with the silenced findings too.
pub fn check_all(draft: &Draft) -> Vec<Finding> {
    statements::announce(draft);
    let by = |rules: &[Rule]| {
        let mut findings = Vec::new();
        rules.iter().filter(|r| selected(r, draft.config)).for_each(|rule| ask(rule, draft, &mut findings));
        findings
    };
    // Those on quotes take about as long as all others. Silence is explained in order.
    let (quotes, others) = RULES.split_at(RULES.partition_point(|r| r.code.starts_with('Q')));
    let mut findings = if draft.trace.is_some() {
        by(RULES)
    } else {
        let (findings, more) = crate::read::side_by_side(&draft.document.text, || by(quotes), || by(others));
        findings.into_iter().chain(more).collect()
    };
    findings.sort_by(|a, b| (a.span, a.code).cmp(&(b.span, b.code)));
    findings
}

/// What a rule finds in a draft, at the severity that the configuration gives it.
fn ask(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    let from = findings.len();
    (rule.check)(rule, draft, findings);
    // `D001` says more than `D`.
    let named = draft.config.rules.severity.iter().filter(|(key, _)| selects(key, rule));
    if let Some((_, &severity)) = named.max_by_key(|(key, _)| key.len()) {
        findings[from..].iter_mut().for_each(|f| f.severity = severity);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::read::{ReadOptions, read};
    use crate::text::Format;

    #[test]
    fn without_waiting_a_draft_is_held_against_what_was_looked_up_before() {
        let article = |outlet: &str| {
            format!(
                "---\noutlet: {outlet}\ndate: 2021-06-16\n---\n\n\"We will never sell the old lighthouse to anybody from abroad,\" said Marta Keller. \
                 President Joe Biden and President Vladimir Putin held a summit in Geneva on June 16, 2021.\n"
            )
        };
        let record = ["The Tide", "Lake Post", "Shore News"].map(article);
        let draft = "\"We will never sell the old lighthouse to anybody from abroad,\" said Tomas Brandt.\n\n\
                     President Joe Biden and President Vladimir Putin held a summit in Geneva on June 18, 2021.\n\n\
                     They met on June 31, 2021.\n";
        let [before, all, after] = testing::known(draft, &record.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(before, ["D006", "D003"], "what needs no record is there at once");
        assert_eq!(all, ["Q001", "D001", "D006", "D003"]);
        assert_eq!(after, all);
    }

    /// What one rule says of a plain text without a record, published on a day (`2021-06-11`) or on none.
    pub(super) fn lint(code: &str, published: Option<&str>, text: &str) -> Vec<Finding> {
        let mut document = Document::parse("draft.txt", Format::Plain, text.as_bytes()).expect("plain text");
        document.meta.date = published.map(|d| d.parse().expect("a date"));
        let reading = read(&document, &ReadOptions::default());
        let config = Config::default();
        let memo = Memo::default();
        let findings = check(&Draft::new(&document, &reading, None, &config, &memo));
        findings.into_iter().filter(|f| f.code == code).collect()
    }
}
