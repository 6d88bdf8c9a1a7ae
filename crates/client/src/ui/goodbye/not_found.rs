use leptos::prelude::*;

use crate::ui::{components::MessagePage, language::use_words, page_title::page_title};

/// An address that leads nowhere.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    let words = use_words();
    page_title(move || format!("{} – Tatap", words.get().goodbye.not_found.heading));
    view! {
        <MessagePage
            heading=words.say(|text| text.goodbye.not_found.heading)
            sentence=words.say(|text| text.goodbye.not_found.sentence)
        >
            <a class="button primary" href="/">
                {words.say(|text| text.general.home)}
            </a>
        </MessagePage>
    }
}
