use call::UserInput;
use leptos::prelude::*;
use protocol::Act;

use crate::{
    session::CallHandle,
    ui::{language::use_words, text::Text},
};

/// A button by which a host does something.
pub(super) fn act_button(label: fn(&'static Text) -> &'static str, act: Act) -> AnyView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    view! {
        <button
            type="button"
            class="button small"
            on:click=move |_| call.send(UserInput::Act(act.clone()))
        >
            {words.say(label)}
        </button>
    }
    .into_any()
}
