//! What a search server answers, and what the answers hold packed.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| onrecord::hostile::answer(data));
