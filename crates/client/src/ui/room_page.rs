use call::{EndReason, PhaseView};
use leptos::{either::EitherOf4, prelude::*};
use leptos_router::hooks::use_params_map;
use protocol::RoomId;

use super::{
    call_page::CallPage,
    components::provide_playback,
    goodbye::{BadRoomPage, EndedPage, LeftPage},
    green_room::GreenRoom,
    page_title::page_title,
};
use crate::session::{self, CallHandle};

/// `/r/<room>`: a call from the green room to goodbye.
#[component]
pub(crate) fn RoomPage() -> impl IntoView {
    let params = use_params_map();
    let room = Memo::new(move |_| {
        params.with(|params| RoomId::parse(params.get_str("room").unwrap_or_default()))
    });
    move || match room.get() {
        // A new room is a new session: the one before ends with what this closure returned before.
        Ok(room) => view! { <Room room /> }.into_any(),
        Err(error) => view! { <BadRoomPage error /> }.into_any(),
    }
}

/// What a person is looking at; it changes less often than the phase.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scene {
    GreenRoom,
    Call,
    Left,
    Ended(EndReason),
}

#[component]
fn Room(room: RoomId) -> impl IntoView {
    page_title({
        let room = room.clone();
        move || format!("{room} – Tatap")
    });
    let call = session::start(room);
    provide_context::<CallHandle>(call);
    provide_playback();
    let scene = Memo::new(move |_| match call.view().with(|view| view.phase) {
        PhaseView::GreenRoom | PhaseView::Joining => Scene::GreenRoom,
        PhaseView::InCall { .. } => Scene::Call,
        PhaseView::Left => Scene::Left,
        PhaseView::Ended(reason) => Scene::Ended(reason),
    });
    move || match scene.get() {
        Scene::GreenRoom => EitherOf4::A(view! { <GreenRoom /> }),
        Scene::Call => EitherOf4::B(view! { <CallPage /> }),
        Scene::Left => EitherOf4::C(view! { <LeftPage /> }),
        Scene::Ended(reason) => EitherOf4::D(view! { <EndedPage reason /> }),
    }
}
