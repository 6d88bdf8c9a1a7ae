use call::MediaProblem;
use call::check::{Capacity, Reflection, Relay};
use js_sys::{Array, Object, Reflect};
use protocol::IceServer;
use wasm_bindgen::prelude::*;

use crate::log;
use crate::rtc::js_error::media_problem;
use crate::rtc::peer_connection::server_list;

/// What `public/probes.js` tries.
mod js {
    use super::*;

    #[wasm_bindgen(js_namespace = TatapProbes)]
    extern "C" {
        #[wasm_bindgen(catch)]
        pub(super) async fn socket(url: &str) -> Result<JsValue, JsValue>;

        #[wasm_bindgen(catch)]
        pub(super) async fn reflection(servers: &Array) -> Result<JsValue, JsValue>;

        #[wasm_bindgen(catch)]
        pub(super) async fn relay(servers: &Array) -> Result<JsValue, JsValue>;

        #[wasm_bindgen(catch)]
        pub(super) async fn load(servers: &Array) -> Result<JsValue, JsValue>;

        #[wasm_bindgen(catch)]
        pub(super) async fn device(constraints: &Object) -> Result<JsValue, JsValue>;

        #[wasm_bindgen(catch)]
        pub(super) fn codecs() -> Result<Array, JsValue>;

        pub(super) fn save(name: &str, text: &str);
    }
}

/// Returns the milliseconds until the server has answered over its WebSocket.
pub(super) async fn socket(url: &str) -> Option<u32> {
    outcome(js::socket(url).await)?.as_f64().map(whole)
}

pub(super) async fn reflection(servers: &[IceServer]) -> Reflection {
    let told = told(outcome(js::reflection(&server_list(servers)).await));
    match told.0.as_str() {
        "seen" => told.1.as_string().map_or(Reflection::Own, Reflection::Seen),
        "own" => Reflection::Own,
        _ => Reflection::Silent,
    }
}

pub(super) async fn relay(servers: &[IceServer]) -> Relay {
    let (word, detail) = told(outcome(js::relay(&server_list(servers)).await));
    let number = detail.as_f64().map(whole).unwrap_or_default();
    match word.as_str() {
        "echoed" => Relay::Echoed(number),
        "refused" => Relay::Refused(u16::try_from(number).unwrap_or_default()),
        "deaf" => Relay::Deaf(detail.as_string().unwrap_or_default()),
        _ => Relay::Silent,
    }
}

pub(super) async fn load(servers: &[IceServer]) -> Option<Capacity> {
    let measured = Array::from(&outcome(js::load(&server_list(servers)).await)?);
    Some(Capacity::Measured {
        kilobits: whole(measured.get(0).as_f64()?),
        lost: u16::try_from(whole(measured.get(1).as_f64()?)).unwrap_or(u16::MAX),
    })
}

pub(super) async fn microphone() -> Result<(), MediaProblem> {
    device("audio").await
}

pub(super) async fn camera() -> Result<(), MediaProblem> {
    device("video").await
}

/// Names the kinds of video that go both ways.
pub(super) fn codecs() -> Vec<String> {
    let names = js::codecs().unwrap_or_default();
    names.iter().filter_map(|name| name.as_string()).collect()
}

/// Puts a text among the downloads.
pub(crate) fn save(name: &str, text: &str) {
    js::save(name, text);
}

async fn device(kind: &str) -> Result<(), MediaProblem> {
    let constraints = Object::new();
    // Only an object that is sealed fails.
    let _ = Reflect::set(&constraints, &kind.into(), &JsValue::TRUE);
    let opened = js::device(&constraints).await;
    opened
        .map(drop)
        .map_err(|error| media_problem(&error, false))
}

fn outcome(outcome: Result<JsValue, JsValue>) -> Option<JsValue> {
    outcome
        .inspect_err(|error| log::warn("a probe has failed", error))
        .ok()
}

/// Reads a word, and what goes with it.
fn told(outcome: Option<JsValue>) -> (String, JsValue) {
    let told = Array::from(&outcome.unwrap_or_else(|| Array::new().into()));
    (told.get(0).as_string().unwrap_or_default(), told.get(1))
}

/// Rounds what is not negative.
fn whole(number: f64) -> u32 {
    number.round() as u32
}
