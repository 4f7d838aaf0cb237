//! `onrecord.toml`, the client's settings, and baseline files.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    onrecord::hostile::settings(text);
    onrecord::hostile::baseline(text);
});
