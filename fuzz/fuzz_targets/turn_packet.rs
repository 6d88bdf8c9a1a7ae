#![no_main]

#[path = "../../crates/turn/tests/strangers/packet.rs"]
mod packet;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| packet::packet(bytes));
