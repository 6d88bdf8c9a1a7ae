//! Leptos always brings `server_fn`, which is compiled with streams for the bodies of its requests.
//!
//! Tatap has no server functions, but the crate of this name exports classes to JavaScript, so that no linker leaves
//! them away: 4.6 kB of what a browser loads first. Here are the same types, without any streams.

use futures_util::stream::{Empty, Stream, empty};
use wasm_bindgen::JsValue;

/// A stream of the browser's (WHATWG Streams, section 4.2).
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Takes the browser's stream.
    #[must_use]
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// Would let the browser read `stream`.
    ///
    /// # Panics
    ///
    /// Always: nothing in the web app sends a stream.
    pub fn from_stream(_stream: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        unreachable!("the web app sends no streams")
    }

    /// Gives the browser's stream back.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// Reads nothing.
    #[must_use]
    pub fn into_stream(self) -> Empty<Result<JsValue, JsValue>> {
        empty()
    }
}
