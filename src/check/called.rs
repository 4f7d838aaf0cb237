//! Whether a date is a name's: the band February 30, a film called "April 31".

use crate::lexicon::{self, Class};
use crate::text::{Kind, Prose, Shape, Span};
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// Things whose name stands right behind them.
static THINGS: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| lexicon::rows(include_str!("../lexicon/named_things.tsv")).collect());

/// Words that a name stands behind.
const CALLED: &[&str] =
    &["called", "named", "titled", "entitled", "dubbed", "nicknamed", "christened", "baptized", "baptised"];

/// Most words of a name on either side of its date: "Happy Friday, November 16 issue".
const NAME: usize = 4;

/// Whether the date at `span`, weekday and all, is a name or part of one.
pub(super) fn is_name(prose: &Prose, span: Span) -> bool {
    let date = prose.token_at(span.start)..prose.token_at(span.end.saturating_sub(1)) + 1;
    let weekday = prose.tokens.get(date.start).is_some_and(|t| t.is(Class::WEEKDAY));
    let Some(sentence) = prose.sentences.get(prose.sentence_of(date.start)).map(|s| s.start as usize..s.end as usize)
    else {
        return false;
    };
    if is_quoted(prose, &date, &sentence) {
        return true;
    }
    let words = (sentence.start..date.start).rev().take(NAME).take_while(|&i| is_capital(prose, i)).count();
    let Some(before) = (date.start - words).checked_sub(1).filter(|&i| i >= sentence.start) else { return false };
    let issue = matches!(prose.str(date.end), "issue" | "edition" | "number" | "special");
    // "was called Friday, November 16, for a meeting", "told the paper Friday, November 16"
    let passive = before > sentence.start && prose.tokens[before - 1].is(Class::AUXILIARY);
    (CALLED.contains(&prose.str(before)) && !passive || issue && words > 0) && (words > 0 || !weekday)
        || THINGS.contains(prose.str(before)) && !weekday
}

/// A capitalised word that is none of grammar or of the calendar.
fn is_capital(prose: &Prose, i: usize) -> bool {
    let no_name = Class::DETERMINER | Class::NOUN_OPENER | Class::PREPOSITION | Class::MONTH | Class::WEEKDAY;
    prose.tokens[i].kind == Kind::Word && prose.tokens[i].capitalised() && !prose.tokens[i].is(no_name)
}

/// Whether a date stands between quotation marks with nothing but capitalised words: the title of a film, the name of a boat.
fn is_quoted(prose: &Prose, date: &Range<usize>, sentence: &Range<usize>) -> bool {
    let mark = |i: usize| matches!(prose.mark(i), '"' | '“' | '”' | '‘' | '’' | '\'' | '«' | '»');
    let part = |i: &usize| is_capital(prose, *i) || matches!(prose.str(*i), "The" | "A" | "the");
    let first = (sentence.start..date.start).rev().take(NAME).take_while(|i| part(i)).last().unwrap_or(date.start);
    let closes =
        |i: &usize| part(i) || matches!(prose.mark(*i), ',' | '.') || matches!(prose.str(*i), "issue" | "edition");
    // The sentence may end inside the marks.
    let last = (date.end..prose.tokens.len()).take(NAME).take_while(closes).last().map_or(date.end, |i| i + 1);
    first > 0 && mark(first - 1) && mark(last)
}

/// Whether a month is somebody's or something's name in a text: "Ward June", "Theresa May".
pub(super) fn is_month_a_name(prose: &Prose, month: &str) -> bool {
    let named = |w: &[crate::text::Token]| {
        let [before, word] = w else { return false };
        let no_name = Class::PREPOSITION
            | Class::SHIFT
            | Class::PHASE
            | Class::NOUN_OPENER
            | Class::DETERMINER
            | Class::CONJUNCTION
            | Class::WEEKDAY
            | Class::MONTH
            | Class::NO_NAME
            | Class::TIME_PREPOSITION
            | Class::STOP;
        word.kind == Kind::Word
            && word.shape == Shape::Capital
            && word.span.of(prose.text) == month
            && before.kind == Kind::Word
            && before.capitalised()
            && !before.is(no_name)
    };
    prose.tokens.windows(2).any(named)
}
