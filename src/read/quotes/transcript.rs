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
    /// Begins as a person's full name or office does: `Anna Berg`, `Senator Berg`.
    full: bool,
}

/// Labels that stand for nobody by name.
const ANONYMOUS: [&str; 13] = [
    "Q",
    "A",
    "QUESTION",
    "ANSWER",
    "QUESTIONER",
    "INTERVIEWER",
    "MODERATOR",
    "REPORTER",
    "AUDIENCE MEMBER",
    "PARTICIPANT",
    "UNIDENTIFIED",
    "VOICEOVER",
    "ANNOUNCER",
];

/// Whether a label names nobody: `Q`, `UNIDENTIFIED SPEAKER`.
pub(in crate::read) fn is_anonymous(label: &str) -> bool {
    ANONYMOUS.iter().any(|a| label.eq_ignore_ascii_case(a)) || label.to_ascii_uppercase().starts_with("UNIDENTIFIED")
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
    let anonymous = |l: &Label| is_anonymous(l.span.of(prose.text));
    // Three turns and nothing else, by two who are named in full.
    let interview = marked >= 3
        && repeated
        && labels.len() - marked <= 1
        && speakers().all(|l| l.full || anonymous(l))
        && speakers().any(|l| l.full);
    let transcript = (voices && marked > 0)
        || speech
        || interview
        || (capitals >= 3 && repeated && capitals * 5 >= labels.len())
        || (marked >= 4 && repeated && marked * 2 >= labels.len());
    if !transcript {
        return None;
    }
    // Whether names are in capitals here, `Q` does not tell.
    let (in_capitals, named) = speakers()
        .filter(|l| !anonymous(l))
        .fold((0, 0), |(capitals, all), l| (capitals + usize::from(l.capitals), all + 1));
    let mut out: Vec<Quote> = Vec::new();
    let mut speaking = false;
    for (paragraph, label) in prose.paragraphs.iter().zip(&labels) {
        match label {
            Some(l) if l.note => speaking = false,
            // In a transcript in capitals a small-letter label is somebody's words, unless it is a name.
            Some(l) if l.capitals || in_capitals * 2 < named || l.full || anonymous(l) => {
                speaking = true;
                let span = prose.span(&(l.after..paragraph.end));
                out.push(Quote {
                    span,
                    content: span,
                    kind: QuoteKind::Block,
                    speaker: None,
                    cue: Some(l.span),
                    nested: false,
                    post: false,
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
            return Some(Label {
                span: first.span,
                after: paragraph.start + 1,
                capitals: true,
                note: false,
                full: false,
            });
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
                    full: words > 1 && first.is(Class::GIVEN | Class::TITLE | Class::HONORIFIC),
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

#[cfg(test)]
mod tests {
    use crate::read::{QuoteKind, reading_of};

    /// Each turn's words and whose they are; `-` for nobody by name.
    fn turns(text: &str) -> Vec<(String, String)> {
        let found = reading_of(text);
        let blocks = found.quotes.iter().filter(|q| q.kind == QuoteKind::Block);
        let name = |q: &crate::read::Quote| q.speaker.as_ref().and_then(|s| s.name.clone()).unwrap_or("-".to_owned());
        blocks.map(|q| (name(q), q.content.of(text).to_owned())).collect()
    }

    fn whose(text: &str) -> Vec<String> {
        turns(text).into_iter().map(|t| t.0).collect()
    }

    #[test]
    fn questions_by_nobody_do_not_swallow_answers_by_somebody() {
        for (asks, answers, name) in [
            ("Q:", "Anna Berg:", "Anna Berg"),
            ("Q", "Anna Berg:", "Anna Berg"),
            ("QUESTION:", "Berg:", "Berg"),
            ("Question:", "ANNA BERG:", "Anna Berg"),
            ("REPORTER:", "Mayor Berg:", "Berg"),
            ("Q:", "A:", "-"),
        ] {
            let text = format!(
                "{asks} Will you close it?\n\n{answers} We close it in May.\n\n{asks} And then?\n\n{answers} We rest."
            );
            let all = turns(&text);
            assert_eq!(all.len(), 4, "{text}: {all:?}");
            assert!(all[1].0.ends_with(name) && all[1].1 == "We close it in May.", "{text}: {all:?}");
            assert_eq!(all[0].0, "-", "{text}");
        }
    }

    #[test]
    fn in_a_transcript_in_capitals_a_name_in_small_letters_is_a_speaker_and_other_words_are_none() {
        let text = "THE MAYOR: Welcome.\n\nANNA BERG: Good day.\n\nAnna Falk: Good day to you.\n\n\
            Remember: we are late.\n\nTHE MAYOR: So we are.";
        let all = turns(text);
        assert_eq!(all.len(), 4, "{all:?}");
        assert_eq!(all[2], ("Anna Falk".to_owned(), "Good day to you.\n\nRemember: we are late.".to_owned()));
    }

    #[test]
    fn three_turns_of_two_who_are_named_in_full_are_an_interview() {
        assert_eq!(
            whose("Anna Berg: Is it open?\n\nTom Falk: It is, by now.\n\nAnna Berg: Since when?"),
            ["Anna Berg", "Tom Falk", "Anna Berg"]
        );
        for list in [
            "Monday: It is open.\n\nTuesday: It is shut.\n\nMonday: It is open.",
            "Anna Berg: Is it open?\n\nTom Falk: It is, by now.\n\nThe hall fell silent.\n\nNobody spoke.",
        ] {
            assert!(whose(list).is_empty(), "{list}");
        }
    }
}
