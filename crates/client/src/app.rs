use leptos::prelude::*;

use crate::{
    address::{Address, Page, provide_address},
    call_part::{CallPart, Load},
    preferences::provide_preferences,
    ui::{
        check_loader::CheckLoader,
        components::changing,
        effect::effect,
        focus::focus_heading,
        goodbye::{BadRoomPage, NotFoundPage},
        home::HomePage,
        language::provide_language,
        memo::Watched,
        room_page::RoomPage,
        theme::provide_theme,
    },
};

/// The pages and their addresses.
pub(crate) fn draw(load_call: Load) -> AnyView {
    provide_preferences();
    provide_theme();
    provide_language();
    provide_address();
    provide_context(CallPart::new(load_call));
    let address = expect_context::<Address>();
    let page = Watched::new(move || address.page());
    let mut is_first = true;
    effect(move || {
        page.track();
        if !is_first {
            focus_heading();
        }
        is_first = false;
    });
    changing(move || {
        Some(match page.get() {
            Page::Home => view! { <HomePage /> }.into_any(),
            // A new room is a new session: the one before ends with what this closure returned before.
            Page::Room(Ok(room)) => view! { <RoomPage room /> }.into_any(),
            Page::Room(Err(error)) => view! { <BadRoomPage error /> }.into_any(),
            Page::Check => view! { <CheckLoader /> }.into_any(),
            Page::NotFound => view! { <NotFoundPage /> }.into_any(),
        })
    })
}
