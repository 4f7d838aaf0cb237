//! How an article is packed for the index: its text, what was read in it, its claims.
//!
//! What was read in an article repeats its words, so claims refer to the text where they can: a word is
//! a place among the normal words around its claim, a person an entry of one list. All of it is then
//! compressed, alone, with a dictionary made from the archive's first articles: a look-up unpacks no
//! neighbours, and an article costs little more than it would in one stream with them.

use super::StoredClaim;
use crate::text::{Span, for_each_word};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use zstd::bulk::{Compressor, Decompressor};

/// Level 3 with a dictionary is smaller than level 9 without one, at five times the speed.
const LEVEL: i32 = 3;
/// Of the dictionary, in bytes.
const DICTIONARY: usize = 112_640;
/// No article is larger when unpacked; a length beyond it is damage.
const MAX_UNPACKED: usize = 256 << 20;
/// Bytes before a claim in which its words may stand too: what its relative clause is about.
const BEFORE: u32 = 96;

/// Compresses articles and takes them apart again; shared by all threads.
pub(super) struct Packer {
    dictionary: Option<Arc<[u8]>>,
    /// Ready for use, at most as many as there are threads.
    compressors: Mutex<Vec<Compressor<'static>>>,
    decompressors: Mutex<Vec<Decompressor<'static>>>,
}

impl Packer {
    pub fn new(dictionary: Option<Vec<u8>>) -> Packer {
        Packer { dictionary: dictionary.map(Arc::from), compressors: Mutex::default(), decompressors: Mutex::default() }
    }

    /// With the dictionary of an index, if it has one; an error where it has one that is damaged.
    pub fn of_folder(folder: &Path) -> std::io::Result<Packer> {
        match super::state::read_checked(&folder.join(super::ingest::DICTIONARY)) {
            Ok(dictionary) => Ok(Packer::new(Some(dictionary))),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Packer::new(None)),
            Err(e) => Err(e),
        }
    }

    pub fn has_dictionary(&self) -> bool {
        self.dictionary.is_some()
    }

    /// A dictionary made from samples; `None` where they are too few to learn from.
    pub fn train(samples: &[Vec<u8>]) -> Option<Vec<u8>> {
        zstd::dict::from_samples(samples, DICTIONARY).ok()
    }

    /// One byte that tells whether the dictionary was used, then a frame with its own checksum.
    pub fn pack(&self, plain: &[u8]) -> std::io::Result<Vec<u8>> {
        let ready = self.compressors.lock().ok().and_then(|mut c| c.pop());
        let mut compressor = match (ready, &self.dictionary) {
            (Some(ready), _) => ready,
            (None, Some(dictionary)) => Compressor::with_dictionary(LEVEL, dictionary)?,
            (None, None) => Compressor::new(LEVEL)?,
        };
        compressor.set_parameter(zstd::zstd_safe::CParameter::ChecksumFlag(true))?;
        let mut out = compressor.compress(plain)?;
        out.insert(0, u8::from(self.has_dictionary()));
        if let Ok(mut c) = self.compressors.lock() {
            c.push(compressor);
        }
        Ok(out)
    }

    /// `None` where the bytes are none of ours.
    pub fn unpack(&self, bytes: &[u8], length: usize) -> Option<Vec<u8>> {
        let (&with_dictionary, frame) = bytes.split_first()?;
        if length > MAX_UNPACKED || with_dictionary > u8::from(self.has_dictionary()) {
            return None;
        }
        if with_dictionary == 0 && self.has_dictionary() {
            // Of the time before there was one.
            return Decompressor::new().ok()?.decompress(frame, length).ok();
        }
        let ready = self.decompressors.lock().ok().and_then(|mut d| d.pop());
        let mut decompressor = match (ready, &self.dictionary) {
            (Some(ready), _) => ready,
            (None, Some(dictionary)) => Decompressor::with_dictionary(dictionary).ok()?,
            (None, None) => Decompressor::new().ok()?,
        };
        let plain = decompressor.decompress(frame, length).ok();
        if let Ok(mut d) = self.decompressors.lock() {
            d.push(decompressor);
        }
        plain.filter(|p| p.len() == length)
    }
}

/// Days since 1970.
pub(super) fn day_number(date: Date) -> i32 {
    date.since(jiff::civil::date(1970, 1, 1)).map_or(0, |s| s.get_days())
}

pub(super) fn day(number: i32) -> Option<Date> {
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(number).ok()?).ok()
}

/// A place's name: where it stands, from the claim's beginning, or in letters.
#[derive(Serialize, Deserialize)]
enum Place<'a> {
    At(u32, u32),
    Text(&'a str),
}

#[derive(Serialize, Deserialize)]
struct PackedClaim<'a> {
    start: u32,
    length: u32,
    first: i32,
    /// From the first day to the last.
    days: u32,
    of_saying: bool,
    #[serde(borrow)]
    event: Vec<&'a str>,
    people: Vec<u32>,
    places: Vec<Place<'a>>,
    /// How far each word stands from the place after the one before, folded to an unsigned number and
    /// counted from 1; 0 for one that stands in `others`.
    words: Vec<u32>,
    others: Vec<&'a str>,
}

/// The normal words around a claim in which its words are looked for, possessives made plain.
fn around(text: &str, span: Span) -> Vec<SmolStr> {
    let start = text.floor_char_boundary(span.start.saturating_sub(BEFORE) as usize);
    let mut out = Vec::with_capacity(48);
    for_each_word(text, Span::new(start as u32, span.end), |form, _| {
        out.push(form.strip_suffix("'s").unwrap_or(form).into());
    });
    out
}

fn fold(n: i64) -> u32 {
    ((n << 1) ^ (n >> 63)) as u32
}

fn unfold(n: u32) -> i64 {
    i64::from(n >> 1) ^ -i64::from(n & 1)
}

/// Claims in the form of [`claim`].
pub(super) fn pack_claims(text: &str, claims: &[(Span, StoredClaim)]) -> Result<Vec<u8>, postcard::Error> {
    let mut names: Vec<&str> = Vec::new();
    let mut packed: Vec<Vec<u8>> = Vec::with_capacity(claims.len());
    for (span, claim) in claims {
        let StoredClaim { event, people, places, words, days, of_saying } = claim;
        let near = around(text, *span);
        let mut next = 0_i64;
        let mut others = Vec::new();
        let words = words
            .iter()
            .map(|word| {
                // The nearest one, so that the numbers stay small.
                let at = near
                    .iter()
                    .enumerate()
                    .filter(|(_, n)| *n == word)
                    .map(|(i, _)| i as i64)
                    .min_by_key(|i| (i - next).abs());
                match at {
                    Some(at) => {
                        let step = fold(at - next) + 1;
                        next = at + 1;
                        step
                    }
                    None => {
                        others.push(word.as_str());
                        0
                    }
                }
            })
            .collect();
        let people = people
            .iter()
            .map(|name| {
                names.iter().position(|n| n == name).unwrap_or_else(|| {
                    names.push(name);
                    names.len() - 1
                }) as u32
            })
            .collect();
        let places = places
            .iter()
            .map(|place| match span.of(text).find(place.as_str()) {
                Some(at) => Place::At(at as u32, place.len() as u32),
                None => Place::Text(place),
            })
            .collect();
        let (first, last) = (day_number(days.0), day_number(days.1));
        let one = PackedClaim {
            start: span.start,
            length: span.len(),
            first,
            days: (last - first).max(0) as u32,
            of_saying: *of_saying,
            event: event.iter().map(SmolStr::as_str).collect(),
            people,
            places,
            words,
            others,
        };
        packed.push(postcard::to_extend(&one, Vec::new())?);
    }
    postcard::to_extend(&(names, packed), Vec::new())
}

/// The days of saying in the sentences that touch `near`; takes no claim's words apart.
pub(super) fn days_of_saying(packed: &[u8], near: Span) -> Vec<(Date, Date)> {
    let Ok((_, claims)) = postcard::from_bytes::<(Vec<&str>, Vec<&[u8]>)>(packed) else { return Vec::new() };
    let all = claims.into_iter().filter_map(|c| postcard::from_bytes::<PackedClaim>(c).ok());
    all.filter(|c| c.of_saying && c.start < near.end && near.start < c.start.saturating_add(c.length))
        .filter_map(|c| Some((day(c.first)?, day(c.first.checked_add_unsigned(c.days)?)?)))
        .collect()
}

/// The claim of a number; takes none of the others apart.
pub(super) fn claim(text: &str, packed: &[u8], number: usize) -> Option<(Span, StoredClaim)> {
    let (names, claims): (Vec<&str>, Vec<&[u8]>) = postcard::from_bytes(packed).ok()?;
    let c: PackedClaim = postcard::from_bytes(claims.get(number)?).ok()?;
    let span = Span::new(c.start, c.start.checked_add(c.length)?);
    let inside = text.get(span.start as usize..span.end as usize)?;
    let near = around(text, span);
    let mut next = 0_i64;
    let mut others = c.others.iter();
    let words = c.words.iter().map(|&step| {
        let Some(step) = step.checked_sub(1) else { return others.next().map(|&w| SmolStr::from(w)) };
        let at = next + unfold(step);
        next = at + 1;
        near.get(usize::try_from(at).ok()?).cloned()
    });
    let words = words.collect::<Option<Vec<_>>>()?;
    let places = c.places.iter().map(|place| match *place {
        Place::At(at, length) => inside.get(at as usize..at.checked_add(length)? as usize).map(SmolStr::from),
        Place::Text(name) => Some(name.into()),
    });
    let places = places.collect::<Option<Vec<_>>>()?;
    let people =
        c.people.iter().map(|&p| names.get(p as usize).map(|&n| SmolStr::from(n))).collect::<Option<Vec<_>>>()?;
    let days = (day(c.first)?, day(c.first.checked_add_unsigned(c.days)?)?);
    let event = c.event.iter().map(|&e| e.into()).collect();
    Some((span, StoredClaim { event, people, places, words, days, of_saying: c.of_saying }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn claims_come_back_as_they_were() {
        let text = "The strike, which Quint's café staff began in Port Ellis on March 3, ended. It was 1,000.5 long.";
        let strings = |w: &[&str]| w.iter().map(|&w| SmolStr::from(w)).collect::<Vec<_>>();
        let claim_of = |words: &[&str], days| StoredClaim {
            event: strings(&["strike"]),
            people: strings(&["Ada Quint", "Tom Barrow"]),
            places: strings(&["Port Ellis", "Geneva"]),
            words: strings(words),
            days,
            of_saying: words.len() == 1,
        };
        let claims = vec![
            (
                Span::new(12, 70),
                claim_of(&["quint", "cafe", "strike", "elsewhere"], (date(2021, 3, 3), date(2021, 3, 3))),
            ),
            (Span::new(0, text.len() as u32), claim_of(&["1000.5"], (date(0, 2, 1), date(0, 2, 29)))),
            (Span::new(5, 5), claim_of(&[], (date(1999, 12, 31), date(2021, 1, 1)))),
        ];
        let packed = pack_claims(text, &claims).unwrap();
        for (i, known) in claims.iter().enumerate() {
            let (span, back) = claim(text, &packed, i).unwrap();
            assert_eq!((span, format!("{back:?}")), (known.0, format!("{:?}", known.1)));
        }
        assert!(claim(text, &packed, 3).is_none());
        assert!(claim("another text", &packed, 0).is_none());
    }

    #[test]
    fn what_is_packed_with_a_dictionary_or_without_comes_back_and_damage_is_seen() {
        let samples: Vec<Vec<u8>> = (0..2_000)
            .map(|i| format!("Boat {i} was painted yellow, said warden {}. {}", i * 7, "Rain. ".repeat(i % 40)))
            .map(String::into_bytes)
            .collect();
        let dictionary = Packer::train(&samples).expect("a dictionary");
        let (without, with) = (Packer::new(None), Packer::new(Some(dictionary)));
        let plain = b"Boat 77 was painted yellow, said the warden. Rain. Rain.".as_slice();
        let (old, new) = (without.pack(plain).unwrap(), with.pack(plain).unwrap());
        assert!(new.len() < old.len());
        for packed in [&old, &new] {
            assert_eq!(with.unpack(packed, plain.len()).as_deref(), Some(plain));
            for i in 0..packed.len() {
                let mut damaged = packed.clone();
                damaged[i] ^= 0x10;
                let back = with.unpack(&damaged, plain.len());
                assert!(back.is_none() || back.as_deref() == Some(plain), "byte {i}");
            }
        }
        assert!(without.unpack(&new, plain.len()).is_none());
        assert!(with.unpack(&new, usize::MAX).is_none());
    }
}
