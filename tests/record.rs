//! The record from outside: what is indexed, found, changed and removed.

use onrecord::read::ReadOptions;
use onrecord::record::align::{ChangeKind, Verdict};
use onrecord::record::{Changes, OpenOptions, Progress, QuoteMatch, Record, RecordError, StoredClaim};
use onrecord::text::{Document, Format, Span, normal_words};
use std::path::{Path, PathBuf};

const HARBOUR: &str = "Port Ellis weighs its harbour

PORT ELLIS, March 3, 2021 - Mayor Ada Quint defended the plan on Wednesday.

\"We will not raise the bus fares before the winter,\" Quint told the council. \"One strike a year is quite enough for this city.\"

\"The harbour stays open,\" she said, \"and the ferries will run all year.\"
";

const FERRY: &str = "Ferries to run all year

Engineers praised the ferries on Thursday.

\"The ferries carry nine thousand people a day in summer,\" said Tom Barrow, who runs the line.
";

struct Archive {
    folder: tempfile::TempDir,
}

impl Archive {
    fn new() -> Archive {
        let archive = Archive { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(archive.path("articles")).unwrap();
        archive.write("articles/harbour.txt", HARBOUR);
        archive.write("articles/ferry.txt", FERRY);
        archive
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    fn options(&self) -> OpenOptions {
        OpenOptions {
            paths: vec![self.path("articles")],
            index_dir: Some(self.path(".onrecord")),
            ..OpenOptions::default()
        }
    }

    fn open(&self) -> Record {
        open(&self.options())
    }

    /// Opened with nobody at the index: a process that another test starts right now holds a copy of the lock until it
    /// runs its program.
    fn open_alone(&self) -> Record {
        let free = (0..200).map(|_| self.open()).find(|r| {
            std::thread::sleep(std::time::Duration::from_millis(10 * u64::from(r.is_being_written())));
            !r.is_being_written()
        });
        free.unwrap()
    }
}

fn open(options: &OpenOptions) -> Record {
    Record::open(options, &mut |_| true).unwrap()
}

fn find(record: &Record, quote: &str) -> Vec<QuoteMatch> {
    record.find_quote(quote, &normal_words(quote, Span::from(0..quote.len())), 8)
}

fn name(m: &QuoteMatch) -> &str {
    Path::new(&m.source.path).file_name().unwrap().to_str().unwrap()
}

#[test]
fn a_quote_is_found_with_its_place_in_the_file() {
    let archive = Archive::new();
    let found = find(&archive.open(), "we will not raise the bus fares");
    assert_eq!(found.len(), 1);
    let m = &found[0];
    assert_eq!((name(m), m.alignment.verdict), ("harbour.txt", Verdict::Exact));
    assert_eq!(m.text, "We will not raise the bus fares");
    assert_eq!(m.file_span.of(HARBOUR), m.text);
    assert!(m.passage.contains("Quint told the council"));
}

#[test]
fn a_changed_word_is_found_and_named() {
    let record = Archive::new().open();
    for (quote, kind) in [
        ("we will raise the bus fares before the winter", ChangeKind::Negation),
        ("the ferries carry ninety thousand people a day", ChangeKind::Number),
        ("the ferries carry nine thousand sheep a day", ChangeKind::Word),
    ] {
        let found = find(&record, quote);
        assert_eq!(found[0].alignment.verdict, Verdict::Altered, "{quote}");
        assert_eq!(found[0].alignment.changes[0].kind, kind, "{quote}");
    }
}

#[test]
fn a_quote_parted_by_its_speaker_on_record_is_still_one() {
    let found = find(&Archive::new().open(), "The harbour stays open, and the ferries will run all year");
    assert!(found[0].alignment.matched >= 10, "{found:?}");
}

#[test]
fn of_many_copies_the_one_that_has_the_most_of_a_quote_is_found() {
    let archive = Archive::new();
    let told = |mayor: &str| {
        format!(
            "Dredging\n\n\"Tugboats, pilots, stevedores, chandlers, harpooners, coopers, riggers, caulkers, shipwrights, \
             sailmakers, lamplighters, ropemakers, netmakers, fishwives and boatswains cheered {mayor},\" he said.\n"
        )
    };
    for n in 0..120 {
        archive.write(&format!("articles/copy-{n}.txt"), told(if n == 77 { "Torvald" } else { "Ingrid" }));
        // Rarer than the name are then fourteen of the quote's words.
        archive.write(&format!("articles/other-{n}.txt"), format!("Torvald and Ingrid {n}\n\nThey walked home.\n"));
    }
    let quote = "tugboats pilots stevedores chandlers harpooners coopers riggers caulkers shipwrights sailmakers \
                 lamplighters ropemakers netmakers fishwives and boatswains cheered Torvald";
    let found = find(&archive.open(), quote);
    assert_eq!((name(&found[0]), found[0].alignment.verdict), ("copy-77.txt", Verdict::Exact));
}

#[test]
fn a_phrase_is_found_however_many_passages_have_its_words() {
    // As long as each other, so that nothing tells them apart but their words' order; whichever comes first by chance.
    let (phrase, other) = ("Wardens count seven grey herons.", "Grey wardens, herons count seven");
    assert_eq!(phrase.len(), other.len());
    for which in 0..8 {
        let archive = Archive::new();
        for n in 0..150 {
            let said = if n == which { phrase } else { other };
            archive.write(&format!("articles/birds-{n}.txt"), format!("Birds\n\n{said}\n"));
        }
        let found = find(&archive.open(), "wardens count seven grey herons");
        assert_eq!((found.len(), name(&found[0])), (1, format!("birds-{which}.txt").as_str()));
    }
}

#[test]
fn words_that_nobody_said_are_not_found() {
    let record = Archive::new().open();
    assert!(find(&record, "the moon is made of green cheese and honey").is_empty());
    assert!(find(&record, "the the of and to in").is_empty());
    assert!(find(&record, "").is_empty());
}

#[test]
fn an_event_is_found_among_the_claims_of_its_days_however_many_those_are() {
    let archive = Archive::new();
    for year in [2003, 2009, 2010, 2011] {
        let text = format!("The regatta\n\nUna Thorsen won the lighthouse regatta at Fennholm on June 3, {year}.\n");
        archive.write(&format!("articles/regatta-{year}.txt"), text);
    }
    let record = archive.open();
    let reading = {
        let text = b"The regatta\n\nUna Thorsen won the lighthouse regatta at Fennholm on June 3, 2010.\n";
        let document = Document::parse("draft.txt", Format::Plain, text).unwrap();
        onrecord::read::read(&document, &ReadOptions::default())
    };
    let claim = reading.claims.iter().find_map(|c| StoredClaim::of(&reading, c)).unwrap();
    let years = |between| {
        let found = record.find_claims(&claim, between, 10);
        let mut years: Vec<i16> = found.iter().map(|m| m.claim.days.0.year()).collect();
        years.sort_unstable();
        years
    };
    let day = |year, month, day| jiff::civil::date(year, month, day);
    // Few fortnights, many, all days.
    assert_eq!(years(Some((day(2010, 5, 20), day(2010, 6, 17)))), [2010]);
    assert_eq!(years(Some((day(2009, 4, 29), day(2010, 7, 8)))), [2009, 2010]);
    assert_eq!(years(Some((day(1900, 1, 1), day(2010, 7, 8)))), [2003, 2009, 2010]);
    assert_eq!(years(None), [2003, 2009, 2010, 2011]);
}

#[test]
fn a_rare_word_is_rarer_than_a_common_one_even_in_a_small_record() {
    let record = Archive::new().open();
    assert!(record.rarity("harbour") > record.rarity("people"));
    assert!(record.rarity("people") > record.rarity("the"));
    assert!(record.rarity("zyzzyva") > record.rarity("harbour"));
}

#[test]
fn an_unchanged_record_is_opened_without_reading_it_again() {
    let archive = Archive::new();
    archive.open();
    let mut told = 0;
    Record::open(&archive.options(), &mut |_| {
        told += 1;
        true
    })
    .unwrap();
    assert_eq!(told, 0);
}

#[test]
fn changed_new_and_removed_files_are_taken_up() {
    let archive = Archive::new();
    let before = archive.open();
    archive.write("articles/ferry.txt", FERRY.replace("nine thousand", "twelve thousand"));
    archive
        .write("articles/new.md", "# Bridges\n\n\"The old bridge will be gone by the end of April,\" Barrow said.\n");
    let mut read = Progress::default();
    let after = Record::open(&archive.options(), &mut |p| {
        read = p;
        true
    })
    .unwrap();
    assert_eq!(read.documents, 2, "only what changed is read");
    assert_eq!(find(&after, "carry twelve thousand people a day")[0].alignment.verdict, Verdict::Exact);
    assert_eq!(find(&after, "carry nine thousand people a day")[0].alignment.verdict, Verdict::Altered);
    assert_eq!(find(&after, "the old bridge will be gone by the end of April").len(), 1);
    // The snapshot taken before still answers as it did.
    assert_eq!(find(&before, "carry nine thousand people a day")[0].alignment.verdict, Verdict::Exact);

    std::fs::remove_file(archive.path("articles/ferry.txt")).unwrap();
    let removed = archive.open();
    assert!(find(&removed, "carry twelve thousand people a day").is_empty());
    assert_eq!(removed.stats().documents, 2);
}

#[test]
fn what_a_watcher_tells_is_taken_up_without_a_look_at_the_rest() {
    let archive = Archive::new();
    archive.write("articles/broken.json", "{");
    let before = archive.open();
    assert_eq!(before.skipped().len(), 1);
    let mut read = Progress::default();
    let mut take_up = |record: &Record, names: &[&str]| {
        let mut changes = Changes::default();
        names.iter().for_each(|n| changes.add(archive.path(n), true));
        let tell = &mut |p| {
            read = p;
            true
        };
        (record.take_up(&archive.options(), &changes, tell).unwrap(), read.documents)
    };
    archive.write("articles/ferry.txt", FERRY.replace("nine thousand", "twelve thousand"));
    archive
        .write("articles/new.md", "# Bridges\n\n\"The old bridge will be gone by the end of April,\" Barrow said.\n");
    archive.write("articles/passing.tmp", "Nothing.");
    std::fs::remove_file(archive.path("articles/passing.tmp")).unwrap();
    std::fs::remove_file(archive.path("articles/harbour.txt")).unwrap();
    // Nobody was told of this one.
    archive.write("articles/unseen.txt", "\"Gulls eat what they find on the quay,\" said Ann Brook, the warden.\n");
    let changed = ["ferry.txt", "new.md", "passing.tmp", "harbour.txt"].map(|n| format!("articles/{n}"));
    let (after, documents) = take_up(&before, &changed.each_ref().map(String::as_str));
    let after = after.unwrap();
    assert_eq!(documents, 2);
    assert_eq!(find(&after, "carry twelve thousand people a day")[0].alignment.verdict, Verdict::Exact);
    assert_eq!(find(&after, "the old bridge will be gone by the end of April").len(), 1);
    assert!(find(&after, "gulls eat what they find on the quay").is_empty());
    assert_eq!(after.stats().documents, 2);
    assert_eq!(after.skipped().len(), 1, "what could not be read still cannot");
    std::fs::remove_file(archive.path("articles/broken.json")).unwrap();
    let (repaired, _) = take_up(&after, &["articles/broken.json"]);
    assert_eq!(repaired.unwrap().skipped(), []);
    // A look at all finds what nobody told of, and nothing else to read.
    let all = archive.open();
    assert_eq!(all.stats().documents, 3);
    // An older snapshot knows less than what is on disk, which is what counts.
    archive.write("articles/new.md", "# Bridges\n\n\"The new bridge will be there by the end of May,\" Barrow said.\n");
    let (latest, documents) = take_up(&before, &["articles/new.md"]);
    assert_eq!((latest.unwrap().stats().documents, documents), (3, 1));
    let (whole, _) = take_up(&before, &["articles/a folder that is gone"]);
    assert!(whole.is_some(), "a file's name, by what the watcher says");
    let mut changes = Changes::default();
    changes.add(archive.path("articles/a folder that is gone"), false);
    assert!(all.take_up(&archive.options(), &changes, &mut |_| true).unwrap().is_none());
}

#[test]
fn an_article_that_was_written_anew_or_is_gone_is_not_counted() {
    let archive = Archive::new();
    let text = |n: u32| format!("\"We saw {n} zebrafish in the harbour,\" said Ottilie Quaster, the warden.\n");
    archive.write("articles/fish.txt", text(1));
    archive.write("articles/more.txt", text(2));
    archive.open_alone();
    for n in 3..6 {
        archive.write("articles/fish.txt", text(n));
        archive.open_alone();
    }
    let counts = |r: &Record| {
        let names = r.like_names("Ottilie Quaster", 0);
        (names, r.documents_naming("Ottilie Quaster"), r.passages_with("zebrafish"))
    };
    assert_eq!(counts(&archive.open_alone()), (vec![("Ottilie Quaster".to_owned(), 2)], 2, 2));
    std::fs::remove_file(archive.path("articles/fish.txt")).unwrap();
    assert_eq!(counts(&archive.open_alone()), (vec![("Ottilie Quaster".to_owned(), 1)], 1, 1));
    std::fs::remove_file(archive.path("articles/more.txt")).unwrap();
    assert_eq!(counts(&archive.open_alone()), (vec![], 0, 0));
}

#[test]
fn a_changed_line_of_an_archive_costs_that_line() {
    let archive = Archive::new();
    let line =
        |id: u32, text: &str| serde_json::json!({"id": id.to_string(), "text": text, "date": "2021-03-04"}).to_string();
    let mut lines: Vec<String> = (0..50)
        .map(|i| line(i, &format!("\"We counted {i} gulls upon the northern pier this morning,\" the warden said.")))
        .collect();
    archive.write("articles/wire.jsonl", lines.join("\n"));
    let record = archive.open();
    let found = find(&record, "we counted 17 gulls upon the northern pier");
    assert_eq!(found[0].source.id.as_deref(), Some("17"));
    assert_eq!(found[0].alignment.verdict, Verdict::Exact);
    assert_eq!(found.iter().filter(|m| m.alignment.verdict == Verdict::Exact).count(), 1);
    assert_eq!(record.stats().documents, 52);

    lines[17] = line(17, "\"There were no gulls at all upon the northern pier,\" the warden said.");
    lines.remove(3);
    archive.write("articles/wire.jsonl", lines.join("\n"));
    let record = archive.open();
    assert_eq!(record.stats().documents, 51);
    let found = find(&record, "there were no gulls at all upon the northern pier");
    assert_eq!(found[0].source.id.as_deref(), Some("17"));
    let offset = record.line_offset(&found[0].source).unwrap() as usize;
    assert!(lines.join("\n")[offset..].starts_with(&lines[16]));
    let old = find(&record, "we counted 17 gulls upon the northern pier");
    assert!(old.iter().all(|m| m.alignment.verdict != Verdict::Exact));
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_found() {
    let archive = Archive::new();
    let good = serde_json::json!({"id": "a", "text": "\"The lighthouse was built by my own grandfather,\" Hale said."});
    archive.write("articles/wire.jsonl", format!("{good}\n{{\"id\": \"b\", \"text\": \"half a li"));
    let latin = b"\"Das Caf\xe9 bleibt f\xfcr immer am alten Hafen,\" sagte sie gestern dem Rat.";
    archive.write("articles/latin.txt", latin);
    let record = archive.open();
    let skipped = record.skipped();
    assert_eq!(skipped.len(), 1, "{skipped:?}");
    assert_eq!(skipped[0].line, Some(2));
    assert_eq!(find(&record, "the lighthouse was built by my own grandfather").len(), 1);
    assert_eq!(find(&record, "Das Café bleibt für immer am alten Hafen").len(), 1);
    // Still named when nothing was read anew.
    assert_eq!(archive.open().skipped(), skipped);
}

#[test]
fn a_line_of_fifty_megabytes_is_passed_over() {
    let archive = Archive::new();
    let good = serde_json::json!({"id": "a", "text": "\"The lighthouse was built by my own grandfather,\" Hale said."});
    let big = "x".repeat(50 << 20);
    archive.write("articles/wire.jsonl", format!("{{\"id\": \"big\", \"text\": \"{big}\"}}\n{good}\n"));
    let record = archive.open();
    assert_eq!(record.skipped().len(), 1);
    assert_eq!(record.skipped()[0].line, Some(1));
    assert_eq!(find(&record, "the lighthouse was built by my own grandfather").len(), 1);
}

#[test]
fn a_record_that_is_not_there_says_so() {
    let archive = Archive::new();
    let missing = |paths: Vec<PathBuf>| {
        let options = OpenOptions { paths, ..archive.options() };
        match Record::open(&options, &mut |_| true) {
            Err(RecordError::Missing(message)) => message,
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("opened"),
        }
    };
    assert!(missing(vec![archive.path("nowhere")]).contains("no such file or folder"));
    assert!(missing(vec![]).contains("no paths"));
    std::fs::create_dir(archive.path("empty")).unwrap();
    assert!(missing(vec![archive.path("empty")]).contains("no documents"));
}

#[test]
fn a_stopped_run_serves_what_it_read_and_the_next_one_goes_on() {
    let archive = Archive::new();
    let lines: Vec<String> = (0..20_000)
        .map(|i| {
            let rain = "It rained. ".repeat(60);
            let text = format!("\"Number {i} was painted upon every single boat,\" the warden said. {rain}");
            serde_json::json!({"id": i.to_string(), "text": text}).to_string()
        })
        .collect();
    archive.write("articles/wire.jsonl", lines.join("\n"));
    let stopped = Record::open(&archive.options(), &mut |_| false).unwrap();
    assert!(stopped.is_partial());
    let whole = archive.open();
    assert!(!whole.is_partial());
    assert_eq!(whole.stats().documents, 20_002);
}

#[test]
fn two_openings_of_the_same_record_answer_alike() {
    let archive = Archive::new();
    for i in 0..40 {
        archive.write(&format!("articles/copy{i}.txt"), HARBOUR);
    }
    let answers = |record: &Record| {
        find(record, "we will not raise the bus fares").iter().map(|m| m.source.path.clone()).collect::<Vec<_>>()
    };
    let first = answers(&archive.open());
    let again = OpenOptions { rebuild: true, ..archive.options() };
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let second = one.install(|| answers(&open(&again)));
    assert_eq!(first.len(), 8);
    assert_eq!(first, second);
}

#[test]
fn of_many_places_of_a_name_the_same_few_are_told_however_the_index_came_to_be() {
    let archive = Archive::new();
    let told = || {
        let appearances = archive.open().appearances("Tom Barrow", 3);
        appearances.into_iter().map(|a| a.source.path.clone()).collect::<Vec<_>>()
    };
    // An update for each article, then all of them at once.
    for n in 0..9 {
        archive
            .write(&format!("articles/{n}.txt"), format!("\"Line {n} is shut until the spring,\" said Tom Barrow.\n"));
        archive.open();
    }
    let one_by_one = told();
    std::fs::remove_dir_all(archive.path(".onrecord")).unwrap();
    assert_eq!(one_by_one.len(), 3);
    assert_eq!(one_by_one, told());
}

#[test]
fn an_index_that_is_damaged_is_built_anew() {
    let archive = Archive::new();
    let folder = archive.open().index_folder().to_owned();
    std::fs::write(folder.join("meta.json"), "{").unwrap();
    assert_eq!(find(&archive.open(), "we will not raise the bus fares").len(), 1);
}

#[test]
fn a_reader_is_served_while_another_process_has_the_lock() {
    let archive = Archive::new();
    let folder = archive.open().index_folder().to_owned();
    let lock = std::fs::File::create(folder.join("lock")).unwrap();
    fs4::FileExt::lock(&lock).unwrap();
    archive.write("articles/new.txt", "\"The old bridge will be gone by the end of April,\" Barrow said.");
    let record = archive.open();
    assert!(record.is_being_written());
    assert!(find(&record, "the old bridge will be gone by the end of April").is_empty());
    drop(lock);
    assert_eq!(find(&archive.open_alone(), "the old bridge will be gone by the end of April").len(), 1);
}

/// What the program prints when it looks for a quote.
fn search(archive: &Archive, quote: &str) -> String {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .args(["search", "--format", "json", "--record"])
        .arg(archive.path("articles"))
        .arg(quote)
        .env("XDG_CACHE_HOME", archive.path("cache"))
        .output()
        .unwrap();
    assert!(output.status.code().is_some_and(|c| c < 2), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Copies the files of one folder into another.
fn copy_files(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn what_a_killed_run_left_behind_is_no_obstacle() {
    let archive = Archive::new();
    let lines = |fares: &str| {
        let told = |i| serde_json::json!({"id": i, "text": format!("\"Boat {i} is bright yellow now,\" Quint said.")});
        let mut lines: Vec<String> = (0..200).map(|i| told(i).to_string()).collect();
        lines.push(serde_json::json!({"id": "harbour", "text": HARBOUR.replace("bus fares", fares)}).to_string());
        lines.join("\n")
    };
    archive.write("articles/harbour.txt", "Nothing happened.");
    archive.write("articles/wire.jsonl", lines("bus fares"));
    let folder = archive.open().index_folder().to_owned();
    let before = tempfile::tempdir().unwrap();
    copy_files(&folder, before.path());
    archive.write("articles/wire.jsonl", lines("tram fares"));
    drop(archive.open());
    // As if the run had been killed just before its commit: all its files are there, and none counts.
    // The list of files is written first, so it stays the newer one.
    std::fs::remove_file(before.path().join(".managed.json")).unwrap();
    copy_files(before.path(), &folder);
    let record = archive.open();
    assert_eq!(find(&record, "we will not raise the tram fares").len(), 1);
    let old = find(&record, "we will not raise the bus fares");
    assert!(old.iter().all(|m| m.alignment.verdict != Verdict::Exact), "{old:?}");
}

/// One index run after another is killed; `ONRECORD_KILLS` says how many (12 when it is not set).
#[test]
fn a_program_killed_while_it_indexes_loses_nothing_and_serves_nothing_twice() {
    let rounds: u32 = std::env::var("ONRECORD_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(12);
    let archive = Archive::new();
    let rain = "It rained. ".repeat(40);
    let mut random = 12_345_u64;
    let mut next = move |below: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % below.max(1)
    };
    let mut whole_run = 0;
    for round in 0..rounds {
        let lines: Vec<String> = (0..400)
            .map(|i| {
                let text =
                    format!("\"In round {round} boat {i} was painted a bright yellow,\" the warden said. {rain}");
                serde_json::json!({"id": i.to_string(), "text": text}).to_string()
            })
            .collect();
        archive.write("articles/wire.jsonl", lines.join("\n"));
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_onrecord"))
            .args(["index", "--record"])
            .arg(archive.path("articles"))
            .env("XDG_CACHE_HOME", archive.path("cache"))
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        if round == 0 {
            // The first run ends, and tells how long one takes.
            let start = std::time::Instant::now();
            child.wait().unwrap();
            whole_run = start.elapsed().as_millis() as u64;
        } else {
            std::thread::sleep(std::time::Duration::from_millis(next(whole_run)));
            // SIGKILL on Unix; the child may have ended already.
            let _ = child.kill();
            child.wait().unwrap();
        }
        for boat in [217, 399] {
            let exact = format!("In round {round} boat {boat} was painted a bright yellow");
            let found: serde_json::Value = serde_json::from_str(&search(&archive, &exact)).unwrap();
            let matches = found["matches"].as_array().unwrap();
            let right = matches.iter().filter(|m| m["text"].as_str().is_some_and(|t| t.contains(&exact)));
            assert_eq!(right.count(), 1, "round {round}: {found}");
        }
    }
}

#[test]
fn a_file_that_vanishes_or_changes_while_it_is_read_is_repaired_by_the_next_run() {
    let archive = Archive::new();
    // More files than are read in one batch, so that the run tells of itself before the last ones.
    for i in 0..600 {
        archive.write(&format!("articles/z{i:03}.txt"), format!("\"Boat {i} was painted yellow by hand,\" he said."));
    }
    let mut first = true;
    let record = Record::open(&archive.options(), &mut |_| {
        if std::mem::take(&mut first) {
            std::fs::remove_file(archive.path("articles/z599.txt")).unwrap();
            archive.write("articles/z598.txt", "\"Boat 598 was painted purple by machine this time,\" he said.");
        }
        true
    })
    .unwrap();
    assert_eq!(record.skipped().len(), 1, "{:?}", record.skipped());
    assert!(record.skipped()[0].path.ends_with("z599.txt"));
    let record = archive.open();
    assert_eq!(record.skipped(), []);
    assert_eq!(record.stats().documents, 601);
    assert!(find(&record, "boat 599 was painted yellow by hand").iter().all(|m| name(m) != "z599.txt"));
    let purple = find(&record, "boat 598 was painted purple by machine this time");
    assert_eq!((purple.len(), name(&purple[0])), (1, "z598.txt"));
}

#[test]
fn progress_tells_documents_and_bytes_and_ends_at_the_whole() {
    let archive = Archive::new();
    let line = |i: u32| serde_json::json!({"id": i.to_string(), "text": format!("\"Boat {i} was painted,\" he said.")});
    let lines: Vec<String> = (0..300).map(|i| line(i).to_string()).collect();
    archive.write("articles/wire.jsonl", lines.join("\n"));
    let mut told: Vec<Progress> = Vec::new();
    Record::open(&archive.options(), &mut |p| {
        told.push(p);
        true
    })
    .unwrap();
    let last = told.last().unwrap();
    assert_eq!((last.documents, last.bytes), (302, last.total_bytes));
    assert!(told.windows(2).all(|w| w[0].bytes <= w[1].bytes && w[0].documents <= w[1].documents));
}

#[test]
fn stats_list_what_is_on_record() {
    let archive = Archive::new();
    let wire = |id: &str, date: &str, outlet: &str| {
        let text = "\"The harbour stays open,\" Mayor Ada Quint said. The council met on March 3, 2021 in Port Ellis.";
        serde_json::json!({"id": id, "date": date, "outlet": outlet, "text": text}).to_string()
    };
    let lines = [wire("a", "2019-05-06", "Ellis Post"), wire("b", "2022-01-02", "The Tern"), "{".to_owned()];
    archive.write("articles/wire.jsonl", lines.join("\n"));
    let stats = archive.open().stats();
    assert_eq!((stats.documents, stats.outlets, stats.skipped.len()), (4, 2, 1));
    assert_eq!(stats.first, Some(jiff::civil::date(2019, 5, 6)));
    assert_eq!(stats.last, Some(jiff::civil::date(2022, 1, 2)));
    assert!(stats.quotes >= 5 && stats.people >= 2 && stats.claims >= 2, "{stats:?}");
    assert!(stats.size > 1_000);
    assert_eq!(stats.skipped[0].line, Some(3));
    assert!(!stats.skipped[0].reason.is_empty());
}

/// Everything that a look-up gives, but for where it was found.
fn answers(record: &Record) -> String {
    let quotes =
        ["we will not raise the bus fares", "boat 17 was painted a bright yellow", "carry nine thousand people"];
    let found: Vec<String> = quotes
        .iter()
        .flat_map(|q| find(record, q))
        .map(|m| format!("{} {:?} {:?} {} {:?}", m.source.path, m.source.id, m.file_span, m.text, m.speaker))
        .collect();
    found.join("\n")
}

#[test]
fn damage_anywhere_in_the_index_gives_a_right_answer_or_an_error() {
    let archive = Archive::new();
    let line = |i: u32| {
        let text = format!("\"Boat {i} was painted a bright yellow on March {}, 2021,\" Ada Quint said.", 1 + i % 30);
        serde_json::json!({"id": i.to_string(), "text": text, "outlet": "Ellis Post"}).to_string()
    };
    let lines: Vec<String> = (0..40).map(line).collect();
    archive.write("articles/wire.jsonl", lines.join("\n"));
    let record = archive.open();
    let folder = record.index_folder().to_owned();
    let right = answers(&record);
    assert!(right.lines().count() >= 3, "{right}");
    drop(record);
    let intact = tempfile::tempdir().unwrap();
    copy_files(&folder, intact.path());
    let mut names: Vec<_> = std::fs::read_dir(intact.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    let mut random = 99_u64;
    let mut next = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % below.max(1)
    };
    let mut rebuilt = 0;
    for name in &names {
        let bytes = std::fs::read(intact.path().join(name)).unwrap();
        for round in 0..10 {
            for entry in std::fs::read_dir(&folder).unwrap() {
                std::fs::remove_file(entry.unwrap().path()).unwrap();
            }
            copy_files(intact.path(), &folder);
            let mut damaged = bytes.clone();
            match round {
                0 => damaged.clear(),
                1 => damaged.truncate(next(bytes.len())),
                2 => damaged.extend(b"more"),
                3 => damaged.iter_mut().for_each(|b| *b = 0),
                _ => {
                    if let Some(b) = damaged.get_mut(next(bytes.len())) {
                        *b ^= 1 << next(8);
                    }
                }
            }
            std::fs::write(folder.join(name), &damaged).unwrap();
            let mut read = 0;
            match Record::open(&archive.options(), &mut |p| {
                read = p.documents;
                true
            }) {
                Ok(record) => assert_eq!(answers(&record), right, "{name:?}, round {round}"),
                Err(e) => assert!(!e.to_string().is_empty()),
            }
            rebuilt += usize::from(read > 0);
            assert_eq!(answers(&archive.open()), right, "{name:?}, round {round}, opened again");
        }
    }
    assert!(rebuilt > names.len(), "{rebuilt} rebuilt of {}", 10 * names.len());
}

#[test]
fn an_index_that_a_look_up_found_damaged_is_built_anew() {
    let archive = Archive::new();
    let folder = archive.open().index_folder().to_owned();
    std::fs::write(folder.join("damaged"), "").unwrap();
    assert!(Record::open_as_is(&archive.options()).unwrap().is_none());
    let mut read = 0;
    Record::open(&archive.options(), &mut |p| {
        read = p.documents;
        true
    })
    .unwrap();
    assert_eq!(read, 2);
    assert!(!folder.join("damaged").exists());
    assert!(Record::open_as_is(&archive.options()).unwrap().is_some());
}

#[test]
fn with_a_dictionary_or_without_the_answers_are_the_same_on_one_core_or_two() {
    let archive = Archive::new();
    let text = |i: u32| {
        let rain: String =
            (0..150).map(|n| format!("It rained on pier {} as {} wrote. ", n * i % 97, i % 13)).collect();
        format!("\"Boat {i} was painted a bright yellow,\" Ada Quint said. {rain}")
    };
    // Over the size from which an archive has a dictionary of its own.
    let lines: Vec<String> =
        (0..1_200).map(|i| serde_json::json!({"id": i.to_string(), "text": text(i)}).to_string()).collect();
    archive.write("articles/wire.jsonl", lines.join("\n"));
    let first = archive.open();
    assert!(first.index_folder().join("dictionary").is_file());
    let again = OpenOptions { rebuild: true, index_dir: Some(archive.path("other")), ..archive.options() };
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let second = one.install(|| open(&again));
    for i in [0, 17, 100, 600, 1_199] {
        let quote = format!("boat {i} was painted a bright yellow");
        let of = |r: &Record| find(r, &quote).iter().map(|m| (m.source.id.clone(), m.text.clone())).collect::<Vec<_>>();
        assert_eq!(of(&first), of(&second));
        // Low numbers stand in every article.
        assert!(i < 97 || of(&first)[0].0 == Some(i.to_string()), "{i}");
    }
    // Articles that came later are packed with the same dictionary.
    archive.write("articles/late.txt", "\"The old bridge will be gone by the end of April,\" Barrow said.");
    assert_eq!(find(&archive.open(), "the old bridge will be gone by the end of April").len(), 1);
}

/// What a full disk does: a write fails. The program must say so, and what was there must serve.
#[cfg(target_os = "linux")]
#[test]
fn out_of_room_is_an_error_and_the_last_commit_serves() {
    let archive = Archive::new();
    let cache = archive.path("cache");
    let run = |limit: &str| {
        let program = env!("CARGO_BIN_EXE_onrecord");
        // A write over the limit fails like one on a full disk.
        let script = format!("trap '' XFSZ; ulimit -f {limit}; exec \"$0\" \"$@\"");
        std::process::Command::new("bash")
            .args(["-c", &script, program, "index", "--record"])
            .arg(archive.path("articles"))
            .env("XDG_CACHE_HOME", &cache)
            .output()
            .unwrap()
    };
    assert!(run("unlimited").status.success());
    let rain: String = (0..3_000).map(|i| format!("It rained on {}. ", i * 7_919 % 10_007)).collect();
    archive.write("articles/long.txt", format!("\"The crane was sold to a museum in the spring,\" Hale said. {rain}"));
    let full = run("4");
    assert_eq!(full.status.code(), Some(2), "{full:?}");
    assert_eq!(String::from_utf8_lossy(&full.stderr).trim().lines().count(), 1, "{full:?}");
    assert!(search(&archive, "we will not raise the bus fares").contains("We will not raise the bus fares"));
    assert!(run("unlimited").status.success());
    let found: serde_json::Value =
        serde_json::from_str(&search(&archive, "the crane was sold to a museum in the spring")).unwrap();
    assert_eq!(found["matches"].as_array().map(Vec::len), Some(1), "{found}");
}

#[test]
fn an_index_folder_chosen_for_two_records_never_shows_the_one_for_the_other() {
    let archive = Archive::new();
    std::fs::create_dir(archive.path("more")).unwrap();
    archive.write("more/pier.txt", "The pier\n\n\"The pier will be painted in stripes of ochre,\" said Una Thorsen.\n");
    let other = OpenOptions { paths: vec![archive.path("more")], ..archive.options() };
    let (ferries, pier) =
        ("The ferries carry nine thousand people a day", "The pier will be painted in stripes of ochre");
    let first = archive.open();
    assert!(Record::open_as_is(&archive.options()).unwrap().is_some());
    assert!(Record::open_as_is(&other).unwrap().is_none(), "it is the other record's");
    let second = open(&other);
    assert_eq!((find(&second, pier).len(), find(&second, ferries).len()), (1, 0));
    // Whoever has the first one open looks at all files before it takes up a change in what is the second's now.
    let mut changes = Changes::default();
    changes.add(archive.path("articles/ferry.txt"), true);
    assert!(first.take_up(&archive.options(), &changes, &mut |_| true).unwrap().is_none());
    let again = archive.open();
    assert_eq!((find(&again, pier).len(), find(&again, ferries).len()), (0, 1));
}

#[test]
fn an_index_that_may_only_be_read_serves_and_says_what_it_does_not_have() {
    let archive = Archive::new();
    let folder = archive.open_alone().index_folder().to_owned();
    // Nobody can take the right to write, whoever runs the tests.
    for lock in ["lock", ".tantivy-meta.lock"] {
        let lock = folder.join(lock);
        if lock.exists() {
            std::fs::remove_file(&lock).unwrap();
        }
        std::fs::create_dir(&lock).unwrap();
    }
    let record = archive.open();
    assert_eq!((record.stats().documents, record.outdated()), (2, None));
    archive.write("articles/third.txt", "“The pier will never be painted again,” said Una Thorsen.\n");
    let record = archive.open();
    assert_eq!(record.stats().documents, 2);
    assert!(record.outdated().is_some_and(|why| why.contains("--index-dir") && why.contains("changed since")));
    let found = find(&record, "One strike a year is quite enough for this city");
    assert_eq!(found.len(), 1);
    // To build it anew is refused, and so is another record's.
    assert!(Record::open(&OpenOptions { rebuild: true, ..archive.options() }, &mut |_| true).is_err());
    let other = OpenOptions { paths: vec![archive.path("articles/third.txt")], ..archive.options() };
    assert!(Record::open(&other, &mut |_| true).is_err());
}
