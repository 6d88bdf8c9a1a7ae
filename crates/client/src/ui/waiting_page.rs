use call::UserInput;
use leptos::prelude::*;

use super::{call_page::LineBanner, components::MessagePage, language::use_words};
use crate::session::CallHandle;

/// Before a locked room, until a host lets the person in.
#[component]
pub(crate) fn WaitingPage() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    view! {
        <MessagePage
            heading=words.say(|text| text.doors.waiting)
            sentence=words.say(|text| text.doors.waiting_sentence)
        >
            <LineBanner />
            <button
                type="button"
                class="button"
                on:click=move |_| call.send(UserInput::Leave)
            >
                {words.say(|text| text.doors.stop_waiting)}
            </button>
        </MessagePage>
    }
}
