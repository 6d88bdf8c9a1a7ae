use leptos::{html, prelude::*};

use super::{
    panels::{Panel, PanelButton, Panels},
    recording::RecordingMark,
};
use crate::{
    session::CallHandle,
    ui::{
        components::{CopyLink, Shape, Shown},
        effect::effect,
        language::use_words,
        memo::{Watched, memo},
    },
};

/// The badge does not grow beyond two digits.
const MANY: u32 = 99;

/// Where one is, and the way to the panels.
#[component]
pub(crate) fn TopBar(panels: Panels) -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let room = Signal::derive(move || call.view().with(|view| view.room.as_str().to_owned()));
    let count = Watched::new(move || call.view().with(|view| view.people.len()));
    let unread = Watched::new(move || call.view().with(|view| view.chat.unread));
    let unread_badge = move || match unread.get() {
        0 => String::new(),
        unread @ 1..=MANY => unread.to_string(),
        _ => format!("{MANY}+"),
    };
    let locked = memo(move || call.view().with(|view| view.doors.rules.locked));
    let lock_word = words.say(|text| text.doors.locked);
    let heading = NodeRef::<html::H1>::new();
    effect(move || {
        // "Join now" had the focus and is gone: a screen reader goes on from here.
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
        }
    });
    view! {
        <header class="call-top">
            <h1 tabindex="-1" node_ref=heading title=room>
                {room}
            </h1>
            <span class="people-count">
                {Signal::derive(move || (words.get().call.people_count)(count.get()))}
            </span>
            <Shown when=locked>
                <span role="img" aria-label=lock_word title=lock_word>
                    "🔒"
                </span>
            </Shown>
            <RecordingMark />
            <CopyLink />
            <PanelButton
                panels
                panel=Panel::Chat
                shape=Shape::Chat
                word=words.say(|text| text.chat.heading)
                name=Signal::derive(move || (words.get().chat.button)(unread.get()))
                badge=Signal::derive(unread_badge)
            />
            <PanelButton
                panels
                panel=Panel::People
                shape=Shape::People
                word=words.say(|text| text.call.people)
                name=Signal::derive(move || (words.get().call.people_button)(count.get()))
                badge=Signal::derive(move || count.get().to_string())
            />
            <PanelButton
                panels
                panel=Panel::Settings
                shape=Shape::Settings
                word=words.say(|text| text.settings.heading)
                name=words.say(|text| text.settings.heading)
                badge=Signal::derive(String::new)
            />
        </header>
    }
}
