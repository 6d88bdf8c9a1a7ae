use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use crate::{
    session::{CallHandle, room_preview},
    ui::{attributes::text, language::use_words, memo::memo},
};

/// How long nobody asks again, in milliseconds.
const PAUSE: u32 = 4_000;

/// The address of the server comes a moment after the page, in milliseconds.
const MOMENT: u32 = 50;

/// Says who is in the room already, as long as the server tells; where there is none, what that means.
#[component]
pub(crate) fn WhoIsIn(
    /// Set to whether a host has to let the person in.
    locked: RwSignal<bool>,
) -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let answer = RwSignal::new(String::new());
    let room = call.view().with_untracked(|view| view.room.clone());
    crate::task::spawn_scoped(async move {
        loop {
            let server = call.server();
            if server.is_empty() {
                TimeoutFuture::new(MOMENT).await;
                continue;
            }
            if call.is_serverless() {
                return;
            }
            if !document().hidden() {
                let told = room_preview::ask(&room, &server).await;
                call.answered().set(Some(told.is_some()));
                let told = told.unwrap_or_default();
                locked.set(room_preview::is_locked(&told));
                answer.set(told);
            }
            TimeoutFuture::new(PAUSE).await;
        }
    });
    // Nothing is read out again that has not changed.
    let sentence = memo(move || {
        if call.is_serverless() {
            return words.get().green_room.serverless.to_owned();
        }
        // A room that does not let everyone in keeps that to itself.
        let told = !locked.get();
        let people = answer.with(|answer| room_preview::people(answer).filter(|_| told));
        people.map_or_else(String::new, |people| {
            (words.get().green_room.who_is_in)(&people)
        })
    });
    view! {
        <p class="who-is-in" role="status">
            {text(sentence)}
        </p>
    }
}
