use call::UserInput;
use leptos::prelude::*;

use crate::{
    session::CallHandle,
    ui::{components::MessagePage, language::use_words},
};

/// After "Leave".
#[component]
pub(crate) fn LeftPage() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    view! {
        <MessagePage
            heading=words.say(|text| text.goodbye.left.heading)
            sentence=words.say(|text| text.goodbye.left.sentence)
        >
            <button type="button" class="button primary" on:click=move |_| call.send(UserInput::Rejoin)>
                {words.say(|text| text.general.rejoin)}
            </button>
            <a class="button" href="/">
                {words.say(|text| text.general.home)}
            </a>
        </MessagePage>
    }
}
