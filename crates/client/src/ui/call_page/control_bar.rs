use call::UserInput;
use leptos::prelude::*;

use super::{hand::HandToggle, reactions::ReactionMenu, screen_share::ShareToggle};
use crate::{
    session::CallHandle,
    ui::{
        components::{Device, DeviceToggle, Icon, Shape},
        language::use_words,
    },
};

/// Microphone, camera, screen, reactions, hand, and the way out.
#[component]
pub(crate) fn ControlBar() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let leave = words.say(|text| text.call.leave);
    view! {
        <footer class="call-bottom" aria-label=words.say(|text| text.call.controls)>
            <DeviceToggle device=Device::Microphone />
            <DeviceToggle device=Device::Camera />
            <ShareToggle />
            <ReactionMenu />
            <HandToggle />
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
