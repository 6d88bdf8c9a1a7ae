mod alone_hint;
mod banners;
mod control_bar;
mod initials;
mod name_card;
mod notices;
mod participant_tile;
mod people_panel;
mod stage;
mod stage_size;
mod top_bar;

use leptos::{ev::KeyboardEvent, html, prelude::*};

use self::{
    alone_hint::AloneHint, banners::Banners, control_bar::ControlBar, notices::Notices,
    people_panel::PeoplePanel, stage::Stage, top_bar::TopBar,
};

/// The call itself.
#[component]
pub(crate) fn CallPage() -> impl IntoView {
    let panel_open = RwSignal::new(false);
    let panel_button = NodeRef::<html::Button>::new();
    let close_panel = move || {
        panel_open.set(false);
        if let Some(button) = panel_button.get_untracked() {
            let _ = button.focus();
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && panel_open.get_untracked() {
            close_panel();
        }
    };
    view! {
        <div class="call" on:keydown=on_key>
            <TopBar panel_open panel_button />
            <main class="call-body">
                <Stage />
                <Show when=move || panel_open.get()>
                    <PeoplePanel on_close=Callback::new(move |()| close_panel()) />
                </Show>
                <Banners />
            </main>
            <AloneHint />
            <ControlBar />
            <Notices />
        </div>
    }
}
