use protocol::{Description, IceServer};

use super::{Link, Peer, PeerContext, PeerOutput};
use crate::PeerCommand;

/// What the connection has of the servers by which it finds paths.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    servers: Vec<IceServer>,
    relay_only: bool,
    /// The name of the other side's paths (`ice-ufrag`, RFC 8839, section 5.4).
    fragment: Option<String>,
}

impl Given {
    /// Takes in a description of the other side; true if it starts over with its paths (RFC 8839, section 4.4.1.1.1).
    fn restarts(&mut self, description: &Description) -> bool {
        let fragment = description
            .sdp
            .lines()
            .find_map(|line| line.strip_prefix("a=ice-ufrag:"))
            .map(str::to_owned);
        let before = std::mem::replace(&mut self.fragment, fragment);
        before.is_some() && before != self.fragment
    }
}

impl Peer {
    /// Opens a connection with the servers that are known.
    pub(super) fn open_with_servers(
        &mut self,
        offers: bool,
        relay_only: bool,
        context: PeerContext<'_>,
        out: &mut Vec<PeerOutput>,
    ) {
        let servers = context.ice.servers.clone();
        self.given = Given {
            servers: servers.clone(),
            relay_only,
            fragment: None,
        };
        let open = PeerCommand::Open {
            ice_servers: servers,
            offers,
            relay_only,
        };
        self.command(open, out);
    }

    /// Gives the connection the credentials of the day, if it looks for paths next.
    ///
    /// Not before: Chromium takes other servers for a wish to restart ICE with its next offer, whatever that is for.
    pub(super) fn give_servers(&mut self, context: PeerContext<'_>, out: &mut Vec<PeerOutput>) {
        let servers = &context.ice.servers;
        if matches!(self.link, Link::Open(_)) && self.given.servers != *servers {
            self.given.servers.clone_from(servers);
            let set = PeerCommand::SetIceServers {
                ice_servers: servers.clone(),
                relay_only: self.given.relay_only,
            };
            self.command(set, out);
        }
    }

    /// Takes in a description that is about to be applied: if the other side looks for paths anew, so does this one.
    pub(super) fn note_restart(
        &mut self,
        description: &Description,
        context: PeerContext<'_>,
        out: &mut Vec<PeerOutput>,
    ) {
        if self.given.restarts(description) {
            self.give_servers(context, out);
        }
    }
}
