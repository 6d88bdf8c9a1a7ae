use call::Environment;
use wasm_bindgen::JsValue;

/// Asks the browser what it offers to this page.
pub(crate) fn environment() -> Environment {
    let window = web_sys::window();
    let has = |object: &JsValue, name: &str| {
        js_sys::Reflect::get(object, &JsValue::from_str(name))
            .is_ok_and(|value| !value.is_undefined())
    };
    Environment {
        secure: window
            .as_ref()
            .is_some_and(web_sys::Window::is_secure_context),
        peer_connections: window
            .as_ref()
            .is_some_and(|window| has(window.as_ref(), "RTCPeerConnection")),
        media_devices: window
            .as_ref()
            .is_some_and(|window| has(window.navigator().as_ref(), "mediaDevices")),
    }
}
