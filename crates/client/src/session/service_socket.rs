use wasm_bindgen::prelude::*;
use web_sys::EventTarget;

#[wasm_bindgen]
extern "C" {
    /// What `public/serverless.js` puts in place of a `WebSocket` to a server: it has the same methods and events.
    #[wasm_bindgen(extends = EventTarget, js_name = TatapServiceSocket)]
    pub(super) type ServiceSocket;

    #[wasm_bindgen(constructor, js_class = "TatapServiceSocket", catch)]
    pub(super) fn new(service: &str) -> Result<ServiceSocket, JsValue>;
}
