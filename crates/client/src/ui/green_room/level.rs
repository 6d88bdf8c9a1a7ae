use call::LocalView;
use leptos::prelude::*;

use crate::{
    session::CallHandle,
    ui::{language::use_words, memo::Watched},
};

/// Shows how loud the microphone is, while it is on and the browser lets it be measured.
#[component]
pub(crate) fn Level() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    // 0 without a level, else one more than it.
    let level = Watched::new(move || {
        call.view()
            .with(|view| view.local.level.map_or(0, |level| usize::from(level) + 1))
    });
    view! {
        <meter
            class="level"
            max=LocalView::LEVELS.to_string()
            aria-label=words.say(|text| text.green_room.level)
            hidden=Signal::derive(move || level.get() == 0)
            value=Signal::derive(move || level.get().saturating_sub(1).to_string())
        ></meter>
    }
}
