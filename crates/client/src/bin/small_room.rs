//! Rooms without a server: `public/serverless.js` loads this program where `config.json` names a service.

use js_sys::Array;
use serverless::{Input, Output, SigningSeed};
use wasm_bindgen::prelude::*;

fn main() {}

/// A [`serverless::SmallRoom`] for a script.
#[wasm_bindgen]
#[derive(Debug)]
pub struct SmallRoom(serverless::SmallRoom);

#[wasm_bindgen]
impl SmallRoom {
    /// Begins, with 32 random bytes.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(seed: &[u8]) -> Self {
        let mut bytes = [0; 32];
        for (byte, random) in bytes.iter_mut().zip(seed) {
            *byte = *random;
        }
        Self(serverless::SmallRoom::new(SigningSeed(bytes)))
    }

    /// Takes in what happens `now`, in milliseconds since the Unix epoch: what the `service` or the `call` says, the
    /// answer to `ask` (`pass`), that the connection is `closed`, or that the `alarm` has rung.
    pub fn handle(&mut self, what: &str, text: Option<String>, now: f64) {
        let input = match (what, text) {
            ("service", Some(text)) => Input::Service(text),
            ("call", Some(text)) => Input::Call(text),
            ("pass", text) => Input::Pass(text),
            ("closed", _) => Input::Closed,
            _ => Input::Alarm,
        };
        self.0.handle(input, now as u64);
    }

    /// Returns what is to be done next, and with which text: `open`, `send`, `tell`, `ask` or `close`.
    pub fn next_output(&mut self) -> Option<Array> {
        let (what, text) = match self.0.next_output()? {
            Output::Opened => ("open", None),
            Output::Send(text) => ("send", Some(text)),
            Output::Tell(text) => ("tell", Some(text)),
            Output::AskPass(body) => ("ask", Some(body)),
            Output::Close => ("close", None),
        };
        Some(Array::of2(&what.into(), &text.into()))
    }

    /// Returns when the alarm is to ring, in milliseconds since the Unix epoch.
    #[must_use]
    pub fn deadline(&self) -> Option<f64> {
        self.0.deadline().map(|millis| millis as f64)
    }
}
