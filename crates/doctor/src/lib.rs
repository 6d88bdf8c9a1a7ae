//! What stands in the way of calls, said to whoever runs the server.
//!
//! The server looks and hands in what it has found; each module here says what that means, in a [`Line`].

pub mod certificate;
pub mod clock;
pub mod frontend;
pub mod machine;
pub mod port;
pub mod reach;
pub mod relay;
mod report;
mod target;

pub use report::{Line, Report, Verdict};
pub use target::{Target, Way};
