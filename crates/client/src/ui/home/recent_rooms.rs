use leptos::prelude::*;

use crate::{
    preferences::{change, use_preferences},
    ui::{
        components::{List, Row, Shown},
        language::use_words,
        memo::memo,
    },
};

/// The rooms of this browser's last calls, and a way to forget them.
#[component]
pub(crate) fn RecentRooms() -> impl IntoView {
    let words = use_words();
    let preferences = use_preferences();
    let any = memo(move || preferences.with(|preferences| !preferences.rooms.is_empty()));
    let rows = move || {
        let rooms = preferences.get().rooms.into_iter();
        let row = |room: protocol::RoomId| {
            let name = room.as_str().to_owned();
            let address = format!("/r/{name}");
            Row::new(name.clone(), move || {
                view! {
                    <li>
                        <a href=address>{name}</a>
                    </li>
                }
            })
        };
        rooms.map(row).collect()
    };
    let forget = move |_| {
        change(
            preferences,
            Box::new(|preferences| preferences.rooms.clear()),
        );
    };
    view! {
        <Shown when=any>
            <section class="recent">
                <h2>{words.say(|text| text.home.recent)}</h2>
                <ul>
                    <List rows=Box::new(rows) />
                </ul>
                <button type="button" class="button quiet" on:click=forget>
                    {words.say(|text| text.home.forget)}
                </button>
            </section>
        </Shown>
    }
}
