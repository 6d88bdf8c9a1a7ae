//! What fuzzing has found of interest, once more: see `fuzz/README.md`.

mod packet;
mod stream;

use std::fs;
use std::path::Path;

#[test]
fn packets_of_strangers_do_nothing() {
    play("turn_packet", packet::packet);
}

#[test]
fn streams_of_strangers_are_cut_the_same_wherever_reads_end() {
    play("turn_stream", stream::stream);
}

fn play(target: &str, harness: fn(&[u8])) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/corpus")
        .join(target);
    let mut played = 0;
    for entry in fs::read_dir(&corpus).expect("there is a corpus") {
        let input = fs::read(entry.expect("its entries can be read").path());
        harness(&input.expect("an input can be read"));
        played += 1;
    }
    assert!(played >= 10, "only {played} inputs");
}
