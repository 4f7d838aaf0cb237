//! The examples on the rules' pages, held against their rules: what a page shows is found.

use super::{RULES, testing};

/// Outlets of the record, as far as an example needs them.
const OUTLETS: [&str; 5] = ["The Tide", "Lake Post", "Shore News", "Hill Gazette", "Dune Daily"];

/// A rule's code, a draft, and an article for each outlet in order. Their words are the page's; `…` is what the page
/// leaves out.
const EXAMPLES: &[(&str, &str, &[&str])] = &[
    (
        "Q001",
        "\"The harbour will stay open,\" said Paul Brandt.",
        &["\"The harbour will stay open,\" Mayor Ines Keller said."],
    ),
    (
        "Q002",
        "\"We have plans to close the harbour.\" said Ines Keller.",
        &["\"We have no plans to close the harbour,\" said Ines Keller."],
    ),
    ("Q003", "\"I shall sell the harbour to the highest bidder,\" Keller said.", &["The harbour was busy on Monday."]),
    (
        "Q004",
        "\"The harbour will stay open through the winter storms,\" Ines Keller said.",
        &[
            "\"The harbour will stay open through the winter storms,\" Ines Keller said.",
            "\"The harbour will stay open through the winter storms,\" Paul Brandt said.",
            "\"The harbour will stay open through the winter storms,\" Ines Keller said on a windy quay.",
            "\"The harbour will stay open through the winter storms,\" Paul Brandt said in the rain.",
        ],
    ),
    (
        "Q005",
        "\"We will close the harbour. The town will be safe.\" Ines Keller said.",
        &[
            "\"We will close the harbour. That holds only if the bridge falls. The town will be safe,\" Ines Keller said.",
        ],
    ),
    (
        "Q005",
        "\"The northern ferry will sail again,\" Keller said.",
        &["\"The northern ferry will sail again only if the state pays,\" Mayor Ines Keller said."],
    ),
    (
        "Q006",
        "\"The harbour will stay open through the winter storms,\" Ines Keller said on June 11.",
        &[
            "\"The harbour will stay open through the winter storms,\" Keller said on June 8. Ines Keller was on the quay.",
            "The wind was strong. \"The harbour will stay open through the winter storms,\" Keller said on June 8, as Ines Keller often has.",
        ],
    ),
    ("Q007", "The port is old.\n\n\"We never promised a second ferry.\"", &[]),
    (
        "D001",
        "Lindau will hold its harbour vote on June 18.",
        &[
            "Lindau will hold its harbour vote on June 16, the mayor said.",
            "On June 16 Lindau votes on its harbour.",
            "Lindau holds a harbour vote on June 16.",
        ],
    ),
    ("D002", "They met on Tuesday, June 16, 2021.", &[]),
    ("D003", "The deadline is June 31.", &[]),
    (
        "D004",
        "Lindau will hold its harbour vote on June 16.",
        &[
            "Lindau will hold its harbour vote on June 16, the mayor said.",
            "On June 16 Lindau will vote on its harbour.",
            "Lindau will hold its harbour vote on June 19.",
            "On June 19 Lindau holds its harbour vote.",
        ],
    ),
    (
        "D004",
        "Lindau will hold its harbour vote on June 19.",
        &[
            "Lindau will hold its harbour vote on June 16, the mayor said.",
            "On June 16 Lindau will vote on its harbour.",
            "Lindau will hold its harbour vote on June 19.",
            "On June 19 Lindau holds its harbour vote.",
        ],
    ),
    ("D005", "He left exactly ten years ago, in 2001.", &[]),
    ("D005", "It was the 20th anniversary of the 2011 attacks.", &[]),
    ("D005", "Though founded in 1911, the club marked its 90th anniversary in 2021.", &[]),
    ("D005", "She ruled for five years, from 1990 to 1998.", &[]),
    ("D005", "It was shut for four days, from May 15 to May 22.", &[]),
    ("D005", "It rained at Saturday's parade, six days after the flood of May 15.", &[]),
    ("D005", "He had sat there for 30 years, since 2001.", &[]),
    ("D005", "She was born in 1931, she died in 1998 at the age of 75.", &[]),
    ("D005", "Keller was born in 1936, he is 71.", &[]),
    ("D005", "She came in 1998 and is now in her 33rd year there.", &[]),
    ("D006", "The leaders will meet on June 16, 2020.", &[]),
    ("D006", "They met on June 16, 2022.", &[]),
    (
        "D006",
        "The trustees of the pier approved it on June 29.",
        &["The trustees of the pier are to approve it on June 29."],
    ),
    ("D006", "They will meet on Monday, June 7.", &[]),
    ("D006", "The envoys are to vote on June 2.", &[]),
    ("D007", "The deal was signed on 04/06/2021.", &[]),
    ("N001", "Later Ines Bergmnan left.", &["On Tuesday Ines Bergmann left the harbour of Lindau."; 3]),
    (
        "N002",
        "Lindau Mayor Paul Brandt praised the harbour.",
        &["Lindau Mayor Ines Keller opened the harbour. \"It is open,\" said Judge Paul Brandt of Bregenz."; 4],
    ),
];

#[test]
fn what_a_page_shows_is_found() {
    for (code, draft, articles) in EXAMPLES {
        let articles: Vec<String> = articles
            .iter()
            .zip(OUTLETS)
            .map(|(text, outlet)| format!("---\noutlet: {outlet}\ndate: 2021-06-10\n---\n\n{text}\n"))
            .collect();
        let mut articles: Vec<&str> = articles.iter().map(String::as_str).collect();
        if articles.is_empty() {
            articles.push("The harbour was busy.\n");
        }
        let found = testing::codes(&format!("{draft}\n"), &articles);
        assert!(found.contains(code), "{code}: {draft} gives {found:?}");
    }
}

#[test]
fn every_example_on_a_page_is_among_them() {
    for rule in RULES {
        let example = rule.docs.split("**Example").nth(1).and_then(|rest| rest.split("**").nth(1));
        let words = example.expect("every page has an example").split_whitespace().collect::<Vec<_>>().join(" ");
        let of_rule = || EXAMPLES.iter().filter(|(code, ..)| *code == rule.code);
        assert!(of_rule().next().is_some(), "{}", rule.code);
        for shown in words.split('`').skip(1).step_by(2) {
            let is_in = |text: &&str| text.contains(shown);
            let held = of_rule().any(|(_, draft, articles)| is_in(draft) || articles.iter().any(is_in));
            assert!(held, "{}: `{shown}` is held against nothing", rule.code);
        }
    }
}
