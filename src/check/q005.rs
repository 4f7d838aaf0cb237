//! Q005: separate statements run together as one, or an ellipsis that turns the meaning.

use super::{Draft, Edit, Evidence, Finding, Fix, Rule, Severity, Statement, predicate, q002, telling};
use crate::record::QuoteMatch;
use crate::record::align::{Change, ChangeKind, Verdict};
use crate::text::Span;
use jiff::civil::Date;

pub(super) const RULE: Rule =
    Rule { code: "Q005", name: "spliced-quote", severity: Severity::Warning, needs_record: true, docs: DOCS, check };

const DOCS: &str = "\
# Q005 spliced-quote

Separate statements run together as one quotation, or an ellipsis that turns the meaning.

**Why it matters.** Each word may be right and the quote still false: a \"not\" that the three dots swallow, a condition
between two sentences, an answer that belongs to another question.

**Example.** The record has `\"We will close the harbour. That holds only if the bridge falls. The town will be safe,\"`
and the draft gives `\"We will close the harbour. The town will be safe.\"` The finding shows what stands between the
two and offers the missing words. So it is with `\"The northern ferry will sail again,\" Keller said`, where the record's
words go on with `only if the state pays`.

**When it stays silent.** Where an ellipsis owns up to what is left out and nothing turns round, where any source on
record has the statements as the draft runs them, where the record itself parts them with its own words, where two
halves may be of one occasion, where the draft tells of the condition itself, where the speaker is uncertain, and for
short phrases.

**Silence it** with `<!-- onrecord: ignore Q005 -->` on the line (plain text: `[onrecord: ignore Q005]`).
";

/// Fewest words left out in silence that make two statements of one.
const MIN_LEFT_OUT: usize = 5;

/// Fewest words on either side of a cut.
const MIN_SIDE: usize = 5;

/// Least rarity of the words in common, summed.
const MIN_WEIGHT: f32 = 24.0;

/// The same for each of two halves of a quote.
const MIN_WEIGHT_OF_HALF: f32 = 18.0;

/// Days between two statements in print that make them two occasions.
const DAYS_APART: i32 = 7;

/// What a statement goes on with that changes what it says.
const CONDITIONS: &[&str] =
    &["only if", "only when", "unless", "provided", "but only", "except", "as long as", "so long as"];

/// Such words after which only dots, which say that there is more, make it a cut.
const CONDITIONS_BEHIND_DOTS: &[&str] = &["if", "when", "once", "until"];

/// Words with which a draft tells the condition itself.
const TELLS_CONDITION: &[&str] =
    &["if", "unless", "provided", "condition", "conditions", "only", "long", "except", "once", "when", "until"];

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    for s in draft.statements() {
        let found = cut(rule, draft, s).or_else(|| joined(rule, draft, s)).or_else(|| cut_off(rule, draft, s));
        findings.extend(found);
    }
}

/// Whether a change is a cut in silence between two sentences, of a whole statement.
pub(super) fn is_silent_cut(s: &Statement, m: &QuoteMatch, c: &Change, text: &str) -> bool {
    let ends = |t: &str| t.trim_end_matches(['"', '\u{201D}', '\'', '\u{2019}', ' ']).ends_with(['.', '!', '?']);
    let at = s.place(c.draft).start as usize;
    let side = |words: usize| words >= MIN_SIDE;
    let before = s.words.partition_point(|w| w.span.end <= c.draft.start);
    matches!(c.kind, ChangeKind::Dropped | ChangeKind::Negation)
        && c.draft.is_empty()
        && !m.alignment.skips.iter().any(|k| k.ellipsis && k.draft == c.draft.start)
        // What the record parts with its own words it may have parted itself.
        && !m.between.iter().any(|b| b.draft == c.draft.start)
        && c.record.split_whitespace().count() >= MIN_LEFT_OUT
        && text.get(..at).is_some_and(|t| ends(t.trim_end()))
        && side(before.saturating_sub(m.alignment.head as usize))
        && side(s.words.len().saturating_sub(before + m.alignment.tail as usize))
}

/// Words that are left out where they may not be: in silence, or behind dots that hide a "not".
fn cut(rule: &Rule, draft: &Draft, s: &Statement) -> Option<Finding> {
    let text = &draft.document.text;
    for m in s.matches.iter().filter(|m| m.quoted && m.alignment.verdict == Verdict::Altered) {
        if s.weight(m) < MIN_WEIGHT || !s.is_same_speaker(draft, m) {
            continue;
        }
        let dots = q002::turned_by_ellipsis(m);
        let cuts: Vec<&Change> = m
            .alignment
            .changes
            .iter()
            .filter(|c| {
                let hidden = dots && c.kind == ChangeKind::Negation && c.draft.is_empty();
                hidden || is_silent_cut(s, m, c, text)
            })
            .collect();
        let Some(c) = cuts.iter().find(|c| !q002::stands_elsewhere(s, c)) else {
            if !cuts.is_empty() {
                draft.note(rule, draft.reading.quotes[s.quote].span, || {
                    let source = telling::source_name(&m.source);
                    format!("{source} has more between, but another source runs the words together too")
                });
            }
            continue;
        };
        let (source, left_out) = (telling::source_name(&m.source), telling::shortened(&c.record));
        let message = if dots {
            format!("the dots leave out \"{left_out}\", which turns the meaning round ({source})")
        } else {
            format!("these are two statements on record, with \"{left_out}\" between them ({source})")
        };
        let mut finding = rule.finding(draft.reading.quotes[s.quote].span, message);
        finding.evidence.push(telling::evidence(m));
        finding
            .fixes
            .push(Fix { title: "Put back what is left out".to_owned(), edits: vec![put_back(c, s, text, dots)] });
        return Some(finding);
    }
    None
}

/// The left out words in their place; dots that stood for them go.
fn put_back(c: &Change, s: &Statement, text: &str, dots: bool) -> Edit {
    let at = s.place(c.draft).start;
    let before = s.words.iter().rev().find(|w| w.span.end <= c.draft.start).map(|w| s.place(w.span).end);
    let words = c.record.trim();
    match before {
        Some(end) if dots => Edit { span: Span::new(end, at), text: format!(" {words} ") },
        _ => {
            // A sentence of its own ends as one.
            let ends = text.get(..at as usize).is_some_and(|t| t.trim_end().ends_with(['.', '!', '?']));
            let stop = if ends && !words.ends_with(['.', '!', '?']) { "." } else { "" };
            Edit { span: Span::new(at, at), text: format!("{words}{stop} ") }
        }
    }
}

/// Two halves that the record has from two occasions only.
fn joined(rule: &Rule, draft: &Draft, s: &Statement) -> Option<Finding> {
    let text = &draft.document.text;
    let total = s.words.len();
    if total < 2 * MIN_SIDE {
        return None;
    }
    let quoted = || {
        s.matches.iter().filter(|m| {
            m.quoted && m.alignment.verdict <= Verdict::Cosmetic && m.between.is_empty() && s.is_same_speaker(draft, m)
        })
    };
    let weighs = |m: &&QuoteMatch| s.weight(m) >= MIN_WEIGHT_OF_HALF && m.alignment.matched as usize >= MIN_SIDE;
    let firsts: Vec<&QuoteMatch> =
        quoted().filter(|m| m.alignment.head == 0 && m.alignment.tail > 0).filter(weighs).collect();
    let first = *firsts.first()?;
    let cut = total - first.alignment.tail as usize;
    // The draft's own sentence ends at the cut, and the other half begins there, or behind an "and" of the draft's.
    let (last, next) = (s.words.get(cut.checked_sub(1)?)?, s.words.get(cut)?);
    let gap = s.place(Span::new(last.span.end, next.span.start)).of(text);
    let linked = usize::from(matches!(next.form.as_str(), "and" | "but"));
    if gap.contains("..") || gap.contains('\u{2026}') || linked == 0 && !gap.contains(['.', '!', '?']) {
        return None;
    }
    let begins = |m: &&QuoteMatch| m.alignment.tail == 0 && (cut..=cut + linked).contains(&(m.alignment.head as usize));
    let seconds: Vec<&QuoteMatch> = quoted().filter(begins).filter(weighs).collect();
    let second = *seconds.first()?;
    // No place may have words of both sides, whatever else it has.
    let has_both = |m: &QuoteMatch| {
        let a = &m.alignment;
        a.verdict <= Verdict::Altered && (a.head as usize) + 2 < cut && total - (a.tail as usize) > cut + linked + 2
    };
    let shared = firsts.iter().any(|a| seconds.iter().any(|b| a.source == b.source));
    if shared || s.matches.iter().any(has_both) || !are_two_occasions(&firsts, &seconds) {
        draft.note(rule, draft.reading.quotes[s.quote].span, || {
            let name = |m: &QuoteMatch| telling::source_name(&m.source).to_owned();
            format!("two halves on record ({} and {}), but of one source or one occasion", name(first), name(second))
        });
        return None;
    }
    let when =
        |m: &QuoteMatch| m.said_on.or(m.source.date).map(|d| telling::day(d, draft.reading.date)).unwrap_or_default();
    let name = |m: &QuoteMatch| telling::source_name(&m.source).to_owned();
    let message = format!(
        "these are two statements on record, one from {} ({}), the other from {} ({})",
        when(first),
        name(first),
        when(second),
        name(second)
    );
    let mut finding = rule.finding(draft.reading.quotes[s.quote].span, message);
    let evidence: Vec<Evidence> = [first, second].into_iter().map(telling::evidence).collect();
    finding.evidence = evidence;
    Some(finding)
}

/// Whether two statements were made on two days: by the days that are told of them, by one that was in print before
/// the other was made, or by weeks between them.
fn are_two_occasions(firsts: &[&QuoteMatch], seconds: &[&QuoteMatch]) -> bool {
    let said = |all: &[&QuoteMatch]| all.iter().find_map(|m| m.said_on);
    let printed = |all: &[&QuoteMatch]| all.iter().filter_map(|m| m.source.date).min();
    let before = |printed: Option<Date>, said: Date| printed.is_some_and(|p| p < said);
    match (said(firsts), said(seconds)) {
        (Some(one), Some(other)) => one != other,
        (Some(one), None) if before(printed(seconds), one) => true,
        (None, Some(other)) if before(printed(firsts), other) => true,
        _ => printed(firsts).zip(printed(seconds)).is_some_and(|(a, b)| (a - b).get_days().abs() >= DAYS_APART),
    }
}

/// A statement that ends where the record goes on with a condition: "The ferry will sail", which goes on with "only if
/// the state pays".
fn cut_off(rule: &Rule, draft: &Draft, s: &Statement) -> Option<Finding> {
    let text = &draft.document.text;
    let quote = &draft.reading.quotes[s.quote];
    let theirs = || {
        s.verbatim().filter(|m| {
            m.quoted && m.alignment.tail == 0 && s.weight(m) >= MIN_WEIGHT_OF_HALF && s.is_same_speaker(draft, m)
        })
    };
    let (last, content) = (s.words.last()?, quote.content);
    let end = s.place(last.span).end;
    let rest = Span::new(end, content.end.max(end));
    let dots = rest.of(text).contains("..") || rest.of(text).contains('\u{2026}');
    let condition = |m| goes_on(m).filter(|more| has_condition(more, dots));
    let (m, more) = theirs().find_map(|m| Some((m, condition(m)?)))?;
    let silent = |why: &str| -> Option<Finding> {
        draft.note(rule, quote.span, || {
            format!("{} goes on with a condition, but {why}", telling::source_name(&m.source))
        });
        None
    };
    if theirs().any(|m| condition(m).is_none()) {
        return silent("another source ends there, too");
    }
    let behind = text.get(quote.span.end as usize..).unwrap_or("");
    let behind = behind.split('\n').next().unwrap_or("");
    if predicate::words(behind).any(|w| TELLS_CONDITION.iter().any(|c| c.eq_ignore_ascii_case(w))) {
        return silent("the draft tells of one behind the words");
    }
    let message = format!(
        "the quote ends where the record goes on with \"{}\", which changes what it says ({})",
        telling::shortened(more),
        telling::source_name(&m.source)
    );
    let mut finding = rule.finding(quote.span, message);
    finding.evidence.push(telling::evidence(m));
    let comma = if rest.of(text).ends_with(',') { "," } else { "" };
    let edit = Edit { span: rest, text: format!(" {more}{comma}") };
    finding.fixes.push(Fix { title: "Put back what is left out".to_owned(), edits: vec![edit] });
    Some(finding)
}

/// The words with which the record's sentence goes on behind a match, inside the same quotation marks.
fn goes_on(m: &QuoteMatch) -> Option<&str> {
    let at = m.passage.find(m.text.trim())? + m.text.trim().len();
    let more = m.passage.get(at..)?.trim_start_matches([',', ' ']);
    let end = more.find(['.', '!', '?', ';', '"', '\u{201D}', '\n', '\u{2026}']).unwrap_or(more.len());
    Some(more[..end].trim_end_matches([',', ' '])).filter(|more| !more.is_empty())
}

/// Whether words begin with a condition; behind dots a plain "if" is one, too.
fn has_condition(more: &str, dots: bool) -> bool {
    let begins = |with: &&str| more.strip_prefix(*with).is_some_and(|rest| rest.starts_with(' '));
    CONDITIONS.iter().any(begins) || dots && CONDITIONS_BEHIND_DOTS.iter().any(begins)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, findings, fixed, notes};

    const HARBOUR: &str = "---\noutlet: The Tide\n---\n\n\"We will close the old harbour before the winter storms. That \
        holds only if the northern bridge falls into the river. The whole town will be safe behind the new dyke,\" Mayor \
        Ines Keller said.\n";

    #[test]
    fn a_statement_left_out_in_silence_is_told_and_put_back() {
        let draft = "\"We will close the old harbour before the winter storms. The whole town will be safe behind the new \
            dyke,\" Keller said.\n";
        assert_eq!(codes(draft, &[HARBOUR]), ["Q005"]);
        assert!(fixed(draft, &[HARBOUR]).contains("storms. That holds only if"), "{}", fixed(draft, &[HARBOUR]));
    }

    #[test]
    fn an_ellipsis_that_owns_up_is_left_in_peace() {
        let draft = "\"We will close the old harbour before the winter storms. … The whole town will be safe behind the \
            new dyke,\" Keller said.\n";
        assert!(findings(draft, &[HARBOUR]).is_empty(), "{:?}", findings(draft, &[HARBOUR]));
    }

    #[test]
    fn dots_that_swallow_a_not_turn_the_meaning() {
        let record = "\"We will under no circumstances whatever close the old harbour before the winter storms,\" Mayor \
            Ines Keller said.\n";
        let draft = "\"We will … close the old harbour before the winter storms,\" Keller said.\n";
        let found = findings(draft, &[record]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].code, "Q005");
        assert!(fixed(draft, &[record]).starts_with("\"We will under no circumstances whatever close"));
    }

    #[test]
    fn halves_from_two_occasions_are_no_one_statement() {
        let june = "---\ndate: 2021-06-10\noutlet: The Tide\n---\n\n\"The northern harbour bridge needs eleven new \
            pillars,\" Mayor Ines Keller said.\n";
        let april = "---\ndate: 2021-04-02\noutlet: Lake Post\n---\n\n\"Whoever delays the ferry contract wrecks this \
            town's budget,\" Mayor Ines Keller said.\n";
        let draft = "\"The northern harbour bridge needs eleven new pillars. Whoever delays the ferry contract wrecks this \
            town's budget,\" Keller said.\n";
        assert_eq!(codes(draft, &[june, april]), ["Q005"]);
        let both = "\"The northern harbour bridge needs eleven new pillars. Whoever delays the ferry contract wrecks this \
            town's budget,\" Mayor Ines Keller said.\n";
        assert_eq!(codes(draft, &[june, april, both]), Vec::<&str>::new());
    }

    #[test]
    fn halves_said_on_two_days_are_no_one_statement() {
        let of = |outlet: &str, words: &str, day: &str| {
            format!("---\ndate: 2021-06-12\noutlet: {outlet}\n---\n\n\"{words},\" Mayor Ines Keller said on {day}.\n")
        };
        let bridge = |day: &str| of("The Tide", "The northern harbour bridge needs eleven new pillars", day);
        let ferry = |day: &str| of("Lake Post", "Whoever delays the ferry contract wrecks this town's budget", day);
        let draft = "\"The northern harbour bridge needs eleven new pillars, and whoever delays the ferry contract wrecks this \
            town's budget,\" Keller said.\n";
        let codes = |bridge: String, ferry: String| codes(draft, &[&bridge, &ferry]);
        assert_eq!(codes(bridge("June 8"), ferry("June 10")), ["Q005"]);
        assert_eq!(codes(bridge("June 8"), ferry("June 8")), Vec::<&str>::new());
    }

    #[test]
    fn a_condition_that_is_cut_off_is_told() {
        let record = "---\noutlet: The Tide\n---\n\n\"The northern ferry will sail again, only if the state pays for eleven \
            new pillars,\" Mayor Ines Keller said. \"Whoever steers must wear a hat if it rains hard,\" she said.\n";
        let draft = "\"The northern ferry will sail again ...,\" Keller said.\n";
        assert_eq!(codes(draft, &[record]), ["Q005"]);
        let whole =
            "\"The northern ferry will sail again only if the state pays for eleven new pillars,\" Keller said.\n";
        assert_eq!(fixed(draft, &[record]), whole);
        assert_eq!(codes("\"The northern ferry will sail again,\" Keller said.\n", &[record]), ["Q005"]);
        for told in [
            "\"The northern ferry will sail again,\" Keller said, if the state pays.\n",
            "\"Whoever steers must wear a hat,\" Keller said.\n",
        ] {
            assert_eq!(codes(told, &[record]), Vec::<&str>::new(), "{told}");
        }
        let elsewhere = "---\noutlet: Lake Post\n---\n\n\"The northern ferry will sail again,\" Ines Keller said.\n";
        assert_eq!(codes(draft, &[record, elsewhere]), Vec::<&str>::new());
    }

    #[test]
    fn silence_can_be_explained() {
        let draft = "\"We will close the old harbour before the winter storms. The whole town will be safe behind the new \
            dyke,\" Mayor Ines Keller said.\n";
        let told = notes(draft, &[HARBOUR, draft]);
        assert!(told.iter().any(|n| n.starts_with("Q005: The Tide has more between")), "{told:?}");
    }
}
