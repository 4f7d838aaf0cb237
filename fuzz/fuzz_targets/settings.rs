//! `onrecord.toml` and the client's settings.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::config::Config;

fuzz_target!(|text: &str| {
    if let Ok(config) = Config::from_toml(text, "onrecord.toml") {
        config.for_draft(std::path::Path::new("a/b.md"));
    }
    if let Ok(value) = serde_json::from_str(text) {
        let _ = Config::from_client(value);
    }
});
