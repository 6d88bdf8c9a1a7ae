use call::UserInput;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::session::CallHandle;

/// A button of a line in the chat, which does something to what is called `of`.
pub(super) fn action(word: &'static str, of: &str, input: UserInput) -> AnyView {
    let call = expect_context::<CallHandle>();
    view! {
        <button
            type="button"
            class="button"
            aria-label=format!("{word} {of}")
            on:click=move |event| {
                call.send(input.clone());
                // The button goes, and must not take the focus with it.
                let button = event.current_target().and_then(|it| it.dyn_into::<Element>().ok());
                let around = button.and_then(|button| button.closest("[tabindex]").ok()?);
                if let Some(around) = around.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
                    let _ = around.focus();
                }
            }
        >
            {word}
        </button>
    }
    .into_any()
}
