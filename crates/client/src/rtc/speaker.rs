use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlMediaElement;

use crate::log;
use crate::rtc::ext::MediaElementExt;

/// Tells whether the browser lets a page choose where it is heard.
pub(crate) fn can_be_chosen() -> bool {
    let prototype = js_sys::Reflect::get(&js_sys::global(), &"HTMLMediaElement".into())
        .and_then(|class| js_sys::Reflect::get(&class, &"prototype".into()));
    prototype.is_ok_and(|prototype| {
        js_sys::Reflect::has(&prototype, &"setSinkId".into()).unwrap_or_default()
    })
}

/// Plays `element` through the speaker with this id; one that is gone leaves it where it is.
pub(crate) fn play_through(element: &HtmlMediaElement, speaker: &str) {
    let element: &MediaElementExt = element.unchecked_ref();
    if element.sink_id().is_none_or(|current| current == speaker) {
        return;
    }
    let promise = element.set_sink_id(speaker);
    crate::task::spawn(async move {
        if let Err(error) = JsFuture::from(promise).await {
            log::warn("the speaker cannot be used", &error);
        }
    });
}
