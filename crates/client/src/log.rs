//! What the console of the browser is told.

use wasm_bindgen::JsValue;

/// Says what did not work, and why.
pub(crate) fn warn(what: &str, error: &JsValue) {
    leptos::logging::warn!("{what}: {error:?}");
}
