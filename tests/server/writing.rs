//! `onrecord index --to`: whole, once, whatever happens on the way.

use super::lookups::{DOCUMENTS, finds_the_same, twins, write_archive};
use super::stand_in::{Fault, StandIn};

fn kinds(stand_in: &StandIn, kind: &str) -> usize {
    stand_in.state().documents.values().filter(|d| d["kind"] == kind).count()
}

#[test]
fn writing_again_writes_nothing() {
    let stand_in = StandIn::start();
    let (room, _) = twins(&stand_in.url);
    write_archive(&room, &stand_in.url, &[]);
    let before = stand_in.state().documents.clone();
    stand_in.requests();
    let again = write_archive(&room, &stand_in.url, &[]);
    let none = format!("onrecord: 0 written of {DOCUMENTS} documents; the others were there");
    assert_eq!(again.err.trim(), none);
    assert!(stand_in.requests().iter().all(|r| !r.ends_with("_bulk")));
    assert_eq!(stand_in.state().documents, before);
}

#[test]
fn a_busy_server_gets_the_rest_again_a_little_later() {
    let stand_in = StandIn::start();
    let (room, disk) = twins(&stand_in.url);
    stand_in.state().busy = 4;
    stand_in.fail_between(5, 2, Fault::Status(429));
    assert_eq!(write_archive(&room, &stand_in.url, &[]).status, 0);
    assert_eq!(kinds(&stand_in, "article"), DOCUMENTS);
    finds_the_same(&room, &disk);
}

#[test]
fn a_run_that_was_cut_off_goes_on_where_it_was() {
    let stand_in = StandIn::start();
    let (room, disk) = twins(&stand_in.url);
    // Refused for good in the middle: members are there, their article is not.
    stand_in.fail_between(8, 1, Fault::Status(403));
    let cut = write_archive(&room, &stand_in.url, &[]);
    assert_eq!(cut.status, 2, "{}", cut.err);
    assert!(kinds(&stand_in, "article") < DOCUMENTS);
    let whole = write_archive(&room, &stand_in.url, &[]);
    assert_eq!((whole.status, kinds(&stand_in, "article")), (0, DOCUMENTS), "{}", whole.err);
    finds_the_same(&room, &disk);
}

#[test]
fn workers_share_the_work_and_write_everything_once() {
    let stand_in = StandIn::start();
    let (room, disk) = twins(&stand_in.url);
    let mut written = 0;
    for worker in ["1", "2", "3"] {
        let run = write_archive(&room, &stand_in.url, &["--workers", "3", "--worker", worker]);
        let part: usize = run.err.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("a number");
        assert!(part > 20, "{}", run.err);
        written += part;
    }
    assert_eq!((written, kinds(&stand_in, "article"), kinds(&stand_in, "about")), (DOCUMENTS, DOCUMENTS, 3));
    finds_the_same(&room, &disk);
}

#[test]
fn a_changed_document_takes_the_place_of_its_earlier_version() {
    let stand_in = StandIn::start();
    let (room, _) = twins(&stand_in.url);
    write_archive(&room, &stand_in.url, &[]);
    room.write(
        "record/articles/harbour.md",
        b"\"We will fill the harbour with sand by the winter,\" Mayor Ada Quint said.\n",
    );
    let again = write_archive(&room, &stand_in.url, &[]);
    assert!(again.err.contains(&format!("onrecord: 1 written of {DOCUMENTS}")), "{}", again.err);
    assert_eq!(kinds(&stand_in, "article"), DOCUMENTS);
    assert_eq!(room.run(&["search", "we will fill the harbour with sand"]).status, 0);
    assert!(!room.run(&["search", "we will not raise the bus fares"]).out.contains("Quint"));
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_written() {
    let stand_in = StandIn::start();
    let (room, _) = twins(&stand_in.url);
    room.write(
        "record/broken.jsonl",
        b"{\"id\": \"a\", \"text\": \"\\\"The pier is safe for all of us,\\\" Tom Barrow said.\"}\n{\"id\": 7\n",
    );
    let run = write_archive(&room, &stand_in.url, &[]);
    let rest = format!("{} written", DOCUMENTS + 1);
    assert!(run.status == 0 && run.err.contains("broken.jsonl") && run.err.contains(&rest), "{}", run.err);
}
