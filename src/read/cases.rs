//! What the reader must handle, one item after the other, each with a few texts: quotations and who speaks.
//!
//! A line of a case is a quote's first words and the name of its speaker, or the words that stand for one without a
//! name, or `-` for nobody.

use super::{QuoteKind, ReadOptions, read};
use crate::text::{Document, Format};

/// The quotes of a text with their speakers; scare quotes and quotes within quotes are left aside.
fn said(text: &str) -> Vec<(String, String, QuoteKind)> {
    let document = Document::parse("draft.txt", Format::Plain, text.as_bytes()).expect("a draft");
    let reading = read(&document, &ReadOptions::default());
    let quotes = reading.quotes.iter().filter(|q| !q.scare && !q.nested);
    quotes
        .map(|q| {
            let who =
                q.speaker.as_ref().map(|s| s.name.clone().unwrap_or_else(|| s.span.of(&document.text).to_owned()));
            (q.content.of(&document.text).to_owned(), who.unwrap_or_else(|| "-".to_owned()), q.kind)
        })
        .collect()
}

#[track_caller]
fn check(cases: &[(&str, &[(&str, &str)])]) {
    let mut wrong = String::new();
    for (text, expected) in cases {
        let found = said(text);
        let fits = found.len() == expected.len()
            && found.iter().zip(*expected).all(|(f, (words, who))| f.0.starts_with(words) && f.1 == *who);
        if !fits {
            wrong.push_str(&format!("{text}\n  expected {expected:?}\n  found    {found:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn nesting_and_alternating_marks() {
    check(&[
        ("“He told me, ‘Never again, not here,’ and then he left,” Anna Berg said.", &[("He told me", "Anna Berg")]),
        ("\"He told me 'never again' and left,\" Anna Berg said.", &[("He told me", "Anna Berg")]),
        ("'He told me \"never again\" and left,' Anna Berg said.", &[("He told me", "Anna Berg")]),
        ("“She said, “I will not go,” and that was it,” Anna Berg recalled.", &[("She said", "Anna Berg")]),
    ]);
}

#[test]
fn quotes_over_several_paragraphs_and_unclosed_ones() {
    check(&[
        (
            "“The bridge must be closed this winter.\n\n“Nobody asked us about it.\n\n“And then the money,” Anna Berg told them.\n\nThe council voted.",
            &[("The bridge must", "Anna Berg")],
        ),
        (
            "Anna Berg said: “The bridge must be closed.\n\nThe council voted. “We had no choice,” Tom Falk said.",
            &[("The bridge must", "Anna Berg"), ("We had no choice", "Tom Falk")],
        ),
    ]);
}

#[test]
fn split_and_floating_quotes() {
    check(&[
        (
            "“We came,” Anna Berg said, “because nobody else would.” She paused. “And we stay.”",
            &[("We came", "Anna Berg"), ("because", "Anna Berg"), ("And we stay", "Anna Berg")],
        ),
        (
            "“We came because nobody else would,” Anna Berg said.\n\n“And we will stay until it is done.”\n\n“That is a lie,” said Tom Falk.",
            &[("We came", "Anna Berg"), ("And we will", "Anna Berg"), ("That is a lie", "Tom Falk")],
        ),
        (
            "\"The bridge,\" said Anna Berg, a doctor, \"is safe.\"",
            &[("The bridge", "Anna Berg"), ("is safe", "Anna Berg")],
        ),
    ]);
}

#[test]
fn inverted_and_long_cues_according_to_and_colons() {
    check(&[
        (
            "Explaining at length why the old harbour had to close, Anna Berg, who has run the port since 2009, told the assembled council: “There is no money left.”",
            &[("There is", "Anna Berg")],
        ),
        ("“There is no money left,” said the mayor of the town, Anna Berg.", &[("There is", "Anna Berg")]),
        ("According to Anna Berg, who runs the port, “there is no money left.”", &[("there is", "Anna Berg")]),
        ("“There is no money left,” according to the port’s director, Anna Berg.", &[("There is", "Anna Berg")]),
        ("Anna Berg: “There is no money left.”", &[("There is", "Anna Berg")]),
        ("Falk said Berg had told him, “The bridge is a death trap.”", &[("The bridge", "Berg")]),
        ("Tom Falk recalled that Anna Berg once said to him: “The bridge is shut.”", &[("The bridge", "Anna Berg")]),
        // Who says that somebody said it has not said it.
        (
            "“We came at dawn,” Tom Falk said, according to the Tide. “We saw nobody.”",
            &[("We came", "Tom Falk"), ("We saw", "Tom Falk")],
        ),
    ]);
}

#[test]
fn appositions_between_a_name_and_its_verb() {
    check(&[
        ("“There is no money left,” Clara Weiss, a doctor who lives in Leeds, said.", &[("There is", "Clara Weiss")]),
        (
            "Clara Weiss, 52, a doctor who lives in Leeds, said: “There is no money left.”",
            &[("There is", "Clara Weiss")],
        ),
        ("“The bridge is safe,” Clara Weiss, who is a doctor, said.", &[("The bridge", "Clara Weiss")]),
        ("“The bridge is safe,” Clara Weiss (a doctor) said.", &[("The bridge", "Clara Weiss")]),
        ("“The bridge is safe,” Clara Weiss — a doctor — said.", &[("The bridge", "Clara Weiss")]),
    ]);
}

#[test]
fn nicknames() {
    check(&[
        (
            "Tom “Bud” Falk, a plumber, spoke. “I fixed it twice,” Falk said. “Never again,” Bud Falk said.",
            &[("I fixed", "Tom Falk"), ("Never again", "Tom Falk")],
        ),
        ("Dwayne \"Rocky\" Miller, the coach, was happy. \"We won it,\" Rocky said.", &[("We won", "Dwayne Miller")]),
    ]);
}

#[test]
fn marks_that_quote_nobody() {
    check(&[
        ("The so-called “experts” of the town left the hall.", &[]),
        ("She has read the book “The Long Way Home” twice.", &[]),
        ("The ’90s were good to the Joneses’ farm, and the cows’ milk was fresh.", &[]),
        ("At 6'2\" he is tall. \"I am the tallest,\" said Tom Falk. His 5'4\" wife laughed.", &[("I am", "Tom Falk")]),
    ]);
}

#[test]
fn german_french_and_spanish() {
    check(&[
        (
            "„Wir haben kein Geld mehr“, sagte Anna Berg. „Das ist sehr schade“, so Tom Falk.",
            &[("Wir haben", "Anna Berg"), ("Das ist", "Tom Falk")],
        ),
        ("»Wir haben kein Geld mehr«, erklärte Anna Berg am Montag.", &[("Wir haben", "Anna Berg")]),
        (
            "« Nous n’avons plus d’argent », a dit Anna Berg. « C’est bien dommage », selon Tom Falk.",
            &[("Nous", "Anna Berg"), ("C’est", "Tom Falk")],
        ),
        ("«No tenemos dinero», dijo Anna Berg. «Es una pena», añadió.", &[("No", "Anna Berg"), ("Es", "Anna Berg")]),
        (
            "—No tenemos dinero —dijo Ana Ruiz—. Es una pena.\n\n—No lo creo —respondió Juan Vega.",
            &[("No tenemos", "Ana Ruiz"), ("Es una pena", "Ana Ruiz"), ("No lo creo", "Juan Vega")],
        ),
    ]);
}

#[test]
fn two_people_in_one_sentence() {
    check(&[
        ("Anna Berg told Tom Falk that the bridge was “a death trap.”", &[("a death", "Anna Berg")]),
        ("In a letter to Tom Falk, Anna Berg called the bridge “a death trap.”", &[("a death", "Anna Berg")]),
        ("“I never will,” Anna Berg said when Tom Falk asked whether she would go.", &[("I never", "Anna Berg")]),
        ("The bridge is “a death trap,” Anna Berg’s spokesman, Tom Falk, said.", &[("a death", "Tom Falk")]),
        ("A spokesman for Anna Berg said the bridge is “a death trap.”", &[("a death", "A spokesman")]),
        // The main clause's subject speaks.
        (
            "While Anna Berg kept silent, Tom Falk was plain: “The bridge must close,” he said.",
            &[("The bridge", "Tom Falk")],
        ),
        (
            "As Tom Falk signed it, Paul Marchand had doubts. “It will not last,” he said.",
            &[("It will", "Paul Marchand")],
        ),
    ]);
}

#[test]
fn pronouns() {
    check(&[
        (
            "Anna Berg met Tom Falk on Monday. “The bridge is safe,” he said. “It is not,” she replied.",
            &[("The bridge", "Tom Falk"), ("It is not", "Anna Berg")],
        ),
        (
            "Tom Falk spoke about Paul Hale on Monday. Hale is no friend of his. He described Hale as “a bad joke.”",
            &[("a bad joke", "Tom Falk")],
        ),
        ("Mr. Kim met Mrs. Oduya. “The bridge is safe,” she said.", &[("The bridge", "Oduya")]),
        (
            "Actress Robin Tate met councilman Robin Hale. “The bridge is safe,” she said.",
            &[("The bridge", "Robin Tate")],
        ),
        (
            "“Ten years are enough for anybody,” Foreign Minister Tom Falk added.\n\nMr. Hale spoke to reporters before he left. “The bridge is safe,” he said.",
            &[("Ten years", "Tom Falk"), ("The bridge", "Hale")],
        ),
        // Who took a picture or signs a post is not spoken of.
        (
            "Tom Falk took the oath. Credit Paul Marchand for The Tide\n\nHe said: “We begin today.”",
            &[("We begin", "Tom Falk")],
        ),
        (
            "Tom Falk was angry. — Paul Marchand (@marchand) June 8, 2021 He wrote: “We begin today.”",
            &[("We begin", "Tom Falk")],
        ),
        (
            "The permit was signed by Kirral Danov, who led the town. “I only signed,” he said.",
            &[("I only", "Kirral Danov")],
        ),
    ]);
}

#[test]
fn roles_organisations_and_sources_without_a_name() {
    check(&[
        (
            "Russian President Oleg Marin met US President Paul Hale. “The bridge is safe,” the Russian president said.",
            &[("The bridge", "Oleg Marin")],
        ),
        (
            "Her lawyer, Tom Falk, and the mayor, Anna Berg, left. “The bridge is safe,” the mayor said.",
            &[("The bridge", "Anna Berg")],
        ),
        ("The Kremlin said in a statement that “the bridge is open to all.”", &[("the bridge", "Kremlin")]),
        ("The Hill reported that “the bridge is bad for all of us.”", &[("the bridge", "Hill")]),
        ("“The bridge is safe,” a senior US official said.", &[("The bridge", "a senior US official")]),
        ("“The bridge is safe,” a person familiar with the matter said.", &[("The bridge", "a person")]),
        ("“The bridge is safe,” people close to the talks said.", &[("The bridge", "people")]),
        ("“The bridge is safe,” said another.", &[("The bridge", "another")]),
        (
            "“The bridge is safe,” others said. “Awful,” said a third.",
            &[("The bridge", "others"), ("Awful", "a third")],
        ),
        // The one whom the sentence before is about; nobody where somebody else may be meant.
        ("Anna Berg would promise nothing. “Wait for Friday,” the minister said.", &[("Wait for", "Anna Berg")]),
        ("Anna Berg would promise nothing. “Wait for Friday,” the spokesman said.", &[("Wait for", "the spokesman")]),
        ("Anna Berg met Tom Falk. “Wait for Friday,” the minister said.", &[("Wait for", "the minister")]),
        ("Anna Berg would promise nothing. “Wait for Friday,” the president said.", &[("Wait for", "the president")]),
    ]);
}

#[test]
fn surnames_suffixes_particles_and_names_of_all_kinds() {
    for (named, later) in [
        ("Ursula von der Linden", "von der Linden"),
        ("Ludwig van Aalst", "Van Aalst"),
        ("Omar al-Hadid", "Hadid"),
        ("Yusuf bin Talal", "bin Talal"),
        ("J.D. Falk", "Falk"),
        ("Mary-Kate Smith-Jones", "Smith-Jones"),
        ("Łukasz Żółtowski", "Zoltowski"),
        ("Nguyễn Văn Minh", "Minh"),
        ("Recep Öztürk", "Ozturk"),
        ("George Falk Jr.", "George Falk Jr."),
    ] {
        let text = format!("{named} spoke. “The bridge is safe,” {later} said.");
        check(&[(&text, &[("The bridge", named)])]);
    }
    check(&[
        (
            "Hilda Moser met her husband, Walter Moser. “The bridge is safe,” Mrs. Moser said. “It is not,” Mr. Moser said.",
            &[("The bridge", "Hilda Moser"), ("It is not", "Walter Moser")],
        ),
        ("Survivor Anna Berg spoke. “The bridge is bad,” she said.", &[("The bridge", "Anna Berg")]),
        ("“He hit me on the bridge,” said accuser Joseph Dyer.", &[("He hit me", "Joseph Dyer")]),
        ("“I thought of the sea,” Jodie Small recalled.", &[("I thought", "Jodie Small")]),
        ("“My door is open,” the Bishop of Lindau promised.", &[("My door", "the Bishop")]),
    ]);
}

#[test]
fn capitals_datelines_and_transcripts() {
    check(&[
        ("MAYOR ANNA BERG SAID ON MONDAY that it was shut. “It was bad,” she said.", &[("It was", "Anna Berg")]),
        ("GENEVA (AP) — Anna Berg met reporters on Monday. “It is safe,” Berg said.", &[("It is", "Anna Berg")]),
        (
            "MR. HALE: Good afternoon. He said, 'I never met her.'\n\nQ Josh, is the bridge safe?\n\nMR. HALE: It is.\n\n(Laughter.)\n\nMR. HALE: Next.",
            &[("Good", "Hale"), ("Josh", "Q"), ("It is", "Hale"), ("Next", "Hale")],
        ),
    ]);
}

#[test]
fn known_failures_of_others() {
    check(&[
        (
            "\"One mark too many,\" Anna Berg said.\" Then she left.\n\n\"The bridge is safe,\" Tom Falk said.",
            &[("One mark", "Anna Berg"), ("The bridge", "Tom Falk")],
        ),
        (
            "“[The bridge] is safe,” Anna Berg said. “It is [still safe.”",
            &[("[The bridge] is safe", "Anna Berg"), ("It is [still", "Anna Berg")],
        ),
        (
            "Anna Berg said: “I have seen it.\" Then “It was big,\" she said.",
            &[("I have", "Anna Berg"), ("It was", "Anna Berg")],
        ),
        ("\"We do… not agree with that… at all,\" Anna Berg said.", &[("We do… not agree", "Anna Berg")]),
        ("“The well‐known bridge is safe,” Anna Berg said.", &[("The well‐known", "Anna Berg")]),
    ]);
}

#[test]
fn indirect_and_mixed_speech() {
    check(&[
        ("Anna Berg said on Monday that the bridge would stay closed.", &[("the bridge would", "Anna Berg")]),
        ("The bridge would stay closed “until the money is found,” Anna Berg said.", &[("until", "Anna Berg")]),
    ]);
    assert_eq!(said("Anna Berg said on Monday that the bridge would stay closed.")[0].2, QuoteKind::Indirect);
    assert_eq!(said("The bridge is “a bad joke for all,” Anna Berg said.")[0].2, QuoteKind::Mixed);
}
