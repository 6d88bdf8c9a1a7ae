use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::{Drawing, Icon, Shape};
use crate::ui::{language::use_words, text::Text};

/// Copies the address of the page, which is the link to the room.
#[component]
pub(crate) fn CopyLink() -> impl IntoView {
    copy_button(
        || room_address().ok(),
        |text| text.general.copy_link,
        |text| text.general.link_copied,
    )
}

/// Copies a text.
#[component]
pub(crate) fn CopyText(text: Memo<String>) -> impl IntoView {
    copy_button(
        move || Some(text.get_untracked()),
        |text| text.general.copy,
        |text| text.general.copied,
    )
}

type Word = fn(&'static Text) -> &'static str;

fn copy_button(
    text: impl Fn() -> Option<String> + Send + Sync + 'static,
    label: Word,
    done: Word,
) -> AnyView {
    let words = use_words();
    let tried = RwSignal::new(false);
    let copied = RwSignal::new(false);
    let label = Signal::derive(move || {
        let text = words.get();
        let label = if copied.get() {
            done(text)
        } else {
            label(text)
        };
        label.to_owned()
    });
    let status = Signal::derive(move || {
        let text = words.get();
        let status = match (tried.get(), copied.get()) {
            (false, _) => "",
            (true, true) => done(text),
            (true, false) => text.general.copy_failed,
        };
        status.to_owned()
    });
    let copy = move |_| {
        let text = text();
        crate::task::spawn(async move {
            let is_copied = match text {
                Some(text) => copy(&text).await.is_ok(),
                None => false,
            };
            // The button may be gone before the promise settles.
            copied.try_set(is_copied);
            tried.try_set(true);
        });
    };
    view! {
        <button type="button" class="button quiet copy-link" on:click=copy>
            <Icon shape=Drawing::of(move || if copied.get() { Shape::Check } else { Shape::Link }) />
            <span class="button-label">
                {label}
            </span>
        </button>
        <span class="for-screen-readers" role="status">
            {status}
        </span>
    }
    .into_any()
}

/// Returns the link to the room that the page shows.
pub(crate) fn room_address() -> Result<String, JsValue> {
    let location = window().location();
    Ok(location.origin()? + &location.pathname()?)
}

/// Puts a text on the clipboard.
pub(crate) async fn copy(text: &str) -> Result<(), JsValue> {
    let navigator = window().navigator();
    // `navigator.clipboard` is missing on a page that is not secure, against its type.
    if js_sys::Reflect::get(&navigator, &"clipboard".into())?.is_undefined() {
        return Err(JsValue::UNDEFINED);
    }
    JsFuture::from(navigator.clipboard().write_text(text)).await?;
    Ok(())
}
