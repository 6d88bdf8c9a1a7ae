use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::{Icon, Shape};
use crate::ui::language::use_words;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Copied,
    Failed,
}

/// Copies the address of the page, which is the link to the room.
#[component]
pub(crate) fn CopyLink() -> impl IntoView {
    let words = use_words();
    let outcome = RwSignal::new(None::<Outcome>);
    let copied = move || outcome.get() == Some(Outcome::Copied);
    let copy = move |_| {
        crate::task::spawn(async move {
            let result = copy_address().await;
            let result = if result.is_ok() {
                Outcome::Copied
            } else {
                Outcome::Failed
            };
            // The button may be gone before the promise settles.
            outcome.try_set(Some(result));
        });
    };
    view! {
        <button type="button" class="button quiet copy-link" on:click=copy>
            <Icon shape=Signal::derive(move || if copied() { Shape::Check } else { Shape::Link }) />
            <span class="button-label">
                {move || {
                    let text = &words.get().general;
                    if copied() { text.link_copied } else { text.copy_link }
                }}
            </span>
        </button>
        <span class="for-screen-readers" role="status">
            {move || {
                let text = &words.get().general;
                match outcome.get() {
                    None => "",
                    Some(Outcome::Copied) => text.link_copied,
                    Some(Outcome::Failed) => text.copy_failed,
                }
            }}
        </span>
    }
}

/// Returns the link to the room that the page shows.
pub(crate) fn room_address() -> Result<String, JsValue> {
    let location = window().location();
    Ok(location.origin()? + &location.pathname()?)
}

async fn copy_address() -> Result<(), JsValue> {
    let address = room_address()?;
    let navigator = window().navigator();
    // `navigator.clipboard` is missing on a page that is not secure, against its type.
    if js_sys::Reflect::get(&navigator, &"clipboard".into())?.is_undefined() {
        return Err(JsValue::UNDEFINED);
    }
    JsFuture::from(navigator.clipboard().write_text(&address)).await?;
    Ok(())
}
