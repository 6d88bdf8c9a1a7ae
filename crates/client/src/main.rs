//! Tatap's web app: the I/O around [`call`].
//!
//! `session` runs one [`call::Call`]: it feeds it what happens and does what it says.
//! `rtc` holds the parts of the browser that a session drives.
//! `storage` is what the browser keeps for later visits.
//! `ui` draws the [`call::CallView`] that the session publishes, and sends the person's gestures back.

mod address;
mod app;
mod log;
mod preferences;
mod rtc;
mod session;
mod storage;
mod task;
mod ui;

fn main() {
    leptos::mount::mount_to_body(app::App);
}
