#![no_main]

#[path = "../../crates/turn/tests/strangers/stream.rs"]
mod stream;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| stream::stream(bytes));
