use leptos::prelude::*;
use protocol::RoomIdError;

use crate::ui::{components::MessagePage, language::use_words, page_title::page_title};

/// `/r/<something that is no room name>`.
#[component]
pub(crate) fn BadRoomPage(error: RoomIdError) -> impl IntoView {
    let words = use_words();
    page_title(move || format!("{} – Tatap", words.get().goodbye.bad_room));
    view! {
        <MessagePage
            heading=words.say(|text| text.goodbye.bad_room)
            sentence=Signal::derive(move || (words.get().general.room_name_error)(error))
        >
            <a class="button primary" href="/">
                {words.say(|text| text.general.home)}
            </a>
        </MessagePage>
    }
}
