//! How fast the date grammar reads: `cargo bench --bench dates`, in MB/s of text that is already in tokens.
//!
//! `ONRECORD_BENCH_TEXT` names a text file to read instead of the generated one.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use onrecord::read::{ReadOptions, dates};
use onrecord::text::Prose;
use std::hint::black_box;

/// Running text with about as many dates as news has: one in 25 words.
fn sample() -> String {
    let sentence = "The harbour board met behind closed doors and put off its vote on the new cranes, a spokeswoman \
        said Tuesday, because two of the three bidders had asked for more time to study the plans for the eastern \
        quay. The board wants to decide by June 16, 2021, three weeks later than it had planned last year. ";
    sentence.repeat(4_000)
}

fn bench(c: &mut Criterion) {
    let text = std::env::var_os("ONRECORD_BENCH_TEXT")
        .and_then(|path| std::fs::read_to_string(path).ok())
        .unwrap_or_else(sample);
    let prose = Prose::new(&text);
    let published = "2021-06-11".parse().ok();
    let options = ReadOptions::default();
    let mut group = c.benchmark_group("dates");
    group.sample_size(10).throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("find", |b| b.iter(|| dates::find(black_box(&prose), published, &options).len()));
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
