use call::readable_room_name;
use leptos::prelude::*;

use crate::{
    address::Address,
    ui::{
        attributes::text,
        components::{Icon, Shape},
        language::use_words,
    },
};

/// Offers a new room under a generated name.
#[component]
pub(crate) fn NewMeeting() -> impl IntoView {
    let words = use_words();
    let address = expect_context::<Address>();
    let room = RwSignal::new(random_room());
    let open = move |_| room.with_untracked(|room| address.go(&format!("/r/{room}")));
    view! {
        <section class="new-meeting">
            <button type="button" class="button primary large" on:click=open>
                <Icon shape=Shape::Camera />
                {words.say(|text| text.home.new_meeting)}
            </button>
            <p class="new-room">
                <span class="new-room-label">{words.say(|text| text.home.new_room)}</span>
                <code>{text(room)}</code>
                <button
                    type="button"
                    class="icon-button"
                    aria-label=words.say(|text| text.home.another_name)
                    title=words.say(|text| text.home.another_name)
                    on:click=move |_| room.set(random_room())
                >
                    <Icon shape=Shape::Refresh />
                </button>
            </p>
        </section>
    }
}

fn random_room() -> String {
    // The operating system's random source does not fail in a browser; if it should, any name will do.
    let bits = getrandom::u64().unwrap_or_else(|_| js_sys::Math::random().to_bits());
    readable_room_name(bits).as_str().to_owned()
}
