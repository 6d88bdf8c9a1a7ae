use leptos::prelude::*;

use super::initials::initials;

/// The number of colours that `main.css` has for name cards.
const TONES: u32 = 6;

/// Stands where there is no picture: the person's initials, and a sentence if there is something to say.
#[component]
pub(crate) fn NameCard(
    #[prop(into)] name: Signal<String>,
    /// Chooses the colour.
    number: u32,
    #[prop(into)] sentence: Signal<Option<String>>,
) -> impl IntoView {
    let tone = format!("initials tone-{}", number % TONES);
    view! {
        <div class="name-card" class:speaks=move || sentence.read().is_some()>
            <span class=tone aria-hidden="true">
                {move || initials(&name.read())}
            </span>
            <p class="name-card-sentence" title=move || sentence.get()>
                {move || sentence.get()}
            </p>
        </div>
    }
}
