use leptos::prelude::*;

use crate::{
    session::CallHandle,
    ui::{
        components::{CopyLink, Shown, room_address},
        language::use_words,
        memo::memo,
    },
};

/// Says how others come in, while nobody else is here.
#[component]
pub(crate) fn AloneHint() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let alone = memo(move || call.view().with(|view| view.people.len() == 1));
    let link = room_address().unwrap_or_default();
    view! {
        <Shown when=move || alone.get()>
            <aside class="alone">
                <p>{words.say(|text| text.call.alone)}</p>
                <span class="alone-link">{link.clone()}</span>
                <CopyLink />
            </aside>
        </Shown>
    }
}
