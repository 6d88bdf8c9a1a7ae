use call::{EndReason, PhaseView, SeatMemory};
use leptos::{either::EitherOf6, prelude::*};
use protocol::RoomId;

use super::{
    call_page::Notices,
    components::{changing, provide_playback},
    effect::effect,
    goodbye::{EndedPage, IncompletePage, LeftPage},
    green_room::GreenRoom,
    language::use_words,
    memo::Watched,
    page_title::page_title,
    waiting_page::WaitingPage,
};
use crate::{
    call_part::CallPart,
    session::{self, CallHandle, Seat, embed},
};

/// `/r/<room>`: a call from the green room to goodbye.
#[component]
pub(crate) fn RoomPage(room: RoomId) -> impl IntoView {
    expect_context::<CallPart>().fetch();
    if Seat::is_remembered(&room) {
        return view! { <Recall room /> }.into_any();
    }
    let seat = Seat::new(&room);
    view! { <Room room seat memory=None /> }.into_any()
}

/// A page that is loaded again: looks whether its seat is still its own before anything else is shown.
#[component]
fn Recall(room: RoomId) -> impl IntoView {
    let part = expect_context::<CallPart>();
    let recalled = RwSignal::new_local(None::<(Seat, Option<SeatMemory>)>);
    effect({
        let room = room.clone();
        move || {
            // Nobody is in a call that cannot be shown to them.
            if part.get().is_some() {
                let room = room.clone();
                crate::task::spawn_scoped(async move {
                    recalled.set(Some(Seat::recall(&room).await));
                });
            }
        }
    });
    changing(move || {
        recalled.track();
        Some(
            match recalled.try_update_untracked(Option::take).flatten() {
                Some((seat, memory)) => {
                    let room = room.clone();
                    view! { <Room room seat memory /> }.into_any()
                }
                None if part.is_missing() => view! { <IncompletePage /> }.into_any(),
                None => view! { <ReturningPage /> }.into_any(),
            },
        )
    })
}

/// What a person is looking at; it changes less often than the phase.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scene {
    /// The page was loaded again in the middle of a call.
    Returning,
    GreenRoom,
    /// A host has to let the person in.
    Waiting,
    Call,
    Left,
    Ended(EndReason),
}

#[component]
fn Room(room: RoomId, seat: Seat, memory: Option<SeatMemory>) -> impl IntoView {
    page_title({
        let room = room.clone();
        move || format!("{room} – Tatap")
    });
    let part = expect_context::<CallPart>();
    let call = session::start(room, seat, memory);
    provide_context::<CallHandle>(call);
    embed::begin_as_the_address_says(call);
    embed::follow_embedding(call);
    provide_playback();
    effect(move || call.loudspeaker().follow_speaker());
    let scene = Watched::after_last(move |last: Option<&Scene>| {
        match (call.view().with(|view| view.phase), last) {
            (PhaseView::Joining, None | Some(Scene::Returning)) => Scene::Returning,
            (PhaseView::GreenRoom | PhaseView::Joining, _) => Scene::GreenRoom,
            (PhaseView::Waiting { .. }, _) => Scene::Waiting,
            (PhaseView::InCall { .. }, _) => Scene::Call,
            (PhaseView::Left, _) => Scene::Left,
            (PhaseView::Ended(reason), _) => Scene::Ended(reason),
        }
    });
    move || match scene.get() {
        Scene::Returning => EitherOf6::A(view! { <ReturningPage /> }),
        Scene::GreenRoom => EitherOf6::B(view! { <GreenRoom /> }),
        Scene::Call => EitherOf6::C(match part.get() {
            Some(part) => (part.draw)(),
            None => view! { <IncompletePage /> }.into_any(),
        }),
        Scene::Waiting => EitherOf6::F(view! { <WaitingPage /> }),
        // A file that is closed after the call is told of there.
        Scene::Left => EitherOf6::D(view! { <LeftPage /><Notices /> }),
        Scene::Ended(reason) => EitherOf6::E(view! { <EndedPage reason /><Notices /> }),
    }
}

/// Stays empty for a moment, since most often the call is there at once.
#[component]
fn ReturningPage() -> impl IntoView {
    let words = use_words();
    view! {
        <main class="page message returning">
            <p role="status">{words.say(|text| text.line.returning)}</p>
        </main>
    }
}
