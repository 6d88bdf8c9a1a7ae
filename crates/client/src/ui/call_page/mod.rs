mod alone_hint;
mod banners;
mod chat;
mod control_bar;
mod doors;
mod hand;
mod keyboard;
mod line_banner;
mod link_panel;
mod more_menu;
mod name_card;
mod notices;
mod offering;
mod panels;
mod participant_tile;
mod people_panel;
mod plot;
mod reactions;
mod recording;
mod screen_share;
mod settings;
mod stage;
mod stage_size;
mod tile_menu;
mod top_bar;

use leptos::prelude::*;

use self::{
    alone_hint::AloneHint,
    banners::Banners,
    chat::ChatPanel,
    control_bar::ControlBar,
    link_panel::LinkPanel,
    offering::drop_place,
    panels::{Panel, Panels},
    people_panel::PeoplePanel,
    reactions::Reactions,
    settings::{SettingsPanel, keys_panel},
    stage::Stage,
    top_bar::TopBar,
};
pub(crate) use self::{line_banner::LineBanner, notices::Notices};
use super::components::changing;

/// The call itself.
#[component]
pub(crate) fn CallPage() -> impl IntoView {
    let panels = Panels::new();
    // What was typed stays while the chat is closed.
    let draft = RwSignal::new(String::new());
    let on_close = Callback::new(move |()| panels.close());
    keyboard::listen(panels);
    view! {
        <div class="call">
            <TopBar panels />
            <main class="call-body">
                <div class="stage-area">
                    <Stage />
                    <Banners />
                    <Reactions />
                </div>
                <LinkPanel />
                {changing(move || match panels.open() {
                    Some(Panel::People) => Some(view! { <PeoplePanel on_close /> }.into_any()),
                    Some(Panel::Settings) => Some(view! { <SettingsPanel on_close /> }.into_any()),
                    Some(Panel::Doors) => Some(doors::doors_panel(on_close)),
                    Some(Panel::Keys) => Some(keys_panel(on_close)),
                    Some(Panel::Chat) => Some(view! { <ChatPanel on_close draft /> }.into_any()),
                    None => None,
                })}
            </main>
            <AloneHint />
            <ControlBar panels />
            <Notices />
            {drop_place(panels)}
        </div>
    }
}
