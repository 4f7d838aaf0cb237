//! What an editor sends: frames, messages, the first one's capabilities and settings.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| onrecord::hostile::client(data));
