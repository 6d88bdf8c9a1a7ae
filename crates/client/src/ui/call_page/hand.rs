use call::UserInput;
use leptos::prelude::*;

use crate::{
    session::CallHandle,
    ui::{
        attributes::flag,
        components::{Icon, Shape},
        language::use_words,
        memo::memo,
    },
};

/// Raises one's hand and lowers it.
#[component]
pub(crate) fn HandToggle() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let raised = memo(move || call.view().with(|view| view.hand_raised));
    let label = Signal::derive(move || {
        let text = &words.get().hand;
        let word = if raised.get() { text.lower } else { text.raise };
        word.to_owned()
    });
    view! {
        <button
            type="button"
            class="round"
            class:active=flag(raised)
            aria-label=label
            title=label
            on:click=move |_| call.send(UserInput::SetHand(!raised.get_untracked()))
        >
            <Icon shape=Shape::Hand />
        </button>
    }
}
