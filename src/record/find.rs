//! Look-ups: who said that, and what happened when.

use super::align::{self, Alignment, Passage, Verdict, Words};
use super::article::{Article, StoredQuote};
use super::claims;
use super::engine::{self, Address, Candidate, Engine, Kind, List, Question};
use super::{Between, ClaimMatch, PeopleQuestion, QuoteMatch, Record, Stats, StoredClaim, pack};
use crate::read::QuoteKind;
use crate::read::claims::UNKNOWN_YEAR;
use crate::text::{NormalWord, Span, normal_words};
use jiff::civil::Date;
use memchr::memmem::Finder;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::cmp::Reverse;

/// Candidates laid beside the quote, at least: a short quote of common words with one changed is not
/// always among the first few.
const MIN_CANDIDATES: usize = 48;
/// Candidates in a row that were another statement, after which the weaker ones are not looked at.
const PATIENCE: usize = 10;
/// Places that have all of the quote, be it with a word changed, after which no more are looked at: the likest come
/// first, and a statement that the whole world has printed is not attested better by the thirteenth copy.
const ENOUGH: usize = 12;
/// Words that may lack at the ends of what is all of a quote, if no place has more of it: one that was changed there is
/// none of the record's.
const CUT_OFF: u32 = 2;
/// Places that have the quote word by word after which no more are looked at.
const ENOUGH_EXACT: usize = 8;
/// Bytes of a record's passage laid beside a quote, for each byte of the quote, on either side of the
/// hit: room for a speaker's name between two parts.
const MARGIN: u32 = 400;
/// Bytes on either side of a place that has the quote word by word: a number may begin or go on there.
const BESIDE: u32 = 64;
/// Words of a quote by which its place in an article is found before any of its words are compared.
const LONGEST: usize = 8;
/// Bytes on either side of that place: words may be added, and a speaker named between two parts.
const BETWEEN: u32 = 160;
/// Places of these words among which that of the quote is looked for: where there are more they say little.
const MOST_MET: usize = 64;
/// Words of a quote from which on its parts are looked for by themselves, where the whole is not on record.
const LONG_QUOTE: usize = 16;
/// Fewest words of a sentence or clause looked for by itself, and of one that a comma ends.
const PART_WORDS: usize = 8;
const CLAUSE_WORDS: usize = 16;
/// Most words looked for at once of a sentence that has no comma.
const BREATH_WORDS: usize = 26;
/// Parts of one quote looked for: each costs as much as a quote.
const MAX_PARTS: usize = 4;
/// Places found for a part that are enough.
const MATCHES_OF_PART: usize = 6;
/// What one word in common adds to an alignment's score.
const A_WORD: i32 = 6;
/// Wordings of one quote whose comparison is remembered during its look-up.
const MAX_PRINTED: usize = 6;
/// Longest passage given as context, in bytes.
const MAX_CONTEXT: usize = 600;

impl Record {
    /// The places on record where these words stand, or nearly: best first. `text` is the draft's, `words`
    /// the quote's normal words in it. Unrelated passages are left out.
    pub fn find_quote(&self, text: &str, words: &[NormalWord], limit: usize) -> Vec<QuoteMatch> {
        self.look_for(text, words, limit).0
    }

    /// [`Record::find_quote`], and whether all engines have answered: otherwise that nothing was found says nothing.
    pub fn look_for(&self, text: &str, words: &[NormalWord], limit: usize) -> (Vec<QuoteMatch>, bool) {
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return (Vec::new(), true) };
        if limit == 0 {
            return (Vec::new(), true);
        }
        let whole = Span::new(first.span.start, last.span.end);
        let draft = Words::new(text, words);
        let mut found: Vec<QuoteMatch> = Vec::new();
        let mut complete = self.ask(&draft, text, whole, whole.len(), limit, &mut found);
        // Of a long quote the record may have a sentence only, which the rest's rare words outshout.
        for part in parts(text, words, |from, to| is_covered(&found, from, to)) {
            complete &= self.ask(&draft, text, part, whole.len(), MATCHES_OF_PART, &mut found);
        }
        found.sort_by_cached_key(|m| {
            let known = m.speaker.as_ref().is_some_and(|s| s.name.is_some());
            let source = (m.source.date, m.source.path.clone(), m.source.id.clone(), m.file_span.start);
            (Reverse(m.alignment.score), m.alignment.verdict, !m.quoted, !known, source)
        });
        found.truncate(limit);
        (found, complete)
    }

    /// Adds the places where the words of `draft` stand to `found`, looked for by the terms of `part` of it; `length`
    /// is the whole quote's, in bytes. Whether all engines have answered.
    fn ask(
        &self,
        draft: &Words,
        text: &str,
        part: Span,
        length: u32,
        limit: usize,
        found: &mut Vec<QuoteMatch>,
    ) -> bool {
        let question = passage(text, part, limit);
        let mut complete = true;
        for engine in self.engines() {
            let Some(hits) = engine.best(question.clone()) else {
                complete = false;
                continue;
            };
            look_at(engine, &hits, draft, length, limit, found);
        }
        complete
    }

    /// Whether look-ups go over a network, so that they had better be announced.
    pub fn is_remote(&self) -> bool {
        self.engines().any(Engine::is_remote)
    }

    /// Says what will be looked up soon, with the limit of each: a server is asked for all of it at once.
    pub fn look_ahead(
        &self,
        quotes: &[(&str, &[NormalWord])],
        most: usize,
        claims: &[StoredClaim],
        events: usize,
        people: &[PeopleQuestion],
    ) {
        let quotes = quotes.iter().flat_map(|(text, words)| {
            let whole = words.first().zip(words.last()).map(|(a, b)| a.span.cover(b.span));
            let parts = parts(text, words, |_, _| false);
            let parts = parts.into_iter().map(move |p| passage(text, p, MATCHES_OF_PART));
            whole.map(|span| passage(text, span, most)).into_iter().chain(parts)
        });
        let claims = claims
            .iter()
            .flat_map(|c| [claims::terms(c), claims::nearest_terms(c)])
            .filter(|terms| !terms.is_empty())
            .map(|terms| event(terms, events, None));
        let questions: Vec<Question> = quotes.chain(claims).collect();
        self.engines().filter(|e| e.is_remote()).for_each(|e| e.ahead(questions.clone(), people));
    }

    /// The dated events on record that may be the same as `claim`, best first: of the days `between` two, both included,
    /// of days that reach into those and of a year that nobody knows, or whatever their date.
    ///
    /// The score is Dice's coefficient of the two claims' words, each counted by its rarity on record.
    pub fn find_claims(&self, claim: &StoredClaim, between: Option<(Date, Date)>, limit: usize) -> Vec<ClaimMatch> {
        self.look_for_events(claim, between, limit).0
    }

    /// [`Record::find_claims`], and whether all engines have answered.
    pub fn look_for_events(
        &self,
        claim: &StoredClaim,
        between: Option<(Date, Date)>,
        limit: usize,
    ) -> (Vec<ClaimMatch>, bool) {
        let between = between
            .map(|(first, last)| engine::Between { first: pack::day_number(first), last: pack::day_number(last) });
        let terms = claims::terms(claim);
        if limit == 0 {
            return (Vec::new(), true);
        }
        let nearest = claims::nearest_terms(claim);
        let mut complete = true;
        let mut found: Vec<ClaimMatch> = Vec::new();
        for engine in self.engines() {
            let Some(mut hits) = engine.best(event(terms.clone(), limit, between)) else {
                complete = false;
                continue;
            };
            if !nearest.is_empty() {
                let more = engine.best(event(nearest.clone(), limit, between));
                complete &= more.is_some();
                let known: FxHashSet<(Address, u32)> = hits.iter().map(|h| (h.article, h.place.start)).collect();
                hits.extend(more.unwrap_or_default().iter().filter(|h| !known.contains(&(h.article, h.place.start))));
            }
            let mut telling = Telling::new(engine, &terms);
            let total = telling.total();
            likeliest(&mut hits, total, terms.len(), limit);
            for hit in hits {
                let Some(article) = engine.article(hit.article) else { continue };
                let Some((span, stored)) = article.claim(hit.place.start as usize) else { continue };
                let first = i64::from(pack::day_number(stored.days.0));
                if between.is_some_and(|b| !b.may_hold(first)) {
                    continue;
                }
                let (other, common) = telling.of(&stored);
                let score = if total + other > 0.0 { 2.0 * common / (total + other) } else { 0.0 };
                found.push(ClaimMatch {
                    source: article.source.clone(),
                    file_span: article.to_file(span),
                    text: span.of(&article.text).to_owned(),
                    claim: stored,
                    score,
                });
            }
        }
        found.sort_by(|a, b| {
            b.score.total_cmp(&a.score).then_with(|| {
                let key =
                    |m: &ClaimMatch| (m.source.date, m.source.path.clone(), m.source.id.clone(), m.file_span.start);
                key(a).cmp(&key(b))
            })
        });
        found.truncate(limit);
        (found, complete)
    }

    /// Who holds an office on record, most often named so first; `key` is a [`crate::read::titles::title_key`].
    pub fn holders(&self, key: &str) -> Vec<super::Holder> {
        let prefix = super::article::office_term(key, "");
        let mut all: Vec<super::Holder> = self
            .listed(List::Office, &prefix)
            .into_iter()
            .map(|(term, documents)| super::Holder { name: term[prefix.len()..].to_owned(), documents })
            .collect();
        all.sort_by(|a, b| b.documents.cmp(&a.documents).then_with(|| a.name.cmp(&b.name)));
        all
    }

    /// Byte offset of a JSONL document's line in its file.
    pub fn line_offset(&self, source: &super::Source) -> Option<u64> {
        source.id.as_ref()?;
        let local = self.local()?;
        local.state.line_offset(&local.folder, &source.path, source.key)
    }

    /// What is on record; looks at every article once.
    pub fn stats(&self) -> Stats {
        let mut stats = Stats::default();
        for engine in self.engines() {
            stats.add(engine.stats());
        }
        stats.size = self.local().map_or(0, |l| folder_size(&l.folder));
        stats.skipped = self.skipped().to_vec();
        stats
    }
}

pub(super) fn folder_size(folder: &std::path::Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|e| e.metadata().ok()).filter(std::fs::Metadata::is_file).map(|m| m.len()).sum()
}

/// Lays the draft's words beside each candidate, and adds the places where they stand to `found`.
fn look_at(
    engine: &dyn Engine,
    hits: &[Candidate],
    draft: &Words,
    length: u32,
    limit: usize,
    found: &mut Vec<QuoteMatch>,
) {
    let known_before = found.len();
    let mut printed: Vec<Printed> = Vec::new();
    let wanted = Quoted::new(draft, length);
    let (mut strangers, mut whole, mut exact, mut least) = (0, 0, 0, CUT_OFF);
    let best = hits.first().map_or(0, |h| h.weight);
    for (n, (at, place)) in places(hits).into_iter().enumerate() {
        let new = found.len() - known_before;
        let enough = whole >= ENOUGH || exact >= ENOUGH_EXACT || new >= limit || n >= candidates(limit) && new > 0;
        if strangers >= PATIENCE && place.weight * 3 < best * 2 || enough {
            break;
        }
        let Some(article) = engine.article(at) else { continue };
        let before = found.len();
        let all = match printed.iter().find_map(|p| copied(p, &article)) {
            Some(copy) => vec![copy],
            None => {
                let all = wanted.stands(draft, &article, place.span);
                let room = MAX_PRINTED.saturating_sub(printed.len());
                printed.extend(all.iter().filter_map(|m| Printed::of(m, &article)).take(room));
                all
            }
        };
        for m in all {
            let known = found.iter().any(|f| f.source == m.source && f.file_span.overlaps(m.file_span));
            if !known {
                let lacks = m.alignment.lacking();
                if lacks < least {
                    (whole, least) = (0, lacks);
                }
                whole += usize::from(lacks == least);
                exact += usize::from(lacks == 0 && m.alignment.verdict <= Verdict::Cosmetic);
                found.push(m);
            }
        }
        strangers = if found.len() > before { 0 } else { strangers + 1 };
    }
}

/// The record's words for a whole quote: an article that has the same need not be compared again.
struct Printed {
    words: Finder<'static>,
    alignment: Alignment,
    quoted: bool,
}

impl Printed {
    /// Of a match that has every word of the draft's quote, in one piece.
    fn of(m: &QuoteMatch, article: &Article) -> Option<Printed> {
        let a = &m.alignment;
        let whole = a.lacking() == 0 && a.joins.is_empty();
        let words = whole.then(|| Finder::new(&m.text))?;
        stands_once(&article.text, &words)?;
        Some(Printed { words: words.into_owned(), alignment: a.clone(), quoted: m.quoted })
    }
}

/// The one place where `words` stand as whole words.
fn stands_once(text: &str, words: &Finder) -> Option<Span> {
    let mut all = words.find_iter(text.as_bytes());
    let (at, None) = (all.next()?, all.next()) else { return None };
    let end = at + words.needle().len();
    let (before, after) = (text.get(..at)?.chars().next_back(), text.get(end..)?.chars().next());
    let parted = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    (parted(before) && parted(after)).then(|| Span::from(at..end))
}

/// The match in an article that has the very words of another's, once, and in a quotation if they stand in one there.
fn copied(printed: &Printed, article: &Article) -> Option<QuoteMatch> {
    let span = stands_once(&article.text, &printed.words)?;
    let quotes: Vec<&StoredQuote> = verbatim(&article.said().quotes, span);
    let quote = innermost(&quotes, span, span, false);
    let settled = quotes.iter().all(|q| q.content.contains(span));
    (settled && quote.is_some() == printed.quoted).then(|| {
        let alignment = printed.alignment.clone();
        found_at(article, span, quote, alignment, Vec::new())
    })
}

/// The verbatim quotations of an article that touch a stretch of it.
fn verbatim(quotes: &[StoredQuote], near: Span) -> Vec<&StoredQuote> {
    let touches = |q: &&StoredQuote| q.kind != QuoteKind::Indirect && q.content.overlaps(near);
    quotes.iter().filter(touches).collect()
}

/// Whether words stand in one quotation, or outside all.
fn is_settled(quotes: &[&StoredQuote], words: Span) -> bool {
    quotes.iter().any(|q| q.content.contains(words)) || quotes.iter().all(|q| !q.content.overlaps(words))
}

/// What is told of a place where the draft's words stand.
fn found_at(
    article: &Article,
    span: Span,
    quote: Option<&StoredQuote>,
    alignment: Alignment,
    between: Vec<Between>,
) -> QuoteMatch {
    QuoteMatch {
        source: article.source.clone(),
        file_span: article.to_file(span),
        text: span.of(&article.text).to_owned(),
        passage: context(&article.text, span).to_owned(),
        quoted: quote.is_some(),
        speaker: quote.and_then(|q| article.said().speakers.get(q.speaker? as usize)).cloned(),
        // Only of words that the record has as the draft has them is it asked when they were said.
        said_on: (alignment.verdict <= Verdict::Cosmetic).then(|| said_on(article, span)).flatten(),
        alignment,
        between,
    }
}

/// The question for a quote, or a part of it, of which `limit` places are wanted.
fn passage(text: &str, span: Span, limit: usize) -> Question {
    Question { kind: Kind::Passage, terms: distinct_terms(text, span), k: candidates(limit), between: None }
}

/// Candidates looked for where `limit` places are wanted. There may be more that are alike: those are looked at only until
/// one has the quote.
fn candidates(limit: usize) -> usize {
    MIN_CANDIDATES.max(limit + limit / 2)
}

/// The question for an event of which `limit` are wanted.
fn event(terms: Vec<String>, limit: usize, between: Option<engine::Between>) -> Question {
    Question { kind: Kind::Claim, terms, k: (2 * limit).max(MIN_CANDIDATES), between }
}

/// What the terms of claims say beside those of the draft's: claims alike have most of their words in common, so each
/// word is made a term, and its rarity asked for, once.
struct Telling<'a> {
    engine: &'a dyn Engine,
    documents: f32,
    /// By term, its number: the draft's come first.
    numbers: FxHashMap<String, u32>,
    own: u32,
    /// By number.
    weights: Vec<f32>,
    /// The numbers of a phrase's terms.
    phrases: FxHashMap<SmolStr, Vec<u32>>,
}

impl<'a> Telling<'a> {
    fn new(engine: &'a dyn Engine, own: &[String]) -> Telling<'a> {
        let (numbers, phrases) = (FxHashMap::default(), FxHashMap::default());
        let (documents, weights) = (engine.documents() as f32, Vec::new());
        let mut telling = Telling { engine, documents, numbers, own: own.len() as u32, weights, phrases };
        for term in own {
            let found = engine.frequency(Kind::Claim, term);
            telling.add(term, found);
        }
        telling
    }

    fn add(&mut self, term: &str, found: u64) -> u32 {
        let number = self.weights.len() as u32;
        self.numbers.insert(term.to_owned(), number);
        self.weights.push((1.0 + self.documents / (found as f32 + 0.5)).ln());
        number
    }

    /// Of all the draft's terms.
    fn total(&self) -> f32 {
        self.weights.iter().take(self.own as usize).sum()
    }

    /// Of all a claim's terms, and of those that the draft's has too.
    fn of(&mut self, claim: &StoredClaim) -> (f32, f32) {
        let mut seen: Vec<u32> = Vec::with_capacity(32);
        for phrase in claims::phrases(claim) {
            if let Some(numbers) = self.phrases.get(phrase) {
                seen.extend(numbers);
                continue;
            }
            let mut numbers = Vec::new();
            claims::terms_of(phrase, |term| {
                let number = self.numbers.get(term).copied();
                numbers.push(number.unwrap_or_else(|| self.add(term, self.engine.about(Kind::Claim, term))));
            });
            seen.extend(&numbers);
            self.phrases.insert(phrase.clone(), numbers);
        }
        seen.sort_unstable();
        seen.dedup();
        let weight = |n: &u32| self.weights.get(*n as usize).copied().unwrap_or(0.0);
        (seen.iter().map(weight).sum(), seen.iter().take_while(|n| **n < self.own).map(weight).sum())
    }
}

/// Leaves the claims that are most alike, and an eighth more than are wanted: what they have in common with the
/// draft's is known from the search, what else they say is reckoned by the number of their terms, each as telling as
/// one of the draft's. Unpacking an article to know it exactly costs more than finding it.
fn likeliest(hits: &mut Vec<Candidate>, total: f32, terms: usize, limit: usize) {
    let each = total / terms.max(1) as f32;
    let alike = |h: &Candidate| h.weight as f32 / (total + each * h.place.length as f32);
    hits.sort_by(|a, b| alike(b).total_cmp(&alike(a)));
    hits.truncate(limit + limit / 8);
}

/// The terms of a span of text, each once.
fn distinct_terms(text: &str, span: Span) -> Vec<String> {
    let mut terms: FxHashSet<String> = FxHashSet::default();
    super::terms::terms(text, span, |t| {
        if !terms.contains(t) {
            terms.insert(t.to_owned());
        }
    });
    terms.into_iter().collect()
}

/// The passages hit, by article, those that touch as one; the heaviest first.
fn places(hits: &[Candidate]) -> Vec<(Address, Passed)> {
    let mut out: Vec<(Address, Passed)> = Vec::new();
    for &Candidate { article, place, weight } in hits {
        let span = Span::new(place.start, place.start.saturating_add(place.length));
        let near = |s: Span| s.start <= span.end + MARGIN && span.start <= s.end + MARGIN;
        match out.iter_mut().find(|(at, p)| *at == article && near(p.span)) {
            Some((_, known)) => known.span = known.span.cover(span),
            None => out.push((article, Passed { span, weight })),
        }
    }
    out
}

/// A stretch of an article that was hit.
struct Passed {
    span: Span,
    weight: u32,
}

/// The sentences and long clauses of a long quote that are not `covered` yet, given by their first and last word but
/// one past it; none of a quote that is one sentence.
fn parts(text: &str, words: &[NormalWord], covered: impl Fn(u32, u32) -> bool) -> Vec<Span> {
    if words.len() < LONG_QUOTE {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut from = 0;
    for to in 1..=words.len() {
        let (Some(first), Some(last)) = (words.get(from), words.get(to - 1)) else { break };
        let gap = words.get(to).map(|next| Span::new(last.span.end, next.span.start).of(text));
        let ends = gap.is_none_or(|gap| {
            let long = |most: usize| to - from >= most;
            long(PART_WORDS) && gap.contains(['.', '!', '?', ';', ':', '\u{2026}', '\u{2013}', '\u{2014}'])
                || long(CLAUSE_WORDS) && gap.contains(',')
                || long(BREATH_WORDS)
        });
        if ends {
            let is_whole = from == 0 && to == words.len();
            if to - from >= PART_WORDS && !is_whole && !covered(from as u32, to as u32) {
                out.push(Span::new(first.span.start, last.span.end));
            }
            from = to;
        }
    }
    out.truncate(MAX_PARTS);
    out
}

/// Whether two articles found have most of a quote's words from one to before another: where one alone has all of it, its
/// rarest words outshout those who have but a part.
fn is_covered(found: &[QuoteMatch], from: u32, to: u32) -> bool {
    let mut covering = found.iter().filter(|m| {
        let a = &m.alignment;
        let common = a.total.saturating_sub(a.tail).min(to).saturating_sub(a.head.max(from));
        2 * common >= to - from
    });
    let Some(first) = covering.next() else { return false };
    covering.any(|m| m.source != first.source)
}

/// A stretch of a text with room around it for the rest of a quote.
fn widened(text: &str, near: Span, length: u32) -> Span {
    with_room(text, near, length + length / 2 + MARGIN)
}

/// A stretch of a text with so many bytes on either side, or nearly.
fn with_room(text: &str, near: Span, room: u32) -> Span {
    let start = boundary(text, near.start.saturating_sub(room));
    Span::new(start, boundary(text, near.end.saturating_add(room).min(text.len() as u32)))
}

/// A draft's quote as it is looked for in the texts of several articles.
struct Quoted {
    /// As the draft writes it.
    written: Finder<'static>,
    /// Its longest words, each without its first letter, which may be a capital, and where in the quote that stands.
    longest: Vec<(Finder<'static>, i64)>,
    /// In bytes.
    length: u32,
}

impl Quoted {
    fn new(draft: &Words, length: u32) -> Quoted {
        let start = i64::from(draft.start());
        let long = |(word, at): (&str, u32)| {
            let letters = word.get(1..)?;
            Some((Finder::new(letters).into_owned(), i64::from(at) + 1 - start))
        };
        let longest = draft.longest(LONGEST).into_iter().filter_map(long).collect();
        Quoted { written: Finder::new(draft.as_written()).into_owned(), longest, length }
    }

    /// The places in an article where the draft's words stand, around a stretch that was hit.
    fn stands(&self, draft: &Words, article: &Article, hit: Span) -> Vec<QuoteMatch> {
        let (near, around) = self.near(&article.text, &article.said().quotes, hit);
        let mut all = matches(draft, article, near);
        if near != around && all.first().is_none_or(|m| m.alignment.lacking() > CUT_OFF) {
            all = matches(draft, article, around);
        }
        all.extend(rest(draft, article, hit, self.length, &all));
        all
    }

    /// Where around a stretch hit the quote stands, most likely: around the one place that has it word by word, in one
    /// quotation or outside all, or that most of its longest words speak for. And where it may stand, if it is not there:
    /// around all of these words; all around the stretch, where there are too few of them to tell.
    fn near(&self, text: &str, quotes: &[StoredQuote], hit: Span) -> (Span, Span) {
        let all = widened(text, hit, self.length);
        if let Some(whole) = stands_once(text, &self.written)
            && all.contains(whole)
            && is_settled(&verbatim(quotes, whole), whole)
        {
            let near = with_room(text, whole, BESIDE);
            return (near, near);
        }
        let bytes = all.of(text).as_bytes();
        let mut met: Vec<Met> = Vec::new();
        for (word, (letters, within)) in self.longest.iter().enumerate() {
            met.extend(letters.find_iter(bytes).map(|at| Met { word, at, begins: at as i64 - within }));
        }
        let found = how_many(met.iter());
        let ends = met.iter().map(|m| m.at).min().zip(met.iter().map(|m| m.at).max());
        let Some((first, last)) = ends.filter(|_| found >= 2 && found * 2 >= self.longest.len()) else {
            return (all, all);
        };
        let at = |i: usize| boundary(text, all.start + i as u32);
        let within = |near: Span| Span::new(near.start.max(all.start), near.end.min(all.end));
        let around = within(widened(text, Span::new(at(first), at(last)), self.length));
        let Some(begins) = likeliest_beginning(&met, found) else { return (around, around) };
        let end = begins.saturating_add(self.length as usize).min(bytes.len());
        let near = within(with_room(text, Span::new(at(begins), at(end)), BETWEEN));
        let met = met.iter().filter(|m| near.contains(Span::new(at(m.at), at(m.at))));
        (near, if how_many(met) == found { near } else { around })
    }
}

/// A place of one of a quote's longest words.
struct Met {
    word: usize,
    at: usize,
    /// Where the quote begins if it stands here.
    begins: i64,
}

/// How many words are met at some places.
fn how_many<'a>(met: impl Iterator<Item = &'a Met>) -> usize {
    let mut words = [false; LONGEST];
    met.for_each(|m| words[m.word % LONGEST] = true);
    words.iter().filter(|w| **w).count()
}

/// Where a quote begins of whose longest words so many were `found`, if three in four of them say so, and there is no
/// second place for which half as many speak.
fn likeliest_beginning(met: &[Met], found: usize) -> Option<usize> {
    if met.len() > MOST_MET {
        return None;
    }
    let speak_for = |begins: i64| how_many(met.iter().filter(|m| (m.begins - begins).abs() <= i64::from(BESIDE)));
    let all: Vec<(usize, i64)> = met.iter().map(|m| (speak_for(m.begins), m.begins)).collect();
    // Of equals the first.
    let &(most, begins) = all.iter().rev().max_by_key(|(count, _)| *count)?;
    let far = |other: i64| (other - begins).abs() > i64::from(BETWEEN);
    let second = all.iter().filter(|(_, other)| far(*other)).map(|(count, _)| *count).max().unwrap_or(0);
    (most >= 2 && most * 4 >= found * 3 && second * 2 < most).then_some(begins.max(0) as usize)
}

/// The places in a stretch of an article where the draft's words stand.
fn matches(draft: &Words, article: &Article, near: Span) -> Vec<QuoteMatch> {
    let text = &article.text;
    let words = normal_words(text, near);
    let quotes = verbatim(&article.said().quotes, near);
    let theirs = Words::new(text, &words);
    let running = align::align_words(draft, &theirs, &Passage::default());
    let mut candidates: Vec<(Alignment, Vec<NormalWord>, Vec<u32>, bool)> = Vec::new();
    let whole = |a: &Alignment| a.verdict <= Verdict::Cosmetic && a.lacking() == 0;
    let settled = running.as_ref().is_some_and(|a| {
        whole(a) && {
            let span = span_of(&words, a.record_words);
            is_settled(&quotes, span)
        }
    });
    if !settled {
        let speakers = &article.said().speakers;
        let named = |s: u32| speakers.get(s as usize)?.name.as_deref().and_then(surname);
        // One person stands among the speakers once for each form of the name and each degree of certainty.
        let known = |q: &StoredQuote| {
            let name = named(q.speaker?)?;
            (0..speakers.len() as u32).find(|&s| named(s) == Some(name))
        };
        let telling = theirs.telling(draft);
        let tells = |q: &&StoredQuote| {
            let from = telling.partition_point(|&w| words[w as usize].span.start < q.content.start);
            telling.get(from).is_some_and(|&w| words[w as usize].span.end <= q.content.end)
        };
        for stream in streams(&quotes, known).iter().filter(|s| s.iter().any(tells)) {
            let mut spoken = Vec::new();
            let mut breaks = Vec::new();
            for q in stream {
                let from = words.partition_point(|w| w.span.start < q.content.start);
                let to = words.partition_point(|w| w.span.end <= q.content.end);
                if let Some(part) = words.get(from..to)
                    && !part.is_empty()
                {
                    if !spoken.is_empty() {
                        breaks.push(spoken.len() as u32);
                    }
                    spoken.extend_from_slice(part);
                }
            }
            let passage = Passage { quoted: true, breaks: &breaks };
            let aligned = align::align_words(draft, &Words::new(text, &spoken), &passage);
            if let Some(a) = aligned.filter(|a| a.verdict < Verdict::Unrelated) {
                candidates.push((a, spoken, breaks, true));
            }
        }
    }
    // Speech before running text where they do equally well, or nearly: a writer's word may agree by chance. And where it has
    // as many of the words: a telling word changed at its edge is one in a quotation, and beyond it in running text.
    let run = running.as_ref().map_or((u32::MAX, 0), |a| (a.matched, a.score));
    if let Some(a) = running.filter(|a| a.verdict < Verdict::Unrelated) {
        candidates.push((a, words, Vec::new(), false));
    }
    let tells = |words: &str| words.split_whitespace().any(|w| claims::is_weighty(&w.to_lowercase()));
    candidates.sort_by_key(|(a, _, _, spoken)| {
        let alike = a.matched >= run.0 && a.changes.iter().all(|c| tells(&c.record));
        let at_least = if alike { run.1 } else { a.score };
        (Reverse(if *spoken { a.score.max(at_least) + A_WORD } else { a.score }), a.verdict)
    });
    let mut out: Vec<QuoteMatch> = Vec::new();
    for (alignment, words, breaks, _) in candidates {
        let span = span_of(&words, alignment.record_words);
        let file_span = article.to_file(span);
        if out.iter().any(|m| m.file_span.overlaps(file_span)) {
            continue;
        }
        let first = if breaks.is_empty() { span } else { mostly_in(&quotes, &words, &alignment).unwrap_or(span) };
        let quote = innermost(&quotes, first, span, !breaks.is_empty());
        let between = between(text, &words, &alignment);
        out.push(found_at(article, span, quote, alignment, between));
    }
    out
}

/// The places of what a long quote has beyond the likest one, before and after it: an article may leave out its middle,
/// or tell it.
fn rest(draft: &Words, article: &Article, hit: Span, length: u32, found: &[QuoteMatch]) -> Vec<QuoteMatch> {
    let Some(likest) = found.first() else { return Vec::new() };
    let (total, head, tail) = (likest.alignment.total, likest.alignment.head, likest.alignment.tail);
    let ends = [(0, head), (total - tail, total)].into_iter().filter(|(from, to)| to - from >= PART_WORDS as u32);
    let of_end = |(from, to): (u32, u32)| {
        let all = matches(&draft.part(from, to), article, widened(&article.text, hit, length)).into_iter();
        all.map(move |m| QuoteMatch { alignment: m.alignment.within(from, total), ..m })
    };
    let more = ends.flat_map(of_end);
    more.filter(|m| found.iter().all(|f| !f.file_span.overlaps(m.file_span))).collect()
}

/// The last word of a name, but for "Jr." and the like.
fn surname(name: &str) -> Option<&str> {
    name.split_whitespace().rev().find(|w| !matches!(w.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III"))
}

/// Whether an article is a transcript: most of it are turns, which have no quotation marks.
fn is_transcript(article: &Article) -> bool {
    let turns = article.said().quotes.iter().filter(|q| q.kind == QuoteKind::Block && !q.nested);
    turns.map(|q| q.content.len() as usize).sum::<usize>() * 2 > article.text.len()
}

/// The one day on which the article says that the words were said: a date of saying in their sentence, or a transcript's own.
fn said_on(article: &Article, words: Span) -> Option<Date> {
    if is_transcript(article) {
        return article.source.date;
    }
    // The closing mark, the comma and the blank before "she said".
    let near = Span::new(words.start.saturating_sub(1), words.end + 4);
    let days = article.days_of_saying(near);
    let &(first, last) = days.first()?;
    (first == last && first.year() != UNKNOWN_YEAR && days.iter().all(|d| *d == (first, last))).then_some(first)
}

/// The quotations of each speaker, in order, with those between them whose speaker is not known: of a quote that
/// is parted by "he said" the reader may know one half's. `known` gives a quote's speaker, if it has a name.
fn streams<'a>(quotes: &[&'a StoredQuote], known: impl Fn(&StoredQuote) -> Option<u32>) -> Vec<Vec<&'a StoredQuote>> {
    let mut speakers: Vec<(Option<u32>, bool)> = quotes.iter().map(|q| (known(q), q.nested)).collect();
    speakers.sort_unstable();
    speakers.dedup();
    let named = |nested: bool| speakers.iter().any(|(s, n)| s.is_some() && *n == nested);
    let streams = speakers.iter().filter(|(s, nested)| s.is_some() || !named(*nested));
    let said = |q: &&&StoredQuote, speaker: Option<u32>, nested: bool| {
        q.nested == nested && known(q).is_none_or(|s| Some(s) == speaker)
    };
    streams.map(|&(s, nested)| quotes.iter().filter(|q| said(q, s, nested)).copied().collect()).collect()
}

/// A word of the quotation that has the most of a match in several: a word or two of another one may agree by chance.
fn mostly_in(quotes: &[&StoredQuote], words: &[NormalWord], a: &Alignment) -> Option<Span> {
    let left_out = |i: u32| a.skips.iter().any(|s| (s.record_words.0..s.record_words.1).contains(&i));
    let (from, to) = a.record_words;
    let matched = (from..to).filter(|&i| !left_out(i)).filter_map(|i| words.get(i as usize)).map(|w| w.span);
    let mut counts: Vec<(usize, Span)> = vec![(0, Span::default()); quotes.len()];
    for word in matched {
        let within = quotes.iter().enumerate().filter(|(_, q)| q.content.contains(word));
        if let Some((at, _)) = within.min_by_key(|(_, q)| q.content.len()) {
            counts[at] = (counts[at].0 + 1, word);
        }
    }
    // Of equals the first.
    counts.into_iter().rev().max_by_key(|(count, _)| *count).filter(|(count, _)| *count > 0).map(|(_, word)| word)
}

/// The quotation in which the matched words stand: the innermost that holds them, or for a stream of
/// several the one that holds the word `one`.
fn innermost<'a>(quotes: &[&'a StoredQuote], one: Span, all: Span, split: bool) -> Option<&'a StoredQuote> {
    let holds = |q: &&&StoredQuote| {
        let content = q.content;
        content.contains(all) || split && content.contains(one) || {
            // A word or two of the writer's may stand at the edge.
            let common = content.end.min(all.end).saturating_sub(content.start.max(all.start));
            common * 5 >= all.len() * 4
        }
    };
    quotes.iter().filter(holds).min_by_key(|q| q.content.len()).copied()
}

fn span_of(words: &[NormalWord], range: (u32, u32)) -> Span {
    match (words.get(range.0 as usize), words.get((range.1 as usize).wrapping_sub(1))) {
        (Some(a), Some(b)) => Span::new(a.span.start.min(b.span.start), b.span.end.max(a.span.end)),
        _ => Span::default(),
    }
}

/// What stands between the quotations that the match joins.
fn between(text: &str, words: &[NormalWord], a: &Alignment) -> Vec<Between> {
    a.joins
        .iter()
        .filter_map(|&(record, draft)| {
            let (before, after) = (words.get((record as usize).checked_sub(1)?)?, words.get(record as usize)?);
            Some(Between { draft, text: Span::new(before.span.end, after.span.start).of(text).to_owned() })
        })
        .collect()
}

/// The paragraph around a span, or as much of it as is worth showing.
fn context(text: &str, span: Span) -> &str {
    let room = MAX_CONTEXT.saturating_sub(span.len() as usize) / 2;
    let from = boundary(text, span.start.saturating_sub(room as u32)) as usize;
    let to = boundary(text, (span.end.saturating_add(room as u32)).min(text.len() as u32)) as usize;
    let head = text.get(from..span.start as usize).unwrap_or("");
    let tail = text.get(span.end as usize..to).unwrap_or("");
    let start = match head.rfind('\n') {
        Some(n) => from + n + 1,
        // Not in the middle of a word.
        None if from > 0 => from + head.find(' ').map_or(0, |n| n + 1),
        None => from,
    };
    let end = match tail.find('\n') {
        Some(n) => span.end as usize + n,
        None if to < text.len() => span.end as usize + tail.rfind(' ').unwrap_or(tail.len()),
        None => to,
    };
    text.get(start..end).unwrap_or("").trim()
}

/// The nearest character boundary at or before `at`.
fn boundary(text: &str, at: u32) -> u32 {
    text.floor_char_boundary(at as usize) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a quote is looked for first in a text, and then.
    fn near(text: &str, quote: &str) -> (Span, Span) {
        let words = normal_words(quote, Span::from(0..quote.len()));
        let draft = Words::new(quote, &words);
        Quoted::new(&draft, quote.len() as u32).near(text, &[], Span::from(0..text.len()))
    }

    #[test]
    fn a_quote_is_looked_for_where_its_longest_words_stand() {
        let far = "Nobody knew anything of it yet. ".repeat(60);
        let text = format!("{far}“The Harbour must remain open,” she said.\n\n{far}");
        let (found, then) = near(&text, "the harbour really must remain open");
        assert!(found.of(&text).contains("Harbour must remain") && found.len() < 400, "{found:?}");
        assert_eq!(found, then);
        // Word by word it is nowhere else.
        assert!(near(&text, "Harbour must remain open").0.len() < 200);
        // A word of the quote by itself says nothing.
        assert_eq!(near(&text, "a harbour without ferries nowhere").0.len() as usize, text.len());
        assert_eq!(near(&text, "it is what it is").0.len() as usize, text.len());
    }

    #[test]
    fn a_word_of_the_quote_far_from_the_others_is_looked_at_last() {
        let far = "Nobody knew anything of it yet. ".repeat(20);
        let quote = "the harbour council will surely reopen every ferry before winter";
        let text = format!("Winter is coming. {far}“The harbour council will reopen every ferry,” she said. {far}");
        let (found, then) = near(&text, quote);
        assert!(found.of(&text).contains("harbour council will reopen every ferry"));
        assert!(!found.of(&text).contains("Winter") && then.of(&text).contains("Winter"));
        // Of two places nobody knows which it is.
        let twice = format!("{text}“The harbour council will surely reopen every ferry,” he said.");
        let (found, then) = near(&twice, quote);
        assert!(found.of(&twice).contains("she said") && found.of(&twice).contains("he said"));
        assert_eq!(found, then);
    }
}
