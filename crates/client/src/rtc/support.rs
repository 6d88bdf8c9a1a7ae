use call::Environment;
use protocol::Engine;
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
        engine: engine(),
    }
}

/// Tells whose WebRTC the browser has.
pub(crate) fn engine() -> Engine {
    let user_agent = web_sys::window().and_then(|window| window.navigator().user_agent().ok());
    user_agent.map_or(Engine::Other, |user_agent| engine_of(&user_agent))
}

/// Tells whether the browser can share a screen; those of telephones cannot.
pub(crate) fn can_share_screen() -> bool {
    let devices = web_sys::window().and_then(|window| window.navigator().media_devices().ok());
    devices.is_some_and(|devices| {
        js_sys::Reflect::has(&devices, &"getDisplayMedia".into()).unwrap_or_default()
    })
}

/// Tells whether the browser can record.
pub(crate) fn can_record() -> bool {
    js_sys::Reflect::has(&js_sys::global(), &"MediaRecorder".into()).unwrap_or_default()
}

/// Tells whether the browser has small windows above all others, of whichever kind.
pub(crate) fn has_small_windows() -> bool {
    let has = |name: &str| js_sys::Reflect::get(&leptos::prelude::document(), &name.into());
    let video = has("pictureInPictureEnabled").is_ok_and(|enabled| enabled.is_truthy());
    video
        || js_sys::Reflect::has(&js_sys::global(), &"documentPictureInPicture".into())
            .is_ok_and(|has| has)
}

/// Reads whose WebRTC it is from the user agent: on iOS every browser has WebKit's, whatever its name.
fn engine_of(user_agent: &str) -> Engine {
    let products = || {
        user_agent
            .split(' ')
            .filter_map(|part| part.split_once('/'))
    };
    let has = |product: &str| products().any(|(name, _)| name.ends_with(product));
    // All but Firefox only say "like Gecko"; all but WebKit name something else beside "AppleWebKit".
    if has("Gecko") {
        Engine::Firefox
    } else if has("Chrome") || has("Chromium") {
        Engine::Chromium
    } else if has("AppleWebKit") {
        Engine::Webkit
    } else {
        Engine::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engines_are_told_apart_by_what_they_are_made_of() {
        let check = |user_agent: &str, expected: Engine| {
            assert_eq!(engine_of(user_agent), expected, "{user_agent}");
        };
        const WEBKIT: &str = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
        const BLINK: &str = "AppleWebKit/537.36 (KHTML, like Gecko)";
        let linux = |rest: &str| format!("Mozilla/5.0 (X11; Linux x86_64) {rest}");
        let iphone =
            |rest: &str| format!("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) {rest}");
        check(
            "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
            Engine::Firefox,
        );
        check(
            "Mozilla/5.0 (Android 15; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0",
            Engine::Firefox,
        );
        for product in [
            "Chrome/156.0.0.0 Safari/537.36",
            "HeadlessChrome/156.0.0.0 Safari/537.36",
            "Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0",
            "SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36",
        ] {
            check(&linux(&format!("{BLINK} {product}")), Engine::Chromium);
        }
        for product in [
            "Version/18.5 Mobile/15E148 Safari/604.1",
            "CriOS/156.0 Mobile/15E148 Safari/604.1",
            "FxiOS/153.0 Mobile/15E148 Safari/604.1",
        ] {
            check(&iphone(&format!("{WEBKIT} {product}")), Engine::Webkit);
        }
        check("Links (2.29; Linux)", Engine::Other);
        check("", Engine::Other);
    }
}
