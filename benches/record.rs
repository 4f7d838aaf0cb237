//! The record at scale: indexing, the index's size, and look-ups, measured on an archive of real articles.
//!
//! ```sh
//! ONRECORD_BENCH_JSONL=articles.jsonl cargo bench --bench record                       # as it is
//! ONRECORD_BENCH_JSONL=articles.jsonl ONRECORD_BENCH_ARTICLES=1000000 cargo bench --bench record
//! ```
//!
//! With a number of articles, an archive of that many is made first from the real ones: each takes its
//! paragraphs from a dozen of them, in turn, with three in ten of its names and all of its numbers drawn
//! anew from those of the whole, so that the frequencies of words stay those of news.
//!
//! `ONRECORD_BENCH_FOLDER` names a folder in which archive and index stay for the next run, which then
//! measures look-ups only; without it they lie in the folder for temporary files and go afterwards.
//! With `ONRECORD_BENCH_MISSES` the quotes that are not found are printed.
//! `ONRECORD_BENCH_SERVER` names a search server (`http://127.0.0.1:9250`) to which the archive is written, and measures
//! look-ups there instead, by the clock.
//!
//! `ONRECORD_BENCH_FILES` names a number of files instead, a short article each, and measures what one changed file among
//! them costs.
//!
//! `ONRECORD_BENCH_PLAIN` has the engine alone index the same text, for comparison. Times of look-ups and of
//! indexing are processor time, which other programs on the machine do not lengthen; seconds by the
//! clock stand beside them. Prints one figure a line.

use onrecord::check::days_about;
use onrecord::read::ReadOptions;
use onrecord::record::align::{Alignment, align};
use onrecord::record::{Changes, LoadOptions, OpenOptions, QuoteMatch, Record, ServerOptions, StoredClaim, load};
use onrecord::text::{Document, Format, NormalWord, Span, normal_words};
use std::io::{BufRead, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Quotes looked up for each figure.
const QUOTES: usize = 2_000;
/// Matches asked for: as many as the checks ask for.
const LIMIT: usize = 24;
/// The same for dated events.
const EVENTS: usize = 200;

fn main() {
    let Some(articles) = std::env::var_os("ONRECORD_BENCH_JSONL").map(PathBuf::from) else {
        println!("ONRECORD_BENCH_JSONL names no archive: nothing to measure");
        return;
    };
    let scratch = tempfile::tempdir().expect("a folder for temporary files");
    let kept = std::env::var_os("ONRECORD_BENCH_FOLDER").map(PathBuf::from);
    let folder = kept.as_deref().unwrap_or(scratch.path());
    std::fs::create_dir_all(folder).expect("a folder");
    if let Some(count) = std::env::var("ONRECORD_BENCH_FILES").ok().and_then(|n| n.parse().ok()) {
        return one_changed_file(&articles, count, folder);
    }
    let archive = match std::env::var("ONRECORD_BENCH_ARTICLES").ok().and_then(|n| n.parse().ok()) {
        Some(count) => {
            let made = folder.join(format!("made-{count}.jsonl"));
            if !made.exists() {
                generate(&articles, count, &made);
            }
            made
        }
        None => articles,
    };
    let bytes = std::fs::metadata(&archive).expect("an archive").len();
    let megabytes = bytes as f64 / 1e6;
    figure("archive", megabytes, "MB");
    if let Ok(url) = std::env::var("ONRECORD_BENCH_SERVER") {
        return on_server(&archive, megabytes, url);
    }
    let index_dir = folder.join("index");
    let options =
        OpenOptions { paths: vec![archive.clone()], index_dir: Some(index_dir.clone()), ..OpenOptions::default() };
    let indexed = index_dir.is_dir();
    if !indexed {
        let (start, worked) = (Instant::now(), processor());
        Record::open(&options, &mut |_| true).expect("an index");
        let (taken, worked) = (start.elapsed().as_secs_f64(), processor() - worked);
        figure("indexing, by the clock", megabytes / taken, "MB/s");
        figure("indexing, for each second of processor time", megabytes / worked, "MB/s");
        figure("peak memory while indexing", memory("VmHWM"), "MB");
    }
    if std::env::var_os("ONRECORD_BENCH_PLAIN").is_some() {
        for (name, passages) in [("articles", false), ("paragraphs", true)] {
            let (start, worked) = (Instant::now(), processor());
            plain(&archive, &folder.join(format!("plain-{name}")), passages);
            let (taken, worked) = (start.elapsed().as_secs_f64(), processor() - worked);
            figure(&format!("tantivy alone, {name}, by the clock"), megabytes / taken, "MB/s");
            figure(&format!("tantivy alone, {name}, processor time"), megabytes / worked, "MB/s");
        }
    }
    // Of the serving process alone: nothing of the indexing stays in its memory.
    if indexed || kept.is_none() {
        return look_ups(&archive, &options, bytes);
    }
    let again = std::process::Command::new(std::env::current_exe().expect("this program"))
        .env_remove("ONRECORD_BENCH_PLAIN")
        .status();
    assert!(again.is_ok_and(|s| s.success()));
}

/// Everything that is measured in an index that is there.
fn look_ups(archive: &Path, options: &OpenOptions, bytes: u64) {
    let quotes = sample(archive, QUOTES);
    let tell = std::env::var_os("ONRECORD_BENCH_MISSES").is_some();
    let (start, worked) = (Instant::now(), processor());
    let record = Record::open_as_is(options).ok().flatten().expect("an index");
    look_up(&record, &quotes[0].1);
    figure("open to first answer, by the clock", ms(start.elapsed()), "ms");
    figure("open to first answer, processor time", (processor() - worked) * 1e3, "ms");
    // What a stopped run left is measured as it is.
    if !record.is_partial() {
        let start = Instant::now();
        Record::open(options, &mut |_| true).expect("an index");
        figure("open with a look at the files", ms(start.elapsed()), "ms");
    }
    for (name, changed) in [("as they are", 0.0), ("a tenth of the words changed", 0.1), ("a fifth", 0.2)] {
        let mut random = Random(7);
        let (mut found, mut times) = (0, Vec::new());
        for (id, quote) in &quotes {
            let altered = change(quote, changed, &quotes, &mut random);
            let words = normal_words(&altered, Span::from(0..altered.len()));
            let worked = processor();
            let matches = record.find_quote(&altered, &words, LIMIT);
            times.push(processor() - worked);
            let there = is_among(&matches, id, left(quote, &altered));
            found += usize::from(there);
            if !there && tell {
                let verdict = beside(quote, &altered).map(|a| a.verdict);
                println!("not found, {} others, {verdict:?}: {quote}\n{:>24}: {altered}", matches.len(), "as");
            }
        }
        let recall = found as f64 / quotes.len() as f64;
        println!("quotes, {name}: recall {recall:.3}, {}", spread(times));
    }
    let mut times = Vec::new();
    for claim in claims(archive, QUOTES) {
        let worked = processor();
        record.find_claims(&claim, days_about(claim.days), EVENTS);
        times.push(processor() - worked);
    }
    println!("dated claims: {}", spread(times));
    figure("resident while serving", memory("VmRSS"), "MB");
    figure("of it, the program's own", memory("RssAnon"), "MB");
    let stats = record.stats();
    figure("articles", stats.documents as f64, "");
    figure("index / archive", stats.size as f64 / bytes as f64, "");
}

/// What a search server makes of the archive: every look-up is a new one, so it goes out.
fn on_server(archive: &Path, megabytes: f64, url: String) {
    let server = ServerOptions { url, index: "onrecord-bench".to_owned(), patience: Duration::from_secs(10) };
    let load_options = LoadOptions {
        paths: vec![archive.to_owned()],
        read: ReadOptions::default(),
        worker: (1, 1),
        shards: None,
        pause: Duration::from_millis(250),
    };
    let start = Instant::now();
    let loaded = load(&server, &load_options, &mut |_| true).expect("written");
    let taken = start.elapsed().as_secs_f64();
    figure("articles", loaded.documents as f64, "");
    if loaded.written > 0 {
        figure("writing, by the clock", megabytes / taken, "MB/s");
    }
    let start = Instant::now();
    let options = OpenOptions { server: Some(server), ..OpenOptions::default() };
    let record = Record::open(&options, &mut |_| true).expect("a record");
    figure("open, by the clock", ms(start.elapsed()), "ms");
    figure("of it resident", memory("VmRSS"), "MB");
    let quotes = sample(archive, QUOTES / 2);
    for (name, changed) in [("as they are", 0.0), ("a fifth of the words changed", 0.2)] {
        let mut random = Random(7);
        let (mut found, mut times) = (0, Vec::new());
        for (id, quote) in &quotes {
            let altered = change(quote, changed, &quotes, &mut random);
            let words = normal_words(&altered, Span::from(0..altered.len()));
            let start = Instant::now();
            let matches = record.find_quote(&altered, &words, LIMIT);
            times.push(start.elapsed().as_secs_f64());
            found += usize::from(is_among(&matches, id, left(quote, &altered)));
        }
        let recall = found as f64 / quotes.len() as f64;
        println!("quotes, {name}: recall {recall:.3}, {}", spread(times));
    }
    let mut times = Vec::new();
    for claim in claims(archive, QUOTES / 2) {
        let start = Instant::now();
        record.find_claims(&claim, days_about(claim.days), LIMIT);
        times.push(start.elapsed().as_secs_f64());
    }
    println!("dated claims: {}", spread(times));
    figure("without an answer", record.unanswered() as f64, "");
}

/// What a changed, a new and a removed file cost among `count` others.
fn one_changed_file(real: &Path, count: usize, folder: &Path) {
    let files = folder.join(format!("files-{count}"));
    if !files.exists() {
        short_files(real, count, &files);
    }
    let index_dir = Some(folder.join("index-of-files"));
    let options = OpenOptions { paths: vec![files.clone()], index_dir, ..OpenOptions::default() };
    let open = || Record::open(&options, &mut |_| true).expect("a record");
    let timed = |name: &str, work: &dyn Fn() -> Record| {
        let (start, worked) = (Instant::now(), processor());
        let record = work();
        println!("{name}: {:.0} ms, of processor time {:.0}", ms(start.elapsed()), (processor() - worked) * 1e3);
        record
    };
    let first = timed("all files, where they are not indexed yet", &open);
    figure("articles", first.stats().documents as f64, "");
    let mut record = timed("a look at all files", &open);
    figure("resident", memory("VmRSS"), "MB");
    let one = files.join("000/changing.txt");
    let quote = |n: usize| format!("we shall paint lighthouse number {n} in stripes of ochre");
    for n in 0..5 {
        std::fs::write(&one, format!("\"{},\" said Una Thorsen.\n", quote(n))).expect("a file");
        let mut changes = Changes::default();
        changes.add(one.clone(), true);
        let take_up = || record.take_up(&options, &changes, &mut |_| true).expect("no error").expect("taken up");
        let after = timed("one file written", &take_up);
        let start = Instant::now();
        let words = normal_words(&quote(n), Span::from(0..quote(n).len()));
        assert!(after.find_quote(&quote(n), &words, 1).first().is_some_and(|m| m.text == quote(n)), "it is not found");
        figure("its quote found after", ms(start.elapsed()), "ms");
        record = after;
    }
    std::fs::remove_file(&one).expect("it was there");
    timed("a look at all files, one of them gone", &open);
    timed("the last commit, without a look", &|| Record::open_as_is(&options).ok().flatten().expect("a record"));
}

/// A folder of `count` files with the beginning of a real article each.
fn short_files(real: &Path, count: usize, to: &Path) {
    let articles: Vec<(String, String)> = articles(real)
        .filter_map(|l| Some((l["date"].as_str()?.to_owned(), l["text"].as_str()?.chars().take(900).collect())))
        .collect();
    for n in 0..count {
        let folder = to.join(format!("{:03}", n / 1000));
        std::fs::create_dir_all(&folder).expect("a folder");
        let (date, text) = &articles[n % articles.len()];
        let file = format!("---\ndate: {date}\n---\nArticle {n}\n\n{text}\n");
        std::fs::write(folder.join(format!("{n}.txt")), file).expect("room on the disk");
    }
}

/// The altered quote laid beside the quote.
fn beside(quote: &str, altered: &str) -> Option<Alignment> {
    let words = |text: &str| normal_words(text, Span::from(0..text.len()));
    align(altered, &words(altered), quote, &words(quote))
}

/// Words that both have in common as the look-up lays them side by side: it leaves out a word or two that are cut off from
/// the rest.
fn left(quote: &str, altered: &str) -> u32 {
    beside(quote, altered).map_or(u32::MAX, |a| a.matched)
}

/// Whether the quote's article is among the places found; of a passage with many copies any one will do that has
/// nine in ten of the words that are left of the quote: copies differ in their names.
fn is_among(matches: &[QuoteMatch], id: &str, left: u32) -> bool {
    let whole = |m: &QuoteMatch| m.alignment.matched * 10 >= left.saturating_mul(9);
    matches.iter().any(|m| m.source.id.as_deref() == Some(id) || whole(m))
}

fn figure(name: &str, value: f64, unit: &str) {
    println!("{name:46}{value:>10.2} {unit}");
}

fn spread(mut seconds: Vec<f64>) -> String {
    seconds.sort_by(f64::total_cmp);
    let at = |percent: usize| seconds[(seconds.len() * percent / 100).min(seconds.len() - 1)] * 1e3;
    let mean = seconds.iter().sum::<f64>() / seconds.len() as f64 * 1e3;
    format!("p50 {:.2} ms, p99 {:.2} ms, mean {mean:.2} ms", at(50), at(99))
}

fn look_up(record: &Record, quote: &str) {
    let words: Vec<NormalWord> = normal_words(quote, Span::from(0..quote.len()));
    record.find_quote(quote, &words, LIMIT);
}

/// Dated claims of articles spread over the archive.
fn claims(archive: &Path, count: usize) -> Vec<StoredClaim> {
    let every = (lines(archive).count() / count).max(1);
    let mut out = Vec::new();
    for line in lines(archive).step_by(every).filter_map(|l| serde_json::from_str::<serde_json::Value>(&l).ok()) {
        let (text, date) = (line["text"].as_str().unwrap_or(""), line["date"].as_str().unwrap_or(""));
        let draft = format!("---\ndate: {date}\n---\n{text}");
        let Ok(document) = Document::parse("draft.md", Format::Markdown, draft.as_bytes()) else { continue };
        let reading = onrecord::read::read(&document, &ReadOptions::default());
        out.extend(reading.claims.iter().find_map(|c| StoredClaim::of(&reading, c)));
    }
    out.truncate(count);
    out
}

fn ms(d: Duration) -> f64 {
    d.as_secs_f64() * 1e3
}

/// Processor time of all threads of this process, in seconds; by the clock where the system does not tell.
#[cfg(not(unix))]
fn processor() -> f64 {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    START.elapsed().as_secs_f64()
}

#[cfg(unix)]
fn processor() -> f64 {
    let usage = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    usage.tv_sec as f64 + usage.tv_nsec as f64 / 1e9
}

/// A line of Linux's account of this process, in MB.
fn memory(what: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with(what));
    line.and_then(|l| l.split_whitespace().nth(1)?.parse::<f64>().ok()).map_or(f64::NAN, |kb| kb / 1024.0)
}

/// xorshift64*: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn chance(&mut self, p: f64) -> bool {
        (self.next() % 10_000) as f64 / 10_000.0 < p
    }
}

fn lines(path: &Path) -> impl Iterator<Item = String> {
    let file = std::io::BufReader::new(std::fs::File::open(path).expect("an archive"));
    file.lines().map_while(Result::ok)
}

fn articles(path: &Path) -> impl Iterator<Item = serde_json::Value> {
    lines(path).filter_map(|l| serde_json::from_str(&l).ok())
}

/// Runs of 6 to 40 words out of articles spread over the archive, with the article's id.
fn sample(archive: &Path, count: usize) -> Vec<(String, String)> {
    let mut random = Random(42);
    let mut kept: Vec<(String, String)> = Vec::new();
    for (seen, line) in lines(archive).enumerate() {
        let place = if kept.len() < count { kept.len() } else { random.below(seen + 1) };
        if place >= count {
            continue;
        }
        let Ok(line) = serde_json::from_str::<serde_json::Value>(&line) else { continue };
        let (Some(id), Some(text)) = (line["id"].as_str(), line["text"].as_str()) else { continue };
        let length = 6 + random.below(35);
        let paragraphs: Vec<Vec<&str>> =
            text.lines().map(|p| p.split_whitespace().collect()).filter(|w: &Vec<&str>| w.len() >= length).collect();
        if paragraphs.is_empty() {
            continue;
        }
        let words = &paragraphs[random.below(paragraphs.len())];
        let from = random.below(words.len() - length + 1);
        let quote = (id.to_owned(), words[from..from + length].join(" "));
        if place == kept.len() { kept.push(quote) } else { kept[place] = quote }
    }
    kept
}

/// The quote with a share of its words, rounded down but at least one, given way to words of other quotes.
fn change(quote: &str, share: f64, quotes: &[(String, String)], random: &mut Random) -> String {
    if share == 0.0 {
        return quote.to_owned();
    }
    let mut words: Vec<&str> = quote.split(' ').collect();
    for _ in 0..((words.len() as f64 * share) as usize).max(1) {
        let other: Vec<&str> = quotes[random.below(quotes.len())].1.split(' ').collect();
        let at = random.below(words.len());
        words[at] = other[random.below(other.len())];
    }
    words.join(" ")
}

/// An archive of `count` articles made of the paragraphs of real ones.
fn generate(real: &Path, count: usize, to: &Path) {
    let articles: Vec<Vec<String>> = articles(real)
        .filter_map(|l| Some(l["text"].as_str()?.split("\n\n").map(str::to_owned).collect()))
        .filter(|p: &Vec<String>| p.len() >= 3)
        .collect();
    let names: Vec<&str> =
        articles.iter().flatten().flat_map(|p| p.split_whitespace().skip(1)).filter(|w| is_name(w)).collect();
    let mut random = Random(1);
    let mut out = BufWriter::new(std::fs::File::create(to).expect("a file"));
    for i in 0..count {
        let mut text = String::new();
        let paragraphs = articles[random.below(articles.len())].len().clamp(3, 40);
        for p in 0..paragraphs {
            let from = &articles[(i * 12 + p % 12 + random.below(3)) % articles.len()];
            for (n, word) in from[random.below(from.len())].split(' ').enumerate() {
                if n > 0 {
                    text.push(' ');
                }
                if n > 0 && is_name(word) && random.chance(0.3) {
                    text.push_str(names[random.below(names.len())]);
                } else if word.bytes().any(|b| b.is_ascii_digit()) {
                    text.extend(word.chars().map(|c| match c {
                        '1'..='9' => char::from(b'1' + random.below(9) as u8),
                        other => other,
                    }));
                } else {
                    text.push_str(word);
                }
            }
            text.push_str("\n\n");
        }
        let date = format!("20{:02}-{:02}-{:02}", random.below(25), 1 + random.below(12), 1 + random.below(28));
        let line = serde_json::json!({"id": format!("m{i}"), "date": date, "outlet": "made", "text": text});
        writeln!(out, "{line}").expect("room on the disk");
    }
}

fn is_name(word: &str) -> bool {
    word.len() > 2
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.bytes().all(|b| b.is_ascii_alphabetic())
}

/// The yardstick: the same text through the engine alone, words with their positions, text stored;
/// a document an article, or a paragraph.
fn plain(archive: &Path, folder: &Path, paragraphs: bool) {
    use tantivy::schema::{STORED, Schema, TEXT};
    std::fs::create_dir_all(folder).expect("a folder");
    let mut schema = Schema::builder();
    let text = schema.add_text_field("text", TEXT | STORED);
    let index = tantivy::Index::create_in_dir(folder, schema.build()).expect("an index");
    let mut writer = index.writer_with_num_threads(2, 256 << 20).expect("a writer");
    for line in articles(archive) {
        let whole = line["text"].as_str().unwrap_or("");
        for part in whole.split(|c| paragraphs && c == '\n').filter(|p| !p.is_empty()) {
            let mut document = tantivy::TantivyDocument::default();
            document.add_text(text, part);
            writer.add_document(document).expect("room");
        }
    }
    writer.commit().expect("a commit");
    writer.wait_merging_threads().expect("merges");
    std::fs::remove_dir_all(folder).expect("a folder that may go");
}
