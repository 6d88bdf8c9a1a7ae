use protocol::{
    Candidate, Description, IceServer, SignalBody, relayed_candidate, relayed_description,
};

use super::{Link, Peer, PeerContext, PeerOutput};
use crate::{PeerCommand, Trouble};

/// What the connection has of the servers by which it finds paths.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    servers: Vec<IceServer>,
    has_relay: bool,
    relay_only: bool,
    /// The relay has given a candidate, to this connection or one before it.
    reaches_relay: bool,
    /// The name of the other side's paths (`ice-ufrag`, RFC 8839, section 5.4).
    fragment: Option<String>,
}

impl Given {
    pub(super) fn note_candidate(&mut self, candidate: &Candidate) {
        let text = &candidate.candidate;
        self.reaches_relay |= !text.is_empty() && relayed_candidate(text).is_some();
    }

    /// What keeps a connection from coming about that has only this.
    pub(super) fn trouble(&self) -> Trouble {
        match (self.has_relay, self.reaches_relay, self.relay_only) {
            (false, _, true) => Trouble::NothingToHideBehind,
            (false, _, false) => Trouble::NoRelay,
            (true, false, _) => Trouble::RelayOutOfReach,
            (true, true, _) => Trouble::NoPath,
        }
    }

    /// Returns what the other side is told, without one's address where that is hidden: browsers leave it out by
    /// themselves, but it must not depend on them. `None` for a candidate that it would tell.
    pub(super) fn conceal(&self, body: SignalBody) -> Option<SignalBody> {
        if !self.relay_only {
            return Some(body);
        }
        Some(match body {
            SignalBody::Description(description) => SignalBody::Description(Description {
                sdp: relayed_description(&description.sdp),
                ..description
            }),
            SignalBody::Candidate(candidate) => SignalBody::Candidate(Candidate {
                candidate: relayed_candidate(&candidate.candidate)?,
                ..candidate
            }),
        })
    }

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
    /// Replaces a connection that shows one's address, where that is to be hidden.
    pub(crate) fn hide(&mut self, context: PeerContext<'_>, out: &mut Vec<PeerOutput>) {
        self.see(context);
        if context.relay_only && matches!(self.link, Link::Open(_)) && !self.given.relay_only {
            self.close(out);
            self.path_is_closed(context.now);
            self.start_over(context, out);
        }
    }

    /// Opens a connection with the servers that are known.
    pub(super) fn open_with_servers(
        &mut self,
        offers: bool,
        relay_only: bool,
        context: PeerContext<'_>,
        out: &mut Vec<PeerOutput>,
    ) {
        let relay_only = relay_only || context.relay_only;
        let servers = context.ice.servers.clone();
        self.given = Given {
            servers: servers.clone(),
            has_relay: context.ice.has_relay(),
            relay_only,
            reaches_relay: self.given.reaches_relay,
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
