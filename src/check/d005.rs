//! D005: durations, ages and anniversaries that do not add up.

use super::{Draft, Finding, Rule, Severity};
use crate::lexicon::Class;
use crate::read::{Timex, TimexKind};
use crate::text::{Kind, Prose};

pub(super) const RULE: Rule =
    Rule { code: "D005", name: "date-arithmetic", severity: Severity::Warning, needs_record: false, docs: DOCS, check };

const DOCS: &str = "\
# D005 date-arithmetic

Two expressions that are to say the same and do not: a distance in years beside the year it should lead to, an
anniversary beside the year it counts from, a span of years beside its length, an age at death beside both years.

**Why it matters.** One of the numbers is wrong, and a reader with a pencil finds out which.

**Examples.** In a draft of 2021: `ten years ago, in 2001`; `the 20th anniversary of the 2011 attacks`; `for five
years, from 1990 to 1998`; `born in 1931, she died in 1998 at the age of 75`.

**When it stays silent.** Within a year either way (people round, and months count), where the distance is loose
(`about`, `more than`), and where another year stands between.

**Silence it** with `<!-- onrecord: ignore D005 -->` on the line (plain text: `[onrecord: ignore D005]`).
";

/// Years by which two numbers may differ: birthdays, fiscal years and counting both ends make one.
const TOLERANCE: i32 = 1;

fn check(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    let Some(published) = draft.reading.date else { return };
    let text = &draft.document.text;
    let dates = &draft.reading.dates;
    let between = |a: &Timex, b: &Timex| text.get(a.span.end as usize..b.span.start as usize).unwrap_or("").trim();
    for pair in dates.windows(2) {
        let [a, b] = pair else { continue };
        // "ten years ago, in 2001"; "in 2001, ten years ago"
        let (distance, year) = match (years_ago(a, text), years_ago(b, text)) {
            (Some(n), None) if matches!(between(a, b), ", in" | "in" | "(" | "(in" | "— in") => (n, b),
            (None, Some(n)) if matches!(between(a, b), "," | "(" | "—") => (n, a),
            _ => continue,
        };
        let Some(written) = lone_year(year, text) else { continue };
        let there = i32::from(published.year()) - distance;
        if (there - i32::from(written)).abs() > TOLERANCE {
            let words = if std::ptr::eq(year, b) { a } else { b }.span.of(text);
            let message = format!("“{words}” leads from {} to {there}, not to {written}", published.year());
            findings.push(rule.finding(a.span.cover(b.span), message));
        }
    }
    if text.contains("anniversary of") {
        anniversaries(rule, draft, draft.prose(), i32::from(published.year()), findings);
    }
    lives(rule, draft, findings);
    spans(rule, draft, findings);
}

/// N of "N years ago", where it is exact.
fn years_ago(t: &Timex, text: &str) -> Option<i32> {
    let words = t.span.of(text);
    let count = words.strip_suffix(" years ago")?;
    // Loose distances and round ones of centuries are no arithmetic.
    let n = whole_number(count)?;
    (t.kind == TimexKind::Date && n < 100).then_some(n)
}

/// A small number in digits or words.
fn whole_number(s: &str) -> Option<i32> {
    const WORDS: [&str; 20] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    s.parse().ok().or_else(|| WORDS.iter().position(|w| s.eq_ignore_ascii_case(w)).map(|n| n as i32 + 1))
}

/// A year that stands by itself.
fn lone_year(t: &Timex, text: &str) -> Option<i16> {
    let (span, year) = t.parts.year?;
    (t.parts.month.is_none() && span.of(text) == t.span.of(text)).then_some(year)
}

/// "the 20th anniversary of the 2001 attacks", where no other year can be the one it is kept in.
fn anniversaries(rule: &Rule, draft: &Draft, prose: &Prose, now: i32, findings: &mut Vec<Finding>) {
    let text = &draft.document.text;
    for i in 2..prose.tokens.len() {
        if !(prose.str(i) == "anniversary" && prose.str(i + 1) == "of") {
            continue;
        }
        let Some(n) = ordinal_before(prose, i) else { continue };
        let Some(sentence) = prose.sentences.get(prose.sentence_of(i)) else { continue };
        let span = prose.span(sentence);
        let inside: Vec<&Timex> = draft.reading.dates.iter().filter(|t| span.contains(t.span)).collect();
        let mut years = inside.iter().filter_map(|t| Some((*t, t.parts.year?.1)));
        let (Some((timex, year)), None) = (years.next(), years.next()) else { continue };
        let anniversary = prose.tokens[i].span;
        // The year has to be the event's: "anniversary of the 2001 attacks"; a year farther on may be that of
        // the celebration.
        let of = prose.tokens.get(i + 1).map_or(0, |t| t.span.end);
        let close = text.get(of as usize..timex.span.start as usize).is_some_and(|s| matches!(s.trim(), "" | "the"));
        let other =
            inside.iter().any(|t| t.days.is_some_and(|d| i32::from(d.first.year()) != now) && !std::ptr::eq(*t, timex));
        let kept = i32::from(year) + n;
        if close && !other && (kept - now).abs() > TOLERANCE {
            let message = format!("the {n}{} anniversary of {year} is in {kept}, not in {now}", ending(n));
            findings.push(rule.finding(anniversary.cover(timex.span), message));
        }
    }
}

fn ending(n: i32) -> &'static str {
    match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

/// "Born in 1931, she died in 1998 at the age of 75."
fn lives(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    let text = &draft.document.text;
    for pair in draft.reading.dates.windows(2) {
        let [birth, death] = pair else { continue };
        let (Some((_, born)), Some((_, died))) = (birth.parts.year, death.parts.year) else { continue };
        // The words of one sentence, and a span short enough to be one.
        if death.span.end - birth.span.start > LIFE || !(1..120).contains(&(i32::from(died) - i32::from(born))) {
            continue;
        }
        let between = text.get(birth.span.end as usize..death.span.start as usize).unwrap_or("");
        // "His father died" is another life.
        if ![" and died ", ", died ", " he died ", " she died ", " who died "].iter().any(|own| between.contains(own)) {
            continue;
        }
        let prose = draft.prose();
        let at = prose.token_at(birth.span.start);
        let Some(sentence) = prose.sentences.get(prose.sentence_of(at)) else { continue };
        let (first, last) = (sentence.start as usize, sentence.end as usize);
        let birth_told = at > first
            && (at.saturating_sub(BORN_REACH).max(first)..at).any(|i| prose.str(i).eq_ignore_ascii_case("born"));
        if !birth_told || !prose.span(sentence).contains(death.span) {
            continue;
        }
        // "aged 75", "at age 75", "at the age of 75"
        let Some(age) = (at..last).find_map(|i| {
            let number = match prose.str(i) {
                "aged" => i + 1,
                "age" if prose.str(i + 1) == "of" => i + 2,
                "age" if prose.str(i.wrapping_sub(1)) == "at" => i + 1,
                _ => return None,
            };
            let n: i32 = prose.str(number).parse().ok().filter(|_| number < last)?;
            Some((n, prose.tokens[i].span.cover(prose.tokens[number].span)))
        }) else {
            continue;
        };
        let years = i32::from(died) - i32::from(born);
        // Where both days are told, the birthday has come or not; with the years alone either may be.
        let day = |t: &Timex| t.parts.day.and(t.parts.month).and(t.days).map(|d| (d.first.month(), d.first.day()));
        let (least, most) = match (day(birth), day(death)) {
            (Some(b), Some(d)) if d < b => (years - 1, years - 1),
            (Some(_), Some(_)) => (years, years),
            _ => (years - 1, years),
        };
        if !(least..=most).contains(&age.0) {
            let right = if least == most { most.to_string() } else { format!("{least} or {most}") };
            let message = format!("who was born in {born} and died in {died} was {right}, not {}", age.0);
            findings.push(rule.finding(age.1, message));
        }
    }
}

/// Bytes of a sentence that tells a birth and a death.
const LIFE: u32 = 200;

/// Tokens between "born" and its year: "born in Ghent on 3 May 1931".
const BORN_REACH: usize = 6;

/// N of "Nth" or its word right before a token.
fn ordinal_before(prose: &Prose, i: usize) -> Option<i32> {
    if let Some(word) = i.checked_sub(1).and_then(|b| prose.tokens.get(b)).filter(|t| t.is(Class::ORDINAL)) {
        return Some(i32::from(word.lex().number));
    }
    let ending = matches!(prose.str(i - 1), "st" | "nd" | "rd" | "th") && !prose.tokens.get(i - 1)?.spaced;
    let number = prose.tokens.get(i.checked_sub(2)?)?;
    if !ending || number.kind != Kind::Number {
        return None;
    }
    prose.str(i - 2).parse().ok().filter(|n| (1..1000).contains(n))
}

/// "for five years, from 1990 to 1998".
fn spans(rule: &Rule, draft: &Draft, findings: &mut Vec<Finding>) {
    let text = &draft.document.text;
    for three in draft.reading.dates.windows(3) {
        let [length, from, to] = three else { continue };
        let gap = |a: &Timex, b: &Timex| text.get(a.span.end as usize..b.span.start as usize).unwrap_or("").trim();
        if length.kind != TimexKind::Duration
            || !matches!(gap(length, from), ", from" | "from" | "(from" | "(" | ", between" | "between")
            || !matches!(gap(from, to), "to" | "until" | "till" | "–" | "-" | "and")
        {
            continue;
        }
        let words = length.span.of(text);
        let count = words.strip_suffix(" years").and_then(whole_number);
        let (Some(n), Some(first), Some(last)) = (count, lone_year(from, text), lone_year(to, text)) else { continue };
        let years = i32::from(last) - i32::from(first);
        if (years - n).abs() > TOLERANCE {
            let message = format!("from {first} to {last} is {years} years, not {n}");
            findings.push(rule.finding(length.span.cover(to.span), message));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::lint;

    #[test]
    fn numbers_that_do_not_add_up_are_reported() {
        for text in [
            "The dam broke ten years ago, in 2001.",
            "In 2001, ten years ago, the dam broke.",
            "They marked the 20th anniversary of the 2011 flood.",
            "He was mayor for five years, from 1990 to 1998.",
            "They marked the tenth anniversary of the 2001 flood.",
            "Born in 1931, she died in 1998 at the age of 75.",
            "He was born in Ghent on 3 May 1931 and died on 2 May 1998, aged 67.",
        ] {
            assert_eq!(lint("D005", Some("2021-06-11"), text).len(), 1, "{text}");
        }
    }

    #[test]
    fn numbers_that_may_add_up_are_left_alone() {
        for text in [
            "The dam broke ten years ago, in 2011.",
            "The dam broke ten years ago, in 2010.",
            "The dam broke about ten years ago, in 2007.",
            "They marked the 10th anniversary of the 2011 flood.",
            "In 2031 they will mark the 20th anniversary of the 2011 flood.",
            "He was mayor for five years, from 1990 to 1995.",
            "Born in 1931, she died in 1998 at the age of 66.",
            "Born in 1931, she married in 1960 at the age of 29.",
            "He was born in 1931, and his father died in 1935 at the age of 60.",
            "He was born in 1931; his father died in 1935, when he was aged 4.",
            "They marked the tenth anniversary of the 2011 flood.",
            "Five years ago, the 2001 report was lost.",
        ] {
            assert_eq!(lint("D005", Some("2021-06-11"), text).len(), 0, "{text}");
        }
        assert_eq!(lint("D005", None, "The dam broke ten years ago, in 2001.").len(), 0);
    }
}
