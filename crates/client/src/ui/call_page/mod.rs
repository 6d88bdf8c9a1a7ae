mod alone_hint;
mod banners;
mod chat;
mod control_bar;
mod initials;
mod line_banner;
mod name_card;
mod notices;
mod panels;
mod participant_tile;
mod people_panel;
mod stage;
mod stage_size;
mod top_bar;

use leptos::{ev::KeyboardEvent, prelude::*};

use self::{
    alone_hint::AloneHint,
    banners::Banners,
    chat::ChatPanel,
    control_bar::ControlBar,
    notices::Notices,
    panels::{Panel, Panels},
    people_panel::PeoplePanel,
    stage::Stage,
    top_bar::TopBar,
};

/// The call itself.
#[component]
pub(crate) fn CallPage() -> impl IntoView {
    let panels = Panels::new();
    // What was typed stays while the chat is closed.
    let draft = RwSignal::new(String::new());
    let on_close = Callback::new(move |()| panels.close());
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() {
            panels.close();
        }
    };
    view! {
        <div class="call" on:keydown=on_key>
            <TopBar panels />
            <main class="call-body">
                <div class="stage-area">
                    <Stage />
                    <Banners />
                </div>
                {move || match panels.open() {
                    Some(Panel::People) => Some(view! { <PeoplePanel on_close /> }.into_any()),
                    Some(Panel::Chat) => Some(view! { <ChatPanel on_close draft /> }.into_any()),
                    None => None,
                }}
            </main>
            <AloneHint />
            <ControlBar />
            <Notices />
        </div>
    }
}
