//! Tatap's web app: the I/O around [`call`].
//!
//! `session` runs one [`call::Call`]: it feeds it what happens and does what it says.
//! `rtc` holds the parts of the browser that a session drives.
//! `check` tries what a call needs, for a page that is a program of its own.
//! `storage` is what the browser keeps for later visits.
//! `ui` draws the [`call::CallView`] that the session publishes, and sends the person's gestures back.

mod address;
mod app;
mod call_part;
mod check;
mod log;
mod preferences;
mod rtc;
mod session;
mod storage;
mod task;
mod ui;

use protocol::ClientFrame;

pub use call_part::{Load, Part};

/// Draws the app; what is needed in a call alone is loaded by `load_call`, which gives [`call_part()`].
pub fn open_app(load_call: Load) {
    leptos::mount::mount_to_body(move || app::draw(load_call));
}

/// What is needed in a call alone: the program that is loaded first leads nowhere here.
#[must_use]
pub fn call_part() -> Part {
    Part {
        draw: ui::draw_call,
        read: session::read,
        write: ClientFrame::to_json,
    }
}

/// Draws the page of the check, which is a program of its own: nobody who comes for a call waits for it.
pub fn open_check() {
    leptos::mount::mount_to_body(ui::check_page::CheckPage);
}
