//! Every format's parser and the reader above it: the first byte chooses the format, the rest is the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::hostile::{FORMATS, document, lines};

fuzz_target!(|data: &[u8]| {
    let Some((&first, bytes)) = data.split_first() else { return };
    match FORMATS.get(usize::from(first) % (FORMATS.len() + 1)) {
        Some(&format) => document(format, bytes),
        None => lines(bytes),
    }
});
