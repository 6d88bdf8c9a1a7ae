//! Tatap's web app: the I/O around [`call`].
//!
//! `session` runs one [`call::Call`]: it feeds it what happens and does what it says.
//! `rtc` holds the parts of the browser that a session drives.
//! `check` tries what a call needs, for a page that is a program of its own.
//! `storage` is what the browser keeps for later visits.
//! `ui` draws the [`call::CallView`] that the session publishes, and sends the person's gestures back.

mod address;
mod app;
mod check;
mod log;
mod preferences;
mod rtc;
mod session;
mod storage;
mod task;
mod ui;

pub use ui::call_part::{Draw, Load};

/// Draws the app; what is seen in a call is loaded by `load_call`, which gives [`draw_call`].
pub fn open_app(load_call: Load) {
    leptos::mount::mount_to_body(move || app::draw(load_call));
}

/// Draws the call.
pub fn draw_call() -> leptos::prelude::AnyView {
    ui::draw_call()
}

/// Draws the page of the check, which is a program of its own: nobody who comes for a call waits for it.
pub fn open_check() {
    leptos::mount::mount_to_body(ui::check_page::CheckPage);
}
