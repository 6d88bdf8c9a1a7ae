use leptos::{html, prelude::*};

use crate::{
    session::CallHandle,
    ui::{
        components::{CopyLink, Icon, Shape},
        language::use_words,
    },
};

/// Where one is, and the way to the panels.
#[component]
pub(crate) fn TopBar(
    panel_open: RwSignal<bool>,
    panel_button: NodeRef<html::Button>,
) -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let room = move || call.view().with(|view| view.room.as_str().to_owned());
    let count = Memo::new(move |_| call.view().with(|view| view.tiles.len()));
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move || {
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
                {move || (words.get().call.people_count)(count.get())}
            </span>
            <CopyLink />
            <button
                type="button"
                class="button quiet people-button"
                node_ref=panel_button
                aria-expanded=move || panel_open.get().to_string()
                aria-label=move || (words.get().call.people_button)(count.get())
                title=words.say(|text| text.call.people)
                on:click=move |_| panel_open.update(|open| *open = !*open)
            >
                <Icon shape=Shape::People />
                <span class="button-label">{words.say(|text| text.call.people)}</span>
                <span class="badge">{count}</span>
            </button>
        </header>
    }
}
