use call::{PhaseView, UserInput};
use leptos::prelude::*;

use crate::{
    session::CallHandle,
    ui::{
        components::{Icon, Playback, Shape},
        language::use_words,
    },
};

/// What is wrong with the call as a whole, in thin lines above the videos.
#[component]
pub(crate) fn Banners() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let playback = expect_context::<Playback>();
    let lost = Memo::new(move |_| {
        call.view()
            .with(|view| view.phase == PhaseView::InCall { signaling: false })
    });
    view! {
        <div class="banners" role="status">
            <Show when=move || lost.get()>
                <div class="banner">
                    <Icon shape=Shape::Warning />
                    <p>{words.say(|text| text.call.signaling_lost)}</p>
                    <button
                        type="button"
                        class="button small"
                        on:click=move |_| call.send(UserInput::Rejoin)
                    >
                        {words.say(|text| text.general.rejoin)}
                    </button>
                </div>
            </Show>
            <Show when=move || playback.blocked()>
                <div class="banner">
                    <Icon shape=Shape::Sound />
                    <p>{words.say(|text| text.call.sound_blocked)}</p>
                    <button
                        type="button"
                        class="button small"
                        on:click=move |_| playback.play_all()
                    >
                        {words.say(|text| text.call.turn_sound_on)}
                    </button>
                </div>
            </Show>
        </div>
    }
}
