//! A draft through the rules, its fixes and every report: the first byte chooses the format, the rest is the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::hostile::{FORMATS, draft};

fuzz_target!(|data: &[u8]| {
    let Some((&first, bytes)) = data.split_first() else { return };
    draft(FORMATS[usize::from(first) % FORMATS.len()], bytes);
});
