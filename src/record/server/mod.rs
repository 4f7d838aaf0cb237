//! A search server as an engine of the record: the archive of a whole newsroom.
//!
//! Requests go out on threads of their own. Whoever asks waits no longer than its patience; an answer that comes later
//! is kept for the next time, and whoever wants to know of it is told. What a look-up needs goes in one `_msearch`
//! (where to look) and one `_search` (the articles not met before); both are remembered.

mod counts;
mod credentials;
mod dialect;
mod http;
mod load;

use super::article::{Article, office_term};
use super::engine::{self, Address, Candidate, Engine, Kind, List, Place, Question, Wanted};
use super::{PeopleQuestion, RecordError, Stats, claims, terms};
use crate::text::Span;
use counts::Counts;
use http::Client;
pub use http::Trouble;
use jiff::civil::Date;
pub use load::{LoadOptions, Loaded, load};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

/// How to reach the archive of a search server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerOptions {
    /// `https://host:port`
    pub url: String,
    /// The index's name there.
    pub index: String,
    /// How long a look-up waits for an answer.
    pub patience: Duration,
}

/// A request itself is given up after this; until then its answer may come late.
const LIMIT: Duration = Duration::from_secs(10);
/// Requests under way; more would only make a slow server slower.
const MAX_UNDER_WAY: usize = 4;
/// Searches in one `_msearch`.
const MAX_SEARCHES: usize = 200;
/// Articles asked for at a time.
const MAX_ARTICLES_ASKED: usize = 400;
/// Answers and articles remembered: those of a few drafts.
const MAX_REMEMBERED: usize = 4096;
/// After a failure the server is left in peace for this long, twice as long after the next, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Whoever has the time waits for a pause to end, unless it is longer than this.
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// After an answer that did not come in time, for so long nobody waits for the next.
const IMPATIENT: Duration = Duration::from_secs(1);
/// Candidates asked for beyond those wanted: the server's order is near ours, not the same.
const MORE: usize = 16;

pub(super) struct Server {
    shared: Arc<Shared>,
    patience: Duration,
}

struct Shared {
    client: Result<Client, Trouble>,
    url: String,
    index: String,
    state: Mutex<State>,
    /// An answer came, or none will.
    news: Condvar,
    late: Mutex<Option<Tell>>,
}

/// Told of trouble when it begins, and of nothing (`None`) when an answer has come that somebody had stopped waiting
/// for, or may be had again.
type Tell = Arc<dyn Fn(Option<RecordError>) + Send + Sync>;

/// What is asked, and remembered by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Asked {
    /// The best passages or claims of some terms.
    Best(Kind, usize, Vec<String>),
    /// How many articles are listed under all of some terms, of those published between two days if any are given.
    Count(Vec<(List, String)>, Option<(Date, Date)>),
}

#[derive(Clone, Debug)]
enum Answer {
    Best(Arc<Vec<Candidate>>),
    Count(u64),
}

#[derive(Default)]
struct State {
    counts: Option<Arc<Counts>>,
    answers: FxHashMap<Asked, Answer>,
    articles: FxHashMap<u64, Arc<Article>>,
    under_way: FxHashSet<Asked>,
    requests: usize,
    /// Why the last request failed, when the next may be made, and how long the pause is.
    trouble: Option<Trouble>,
    not_before: Option<Instant>,
    pause: Duration,
    /// Somebody has stopped waiting.
    abandoned: bool,
    /// Nobody waits again until then: the server is slow.
    impatient_until: Option<Instant>,
    /// Somebody sees to it that the server is asked again.
    reviving: bool,
    /// Look-ups that had no answer.
    unanswered: u64,
}

impl Server {
    /// The connection that these options name: one for all records of this process.
    pub fn of(options: &ServerOptions) -> Arc<Server> {
        static OPEN: Mutex<Vec<(ServerOptions, Weak<Server>)>> = Mutex::new(Vec::new());
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|(_, server)| server.strong_count() > 0);
        if let Some(known) = open.iter().find(|(o, _)| o == options).and_then(|(_, server)| server.upgrade()) {
            // Whoever opens a record wants to see what is there now.
            known.shared.lock().answers.clear();
            return known;
        }
        let shared = Shared {
            client: Client::new(&options.url),
            url: options.url.clone(),
            index: options.index.clone(),
            state: Mutex::default(),
            news: Condvar::new(),
            late: Mutex::default(),
        };
        let server = Arc::new(Server { shared: Arc::new(shared), patience: options.patience });
        open.push((options.clone(), Arc::downgrade(&server)));
        server
    }

    /// Asks who is there and what the index holds; waits for the answer.
    pub fn connect(&self) -> Result<(), Trouble> {
        let result = self.shared.counts().map(|_| ());
        self.shared.note(result.as_ref().err());
        result
    }

    /// Why the archive does not answer, if it does not.
    pub fn trouble(&self) -> Option<RecordError> {
        let trouble = self.shared.lock().trouble.clone()?;
        Some(self.shared.error(trouble))
    }

    /// Look-ups that had no answer so far.
    pub fn unanswered(&self) -> u64 {
        self.shared.lock().unanswered
    }

    /// Whom to tell of trouble and of late answers; of trouble that there is, at once.
    pub fn tell_late(&self, tell: Tell) {
        *self.shared.late.lock().unwrap_or_else(PoisonError::into_inner) = Some(tell);
        if let Some(trouble) = self.trouble() {
            self.shared.tell(Some(trouble));
            self.shared.revive();
        }
    }

    /// Has the answers to `questions` in the memory, or says why not.
    fn answers(&self, questions: &[Asked]) -> Result<Vec<Answer>, Trouble> {
        let result = self.wait_for(questions);
        if result.is_err() {
            self.shared.lock().unanswered += 1;
        }
        result
    }

    /// How many articles each of some questions counts; nothing where the server does not say.
    fn counted(&self, questions: &[Asked]) -> Vec<u64> {
        let answers = if questions.is_empty() { Vec::new() } else { self.answers(questions).unwrap_or_default() };
        let count = |a| match a {
            Answer::Count(n) => n,
            Answer::Best(candidates) => candidates.len() as u64,
        };
        answers.into_iter().map(count).collect()
    }

    /// Which of `others` are on record, and the questions how often each of them is named beside `name`. Who is not on
    /// record is named beside nobody, and stays here.
    fn beside(&self, name: &str, others: &[&str]) -> (Vec<bool>, Vec<Asked>) {
        let Some(counts) = self.shared.lock().counts.clone() else { return (Vec::new(), Vec::new()) };
        let known: Vec<bool> = others.iter().map(|o| counts.may_name(name) && counts.may_name(o)).collect();
        let question =
            |o: &&str| Asked::Count(vec![(List::Name, name.to_owned()), (List::Name, (*o).to_owned())], None);
        let asked = others.iter().zip(&known).filter(|(_, k)| **k).map(|(o, _)| question(o)).collect();
        (known, asked)
    }

    /// What a list has that begins with `prefix`, and the questions how often each is listed between two days: of those
    /// listed at all, the most often named; the others make no difference to who holds an office.
    fn between(&self, list: List, prefix: &str, first: Date, last: Date) -> (Vec<String>, Vec<Asked>) {
        let mut terms: Vec<(String, u64)> = self.listed(list, prefix).into_iter().collect();
        terms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        terms.truncate(MAX_SEARCHES);
        let terms: Vec<String> = terms.into_iter().map(|(term, _)| term).collect();
        let asked = terms.iter().map(|term| Asked::Count(vec![(list, term.clone())], Some((first, last)))).collect();
        (terms, asked)
    }

    fn wait_for(&self, questions: &[Asked]) -> Result<Vec<Answer>, Trouble> {
        let deadline = Instant::now() + self.patience;
        let slow = Trouble::Slow(self.patience);
        let shared = &self.shared;
        let mut state = shared.lock();
        loop {
            let known: Option<Vec<_>> = questions.iter().map(|q| state.answers.get(q).cloned()).collect();
            if let Some(known) = known {
                return Ok(known);
            }
            let now = Instant::now();
            if state.impatient_until.is_some_and(|t| now < t) || now >= deadline {
                if now >= deadline {
                    state.impatient_until = Some(now + IMPATIENT);
                }
                state.abandoned = true;
                state.trouble.get_or_insert(slow.clone());
                return Err(slow);
            }
            let mut until = deadline;
            if !questions.iter().any(|q| state.under_way.contains(q)) {
                match (&state.trouble, state.not_before) {
                    (Some(trouble), Some(not_before)) if now < not_before => {
                        // It may pass while we wait, if we have the time.
                        if !trouble.may_pass() || not_before >= deadline || state.pause > LONGEST_WAIT {
                            return Err(trouble.clone());
                        }
                        until = not_before;
                    }
                    _ if state.requests >= MAX_UNDER_WAY => {}
                    _ => shared.begin(&mut state, questions),
                }
            }
            let wait = until.saturating_duration_since(Instant::now());
            state = shared.news.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Does something on a thread of its own and waits for it as long as the patience lasts.
    fn within_patience<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shared) -> Result<T, Trouble> + Send + 'static,
    ) -> Option<T> {
        {
            let mut state = self.shared.lock();
            let paused = state.trouble.is_some() && state.not_before.is_some_and(|t| Instant::now() < t);
            if paused || state.requests >= MAX_UNDER_WAY {
                return None;
            }
            state.requests += 1;
        }
        let (send, receive) = std::sync::mpsc::channel();
        let shared = self.shared.clone();
        std::thread::spawn(move || {
            let result = work(&shared);
            shared.note(result.as_ref().err());
            shared.lock().requests -= 1;
            // Nobody may be waiting any more.
            let _ = send.send(result);
        });
        receive.recv_timeout(self.patience).ok()?.ok()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn error(&self, trouble: Trouble) -> RecordError {
        RecordError::Server { url: self.url.clone(), trouble }
    }

    /// Asks the server what is not known yet, on a thread of its own.
    fn begin(self: &Arc<Self>, state: &mut State, questions: &[Asked]) {
        let mut fresh: Vec<Asked> = questions.iter().filter(|q| !state.answers.contains_key(*q)).cloned().collect();
        let mut seen = FxHashSet::default();
        fresh.retain(|q| seen.insert(q.clone()));
        state.requests += 1;
        state.under_way.extend(fresh.iter().cloned());
        let shared = self.clone();
        std::thread::spawn(move || shared.answer(&fresh));
    }

    /// Remembers how the last request went; `true` where it is trouble that there was none of.
    fn note(&self, trouble: Option<&Trouble>) -> bool {
        let mut state = self.lock();
        let before = state.not_before.is_some();
        match trouble {
            None => {
                (state.trouble, state.not_before, state.pause) = (None, None, Duration::ZERO);
                state.impatient_until = None;
            }
            Some(trouble) => {
                state.pause = (state.pause * 2).clamp(FIRST_PAUSE, LONGEST_PAUSE);
                state.not_before = Some(Instant::now() + state.pause);
                state.trouble = Some(trouble.clone());
            }
        }
        trouble.is_some() && !before
    }

    fn tell(&self, what: Option<RecordError>) {
        let tell = self.late.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(tell) = tell {
            tell(what);
        }
    }

    /// Where somebody wants to be told, has the server asked again when the pause is over.
    fn revive(self: &Arc<Self>) {
        let wanted = self.late.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        let mut state = self.lock();
        if !wanted || std::mem::replace(&mut state.reviving, true) {
            return;
        }
        let pause = state.pause.max(FIRST_PAUSE);
        drop(state);
        let shared = Arc::downgrade(self);
        std::thread::spawn(move || {
            std::thread::sleep(pause);
            let Some(shared) = shared.upgrade() else { return };
            shared.lock().reviving = false;
            shared.tell(None);
        });
    }

    fn send(&self, method: &str, path: &str, body: Option<&[u8]>) -> Result<Value, Trouble> {
        self.client.as_ref().map_err(Clone::clone)?.send(method, path, body, LIMIT)
    }

    fn search(&self, body: &Value) -> Result<Value, Trouble> {
        let path = format!("/{}/_search", self.index);
        self.send("POST", &path, Some(body.to_string().as_bytes())).map_err(|e| self.named(e))
    }

    /// A server that has no such index says so with a status alone.
    fn named(&self, trouble: Trouble) -> Trouble {
        match trouble {
            Trouble::Other { status: 404, .. } => Trouble::NoIndex(self.index.clone()),
            other => other,
        }
    }

    /// What the index holds; asked for once.
    fn counts(&self) -> Result<Arc<Counts>, Trouble> {
        if let Some(known) = self.lock().counts.clone() {
            return Ok(known);
        }
        check_server(self.client.as_ref().map_err(Clone::clone)?)?;
        let counts = Arc::new(self.read_counts()?);
        let mut state = self.lock();
        Ok(state.counts.get_or_insert(counts).clone())
    }

    fn read_counts(&self) -> Result<Counts, Trouble> {
        let answer = self.search(&dialect::about())?;
        let mut all = Counts::default();
        let mut any = false;
        for source in dialect::hits(&answer)? {
            let Some((schema, bytes)) = dialect::counts(source) else { continue };
            check_schema(&self.index, schema)?;
            any = true;
            all.take_in(read_counts(&bytes)?);
        }
        if any { Ok(all) } else { Err(Trouble::NoIndex(self.index.clone())) }
    }

    /// Asks the server, puts what it says into the memory, and tells whoever waits.
    fn answer(self: &Arc<Self>, fresh: &[Asked]) {
        let asked = std::panic::AssertUnwindSafe(|| fresh.chunks(MAX_SEARCHES).try_for_each(|c| self.ask(c)));
        let result = std::panic::catch_unwind(asked).unwrap_or(Err(Trouble::NotJson));
        let begins = self.note(result.as_ref().err());
        let mut state = self.lock();
        state.requests -= 1;
        for q in fresh {
            state.under_way.remove(q);
        }
        let late = result.is_ok() && std::mem::take(&mut state.abandoned);
        drop(state);
        self.news.notify_all();
        match result {
            Ok(()) if late => self.tell(None),
            Ok(()) => {}
            Err(trouble) => {
                if begins {
                    self.tell(Some(self.error(trouble)));
                }
                self.revive();
            }
        }
    }

    fn ask(&self, questions: &[Asked]) -> Result<(), Trouble> {
        let counts = self.counts()?;
        let wanted: Vec<Vec<Wanted>> = questions.iter().map(|q| q.wanted(&counts)).collect();
        let mut body = Vec::new();
        let mut sent = Vec::new();
        for (i, question) in questions.iter().enumerate() {
            let search = match question {
                // A question without a word on record has its answer already.
                Asked::Best(..) if wanted[i].is_empty() => continue,
                Asked::Best(kind, k, _) => {
                    let terms: Vec<String> = wanted[i].iter().map(|w| w.text.clone()).collect();
                    dialect::candidates(*kind, &terms, at_least(&wanted[i]), k + MORE)
                }
                Asked::Count(under, between) => dialect::count(under, *between),
            };
            body.extend(format!("{}\n{search}\n", json!({"index": self.index})).bytes());
            sent.push(i);
        }
        let mut found: Vec<Vec<(u64, u32, u32)>> = vec![Vec::new(); questions.len()];
        let mut totals = vec![0; questions.len()];
        if !sent.is_empty() {
            let answer = self.send("POST", "/_msearch", Some(&body))?;
            let responses = answer.get("responses").and_then(Value::as_array).ok_or(Trouble::NotJson)?;
            if responses.len() != sent.len() {
                return Err(Trouble::NotJson);
            }
            for (&i, response) in sent.iter().zip(responses) {
                let hits = dialect::hits(response).map_err(|e| self.named(e))?;
                match &questions[i] {
                    Asked::Best(..) => found[i] = hits.into_iter().filter_map(dialect::member).collect(),
                    Asked::Count(..) => totals[i] = dialect::total(response)?,
                }
            }
        }
        let articles = self.articles(found.iter().flatten().map(|m| m.0))?;
        let mut answers = Vec::with_capacity(questions.len());
        for (i, question) in questions.iter().enumerate() {
            let answer = match question {
                Asked::Best(kind, k, _) => Answer::Best(Arc::new(ranked(*kind, *k, &wanted[i], &found[i], &articles))),
                Asked::Count(..) => Answer::Count(totals[i]),
            };
            answers.push((question.clone(), answer));
        }
        let mut state = self.lock();
        if state.answers.len() > MAX_REMEMBERED {
            state.answers.clear();
        }
        state.answers.extend(answers);
        Ok(())
    }

    /// The articles of some keys: those remembered, and the others from the server.
    fn articles(&self, keys: impl Iterator<Item = u64>) -> Result<FxHashMap<u64, Arc<Article>>, Trouble> {
        let mut known = FxHashMap::default();
        let mut unknown: Vec<u64> = Vec::new();
        {
            let state = self.lock();
            let mut seen = FxHashSet::default();
            for key in keys.filter(|k| seen.insert(*k)) {
                match state.articles.get(&key) {
                    Some(article) => {
                        known.insert(key, article.clone());
                    }
                    None => unknown.push(key),
                }
            }
        }
        for some in unknown.chunks(MAX_ARTICLES_ASKED) {
            let answer = self.search(&dialect::articles(some))?;
            known.extend(dialect::hits(&answer)?.into_iter().filter_map(dialect::article));
        }
        self.remember(&known);
        Ok(known)
    }

    fn remember(&self, articles: &FxHashMap<u64, Arc<Article>>) {
        let mut state = self.lock();
        if state.articles.len() + articles.len() > MAX_REMEMBERED {
            state.articles.clear();
        }
        state.articles.extend(articles.iter().map(|(k, a)| (*k, a.clone())));
    }
}

/// Any bytes as an answer: as a whole, and as what is kept in one.
#[cfg(any(test, fuzzing))]
pub fn hostile_answer(bytes: &[u8]) {
    let _ = Counts::decode(bytes);
    if let Some(article) = Article::decode(bytes, 0, &super::pack::Packer::new(None)) {
        hostile_article(&article);
    }
    let Ok(answer) = serde_json::from_slice::<Value>(bytes) else { return };
    let several = answer.get("responses").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    for response in several.iter().chain([&answer]) {
        let _ = dialect::total(response);
        for source in dialect::hits(response).unwrap_or_default() {
            let _ = (dialect::member(source), dialect::version(source));
            if let Some((_, counts)) = dialect::counts(source) {
                let _ = Counts::decode(&counts);
            }
            if let Some((_, article)) = dialect::article(source) {
                hostile_article(&article);
            }
        }
    }
}

#[cfg(any(test, fuzzing))]
fn hostile_article(article: &Article) {
    for number in 0..8 {
        let _ = article.claim(number);
    }
    for quote in &article.said().quotes {
        assert!(article.text.get(quote.content.start as usize..quote.content.end as usize).is_some());
    }
}

/// A server of the dialect, and not of a time before it.
fn check_server(client: &Client) -> Result<(), Trouble> {
    // From these on the dialect is answered as it is written here.
    const ELASTICSEARCH: u64 = 7;
    const OTHERS: u64 = 0;
    let answer = client.send("GET", "/", None, LIMIT)?;
    let Some(number) = answer.pointer("/version/number").and_then(Value::as_str) else {
        return Err(Trouble::Version("is no search server that says its version".to_owned()));
    };
    let distribution = answer.pointer("/version/distribution").and_then(Value::as_str).unwrap_or("elasticsearch");
    let oldest = if distribution == "elasticsearch" { ELASTICSEARCH } else { OTHERS };
    match number.split('.').next().and_then(|n| n.parse::<u64>().ok()) {
        Some(major) if major >= oldest => Ok(()),
        _ => Err(Trouble::Version(format!("is {distribution} {number}; {oldest} or later is needed"))),
    }
}

/// Counts that were left; an error where they are not that any more, since what has no count is not found.
fn read_counts(bytes: &[u8]) -> Result<Counts, Trouble> {
    Counts::decode(bytes).ok_or_else(|| Trouble::Version("has an index whose counts cannot be read".to_owned()))
}

fn check_schema(index: &str, schema: u64) -> Result<(), Trouble> {
    if schema == dialect::SCHEMA {
        return Ok(());
    }
    let ours = dialect::SCHEMA;
    let message = format!(
        "has an index `{index}` of layout {schema}, and this program reads layout {ours}: write one with onrecord index --to"
    );
    Err(Trouble::Version(message))
}

/// How many of the terms a candidate has at least, if it weighs a quarter of them all.
fn at_least(wanted: &[Wanted]) -> usize {
    let quarter = engine::weight(wanted) / 4;
    let mut weight = 0;
    // Rarest first, so the heaviest.
    let enough = wanted.iter().position(|w| {
        weight += w.weight;
        weight >= quarter
    });
    enough.map_or(1, |n| n + 1)
}

/// The candidates in our own order: by the weight of the terms that they have, as the embedded index gives them.
fn ranked(
    kind: Kind,
    k: usize,
    wanted: &[Wanted],
    members: &[(u64, u32, u32)],
    articles: &FxHashMap<u64, Arc<Article>>,
) -> Vec<Candidate> {
    let weights: FxHashMap<&str, u32> = wanted.iter().map(|w| (w.text.as_str(), w.weight)).collect();
    let total = engine::weight(wanted);
    let mut out: Vec<Candidate> = Vec::new();
    for &(key, start, end) in members {
        let Some(article) = articles.get(&key) else { continue };
        let mut place = Place { start, length: end.saturating_sub(start) };
        let mut weight = 0;
        let mut met: FxHashSet<&str> = FxHashSet::default();
        let mut take = |term: &str| {
            if let Some((&term, w)) = weights.get_key_value(term)
                && met.insert(term)
            {
                weight += w;
            }
        };
        match kind {
            // Another program may have written there.
            Kind::Passage if article.text.get(start as usize..end as usize).is_none() => continue,
            Kind::Passage => terms::terms(&article.text, Span::new(start, end), &mut take),
            Kind::Claim => {
                let Some((_, claim)) = article.claim(start as usize) else { continue };
                let terms = claims::terms(&claim);
                place.length = terms.len() as u32;
                terms.iter().for_each(|t| take(t));
            }
        }
        out.push(Candidate { article: key, place, weight });
    }
    out.sort_by_key(|c| (Reverse(c.weight), c.article, c.place.start));
    let best = out.first().map_or(0, |c| c.weight);
    let bar =
        if kind == Kind::Claim || best < engine::nearly_all(total) { (total / 4).max(best / 2) } else { total / 2 };
    out.retain(|c| c.weight >= bar.max(1));
    out.truncate(k);
    out
}

fn asked(question: Question) -> Asked {
    // The articles come with the answer, so which days they tell of is for the look-up to see.
    let Question { kind, mut terms, k, between: _ } = question;
    terms.sort_unstable();
    Asked::Best(kind, k, terms)
}

impl Asked {
    /// The terms that are looked for.
    fn wanted(&self, counts: &Counts) -> Vec<Wanted> {
        match self {
            Asked::Best(kind, _, terms) => {
                engine::wanted(*kind, terms.clone(), counts.documents, |term| counts.frequency(*kind, term))
            }
            Asked::Count(..) => Vec::new(),
        }
    }
}

impl Engine for Server {
    fn documents(&self) -> u64 {
        self.shared.lock().counts.as_ref().map_or(0, |c| c.documents)
    }

    fn frequency(&self, kind: Kind, term: &str) -> u64 {
        let counts = self.shared.lock().counts.clone();
        counts.map_or(0, |c| c.frequency(kind, term))
    }

    fn is_remote(&self) -> bool {
        true
    }

    fn ahead(&self, questions: Vec<Question>, people: &[PeopleQuestion]) {
        let mut all: Vec<Asked> = questions.into_iter().map(asked).collect();
        for question in people {
            all.extend(match question {
                PeopleQuestion::Beside { name, others } => {
                    let others: Vec<&str> = others.iter().map(String::as_str).collect();
                    self.beside(name, &others).1
                }
                PeopleQuestion::Holders { key, first, last } => {
                    self.between(List::Office, &office_term(key, ""), *first, *last).1
                }
            });
        }
        // What has no answer is asked again, one by one, by the look-up itself.
        let _ = self.wait_for(&all);
    }

    fn best(&self, question: Question) -> Option<Vec<Candidate>> {
        match self.answers(&[asked(question)]).ok()?.into_iter().next()? {
            Answer::Best(candidates) => Some(candidates.to_vec()),
            Answer::Count(_) => None,
        }
    }

    fn article(&self, at: Address) -> Option<Arc<Article>> {
        if let Some(known) = self.shared.lock().articles.get(&at).cloned() {
            return Some(known);
        }
        self.within_patience(move |shared| shared.articles([at].into_iter()))?.remove(&at)
    }

    fn of_key(&self, key: u64) -> Option<Arc<Article>> {
        self.article(key)
    }

    fn listed(&self, list: List, prefix: &str) -> BTreeMap<String, u64> {
        let counts = self.shared.lock().counts.clone();
        counts.map_or_else(BTreeMap::new, |c| c.listed(list, prefix))
    }

    fn listed_between(&self, list: List, prefix: &str, first: Date, last: Date) -> BTreeMap<String, u64> {
        let (terms, asked) = self.between(list, prefix, first, last);
        terms.into_iter().zip(self.counted(&asked)).filter(|(_, n)| *n > 0).collect()
    }

    fn names_like(&self, name: &str, letters: u8) -> BTreeMap<String, u64> {
        let counts = self.shared.lock().counts.clone();
        counts.map_or_else(BTreeMap::new, |c| c.names_like(name, letters))
    }

    fn named_beside(&self, name: &str, others: &[&str]) -> Vec<u64> {
        let (known, asked) = self.beside(name, others);
        let mut counted = self.counted(&asked).into_iter();
        known.into_iter().map(|k| if k { counted.next().unwrap_or(0) } else { 0 }).collect()
    }

    fn articles_of(&self, list: List, term: &str, limit: usize) -> Vec<Arc<Article>> {
        let search = dialect::named(list, term, limit);
        let found = self.within_patience(move |shared| {
            let answer = shared.search(&search)?;
            let found: FxHashMap<u64, Arc<Article>> =
                dialect::hits(&answer)?.into_iter().filter_map(dialect::article).collect();
            shared.remember(&found);
            Ok(found)
        });
        let mut all: Vec<_> = found.into_iter().flatten().collect();
        all.sort_by_key(|(key, _)| *key);
        all.into_iter().map(|(_, article)| article).collect()
    }

    fn stats(&self) -> Stats {
        self.shared.lock().counts.as_ref().map_or_else(Stats::default, |c| c.stats())
    }
}
