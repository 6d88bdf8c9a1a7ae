use call::room_name_as_typed;
use leptos::{ev::SubmitEvent, html, prelude::*};

use crate::{
    address::Address,
    ui::{components::TextField, effect::effect, language::use_words, memo::Watched},
};

/// Leads to a room whose name or link the person has.
#[component]
pub(crate) fn JoinForm() -> impl IntoView {
    let words = use_words();
    let address = expect_context::<Address>();
    let input = NodeRef::<html::Input>::new();
    let typed = RwSignal::new(String::new());
    // An empty field is wrong only once the person tried to go on with it.
    let tried = RwSignal::new(false);
    let error = Watched::new(move || {
        let problem = typed.with(|typed| room_name_as_typed(typed)).err()?;
        let empty = typed.with(|typed| typed.trim().is_empty());
        (!empty || tried.get()).then(|| (words.get().general.room_name_error)(problem))
    });
    effect(move || {
        if typed.with(|typed| !typed.is_empty()) {
            tried.set(false);
        }
    });
    let join = move |event: SubmitEvent| {
        event.prevent_default();
        match typed.with_untracked(|typed| room_name_as_typed(typed)) {
            Ok(room) => address.go(&format!("/r/{room}")),
            Err(_) => {
                tried.set(true);
                if let Some(input) = input.get_untracked() {
                    let _ = input.focus();
                }
            }
        }
    };
    view! {
        <form class="join" novalidate on:submit=join>
            <h2>{words.say(|text| text.home.join_heading)}</h2>
            <div class="join-row">
                <TextField
                    id="room-name"
                    label=words.say(|text| text.home.room_name)
                    hint=words.say(|text| text.home.room_name_hint)
                    error=error
                    value=typed
                    node_ref=input
                    autocomplete="off"
                />
                <button type="submit" class="button">
                    {words.say(|text| text.home.join)}
                </button>
            </div>
        </form>
    }
}
