//! What people see.
//!
//! Pages draw a [`call::CallView`] and turn gestures into [`call::UserInput`]; they decide nothing about a call.

#![expect(
    unreachable_pub,
    reason = "`#[component]` makes the parts of a component `pub`"
)]

pub(crate) mod attributes;
pub(crate) mod check_loader;
pub(crate) mod check_page;
pub(crate) mod effect;
pub(crate) mod focus;
pub(crate) mod goodbye;
pub(crate) mod home;
pub(crate) mod language;
pub(crate) mod memo;
pub(crate) mod room_page;
pub(crate) mod theme;

mod call_page;
pub(crate) mod components;
mod green_room;
mod page_title;
mod text;
mod waiting_page;

use leptos::prelude::*;

/// Draws the call, which is loaded later than the rest.
pub(crate) fn draw_call() -> AnyView {
    view! { <call_page::CallPage /> }.into_any()
}
