mod device_problems;
mod level;
mod name_form;
mod network_dot;
mod preview;
mod sign_in;
mod who_is_in;

use leptos::prelude::*;

use self::{
    device_problems::DeviceProblems, name_form::NameForm, network_dot::NetworkDot,
    preview::Preview, who_is_in::WhoIsIn,
};
use super::{
    components::{DevicePickers, Shown, SiteHeader},
    language::use_words,
};
use crate::session::CallHandle;

/// Before the call: how one looks, what one is called, and what is on.
#[component]
pub(crate) fn GreenRoom() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let room = Signal::derive(move || call.view().with(|view| view.room.as_str().to_owned()));
    let locked = RwSignal::new(false);
    view! {
        <div class="page">
            <SiteHeader />
            <main class="green-room">
                <Preview />
                <div class="green-room-words">
                    <p class="room-name">{room}</p>
                    <h1>{words.say(|text| text.green_room.heading)}</h1>
                    <WhoIsIn locked />
                    <NameForm locked=locked.into() />
                    // What is checked is a server.
                    <Shown when=Signal::derive(move || !call.is_serverless())>
                        <NetworkDot room />
                    </Shown>
                    <DeviceProblems />
                </div>
                <DevicePickers />
            </main>
        </div>
    }
}
