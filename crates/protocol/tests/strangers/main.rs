//! What fuzzing has found of interest, once more: see `fuzz/README.md`.

mod harness;

use std::fs;
use std::path::Path;

#[test]
fn frames_of_strangers_are_messages_or_errors() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/client_frame");
    let mut played = 0;
    for entry in fs::read_dir(&corpus).expect("there is a corpus") {
        let input = fs::read(entry.expect("its entries can be read").path());
        harness::frame(&input.expect("an input can be read"));
        played += 1;
    }
    assert!(played >= 10, "only {played} inputs");
}
