//! Stamps the binary with a hash of the code that decides what an index holds, so that an index made
//! by another reader is rebuilt rather than misread.

use std::path::Path;

fn main() {
    // FNV-1a over names and contents: stable over compilers and machines.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for folder in ["src/lexicon", "src/read", "src/record", "src/text"] {
        println!("cargo:rerun-if-changed={folder}");
        take_in(Path::new(folder), &mut hash);
    }
    println!("cargo:rustc-env=ONRECORD_READER={hash:016x}");
}

fn take_in(path: &Path, hash: &mut u64) {
    let Ok(entries) = std::fs::read_dir(path) else { return };
    let mut paths: Vec<_> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            take_in(&path, hash);
        } else if let Ok(bytes) = std::fs::read(&path) {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            // A checkout with CRLF line ends is the same reader.
            for b in name.bytes().chain(bytes.into_iter().filter(|&b| b != b'\r')) {
                *hash = (*hash ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
    }
}
