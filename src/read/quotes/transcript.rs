//! Transcripts: documents whose speakers are marked by line. All that stands under a speaker is theirs.

use super::{Quote, QuoteKind, asides};
use crate::lexicon::{self, Class};
use crate::text::{Kind, Prose, Shape, Span};
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// Words in a line speaker's label at most: `SEN. BERNIE SANDERS (I), PRESIDENTIAL CANDIDATE`.
const MAX_LABEL: usize = 10;

/// Labels of what the editors add.
static NOTES: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| lexicon::rows(include_str!("../../lexicon/note_labels.tsv")).collect());

/// A paragraph's speaker label.
#[derive(Clone, Copy, Debug)]
struct Label {
    /// The label without its colon.
    span: Span,
    /// The first token of the words spoken.
    after: u32,
    /// All capitals, or `Q`: the way of transcripts alone.
    capitals: bool,
    /// `EDITOR'S NOTE`, `Fact Check`, `READ MORE`: nobody speaks.
    note: bool,
}

/// The turns of a transcript as block quotes, each with its label as the cue; `None` where the text is no transcript.
/// `voices` says that the document's format marks its speakers.
pub(in crate::read) fn turns(prose: &Prose, voices: bool) -> Option<Vec<Quote>> {
    let labels: Vec<Option<Label>> = prose.paragraphs.iter().map(|p| label(prose, p)).collect();
    let speakers = || labels.iter().flatten().filter(|l| !l.note);
    let marked = speakers().count();
    let capitals = speakers().filter(|l| l.capitals).count();
    // A speech is one turn: its speaker's full name in capitals at the very head.
    let speech =
        labels.first().copied().flatten().is_some_and(|l| !l.note && l.capitals && l.span.of(prose.text).contains(' '));
    let repeated = {
        let mut names: Vec<&str> = speakers().map(|l| l.span.of(prose.text)).collect();
        names.sort_unstable();
        names.windows(2).any(|w| w[0] == w[1])
    };
    let transcript = (voices && marked > 0)
        || speech
        || (capitals >= 3 && repeated && capitals * 5 >= labels.len())
        || (marked >= 4 && repeated && marked * 2 >= labels.len());
    if !transcript {
        return None;
    }
    let mut out: Vec<Quote> = Vec::new();
    let mut speaking = false;
    for (paragraph, label) in prose.paragraphs.iter().zip(&labels) {
        match label {
            Some(l) if l.note => speaking = false,
            // In a transcript in capitals a small-letter label is somebody's words.
            Some(l) if l.capitals || capitals * 2 < marked => {
                speaking = true;
                let span = prose.span(&(l.after..paragraph.end));
                out.push(Quote {
                    span,
                    content: span,
                    kind: QuoteKind::Block,
                    speaker: None,
                    cue: Some(l.span),
                    nested: false,
                    scare: false,
                });
            }
            _ if speaking && !is_stage_direction(prose, paragraph) => {
                let end = prose.span(paragraph).end;
                if let Some(turn) = out.last_mut() {
                    turn.span.end = end;
                    turn.content.end = end;
                }
            }
            _ => {}
        }
    }
    out.retain(|q| !q.span.is_empty());
    Some(out)
}

/// `(APPLAUSE)`, `[Laughter]`: nobody's words.
fn is_stage_direction(prose: &Prose, paragraph: &Range<u32>) -> bool {
    matches!(prose.mark(paragraph.start as usize), '(' | '[')
        && matches!(prose.mark(paragraph.end as usize - 1), ')' | ']')
}

/// `THE PRESIDENT:`, `Q`, `Vladimir Putin:`, `MR. EARNEST (via phone):` at a paragraph's head.
fn label(prose: &Prose, paragraph: &Range<u32>) -> Option<Label> {
    let start = paragraph.start as usize;
    let end = (paragraph.end as usize).min(start + MAX_LABEL + 4);
    let first = prose.tokens.get(start)?;
    if first.kind != Kind::Word || !first.capitalised() {
        return None;
    }
    let second = prose.tokens.get(start + 1);
    let word = prose.str(start).trim_end_matches('.');
    if (word == "Q" || word == "A") && paragraph.len() > 2 {
        let opens = second.is_some_and(|t| t.spaced && t.kind == Kind::Word && t.capitalised());
        if word == "Q" && opens {
            return Some(Label { span: first.span, after: paragraph.start + 1, capitals: true, note: false });
        }
    }
    let (mut capitals, mut words, mut bracket) = (true, 0, false);
    for i in start..end {
        let token = prose.tokens.get(i)?;
        match prose.mark(i) {
            ':' if words > 0 => {
                let after = i as u32 + 1;
                if after >= paragraph.end {
                    return None;
                }
                let span = Span::new(first.span.start, prose.tokens.get(i.checked_sub(1)?)?.span.end);
                return Some(Label {
                    span,
                    after,
                    capitals: capitals && (words > 1 || first.span.len() > 2 || word == "Q"),
                    note: is_note(span.of(prose.text)),
                });
            }
            '(' | '[' => bracket = true,
            ')' | ']' => bracket = false,
            '.' | ',' | '-' | '\'' | '\u{2019}' => {}
            _ if token.kind == Kind::Punct => return None,
            _ if bracket => {}
            _ => {
                words += 1;
                let joins = token.is(Class::NAME_PARTICLE | Class::PREPOSITION | Class::NOUN_OPENER);
                if token.kind == Kind::Word && !token.capitalised() && !joins {
                    return None;
                }
                capitals &= token.kind != Kind::Word || token.shape == Shape::Upper || is_short_title(prose.str(i));
            }
        }
    }
    None
}

fn is_note(label: &str) -> bool {
    let label = label.to_lowercase().replace('\u{2019}', "'");
    NOTES.contains(label.as_str()) || asides::is_label(&label)
}

/// `McCAIN`, `Mr`, `J.`: written with small letters even where all else is capitals.
fn is_short_title(word: &str) -> bool {
    let small = word.bytes().filter(u8::is_ascii_lowercase).count();
    word.len() == 1 || word.ends_with('.') || (small <= 2 && word.len() > 3 && word.starts_with("Mc")) || word == "O"
}
