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
            heading=Signal::derive(move || words.get().goodbye.bad_room)
            sentence=Signal::derive(move || (words.get().general.room_name_error)(error))
        >
            <a class="button primary" href="/">
                {move || words.get().general.home}
            </a>
        </MessagePage>
    }
}
