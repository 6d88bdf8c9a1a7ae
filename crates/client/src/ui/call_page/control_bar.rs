use call::UserInput;
use leptos::prelude::*;

use super::{
    hand::HandToggle, more_menu::MoreMenu, panels::Panels, reactions::ReactionMenu,
    screen_share::ShareToggle,
};
use crate::{
    session::CallHandle,
    ui::{
        components::{Device, DeviceControl, Icon, Shape},
        language::use_words,
    },
};

/// Microphone, camera, reactions, what else there is, and the way out.
#[component]
pub(crate) fn ControlBar(panels: Panels) -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let leave = words.say(|text| text.call.leave);
    view! {
        <footer class="call-bottom" aria-label=words.say(|text| text.call.controls)>
            <DeviceControl device=Device::Microphone />
            <DeviceControl device=Device::Camera />
            <div class="wide-only">
                <ShareToggle />
                <HandToggle />
            </div>
            <ReactionMenu />
            <MoreMenu panels />
            <button
                type="button"
                class="round leave"
                aria-label=leave
                title=leave
                on:click=move |_| call.send(UserInput::Leave)
            >
                <Icon shape=Shape::Leave />
            </button>
        </footer>
    }
}
