use std::cell::Cell;

use call::{EmbedState, UserInput, embed_command};
use gloo_events::EventListener;
use js_sys::JSON;
use leptos::prelude::*;
use protocol::DisplayName;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, UrlSearchParams, Window};

use crate::session::CallHandle;
use crate::ui::effect::effect;

/// Tells the page around this one, if there is one, how the call goes, and does what it asks for.
///
/// Who may be around it is the server's to say (`frame-ancestors`), so every message may be read by whoever is.
pub(crate) fn follow_embedding(call: CallHandle) {
    let Some(parent) = parent() else { return };
    let told = Cell::new(EmbedState::default());
    let receiver = parent.clone();
    effect(move || {
        let state = call.view().with(EmbedState::of);
        for news in state.news_since(told.replace(state)) {
            if let Ok(news) = JSON::parse(&news) {
                // Nobody listens where the page around is being left.
                let _ = receiver.post_message(&news, "*");
            }
        }
    });
    let listener = EventListener::new(&window(), "message", move |event| {
        let Some(event) = event.dyn_ref::<MessageEvent>() else {
            return;
        };
        let is_from_parent = event
            .source()
            .is_some_and(|source| source.loose_eq(parent.as_ref()));
        let asked = JSON::stringify(&event.data()).ok().map(String::from);
        if let Some(input) = asked
            .filter(|_| is_from_parent)
            .and_then(|json| embed_command(&json))
        {
            call.send(input);
        }
    });
    StoredValue::new_local(listener);
}

/// What the address says of how the call is to begin: it turns things off, and names the person.
pub(crate) fn begin_as_the_address_says(call: CallHandle) {
    for (name, input) in [
        ("microphone", UserInput::SetMicrophone(false)),
        ("camera", UserInput::SetCamera(false)),
    ] {
        if parameter(name).as_deref() == Some("off") {
            call.send(input);
        }
    }
}

/// The name that the address says.
pub(crate) fn named_by_address() -> Option<DisplayName> {
    parameter("name").and_then(|name| DisplayName::parse(&name).ok())
}

/// A parameter of the address (URL Standard, section 5.2).
pub(crate) fn parameter(name: &str) -> Option<String> {
    let query = window().location().search().ok()?;
    UrlSearchParams::new_with_str(&query).ok()?.get(name)
}

/// The page around this one.
fn parent() -> Option<Window> {
    let parent = window().parent().ok()??;
    let is_itself = JsValue::from(&parent).loose_eq(&JsValue::from(&window()));
    (!is_itself).then_some(parent)
}
