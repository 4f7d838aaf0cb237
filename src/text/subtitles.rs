//! Subtitles (WebVTT and SubRip) as transcripts: cues run together into paragraphs, each with its time.

use super::document::front_matter_metadata;
use super::flow::Flow;
use super::{Metadata, OffsetMap, Span, html};

/// A silence that ends a paragraph, in milliseconds, where a sentence has ended too.
const PAUSE: u32 = 2000;

/// A block with a time line.
struct Cue {
    /// In milliseconds.
    from: u32,
    to: u32,
    /// Where the time line begins, in the source.
    at: u32,
    /// Its words, in the source.
    lines: Vec<Span>,
}

/// What subtitles say: text, its way back, what they say of themselves, and whether voices are named by the format.
pub(super) struct Subtitles {
    pub text: String,
    pub map: OffsetMap,
    pub meta: Metadata,
    pub voices: bool,
}

/// Reads subtitles; an error says why they are none.
pub(super) fn read(source: &str) -> Result<Subtitles, String> {
    let cues = cues(source);
    if cues.is_empty() {
        return Err("no subtitles: not one time line".to_owned());
    }
    let mut writer = Writer {
        source,
        flow: Flow::new(),
        voice: String::new(),
        voices: false,
        labels: 0,
        unnamed: false,
        last: String::new(),
        ended: true,
    };
    let mut until = 0;
    for cue in &cues {
        if cue.from.saturating_sub(until) >= PAUSE && writer.ended {
            writer.flow.paragraph(cue.at);
        }
        until = cue.to;
        for line in &cue.lines {
            writer.line(*line);
        }
    }
    // Words in the text itself show speakers where there is more than one of them, and no turn without a name.
    let voices = writer.voices || writer.labels > 1 && !writer.unnamed;
    let (text, map) = writer.flow.finish();
    Ok(Subtitles { text, map, meta: metadata(source), voices })
}

/// When each cue begins: byte of the source and milliseconds, in order of the bytes.
pub(super) fn times(source: &str) -> Vec<(u32, u32)> {
    cues(source).iter().map(|c| (c.at, c.from)).collect()
}

/// `00:12:03`, as a player shows it.
pub(super) fn clock(milliseconds: u32) -> String {
    let s = milliseconds / 1000;
    format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
}

fn cues(source: &str) -> Vec<Cue> {
    let mut out: Vec<Cue> = Vec::new();
    let mut open = false;
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let span = Span::from(at..at + line.trim_end().len());
        at += line.len();
        if let Some((from, to)) = time_line(line) {
            // The number above a time line is no words, even where no empty line parts it from them.
            if let Some(before) = out.last_mut().filter(|_| open)
                && before.lines.last().is_some_and(|l| l.of(source).trim().bytes().all(|b| b.is_ascii_digit()))
            {
                before.lines.pop();
            }
            out.push(Cue { from, to, at: span.start, lines: Vec::new() });
            open = true;
        } else if line.trim().is_empty() {
            open = false;
        } else if let Some(cue) = out.last_mut().filter(|_| open) {
            cue.lines.push(span);
        }
    }
    out
}

/// `00:01:02.000 --> 00:01:04.500 align:start`, with a comma in SubRip, hours optional in WebVTT.
fn time_line(line: &str) -> Option<(u32, u32)> {
    let (from, to) = line.split_once("-->")?;
    Some((time(from.trim())?, time(to.split_whitespace().next()?)?))
}

fn time(s: &str) -> Option<u32> {
    let (clock, fraction) = s.split_once(['.', ','])?;
    let mut seconds = 0u32;
    let mut parts = 0;
    for part in clock.split(':') {
        seconds = seconds.checked_mul(60)?.checked_add(part.trim().parse().ok()?)?;
        parts += 1;
    }
    let milliseconds: u32 = fraction.get(..3).unwrap_or(fraction).parse().ok()?;
    if !(2..=3).contains(&parts) { None } else { seconds.checked_mul(1000)?.checked_add(milliseconds) }
}

/// `title:`, `date:` and the rest in the notes before the first cue.
fn metadata(source: &str) -> Metadata {
    if !source.trim_start_matches('\u{FEFF}').starts_with("WEBVTT") {
        return Metadata::default();
    }
    let head: String = source.lines().take_while(|l| !l.contains("-->")).map(|l| format!("{l}\n")).collect();
    let mut meta = front_matter_metadata(&head);
    let title =
        head.lines().next().and_then(|l| l.split_once("WEBVTT")).map(|(_, t)| t.trim_start_matches([' ', '\t', '-']));
    meta.title = meta.title.take().or(title.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()));
    meta
}

struct Writer<'a> {
    source: &'a str,
    flow: Flow,
    /// Who speaks, by a voice tag.
    voice: String,
    voices: bool,
    /// How many lines begin with a name that is surely one: `MARIA FISK:`, `Maria Fisk:`.
    labels: u32,
    /// A mark shows another speaker and no name follows.
    unnamed: bool,
    /// The last line's words: captions that roll up repeat it.
    last: String,
    /// The last line ended a sentence.
    ended: bool,
}

impl Writer<'_> {
    fn line(&mut self, span: Span) {
        let line = span.of(self.source);
        let bare = without_tags(line);
        let bare = bare.trim();
        // Rolled up from the cue before; a sound; a song.
        if bare.is_empty() || bare == self.last || is_sound(bare) {
            return;
        }
        self.last = bare.to_owned();
        self.ended = bare.ends_with(['.', '!', '?', '"', '”', '…', ']', ')']);
        let mut at = line.len() - line.trim_start().len();
        // Where it stands on the screen, and how it looks.
        while let Some(tag) =
            next_tag(line, at).filter(|t| t.start == at && voice(&line[t.start + 1..t.end - 1]).is_none())
        {
            at = tag.end;
        }
        // `>>` and a dash mark another speaker, as does a name with a colon.
        let lead = line[at..].trim_start();
        let mark = lead.trim_start_matches(['>', ' ']);
        let mark = if lead.starts_with(">>") {
            mark
        } else {
            lead.strip_prefix("- ").or(lead.strip_prefix("– ")).unwrap_or(lead)
        };
        let (marked, label) = (mark.len() < lead.len(), label(without_tags(mark).trim()).map(str::to_owned));
        if marked || label.is_some() {
            self.unnamed |= label.is_none();
            let sure = |name: String| name.contains(' ') || !name.contains(char::is_lowercase);
            self.labels += u32::from(label.is_some_and(sure));
            self.flow.paragraph(span.start);
            at = line.len() - mark.len();
        }
        while let Some(tag) = next_tag(line, at) {
            self.words(span, at, tag.start);
            let inside = &line[tag.start + 1..tag.end - 1];
            if let Some(name) = voice(inside) {
                let from = tag.start + 1 + (name.as_ptr() as usize - inside.as_ptr() as usize);
                self.speaker(name, span.start + from as u32, span.start + tag.end as u32);
            }
            at = tag.end;
        }
        self.words(span, at, line.len());
        self.flow.verbatim(" ", span.end);
    }

    fn words(&mut self, line: Span, from: usize, to: usize) {
        let (start, end) = (line.start + from as u32, line.start + to as u32);
        html::words(self.source, Span::new(start, end), &mut self.flow);
    }

    fn speaker(&mut self, name: &str, at: u32, tag_end: u32) {
        if name == self.voice {
            return;
        }
        self.voice = name.to_owned();
        self.flow.paragraph(at);
        // The reader knows a label by its capital; `speaker 1` names nobody.
        if name.starts_with(char::is_uppercase) {
            self.voices = true;
            self.flow.verbatim(name, at);
            self.flow.replaced(": ", Span::new(at + name.len() as u32, tag_end));
        }
    }
}

/// The name in `v Maria Fisk` or `v.loud Maria Fisk`.
fn voice(inside: &str) -> Option<&str> {
    let rest = inside.strip_prefix('v')?;
    let name = if rest.starts_with('.') { rest.split_once([' ', '\t'])?.1 } else { rest.strip_prefix([' ', '\t'])? };
    Some(name.trim()).filter(|n| !n.is_empty() && n.len() <= 80)
}

/// The next `<…>` or `{\…}` of a line at or after byte `from`; a `<` that opens no tag is a letter.
fn next_tag(line: &str, from: usize) -> Option<std::ops::Range<usize>> {
    let bytes = line.as_bytes();
    let mut at = from;
    while let Some(n) = memchr::memchr2(b'<', b'{', bytes.get(at..)?) {
        let start = at + n;
        let opens = bytes.get(start + 1).is_some_and(|b| match bytes[start] {
            b'<' => b.is_ascii_alphanumeric() || *b == b'/',
            _ => *b == b'\\',
        });
        let close = if bytes[start] == b'<' { b'>' } else { b'}' };
        // Two hundred bytes: a voice with a long name and classes.
        let near = bytes.get(start..bytes.len().min(start + 200))?;
        if let Some(end) = memchr::memchr(close, near).filter(|_| opens) {
            return Some(start..start + end + 1);
        }
        at = start + 1;
    }
    None
}

fn without_tags(line: &str) -> String {
    let (mut out, mut at) = (String::with_capacity(line.len()), 0);
    while let Some(tag) = next_tag(line, at) {
        out.push_str(&line[at..tag.start]);
        at = tag.end;
    }
    out.push_str(&line[at..]);
    out
}

/// `[APPLAUSE]`, `(laughter)`, `♪ la la ♪`: nobody's words.
fn is_sound(line: &str) -> bool {
    let line = line.trim_start_matches(['-', '–', ' ', '>']);
    let bracketed = |open, close| line.starts_with(open) && line.ends_with(close) && line.matches(open).count() == 1;
    bracketed('[', ']') || bracketed('(', ')') || line.starts_with(['♪', '♫', '#']) || line.is_empty()
}

/// The name in `MARIA FISK: we sail`, `Maria Fisk: we sail`.
fn label(line: &str) -> Option<&str> {
    let (name, rest) = line.split_once(':')?;
    let name = name.trim();
    let words = name.split_whitespace().count();
    let named = rest.starts_with(' ')
        && name.len() <= 60
        && (1..=6).contains(&words)
        && name.split_whitespace().all(|w| w.starts_with(|c: char| c.is_uppercase() || c == '('));
    named.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VTT: &str = "WEBVTT - Port council\n\nNOTE\ndate: 2021-06-16\noutlet: Harbour TV\n\n\
        1\n00:00:01.000 --> 00:00:03.000 align:start\n<v Maria Fisk>The ferries will sail\n\n\
        00:00:03.000 --> 00:00:05.000\n<v Maria Fisk>at <i>dawn</i> &amp; at dusk.</v>\n\n\
        00:00:05.000 --> 00:00:06.000\n[APPLAUSE]\n\n\
        00:12:03.500 --> 00:12:05.000\n<v.loud Karl Brandt>Will they? 3 < 4.\n";

    #[test]
    fn voices_are_line_speakers_and_every_word_leads_back() {
        let subtitles = read(VTT).unwrap();
        assert_eq!(
            subtitles.text,
            "Maria Fisk: The ferries will sail at dawn & at dusk.\n\nKarl Brandt: Will they? 3 < 4."
        );
        assert!(subtitles.voices);
        for (words, bytes) in [
            ("sail at", "sail\n\n00:00:03.000 --> 00:00:05.000\n<v Maria Fisk>at"),
            ("Brandt", "Brandt"),
            ("dawn &", "dawn</i> &amp;"),
        ] {
            let at = subtitles.text.find(words).unwrap();
            assert_eq!(subtitles.map.to_file(Span::from(at..at + words.len())).of(VTT), bytes);
        }
        assert_eq!(subtitles.meta.title.as_deref(), Some("Port council"));
        assert_eq!(subtitles.meta.date.map(|d| d.to_string()).as_deref(), Some("2021-06-16"));
        assert_eq!(subtitles.meta.outlet.as_deref(), Some("Harbour TV"));
        let times = times(VTT);
        assert_eq!(times.last().map(|t| clock(t.1)).as_deref(), Some("00:12:03"));
    }

    #[test]
    fn subrip_runs_on_over_cues_and_parts_at_speakers_and_pauses() {
        let srt = "1\r\n00:00:01,000 --> 00:00:03,000\r\n{\\an8}>> MARIA FISK: We sail\r\nat dawn.\r\n\r\n\
            2\r\n00:00:03,000 --> 00:00:04,000\r\n- Nobody stays.\r\n3\r\n00:00:09,000 --> 00:00:10,000\r\nLater.\r\n";
        assert_eq!(read(srt).unwrap().text, "MARIA FISK: We sail at dawn.\n\nNobody stays.\n\nLater.");
    }

    #[test]
    fn names_before_colons_are_line_speakers_unless_some_turn_has_none() {
        let srt = |lines: &[&str]| -> String {
            let cue = |(i, l): (usize, &&str)| format!("{i}\n00:00:0{i},000 --> 00:00:0{i},900\n{l}\n\n");
            lines.iter().enumerate().map(cue).collect()
        };
        for (lines, voices) in [
            (&["KELLER: The lock is open.", "BRANDT: It was shut."][..], true),
            (&[">> Ute Keller: The lock is open.", ">> Jan Brandt: It was shut."], true),
            (&["KELLER: The lock is open.", "And dry.", "BRANDT: It was shut."], true),
            (&["KELLER: The lock is open.", ">> It was shut.", "BRANDT: By whom?"], false),
            (&["KELLER: The lock is open.", "- It was shut.", "BRANDT: By whom?"], false),
            (&["Remember: the lock is open.", "Listen: it was shut."], false),
            (&["KELLER: The lock is open."], false),
        ] {
            assert_eq!(read(&srt(lines)).unwrap().voices, voices, "{lines:?}");
        }
    }

    #[test]
    fn captions_that_roll_up_are_read_once() {
        let vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\nwe will sail\n\n00:02.000 --> 00:03.000\nwe will sail\nat<00:02.500><c> dawn</c>\n\n\
            00:03.000 --> 00:04.000\nat dawn\nand no later\n";
        assert_eq!(read(vtt).unwrap().text, "we will sail at dawn and no later");
    }

    #[test]
    fn what_has_no_time_line_is_a_named_error_and_times_that_overflow_are_none() {
        assert!(read("Just words --> and an arrow.\n").is_err());
        assert!(read("99999999999:00:00,000 --> 00:00:01,000\nWords\n").is_err());
        assert!(read(&"<".repeat(1 << 20)).is_err());
        let tags = format!("00:00:01,000 --> 00:00:02,000\n{}\n", "<".repeat(1 << 20));
        assert_eq!(read(&tags).unwrap().text.len(), 1 << 20);
    }
}
