//! One suite of look-ups, two engines: what the embedded index finds, a server finds too, to the letter.

use super::newsroom::{Newsroom, Run};
use super::stand_in::{Fault, StandIn};
use std::fmt::Write;

const HARBOUR: &str = "---
title: Port Ellis weighs its harbour
date: 2021-03-04
outlet: Ellis Courier
---
PORT ELLIS, March 4, 2021 - Mayor Ada Quint defended the plan on Wednesday.

\"We will not raise the bus fares before the winter,\" Quint told the council. \"One strike a year is quite enough for this
city.\"

\"The harbour stays open,\" she said, \"and the ferries will run all year.\"

The dredging contract was signed in Port Ellis on February 11, 2021.
";

const DRAFT: &str = "---
date: 2021-03-06
---
\"We will not raise the bus fares before the winter,\" Mayor Ada Quint said.

\"We will raise the bus fares before the winter,\" Quint told the council.

\"One strike a year is quite enough for this city,\" said Tom Barrow, who runs the ferries.

\"I shall sell the lighthouse to the highest bidder tomorrow,\" Quint said.

\"The beacon on reef seventeen was painted yellow again,\" Warden Ida Marsh said.

The dredging contract was signed in Port Ellis on February 18, 2021.
";

/// A name with a letter too many, which the record knows by its company, and an office of somebody else's.
const PEOPLE: &str = "---
date: 2021-06-12
---
Elsa Browne came to the harbour with Jonas Frey on Friday.

Toledo Mayor Paul Brandt praised the harbour.
";

/// The documents of [`archive`].
pub const DOCUMENTS: usize = 130;

/// An archive of several kinds of file; much of it alike, so that candidates are many.
pub fn archive() -> Vec<(&'static str, String)> {
    let mut wire = String::new();
    for i in 0..120 {
        let (day, boats, colour) = (1 + i % 28, i * 3 + 1, ["yellow", "green", "white"][i % 3]);
        let text = format!(
            "REEF TOWN, May {day}, 2020 - The beacon on reef {i} was looked after by the harbour office.\\n\\n\\\"The beacon on reef \
             {i} was painted {colour} again,\\\" Warden Ida Marsh said. \\\"We have {boats} boats and a good crew for it.\\\"\\n\\nThe \
             survey of reef {i} began on May {day}, 2020."
        );
        let _ = writeln!(
            wire,
            "{{\"id\": \"wire-{i}\", \"date\": \"2020-05-{day:02}\", \"outlet\": \"Reef Wire\", \"text\": \"{text}\"}}"
        );
    }
    let seventeen =
        "REEF TOWN - \\\"The beacon on reef seventeen was painted yellow again,\\\" Warden Ida Marsh said on Monday.";
    let _ = writeln!(wire, "{{\"id\": \"wire-x\", \"date\": \"2020-06-01\", \"text\": \"{seventeen}\"}}");
    let mut people = String::new();
    for (i, outlet) in ["The Tide", "Lake Post", "Shore News", "Hill Gazette"].iter().enumerate() {
        // In office two years before: none of those who hold it now.
        let before = "Toledo Mayor Otto Wirth opened the school.";
        let now = "Toledo Mayor Ines Keller opened the harbour. \\\"It is open,\\\" said Judge Paul Brandt of Bregenz.\\n\\nOn \
                   Tuesday Elsa Brown closed the browne gate beside Jonas Frey.";
        for (date, text) in [("2019-06-10", before), ("2021-06-10", now)] {
            let _ = writeln!(
                people,
                "{{\"id\": \"{i}-{date}\", \"date\": \"{date}\", \"outlet\": \"{outlet}\", \"text\": \"{text}\"}}"
            );
        }
    }
    vec![("articles/harbour.md", HARBOUR.to_owned()), ("wire.jsonl", wire), ("people.jsonl", people)]
}

/// A newsroom whose archive lies on the server, and its twin whose archive lies on disk.
pub fn twins(url: &str) -> (Newsroom, Newsroom) {
    let new = |config: &str| {
        let room = Newsroom::new(&[("onrecord.toml", config), ("draft.md", DRAFT), ("people.md", PEOPLE)]);
        archive().iter().for_each(|(name, text)| room.write(&format!("record/{name}"), text.as_bytes()));
        room
    };
    let server = new(&format!("[record]\nengine = \"opensearch\"\nurl = \"{url}\"\nindex = \"wire\"\n"));
    (server, new("[record]\npaths = [\"record\"]\n"))
}

pub fn write_archive(room: &Newsroom, url: &str, more: &[&str]) -> Run {
    let basic = ["index", "--record", "record", "--to", url, "--to-index", "wire"];
    room.run(&[&basic, more].concat())
}

/// A run's output without the folder that it ran in.
pub fn output(room: &Newsroom, arguments: &[&str]) -> String {
    let run = room.run(arguments);
    let here = room.folder.path().canonicalize().expect("a folder");
    format!("{}\n{}", run.status, run.out)
        .replace(here.to_str().expect("a path"), "")
        .replace(room.folder.path().to_str().expect("a path"), "")
}

/// The suite.
pub fn finds_the_same(server: &Newsroom, disk: &Newsroom) {
    let lint = output(server, &["lint", "draft.md", "--format", "json"]);
    for code in ["Q001", "Q002", "Q003", "D001"] {
        assert!(lint.contains(code), "{code}: {lint}");
    }
    assert_eq!(lint, output(disk, &["lint", "draft.md", "--format", "json"]));
    let people = output(server, &["lint", "people.md", "--format", "json"]);
    for code in ["N001", "N002"] {
        assert!(people.contains(code), "{code}: {people}");
    }
    assert_eq!(people, output(disk, &["lint", "people.md", "--format", "json"]));
    // Of equally good places beyond those that are looked at, either engine may have others.
    for (words, limit) in [
        ("we will not raise the bus fares", "10"),
        ("The harbour stays open, and the ferries will run all year", "10"),
        ("the beacon on reef 44 was painted white again", "1"),
        ("we have 358 boats and a good crew for it", "1"),
        ("the moon is made of green cheese", "10"),
    ] {
        let search = ["search", words, "--format", "json", "--limit", limit];
        assert_eq!(output(server, &search), output(disk, &search), "{words}");
    }
}

#[test]
fn a_server_and_the_embedded_index_find_the_same() {
    let stand_in = StandIn::start();
    let (server, disk) = twins(&stand_in.url);
    let written = write_archive(&server, &stand_in.url, &[]);
    assert_eq!(
        (written.status, written.err.trim()),
        (0, &*format!("onrecord: {DOCUMENTS} written of {DOCUMENTS} documents; the others were there"))
    );
    finds_the_same(&server, &disk);
}

/// A server that has the archive, and a newsroom that is held against it; what was asked until then is forgotten.
fn written() -> (StandIn, Newsroom) {
    let stand_in = StandIn::start();
    let (server, _) = twins(&stand_in.url);
    write_archive(&server, &stand_in.url, &[]);
    stand_in.requests();
    (stand_in, server)
}

#[test]
fn a_draft_is_looked_up_in_one_request_for_candidates_and_one_for_articles() {
    let (stand_in, server) = written();
    server.run(&["lint", "draft.md"]);
    assert_eq!(stand_in.requests(), ["GET /", "POST /wire/_search", "POST /_msearch", "POST /wire/_search"]);
}

#[test]
fn only_words_for_look_ups_are_sent() {
    let (stand_in, server) = written();
    server.write(
        "draft.md",
        b"My secret plan is to resign. \"We will not raise the bus fares before the winter,\" she said.",
    );
    server.run(&["lint", "draft.md"]);
    let sent: String = stand_in.state().requests.iter().map(|(_, _, body)| body.as_str()).collect();
    assert!(sent.contains("fares"), "{sent}");
    for private in ["secret", "resign", "draft.md", "raise the bus"] {
        assert!(!sent.contains(private), "{private}: {sent}");
    }
}

#[test]
fn people_are_asked_for_only_where_their_names_are_on_record() {
    let (stand_in, server) = written();
    server.write("people.md", PEOPLE.replace("came", "and Secret Source came").as_bytes());
    let run = server.run(&["lint", "people.md", "--format", "json"]);
    assert!(run.out.contains("N001"), "{}", run.out);
    let sent: String = stand_in.state().requests.iter().map(|(_, _, body)| body.as_str()).collect();
    assert!(sent.contains("Elsa Brown\"") && sent.contains("Jonas Frey"), "{sent}");
    assert!(!sent.contains("Elsa Browne") && !sent.contains("Secret"), "{sent}");
}

#[test]
fn names_and_offices_go_with_the_quotes_in_one_request() {
    let (stand_in, server) = written();
    server.write(
        "people.md",
        format!("{PEOPLE}\n\n\"We will not raise the bus fares before the winter,\" she said.\n").as_bytes(),
    );
    let run = server.run(&["lint", "people.md", "--format", "json"]);
    assert!(run.out.contains("N001") && run.out.contains("N002"), "{}", run.out);
    let requests = stand_in.requests();
    assert_eq!(requests.iter().filter(|r| *r == "POST /_msearch").count(), 1, "{requests:?}");
}

#[test]
fn people_and_offices_lost_on_the_way_are_nobodys_fault_and_said() {
    let (stand_in, server) = written();
    // The first two requests open the archive.
    stand_in.fail_between(2, u32::MAX, Fault::HalfTheShards);
    let run = server.run(&["lint", "people.md", "--format", "json"]);
    assert!(run.status == 2 && !run.out.contains("N001") && !run.out.contains("N002"), "{}", run.out);
    assert!(run.err.contains("had no answer"), "{}", run.err);
}

#[test]
fn files_on_record_and_the_shared_archive_are_both_looked_through() {
    let (_stand_in, server) = written();
    server.write(
        "notes/own.md",
        b"\"I shall sell the lighthouse to the highest bidder tomorrow,\" Mayor Ada Quint said.\n",
    );
    let lint = server.run(&["lint", "draft.md", "--record", "notes", "--format", "json"]);
    assert!(!lint.out.contains("Q003"), "{}", lint.out);
    assert!(lint.out.contains("Q002") && lint.out.contains("Q001"), "{}", lint.out);
}
