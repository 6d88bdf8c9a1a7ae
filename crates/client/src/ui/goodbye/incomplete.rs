use leptos::prelude::*;

use crate::ui::{components::MessagePage, language::use_words};

/// A part of the app could not be loaded, and nothing can be shown without it.
#[component]
pub(crate) fn IncompletePage() -> impl IntoView {
    let words = use_words();
    view! {
        <MessagePage
            heading=words.say(|text| text.goodbye.incomplete.heading)
            sentence=words.say(|text| text.goodbye.incomplete.sentence)
        >
            {reload_button()}
        </MessagePage>
    }
}

/// Loads the page again.
pub(super) fn reload_button() -> AnyView {
    let reload = move |_| {
        // A page that is on the screen can be loaded again.
        let _ = window().location().reload();
    };
    view! {
        <button type="button" class="button primary" on:click=reload>
            {use_words().say(|text| text.general.reload)}
        </button>
    }
    .into_any()
}
