use call::{RecordingView, UserInput};
use leptos::prelude::*;

use crate::{
    session::CallHandle,
    ui::{components::Shown, language::use_words},
};

/// Says that one records, and ends that.
#[component]
pub(crate) fn RecordingBanner() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let records = move || {
        call.view()
            .with(|view| matches!(view.recording, RecordingView::Recording(_)))
    };
    view! {
        <Shown when=records>
            <div class="banner">
                <span class="recording-mark"></span>
                <p>{words.say(|text| text.record.recording)}</p>
                <button
                    type="button"
                    class="button small"
                    on:click=move |_| call.send(UserInput::StopRecording)
                >
                    {words.say(|text| text.record.stop)}
                </button>
            </div>
        </Shown>
    }
}

/// Marks a call that anyone records.
#[component]
pub(crate) fn RecordingMark() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let is_recorded = move || {
        call.view()
            .with(|view| view.tiles.iter().any(|tile| tile.recording))
    };
    let word = words.say(|text| text.record.is_recorded);
    view! {
        <Shown when=is_recorded>
            <span class="recorded" title=word>
                <span class="recording-mark"></span>
                <span class="button-label">{word}</span>
            </span>
        </Shown>
    }
}
