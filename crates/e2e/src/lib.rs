//! What the browser tests stand on.
//!
//! A [`Network`] is a namespace of its own, so that nothing leaves the machine and ICE finds a candidate.
//! In it run a [`Server`], the [`Browser`]s, each driven by a thread that has entered the namespace,
//! and what else a story needs: a [`StaticHost`] on another origin, a [`ForeignPeer`] that no one here wrote.
//!
//! The product has no hook for tests: pages are found by roles and accessible names ([`page`]),
//! and a script injected by the driver records what the page does with WebRTC ([`media`]).

pub mod browser;
pub mod driver;
pub mod foreign_peer;
pub mod media;
#[cfg(target_os = "linux")]
mod namespace;
pub mod network;
pub mod page;
pub mod runner;
pub mod screenshots;
pub mod server;
pub mod static_host;
pub mod wait;

pub use browser::{Browser, Pending};
pub use driver::Kind;
pub use foreign_peer::ForeignPeer;
pub use media::Media;
pub use network::Network;
pub use page::Role;
pub use runner::{Skipped, Story};
pub use server::Server;
pub use static_host::StaticHost;
pub use wait::eventually;

use std::path::{Path, PathBuf};

/// The root of the workspace.
#[must_use]
pub fn workspace() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).unwrap_or(package).to_owned()
}

/// The built web app: `TATAP_WEB_DIR`, or `dist` in the workspace.
#[must_use]
pub fn web_app() -> PathBuf {
    std::env::var_os("TATAP_WEB_DIR").map_or_else(|| workspace().join("dist"), PathBuf::from)
}

/// Finds the first of `names` that is a file in a directory of `PATH`.
#[must_use]
pub fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    names.iter().find_map(|name| {
        std::env::split_paths(&path)
            .map(|directory| directory.join(name))
            .find(|file| file.is_file())
    })
}
