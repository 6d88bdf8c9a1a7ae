use call::check::Standing;
use leptos::prelude::*;

use crate::{check::recall, ui::language::use_words};

/// Says what the last check of this tab found, and leads to it.
#[component]
pub(crate) fn NetworkDot(room: Signal<String>) -> impl IntoView {
    let words = use_words();
    let standing = recall();
    let sentence =
        Signal::derive(move || words.get().green_room.network[standing as usize].to_owned());
    // The server never sees what comes after the mark.
    let address = Signal::derive(move || format!("/check#/r/{}", room.get()));
    view! {
        <a class="network" class:good=standing == Standing::Good class:trouble=standing == Standing::Trouble href=address>
            {sentence}
        </a>
    }
}
