#![no_main]

#[path = "../../crates/protocol/tests/strangers/harness.rs"]
mod harness;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| harness::frame(bytes));
