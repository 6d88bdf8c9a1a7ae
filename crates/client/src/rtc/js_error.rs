use call::MediaProblem;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

/// Says why `getUserMedia` failed (W3C Media Capture and Streams, section 10.2).
pub(crate) fn media_problem(error: &JsValue) -> MediaProblem {
    match name(error).as_str() {
        "NotAllowedError" | "SecurityError" => MediaProblem::Blocked,
        "NotFoundError" | "OverconstrainedError" => MediaProblem::NotFound,
        "NotReadableError" | "AbortError" => MediaProblem::Busy,
        _ => MediaProblem::Other,
    }
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
