use call::{Obstacle, obstacle};
use gloo_events::EventListener;
use leptos::prelude::*;

use super::{Icon, Shape, changing};
use crate::{
    session::CallHandle,
    ui::{language::use_words, memo::Watched},
};

/// Says so while the device has no network, or the server of a call does not answer.
#[component]
pub(crate) fn OfflineNote() -> impl IntoView {
    let words = use_words();
    let is_on_line = || window().navigator().on_line();
    let on_line = RwSignal::new(is_on_line());
    // Of a call that is over there is nothing but its handle.
    let answered = use_context::<CallHandle>().map(|call| call.answered());
    let listen = move |name: &'static str| {
        EventListener::new(&window(), name, move |_| {
            on_line.set(is_on_line());
            if let Some(answered) = answered {
                answered.try_set(None);
            }
        })
    };
    StoredValue::new_local([listen("online"), listen("offline")]);
    let obstacle = Watched::new(move || {
        obstacle(
            on_line.get(),
            answered.and_then(|answered| answered.try_get().flatten()),
        )
    });
    view! {
        <div class="offline" role="status">
            {changing(move || {
                let word = match obstacle.get()? {
                    Obstacle::NoNetwork => words.say(|text| text.general.offline),
                    Obstacle::NoAnswer => words.say(|text| text.general.no_answer),
                };
                let note = view! {
                    <p class="note warning">
                        <Icon shape=Shape::Warning />
                        <span>{word}</span>
                    </p>
                };
                Some(note.into_any())
            })}
        </div>
    }
}
