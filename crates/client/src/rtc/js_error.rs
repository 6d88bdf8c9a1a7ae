use call::{CaptureError, MediaProblem};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

use crate::rtc::support;

/// Says why a capture failed; whether the browser lists such a device tells more of some failures.
pub(crate) fn media_problem(error: &JsValue, is_listed: bool) -> MediaProblem {
    let message = error
        .dyn_ref::<DomException>()
        .map_or_else(String::new, DomException::message);
    let error = CaptureError {
        name: &name(error),
        message: &message,
        engine: support::engine(),
        is_listed,
    };
    error.problem()
}

/// Returns the name of a thrown error, for deciding and for the log.
pub(crate) fn name(error: &JsValue) -> String {
    match error.dyn_ref::<DomException>() {
        Some(exception) => exception.name(),
        None => error
            .dyn_ref::<js_sys::Error>()
            .map_or_else(String::new, |error| String::from(error.name())),
    }
}
