//! What the browser tests stand on.
//!
//! A [`Network`] is a namespace of its own, so that nothing leaves the machine and ICE finds a candidate.
//! In it run a [`Server`], the [`Browser`]s, each driven by a thread that has entered the namespace,
//! and what else a story needs: a [`StaticHost`] on another origin, a [`ForeignPeer`] that no one here wrote.
//!
//! Calls are disturbed from outside: a [`FaultProxy`] stands between the browsers and the server,
//! or a [`MisbehavingServer`] that does not do what the protocol says;
//! `UdpLoss` takes media from those who share a network, `TwoPaths` gives each person two paths to switch between,
//! each a `Cable` that loses, delays and reorders; `Homes` puts each person behind a router of their own, that hides or forbids; a [`Server`] stops and starts again, a [`Browser`] stands still.
//! What that does to media and sockets the page records itself ([`continuity`], [`sockets`]);
//! when packets came, a `Wire` hears.
//!
//! The product has no hook for tests: pages are found by roles and accessible names ([`page`]),
//! and a script injected by the driver records what the page does with WebRTC ([`media`], [`recorder`]).

pub mod axe;
pub mod browser;
#[cfg(target_os = "linux")]
pub mod cable;
pub mod certificate;
pub mod continuity;
#[cfg(target_os = "linux")]
pub mod coturn;
pub mod driver;
pub mod emulation;
pub mod fault_proxy;
pub mod foreign_peer;
mod frames;
#[cfg(target_os = "linux")]
pub mod homes;
mod identity_provider;
pub mod keyboard;
mod layout;
mod leaks;
pub mod media;
pub mod misbehaving_server;
mod names;
#[cfg(target_os = "linux")]
mod namespace;
pub mod network;
#[cfg(target_os = "linux")]
mod nft;
mod node_program;
pub mod own_relay;
pub mod page;
#[cfg(target_os = "linux")]
pub mod paths;
mod plain_proxy;
mod processes;
pub mod recorder;
pub mod runner;
pub mod screenshots;
pub mod server;
mod serverless;
pub mod sockets;
pub mod static_host;
#[cfg(target_os = "linux")]
pub mod udp_loss;
pub mod wait;
#[cfg(target_os = "linux")]
pub mod wire;
mod worker;

pub use browser::{Browser, Pending, Stopped, Tab};
#[cfg(target_os = "linux")]
pub use cable::{Cable, Faults, Traffic};
pub use certificate::{Certificate, Trust};
pub use continuity::{Gap, Gaps};
#[cfg(target_os = "linux")]
pub use coturn::{Coturn, CoturnSetup};
pub use driver::Kind;
pub use emulation::Theme;
pub use fault_proxy::FaultProxy;
pub use foreign_peer::ForeignPeer;
#[cfg(target_os = "linux")]
pub use homes::{Access, Home, Homes};
pub use identity_provider::IdentityProvider;
pub use keyboard::Focus;
pub use leaks::take_leaks;
pub use media::Media;
pub use misbehaving_server::{MisbehavingServer, Mode};
pub use network::Network;
pub use own_relay::OwnRelay;
pub use page::Role;
#[cfg(target_os = "linux")]
pub use paths::{Host, Path as NetworkPath, TwoPaths};
pub use plain_proxy::PlainProxy;
pub use runner::{Skipped, Story};
pub use server::{Exit, Server};
pub use serverless::{FunctionHost, PusherService};
pub use sockets::Socket;
pub use static_host::StaticHost;
#[cfg(target_os = "linux")]
pub use udp_loss::UdpLoss;
pub use wait::eventually;
#[cfg(target_os = "linux")]
pub use wire::Wire;

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
