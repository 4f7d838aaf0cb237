//! Dialogue in dashes, the way of Spanish: `—No hay dinero —dijo Ana Ruiz—. Es una pena.`
//!
//! A paragraph that opens with a dash tight to its first word is somebody's words, but for what the writer puts in
//! between: from a dash after a blank, with a verb of speech tight to it, up to the next dash.

use super::{Quote, QuoteKind};
use crate::lexicon::Class;
use crate::text::{Kind, Prose, Span};
use std::ops::Range;

/// The spoken parts of a text's dialogue in dashes.
pub(super) fn find(prose: &Prose) -> Vec<Quote> {
    let mut out = Vec::new();
    let mut talking = false;
    for paragraph in &prose.paragraphs {
        let turn = opens(prose, paragraph).then(|| spoken(prose, paragraph));
        // Without a writer's verb it is dialogue only among dialogue: a list or a signature has dashes too.
        talking = matches!(&turn, Some((_, told)) if *told || talking);
        let parts = turn.filter(|_| talking).map(|(parts, _)| parts).unwrap_or_default();
        out.extend(parts.iter().map(|part| Quote {
            span: Span::new(prose.span(part).start, prose.span(part).end),
            content: prose.span(&(first_word(prose, part)..part.end)),
            kind: QuoteKind::Direct,
            speaker: None,
            cue: None,
            nested: false,
            post: false,
            scare: false,
        }));
    }
    out
}

fn dash(prose: &Prose, i: u32) -> bool {
    matches!(prose.mark(i as usize), '—' | '–' | '―')
}

fn tight(prose: &Prose, i: u32) -> bool {
    prose.tokens.get(i as usize).is_some_and(|t| !t.spaced)
}

fn opens(prose: &Prose, paragraph: &Range<u32>) -> bool {
    let word = prose.tokens.get(paragraph.start as usize + 1);
    dash(prose, paragraph.start)
        && paragraph.len() > 3
        && word.is_some_and(|t| {
            !t.spaced && (t.kind == Kind::Word || matches!(prose.mark(paragraph.start as usize + 1), '¿' | '¡'))
        })
}

/// The parts of a paragraph that are spoken, and whether the writer says so in between.
fn spoken(prose: &Prose, paragraph: &Range<u32>) -> (Vec<Range<u32>>, bool) {
    let mut parts = Vec::new();
    let mut told = false;
    let mut start = paragraph.start;
    let mut i = start + 1;
    while i < paragraph.end {
        let verb = prose.tokens.get(i as usize + 1).is_some_and(|t| !t.spaced && t.is(Class::SPEECH_VERB));
        if !(dash(prose, i) && !tight(prose, i) && verb) {
            i += 1;
            continue;
        }
        told = true;
        parts.push(start..i);
        let Some(close) = (i + 1..paragraph.end).find(|&j| dash(prose, j)) else { return (parts, told) };
        start = close + 1;
        // Behind the dash stands the mark that ends the writer's words.
        while start < paragraph.end
            && matches!(prose.mark(start as usize), '.' | ',' | ';' | ':')
            && tight(prose, start)
        {
            start += 1;
        }
        i = start;
    }
    if start < paragraph.end {
        parts.push(start..paragraph.end);
    }
    (parts, told)
}

/// Past the dash that opens a part.
fn first_word(prose: &Prose, part: &Range<u32>) -> u32 {
    if dash(prose, part.start) && part.len() > 1 { part.start + 1 } else { part.start }
}
