//! The heaviest documents of a commit: those that have the most, by weight, of some terms.
//!
//! MaxScore (Turtle and Flood 1995): the terms that cannot lift a document over the bar by themselves only refine what
//! the rarer ones found. The rarer ones' lists are added up a window of documents at a time, as there is no order to
//! keep among them then (Strohman, Turtle and Croft 2005 compare the ways).

use super::engine::{self, Between, Place, QUOTE_TERMS, Wanted};
use super::index::{self, Engine, Known};
use rustc_hash::FxHashSet;
use std::cell::OnceCell;
use std::ops::RangeInclusive;
use std::sync::{Arc, MutexGuard, PoisonError, RwLockReadGuard};
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, InvertedIndexReader, TERMINATED};

/// A document found, with the sum of its terms' weights.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub weight: u32,
    pub place: Place,
    pub article: DocAddress,
}

/// Postings read for one look-up before its commonest terms only refine what the others found.
/// Bounds the time of a quote made of common words: about 5 ns each.
const MAX_POSTINGS: u64 = 300_000;

/// How many times as long as all that lead together a list is that is added up with them.
const DENSE: u64 = 2;

/// The documents of a segment that have the terms looked for, a list each, rarest first.
struct Lists {
    segment: u32,
    terms: Vec<List>,
}

/// When claims begin, a byte a document: to ask the engine's column for a day costs ten times as much, and a look-up asks
/// for those of hundreds of thousands. Read a fortnight at a time, as far as look-ups have come to them, since there may be
/// thousands, each a list to open in every segment.
#[derive(Default)]
pub(super) struct Fortnights {
    read: FxHashSet<u64>,
    /// Per segment, by document: see [`season`]; [`UNREAD`] of other fortnights, and of what is no claim.
    of: Vec<Vec<u8>>,
}

const UNREAD: u8 = 0;
/// Of claims that may be of any days.
const YEARLESS: u8 = 1;
/// Fortnights that have one byte together.
const TOGETHER: u64 = 3;
/// Bytes for dated claims: what is so many times six weeks apart, 29 years, has the same one, and is told apart by its day
/// where it may come to the bar.
const CYCLE: u64 = 254;

/// The six weeks in which a fortnight lies, in a byte.
fn season(fortnight: u64) -> u8 {
    if fortnight == index::YEARLESS { YEARLESS } else { YEARLESS + 1 + (fortnight / TOGETHER % CYCLE) as u8 }
}

/// Fortnights read for one look-up: those of a day are five, those of a year and the year before and after 87. Where
/// there are more, those documents that may come to the bar are asked for their day.
const MOST_READ: usize = 100;

/// Documents of the days looked for, one in so many at most, are read from the lists of their fortnights: beyond, from the
/// bytes of all documents.
const FEW_OF_DAYS: u64 = 64;

/// How it is told for a look-up which claims may be of its days.
enum When<'a> {
    Lists(Vec<Arc<Known>>),
    Seasons(RwLockReadGuard<'a, Fortnights>, RangeInclusive<u64>),
    /// Those that may come to the bar are asked for their day.
    Each,
}

/// Which documents of a window may be of the days looked for.
enum Then<'a> {
    /// The lists of the days' fortnights, and a bit for each document of the window that is in one.
    Lists(Vec<Documents>, Box<[u64; WINDOW / 64]>),
    Seasons(Seasons<'a>),
}

impl Then<'_> {
    /// Goes on to the window that begins at a document.
    fn enter(&mut self, base: u32) {
        match self {
            Then::Lists(lists, here) => {
                here.fill(0);
                for list in lists {
                    list.seek(base);
                    list.before(end(base), |doc| set(here, place(base, doc)));
                }
            }
            Then::Seasons(seasons) => seasons.enter(base),
        }
    }
}

/// Which documents of a window may be of the days looked for, by the bytes of all.
struct Seasons<'a> {
    /// Of the segment.
    seasons: &'a [u8],
    wanted: Box<[bool; 256]>,
    /// Those of the window, copied: all together fit into no cache, and what is read in a row comes several times as fast
    /// as what is asked for here and there.
    here: Box<[u8; WINDOW]>,
}

impl<'a> Seasons<'a> {
    fn of(seasons: &'a [u8], fortnights: RangeInclusive<u64>) -> Seasons<'a> {
        let mut wanted: Box<[bool; 256]> = zeroed();
        wanted[usize::from(YEARLESS)] = true;
        // After a cycle all are.
        fortnights.take((CYCLE * TOGETHER) as usize).for_each(|f| wanted[usize::from(season(f))] = true);
        Seasons { seasons, wanted, here: zeroed() }
    }

    fn enter(&mut self, base: u32) {
        let ahead = self.seasons.get(base as usize..).unwrap_or(&[]);
        let here = ahead.get(..WINDOW).unwrap_or(ahead);
        let (within, beyond) = self.here.split_at_mut(here.len());
        within.copy_from_slice(here);
        beyond.fill(UNREAD);
    }
}

/// Those in which a claim begins that is of some days, beside those of no known year.
fn wanted_fortnights(between: Between) -> RangeInclusive<u64> {
    let (first, last) = between.beginnings();
    index::fortnight(first)..=index::fortnight(last)
}

/// The claims of a segment that begin in a fortnight.
fn begun(fortnight: &Known, segment: u32, index: &Arc<InvertedIndexReader>) -> Option<Documents> {
    Some(List::new(index.clone(), fortnight.list(segment)?.clone(), 0).documents())
}

/// Opened when it is first needed: most lists of common words never are.
struct List {
    index: Arc<InvertedIndexReader>,
    info: TermInfo,
    weight: u32,
    opened: OnceCell<BlockSegmentPostings>,
}

impl List {
    fn new(index: Arc<InvertedIndexReader>, info: TermInfo, weight: u32) -> List {
        List { index, info, weight, opened: OnceCell::new() }
    }

    /// Its documents, from the first on; none where they cannot be read.
    fn documents(&self) -> Documents {
        let open = || self.index.read_block_postings_from_terminfo(&self.info, IndexRecordOption::Basic);
        let opened = self.opened.get_or_init(|| open().unwrap_or_else(|_| BlockSegmentPostings::empty()));
        Documents { block: opened.clone(), at: 0 }
    }
}

/// A list of documents and a place in it.
struct Documents {
    block: BlockSegmentPostings,
    /// In the block.
    at: usize,
}

impl Documents {
    /// Where it stands; [`TERMINATED`] at its end.
    fn doc(&self) -> u32 {
        self.block.docs().get(self.at).copied().unwrap_or(TERMINATED)
    }

    /// Goes on to the first document from `target` on.
    #[inline]
    fn seek(&mut self, target: u32) {
        if self.doc() < target {
            self.at = self.block.seek(target);
        }
    }

    /// Hands on those before `end` and stands at the next one.
    #[inline]
    fn before(&mut self, end: u32, mut take: impl FnMut(u32)) {
        loop {
            let docs = self.block.docs();
            let ahead = docs.get(self.at..).unwrap_or(&[]);
            // Where they end is found first: most often they are the whole block, and the loop has nothing else to ask.
            let whole = ahead.last().is_some_and(|&last| last < end);
            let count = if whole { ahead.len() } else { ahead.partition_point(|&doc| doc < end) };
            ahead.iter().take(count).for_each(|&doc| take(doc));
            self.at += count;
            if count < ahead.len() || docs.is_empty() {
                return;
            }
            self.block.advance();
            self.at = 0;
        }
    }
}

/// Documents added up at once: their sums, 256 KiB, fit into the second cache. With fewer each list is turned to more often,
/// which takes longer than to add up what rare words have there.
const WINDOW: usize = 1 << 17;

/// Where a window that begins at a document ends.
fn end(base: u32) -> u32 {
    base.saturating_add(WINDOW as u32).min(TERMINATED)
}

/// A document's place in its window.
fn place(base: u32, doc: u32) -> usize {
    doc.wrapping_sub(base) as usize % WINDOW
}

/// What the documents of a window weigh.
pub(super) struct Window {
    /// Terms weigh less than 1,100, and there are twenty at most: a sum never wraps.
    sums: Box<[u16; WINDOW]>,
    /// A bit for each that may come to the bar.
    met: Box<[u64; WINDOW / 64]>,
    /// A bit for each of these with a bit set: of rare terms most windows hold a handful of documents.
    words: [u64; WINDOW / 64 / 64],
}

impl Window {
    fn new() -> Window {
        Window { sums: zeroed(), met: zeroed(), words: [0; WINDOW / 64 / 64] }
    }

    /// Adds up those documents of the list from `base` on that may come to the bar: the sums of the others stay nothing,
    /// and need not be wiped out for the next window.
    fn refine(&mut self, base: u32, list: &mut Documents, weight: u32) {
        let weight = u16::try_from(weight).unwrap_or(u16::MAX);
        list.before(end(base), |doc| {
            let i = place(base, doc);
            // Without a branch: which documents are met is anybody's guess.
            self.sums[i] = self.sums[i].wrapping_add(weight * u16::from(is_set(&self.met, i)));
        });
    }

    /// Adds up the documents of the list from `base` on that are of the days looked for, and says that these may come to
    /// the bar.
    fn lead_then(&mut self, base: u32, list: &mut Documents, weight: u32, then: &Then) {
        match then {
            Then::Lists(_, here) => self.lead_where(base, list, weight, |i| is_set(here, i)),
            Then::Seasons(s) => self.lead_where(base, list, weight, |i| s.wanted[usize::from(s.here[i])]),
        }
    }

    /// The same of those of the window whose place `holds` says so.
    fn lead_where(&mut self, base: u32, list: &mut Documents, weight: u32, holds: impl Fn(usize) -> bool) {
        let weight = u16::try_from(weight).unwrap_or(u16::MAX);
        list.before(end(base), |doc| {
            let i = place(base, doc);
            // Few are: so here a branch costs less than to touch its sum.
            if holds(i) {
                self.sums[i] = self.sums[i].wrapping_add(weight);
                self.mark(i);
            }
        });
    }

    /// Adds up the documents of the list from `base` on, and says that these may come to the bar.
    fn lead(&mut self, base: u32, list: &mut Documents, weight: u32) {
        self.lead_where(base, list, weight, |_| true);
    }

    fn mark(&mut self, i: usize) {
        set(&mut self.met, i);
        set(&mut self.words, i / 64);
    }

    /// Hands on the places of those that may come to the bar, in their order, each with its weight.
    fn drain(&mut self, mut take: impl FnMut(u32, u32)) {
        for (w, word) in self.words.iter_mut().enumerate() {
            for m in ones(std::mem::take(word)) {
                let at = w * 64 + m;
                for bit in ones(std::mem::take(&mut self.met[at])) {
                    let i = at * 64 + bit;
                    take(i as u32, u32::from(std::mem::take(&mut self.sums[i])));
                }
            }
        }
    }
}

/// Made where it stays: as a value it would lie on the stack first.
fn zeroed<T: Copy + Default, const N: usize>() -> Box<[T; N]> {
    vec![T::default(); N].try_into().unwrap_or_else(|_| Box::new([T::default(); N]))
}

/// Whether a bit is set, of those of several words.
#[inline]
fn is_set<const N: usize>(words: &[u64; N], bit: usize) -> bool {
    words[bit / 64] >> (bit % 64) & 1 > 0
}

#[inline]
fn set<const N: usize>(words: &mut [u64; N], bit: usize) {
    words[bit / 64] |= 1 << (bit % 64);
}

/// The places of a word's bits that are set.
fn ones(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = (word != 0).then(|| word.trailing_zeros() as usize);
        word &= word.wrapping_sub(1);
        place
    })
}

/// The heaviest documents met so far.
struct Best {
    /// What a document weighs at least to be one of them.
    bar: u32,
    /// Once [`MANY`] weigh so much, lighter ones are of no use; and how many of them have been met.
    enough: u32,
    many: usize,
    kept: Vec<Kept>,
    most: usize,
    /// How many are kept before it is asked again which of them are too light.
    room: usize,
}

impl Best {
    fn new(bar: u32, enough: u32, most: usize) -> Best {
        Best { bar, enough, many: 0, kept: Vec::new(), most, room: most }
    }

    /// Takes a document in.
    fn take(&mut self, weight: u32, at: (u32, u32)) {
        self.bar = self.bar.max(weight / 2);
        self.many += usize::from(weight >= self.enough);
        if self.many >= MANY {
            self.bar = self.bar.max(self.enough);
        }
        self.kept.push((weight, at));
        // Not at each one: those that weigh the same stay, whichever came first, until their order is known.
        if self.kept.len() > self.room {
            self.bar = self.bar.max(self.least(self.most));
            self.kept.retain(|k| k.0 >= self.bar);
            self.room = self.kept.len() + self.kept.len().max(self.most) / 2;
        }
    }

    /// The weight of the `k`th heaviest.
    fn least(&self, k: usize) -> u32 {
        let mut weights: Vec<u32> = self.kept.iter().map(|k| k.0).collect();
        let Some(last) = k.min(weights.len()).checked_sub(1) else { return 0 };
        *weights.select_nth_unstable_by(last, |a, b| b.cmp(a)).1
    }

    /// As many of the heaviest as are wanted, and all that weigh as much as the last of them; without those where they are
    /// more than `alike`.
    fn heaviest(mut self, alike: usize) -> Vec<Kept> {
        let bar = self.bar.max(self.least(self.most));
        self.kept.retain(|k| k.0 >= bar);
        if self.kept.len().saturating_sub(self.most) > alike {
            self.kept.retain(|k| k.0 > bar);
        }
        self.kept
    }
}

/// Claims alike in what they share with the draft's that are too many to tell anything: a name that is always in the news.
const MOST_ALIKE: usize = 4_000;

/// Documents with nearly all that is looked for, after which those with half of it are not looked for; and with half of
/// it, after which those with a quarter are not.
const MANY: usize = 24;

/// Passages with nearly all that is looked for that are found beyond those asked for, where they are all alike: a phrase
/// of common words stands in one of many passages that have these words.
const ALIKE: usize = 144;

/// Documents found that are all looked at, whatever their order.
const FEW: usize = 12;

/// A document's weight, its segment and its number there.
type Kept = (u32, (u32, u32));

impl Engine {
    /// The `k` documents with the highest sums of weights, highest first, and up to [`ALIKE`] more passages that weigh as
    /// much as the last of them and have nearly all that is wanted. The terms of `more` find nothing; those that have them
    /// come before others alike.
    pub fn top(
        &self,
        field: Field,
        wanted: &[Wanted],
        more: &[Wanted],
        k: usize,
        between: Option<Between>,
    ) -> Vec<Hit> {
        if field == self.fields.claim {
            // The same event told in other words has as little in common as a fifth.
            let lists = self.lists(field, wanted);
            let found = self.above(engine::weight(wanted) / 5, u32::MAX, &lists, wanted, k, between);
            return self.hits(found, k, u32::MAX);
        }
        let is_long = wanted.len() >= QUOTE_TERMS;
        let wanted = engine::worth_reading(wanted, self.documents());
        let found = self.passages(field, wanted, is_long, k);
        self.hits(self.refined(found, field, more), k, engine::nearly_all(engine::weight(wanted)))
    }

    /// The passages that have so much of what is wanted of a quote that they may be among the `k` heaviest.
    fn passages(&self, field: Field, wanted: &[Wanted], is_long: bool, k: usize) -> Vec<Kept> {
        let total = engine::weight(wanted);
        let lists = self.lists(field, wanted);
        // A statement that many have printed is found by its rarest words alone, at a fraction of the cost.
        let enough = total / 8 * 7;
        let most = self.above(engine::nearly_all(total), enough, &lists, wanted, k, None);
        if most.len() >= MANY {
            return most;
        }
        let half = self.above(total / 2, enough, &lists, wanted, k, None);
        // Half of a short quote's few terms many have by chance.
        let is_told = is_long && half.len() >= MANY;
        if !most.is_empty() || is_told {
            return half;
        }
        // What matches less than a quarter is another statement, whatever else there is, and so is what matches less than
        // half of what the likest does.
        let likest = half.iter().map(|kept| kept.0).max().unwrap_or(0);
        self.above((total / 4).max(likest / 2), enough, &lists, wanted, k, None)
    }

    /// Of more than a few documents found those with the terms of `more` weigh more.
    fn refined(&self, mut kept: Vec<Kept>, field: Field, more: &[Wanted]) -> Vec<Kept> {
        if kept.len() <= FEW || more.is_empty() {
            return kept;
        }
        kept.sort_unstable_by_key(|&(_, at)| at);
        let of_segment = |kept: &mut [Kept], segment: u32| {
            let index = self.searcher.segment_reader(segment).inverted_index(field).ok()?;
            for w in more {
                let known = self.known(field, &w.text);
                let Some(info) = known.list(segment) else { continue };
                let mut list = List::new(index.clone(), info.clone(), w.weight).documents();
                for (weight, (_, doc)) in kept.iter_mut() {
                    list.seek(*doc);
                    *weight += if list.doc() == *doc { w.weight } else { 0 };
                }
            }
            Some(())
        };
        for kept in kept.chunk_by_mut(|a, b| a.1.0 == b.1.0) {
            let Some(&(_, (segment, _))) = kept.first() else { continue };
            self.safely(|| of_segment(kept, segment));
        }
        kept
    }

    /// The `k` heaviest, with their articles. Of equal ones those come first that stand nearer to their article's beginning,
    /// then those of the lower key: which are kept must not hang on the order in which they were indexed. Of those that weigh
    /// `alike` or more, see [`Engine::top`].
    fn hits(&self, kept: Vec<Kept>, k: usize, alike: u32) -> Vec<Hit> {
        let placed = kept.into_iter().filter_map(|(weight, at)| Some((weight, self.place(at)?, at)));
        let mut placed: Vec<(u32, Place, (u32, u32))> = placed.collect();
        // Asked for where it is needed only: the column of keys is slow.
        let key = |at| self.key(self.article_of(at));
        placed.sort_unstable_by(|(w1, p1, at1), (w2, p2, at2)| {
            (w2, p1.start, p1.length).cmp(&(w1, p2.start, p2.length)).then_with(|| key(*at1).cmp(&key(*at2)))
        });
        let last = k.checked_sub(1).and_then(|last| placed.get(last)).map_or(0, |p| p.0);
        let more = placed.iter().skip(k).take(ALIKE).take_while(|p| p.0 == last && last >= alike).count();
        placed.truncate(k + more);
        placed.into_iter().map(|(weight, place, at)| Hit { weight, place, article: self.article_of(at) }).collect()
    }

    /// Where each segment keeps the documents of the terms.
    fn lists(&self, field: Field, wanted: &[Wanted]) -> Vec<Lists> {
        let known: Vec<(u32, Arc<Known>)> = wanted.iter().map(|w| (w.weight, self.known(field, &w.text))).collect();
        let of_segment = |segment: u32, reader: &tantivy::SegmentReader| {
            let index = reader.inverted_index(field).ok()?;
            let list = |(weight, known): &(u32, Arc<Known>)| {
                Some(List::new(index.clone(), known.list(segment)?.clone(), *weight))
            };
            Some(Lists { segment, terms: known.iter().filter_map(list).collect() })
        };
        let segments = (0..).zip(self.searcher.segment_readers());
        segments.filter_map(|(ord, s)| self.safely(|| of_segment(ord, s))).collect()
    }

    /// How it is told which claims may be of the days looked for.
    fn when(&self, between: Between) -> When<'_> {
        let fortnights = wanted_fortnights(between);
        if fortnights.clone().take(MOST_READ + 1).count() <= MOST_READ {
            let known = self.of_fortnights(std::iter::once(index::YEARLESS).chain(fortnights.clone()));
            if known.iter().map(|k| k.documents).sum::<u64>() <= self.documents() / FEW_OF_DAYS {
                return When::Lists(known);
            }
        }
        self.fortnights(between).map_or(When::Each, |read| When::Seasons(read, fortnights))
    }

    /// Which documents of a segment may be of the days looked for; `None` where each is asked.
    fn then<'a>(&self, segment: u32, when: &'a When) -> Option<Then<'a>> {
        match when {
            When::Lists(known) => {
                let index = self.searcher.segment_reader(segment).inverted_index(self.fields.fortnight).ok()?;
                Some(Then::Lists(known.iter().filter_map(|k| begun(k, segment, &index)).collect(), zeroed()))
            }
            When::Seasons(read, fortnights) => {
                let seasons = read.of.get(segment as usize).map_or(&[][..], Vec::as_slice);
                Some(Then::Seasons(Seasons::of(seasons, fortnights.clone())))
            }
            When::Each => None,
        }
    }

    /// In which fortnights claims begin, as far as it matters `between` two days; `None` where too much would have to be
    /// read for it.
    fn fortnights(&self, between: Between) -> Option<RwLockReadGuard<'_, Fortnights>> {
        let known = || self.fortnights.read().unwrap_or_else(PoisonError::into_inner);
        let unread = |known: &Fortnights| -> Vec<u64> {
            let wanted = std::iter::once(index::YEARLESS).chain(wanted_fortnights(between));
            wanted.filter(|n| !known.read.contains(n)).take(MOST_READ + 1).collect()
        };
        {
            let known = known();
            match unread(&known).len() {
                0 => return Some(known),
                1..=MOST_READ => {}
                _ => return None,
            }
        }
        {
            let mut known = self.fortnights.write().unwrap_or_else(PoisonError::into_inner);
            let unread = unread(&known);
            self.safely(|| self.read_fortnights(&mut known, &unread))?;
        }
        Some(known())
    }

    /// Where the claims stand that begin in some fortnights.
    fn of_fortnights(&self, fortnights: impl Iterator<Item = u64>) -> Vec<Arc<Known>> {
        fortnights.map(|n| self.known(self.fields.fortnight, &n.to_string())).collect()
    }

    fn read_fortnights(&self, into: &mut Fortnights, unread: &[u64]) -> Option<()> {
        let segments = self.searcher.segment_readers();
        if into.of.is_empty() {
            into.of = segments.iter().map(|s| vec![UNREAD; s.max_doc() as usize]).collect();
        }
        let known = self.of_fortnights(unread.iter().copied());
        for ((segment, reader), of) in (0..).zip(segments).zip(&mut into.of) {
            let index = reader.inverted_index(self.fields.fortnight).ok()?;
            for (&fortnight, known) in unread.iter().zip(&known) {
                let Some(mut begun) = begun(known, segment, &index) else { continue };
                begun.before(TERMINATED, |doc| {
                    if let Some(of) = of.get_mut(doc as usize) {
                        *of = season(fortnight);
                    }
                });
            }
        }
        into.read.extend(unread);
        Some(())
    }

    /// Those that weigh `bar` or more, and half of what the heaviest does: the `k` heaviest, and all that weigh as much as
    /// the last of them. Where [`MANY`] weigh `enough`, these alone.
    fn above(
        &self,
        bar: u32,
        enough: u32,
        lists: &[Lists],
        wanted: &[Wanted],
        k: usize,
        between: Option<Between>,
    ) -> Vec<Kept> {
        let total = engine::weight(wanted);
        let mut bar = bar.max(1);
        let mut read = 0;
        let mut left = total;
        for w in wanted {
            // The two rarest are always followed.
            if read + w.found > MAX_POSTINGS && left < total && read > 0 {
                bar = bar.max(left.saturating_add(1).min(total * 2 / 3));
                break;
            }
            read += w.found;
            left -= w.weight;
        }
        let mut best = Best::new(bar, enough, k);
        let mut window = self.windows().pop().unwrap_or_else(Window::new);
        let when = between.map(|between| self.when(between));
        for lists in lists {
            let added_up = self.safely(|| {
                let then = when.as_ref().and_then(|when| self.then(lists.segment, when));
                self.top_in(lists, &mut window, &mut best, between, then);
                Some(())
            });
            if added_up.is_none() {
                window = Window::new();
            }
        }
        self.windows().push(window);
        let alike = if between.is_some() { MOST_ALIKE } else { usize::MAX };
        best.heaviest(alike)
    }

    /// Windows that no look-up uses.
    fn windows(&self) -> MutexGuard<'_, Vec<Window>> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in the documents of a segment; leaves the window empty.
    fn top_in(
        &self,
        lists: &Lists,
        window: &mut Window,
        best: &mut Best,
        between: Option<Between>,
        mut then: Option<Then>,
    ) {
        let segment = self.searcher.segment_reader(lists.segment);
        let is_then = |doc: u32| match (between, self.days(lists.segment)) {
            (Some(between), Some(days)) => days.first(doc).is_none_or(|day| between.may_hold(day)),
            _ => true,
        };
        // rest[i]: what the lists from i on can add together.
        let mut rest = vec![0; lists.terms.len() + 1];
        for (i, list) in lists.terms.iter().enumerate().rev() {
            rest[i] = rest[i + 1] + list.weight;
        }
        // The lists from here on cannot reach the bar together.
        let leading = |bar: u32| rest.iter().position(|&r| r < bar).unwrap_or(lists.terms.len());
        let mut lead = leading(best.bar);
        let found = |i: usize| u64::from(lists.terms[i].info.doc_freq);
        // A list not much longer than those that lead is added up too: to look each document up in it would cost more. Of
        // some days' documents few are looked up.
        let led: u64 = if then.is_some() { 0 } else { (0..lead).map(found).sum() };
        let added = (lead..lists.terms.len()).find(|&i| found(i) > DENSE * led).unwrap_or(lists.terms.len());
        let mut opened: Vec<Documents> = lists.terms[..added].iter().map(List::documents).collect();
        loop {
            let next = opened[..lead].iter().map(Documents::doc).min();
            let Some(next) = next.filter(|&d| d != TERMINATED) else { return };
            // At a whole word of bits.
            let base = next / 64 * 64;
            opened[..added].iter_mut().for_each(|list| list.seek(base));
            if let Some(then) = &mut then {
                then.enter(base);
            }
            for (list, of) in opened[..lead].iter_mut().zip(&lists.terms) {
                match &then {
                    Some(then) => window.lead_then(base, list, of.weight, then),
                    None => window.lead(base, list, of.weight),
                }
            }
            for (list, of) in opened[lead..added].iter_mut().zip(&lists.terms[lead..]) {
                window.refine(base, list, of.weight);
            }
            window.drain(|i, mut weight| {
                let doc = base + i;
                if weight + rest[added] < best.bar || then.is_none() && !is_then(doc) {
                    return;
                }
                for (i, list) in lists.terms.iter().enumerate().skip(added) {
                    if weight + rest[i] < best.bar {
                        return;
                    }
                    if i == opened.len() {
                        opened.push(list.documents());
                    }
                    opened[i].seek(doc);
                    if opened[i].doc() == doc {
                        weight += list.weight;
                    }
                }
                if weight >= best.bar && !segment.is_deleted(doc) && (then.is_none() || is_then(doc)) {
                    best.take(weight, (lists.segment, doc));
                }
            });
            lead = leading(best.bar).min(lead);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::schema::{Schema, TextFieldIndexing, TextOptions};
    use tantivy::{Index, IndexWriter, TantivyDocument};

    /// Lists of documents in one segment, by the document's numbers.
    fn lists(all: &[Vec<u32>]) -> Vec<List> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default().set_index_option(IndexRecordOption::Basic).set_fieldnorms(false);
        let field = schema.add_text_field("words", TextOptions::default().set_indexing_options(indexing));
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 30_000_000).unwrap();
        for doc in 0..=all.iter().flatten().copied().max().unwrap() {
            let words: Vec<String> = all
                .iter()
                .enumerate()
                .filter(|(_, l)| l.binary_search(&doc).is_ok())
                .map(|(i, _)| format!("w{i}"))
                .collect();
            let mut document = TantivyDocument::default();
            document.add_text(field, words.join(" "));
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let reader = searcher.segment_reader(0);
        let index = reader.inverted_index(field).unwrap();
        let list = |i: usize| {
            let info = index.get_term_info(&tantivy::Term::from_field_text(field, &format!("w{i}"))).unwrap().unwrap();
            List::new(index.clone(), info, 1 << i)
        };
        (0..all.len()).map(list).collect()
    }

    #[test]
    fn where_many_have_nearly_all_lighter_ones_are_left_out_in_whatever_order_they_came() {
        let kept = |heavy: u32, heavy_first: bool| {
            let mut best = Best::new(1, 70, 48);
            let mut documents: Vec<(u32, u32)> = (0..heavy).map(|d| (80, d)).collect();
            documents.extend((100..130).map(|d| (60, d)));
            if !heavy_first {
                documents.reverse();
            }
            for (weight, doc) in documents {
                if weight >= best.bar {
                    best.take(weight, (0, doc));
                }
            }
            let mut kept = best.heaviest(usize::MAX);
            kept.sort_unstable();
            kept
        };
        let many = MANY as u32;
        assert_eq!(kept(many, true), kept(many, false));
        assert_eq!(kept(many, true).len(), MANY);
        assert_eq!(kept(many - 1, true), kept(many - 1, false));
        assert_eq!(kept(many - 1, true).len(), MANY - 1 + 30);
    }

    #[test]
    fn the_heaviest_are_kept_in_whatever_order_they_come() {
        let mut weights: Vec<(u32, u32)> = (0..5_000).map(|d| (101 + d * 7_919 % 5_003 % 97, d)).collect();
        let kept = |all: &[(u32, u32)]| {
            let mut best = Best::new(1, u32::MAX, 48);
            for &(weight, doc) in all {
                if weight >= best.bar {
                    best.take(weight, (0, doc));
                }
            }
            let mut kept: Vec<u32> = best.heaviest(usize::MAX).iter().map(|k| k.0).collect();
            kept.sort_unstable_by(|a, b| b.cmp(a));
            kept
        };
        let mut expected: Vec<u32> = weights.iter().map(|w| w.0).collect();
        expected.sort_unstable_by(|a, b| b.cmp(a));
        let last = expected[47];
        expected.retain(|&w| w >= last);
        assert_eq!(kept(&weights), expected);
        weights.reverse();
        assert_eq!(kept(&weights), expected);
        weights.sort_unstable();
        assert_eq!(kept(&weights), expected);
    }

    /// Of more than two windows.
    const DOCUMENTS: u32 = 2 * WINDOW as u32 + 5_000;

    #[test]
    fn windows_add_up_what_the_lists_have() {
        let every = |n: u32, from: u32| (from..DOCUMENTS).step_by(n as usize).collect::<Vec<u32>>();
        let all = [every(1, 0), every(7, 3), every(3_000, WINDOW as u32 - 1), vec![DOCUMENTS - 1], every(129, 5_000)];
        let lists = lists(&all);
        let weight = |doc: u32| {
            let there = all.iter().enumerate().filter(|(_, l)| l.binary_search(&doc).is_ok());
            there.map(|(i, _)| 1u32 << i).sum::<u32>()
        };
        for leading in [0..5, 1..5, 2..4] {
            let open = |of: &dyn Fn(usize) -> bool| -> Vec<(Documents, u32)> {
                let all = lists.iter().enumerate().filter(|(i, _)| of(*i));
                all.map(|(_, list)| (list.documents(), list.weight)).collect()
            };
            let (mut lead, mut rest) = (open(&|i| leading.contains(&i)), open(&|i| !leading.contains(&i)));
            let mask: u32 = leading.map(|i| 1 << i).sum();
            let (mut window, mut found) = (Window::new(), Vec::new());
            while let Some(base) = lead.iter().map(|(l, _)| l.doc()).min().filter(|&d| d != TERMINATED) {
                for (list, weight) in &mut lead {
                    window.lead(base, list, *weight);
                }
                for (list, weight) in &mut rest {
                    list.seek(base);
                    window.refine(base, list, *weight);
                }
                window.drain(|i, weight| found.push((base + i, weight)));
            }
            let expected: Vec<(u32, u32)> =
                (0..DOCUMENTS).map(|d| (d, weight(d))).filter(|(_, w)| w & mask > 0).collect();
            assert_eq!(found, expected);
            assert!(window.sums.iter().all(|&sum| sum == 0));
        }
    }

    #[test]
    fn of_the_days_looked_for_alone_documents_are_added_up() {
        let every = |n: u32, from: u32| (from..DOCUMENTS).step_by(n as usize).collect::<Vec<u32>>();
        let fortnight = |d: u32| u64::from(d * 7 % 500);
        let seasons: Vec<u8> = (0..DOCUMENTS).map(|d| season(fortnight(d))).collect();
        let of = |wanted: &dyn Fn(u64) -> bool| (0..DOCUMENTS).filter(|&d| wanted(fortnight(d))).collect::<Vec<u32>>();
        let days = [of(&|f| f == index::YEARLESS), of(&|f| (300..=359).contains(&f))];
        let lists = lists(&[every(2, 0), every(3, 0), days[0].clone(), days[1].clone()]);
        let expected: Vec<(u32, u32)> = (0..DOCUMENTS)
            .filter(|d| d % 2 == 0 && days.iter().any(|l| l.binary_search(d).is_ok()))
            .map(|d| (d, 5 + 7 * u32::from(d % 3 == 0)))
            .collect();
        let of_days = vec![lists[2].documents(), lists[3].documents()];
        let ways = [Then::Lists(of_days, zeroed()), Then::Seasons(Seasons::of(&seasons, 300..=359))];
        for mut then in ways {
            let (mut lead, mut more) = (lists[0].documents(), lists[1].documents());
            let (mut window, mut found) = (Window::new(), Vec::new());
            while lead.doc() != TERMINATED {
                let base = lead.doc() / 64 * 64;
                then.enter(base);
                window.lead_then(base, &mut lead, 5, &then);
                more.seek(base);
                window.refine(base, &mut more, 7);
                window.drain(|i, weight| found.push((base + i, weight)));
            }
            assert_eq!(found, expected);
            assert!(window.sums.iter().all(|&sum| sum == 0));
        }
    }

    #[test]
    fn only_of_the_days_wanted_and_of_no_year_are_claims_added_up() {
        let seasons: Vec<u8> = [index::YEARLESS, 2_000, 2_005, 2_100].map(season).into_iter().chain([UNREAD]).collect();
        let holds = |fortnights: RangeInclusive<u64>| {
            let mut then = Seasons::of(&seasons, fortnights);
            then.enter(0);
            then.here[..6].iter().map(|&season| then.wanted[usize::from(season)]).collect::<Vec<bool>>()
        };
        assert_eq!(holds(2_000..=2_000), [true, true, false, false, false, false]);
        assert_eq!(holds(2_004..=2_099), [true, false, true, false, false, false]);
        assert_eq!(holds(1..=100_000), [true, true, true, true, false, false]);
    }

    #[test]
    fn a_list_is_sought_through_in_steps_of_any_length() {
        let docs: Vec<u32> =
            (0..3_000).map(|i| i * i % 50_021).collect::<std::collections::BTreeSet<_>>().into_iter().collect();
        let lists = lists(std::slice::from_ref(&docs));
        for step in [1, 2, 127, 128, 129, 5_000, 60_000] {
            let mut list = lists[0].documents();
            for target in (0..60_000).step_by(step) {
                list.seek(target);
                let expected = docs.iter().copied().find(|&d| d >= target).unwrap_or(TERMINATED);
                assert_eq!(list.doc(), expected, "steps of {step}");
            }
        }
    }
}
