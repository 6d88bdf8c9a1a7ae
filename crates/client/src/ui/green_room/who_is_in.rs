use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use protocol::DisplayName;

use crate::{
    session::{self, CallHandle},
    ui::language::use_words,
};

/// How long nobody asks again, in milliseconds.
const PAUSE: u32 = 4_000;

/// The address of the server comes a moment after the page, in milliseconds.
const MOMENT: u32 = 50;

/// Says who is in the room already, as long as the server tells.
#[component]
pub(crate) fn WhoIsIn() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let people = RwSignal::new(None::<Vec<DisplayName>>);
    let room = call.view().with_untracked(|view| view.room.clone());
    crate::task::spawn_scoped(async move {
        loop {
            let Some(server) = call.server() else {
                TimeoutFuture::new(MOMENT).await;
                continue;
            };
            if !document().hidden() {
                let now = session::people_in(&room, &server).await;
                // Nothing is read out again that has not changed.
                if people.with_untracked(|people| *people != now) {
                    people.set(now);
                }
            }
            TimeoutFuture::new(PAUSE).await;
        }
    });
    let sentence = move || {
        people.with(|people| {
            let people = people.as_ref()?;
            let names: Vec<&str> = people.iter().map(DisplayName::as_str).collect();
            Some((words.get().green_room.who_is_in)(&names))
        })
    };
    view! {
        <p class="who-is-in" role="status">
            {sentence}
        </p>
    }
}
