use call::initials;
use leptos::prelude::*;

use crate::ui::{components::Shown, language::use_words};

/// The number of colours that `call.css` has for name cards.
const TONES: u32 = 6;

/// Stands where there is no picture: the person's initials, and a sentence if there is something to say.
#[component]
pub(crate) fn NameCard(
    #[prop(into)] name: Signal<String>,
    /// Chooses the colour.
    number: u32,
    /// Empty while there is none.
    sentence: Signal<String>,
    /// The way to the person is at fault: a check tells more.
    troubled: Signal<bool>,
    /// The connection is given up: only a click starts it anew.
    #[prop(into)]
    failed: Signal<bool>,
    on_retry: Callback<()>,
) -> impl IntoView {
    let words = use_words();
    let tone = format!("initials tone-{}", number % TONES);
    view! {
        <div class="name-card" class:speaks=Signal::derive(move || !sentence.read().is_empty())>
            <span class=tone aria-hidden="true">
                {Signal::derive(move || initials(&name.read()))}
            </span>
            <p class="name-card-sentence" title=sentence>
                {sentence}
            </p>
            <Shown when=troubled>
                <a href="/check" target="_blank">
                    {words.say(|text| text.tile.check)}
                </a>
            </Shown>
            <Shown when=failed>
                <button type="button" class="button small" on:click=move |_| on_retry.run(())>
                    {words.say(|text| text.general.try_again)}
                </button>
            </Shown>
        </div>
    }
}
