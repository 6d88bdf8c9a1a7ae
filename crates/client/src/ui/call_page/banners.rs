use leptos::prelude::*;

use super::{
    doors::knock_banner, line_banner::LineBanner, recording::RecordingBanner,
    screen_share::ShareBanner,
};
use crate::ui::{
    components::{Icon, Playback, Shape, Shown},
    language::use_words,
};

/// What a person should know of the call as a whole, in thin lines above the videos.
#[component]
pub(crate) fn Banners() -> impl IntoView {
    let words = use_words();
    let playback = expect_context::<Playback>();
    view! {
        <div class="banners" role="status">
            <LineBanner />
            {knock_banner()}
            <ShareBanner />
            <RecordingBanner />
            <Shown when=move || playback.blocked()>
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
            </Shown>
        </div>
    }
}
