use call::{ConnectionState, PeerInput, Traffic};

/// How to reach one side of a connection: a fragment that a restart changes, and the network that it was gathered in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Credentials {
    pub(crate) fragment: u32,
    pub(crate) network: u32,
}

/// One side of ICE (W3C WebRTC, section 4.4.3.6): what was negotiated, and how long nothing has come over it.
#[derive(Default)]
pub(crate) struct FakeIce {
    fragments: u32,
    local: Option<Credentials>,
    remote: Option<Credentials>,
    pending_local: Option<Credentials>,
    pending_remote: Option<Credentials>,
    /// The credentials before a restart, which serve until the next ones do.
    before: Option<(Credentials, Credentials)>,
    replaced: Option<u32>,
    state: Option<ConnectionState>,
    dead_for: u32,
    traffic: Traffic,
    seconds: u32,
}

impl FakeIce {
    /// How many seconds without a path make a browser say so, and give up.
    const DISCONNECTED: u32 = 6;
    const FAILED: u32 = 17;

    pub(crate) fn want_restart(&mut self) {
        let current = self.pending_local.or(self.local);
        self.replaced = current.map(|credentials| credentials.fragment);
    }

    pub(crate) fn wants_restart(&self) -> bool {
        self.replaced.is_some()
    }

    pub(crate) fn offer(&mut self, network: u32) -> Credentials {
        let restarts = self.replaced.is_some() || self.local.is_none();
        let credentials = self.credentials(restarts, network);
        self.pending_local = Some(credentials);
        credentials
    }

    pub(crate) fn roll_back(&mut self) {
        self.pending_local = None;
    }

    pub(crate) fn take_offer(&mut self, credentials: Credentials) {
        self.pending_remote = Some(credentials);
    }

    pub(crate) fn answer(&mut self, network: u32) -> Credentials {
        let remote = self.pending_remote.take().unwrap_or_default();
        let restarts = self.remote.map(|known| known.fragment) != Some(remote.fragment);
        let local = self.credentials(restarts, network);
        self.settle(local, remote);
        local
    }

    pub(crate) fn take_answer(&mut self, remote: Credentials) {
        if let Some(local) = self.pending_local.take() {
            self.settle(local, remote);
        }
    }

    /// True if checks from here reach the other side and come back.
    pub(crate) fn reaches(&self, other: &Self, networks: [u32; 2]) -> bool {
        let fits = |one: Option<(Credentials, Credentials)>, two| match (one, two) {
            (Some((local, remote)), Some((others_local, others_remote))) => {
                local == others_remote
                    && remote == others_local
                    && [local.network, remote.network] == networks
            }
            _ => false,
        };
        let (one, two) = (self.negotiated(), other.negotiated());
        fits(one, two) || fits(self.before, two) || fits(one, other.before)
    }

    /// A second goes by, with or without a path.
    pub(crate) fn second(&mut self, reaches: bool, media: bool, events: &mut Vec<PeerInput>) {
        if self.negotiated().is_none() {
            return;
        }
        self.seconds += 1;
        let is_there = reaches && self.state != Some(ConnectionState::Failed);
        let before = self.state;
        if is_there {
            self.dead_for = 0;
            self.state = Some(ConnectionState::Connected);
            self.traffic.media_bytes += if media { 1000 } else { 0 };
            self.traffic.consent_responses += u64::from(self.seconds.is_multiple_of(4));
        } else {
            self.dead_for += 1;
            self.state = match (before, self.dead_for) {
                (_, Self::FAILED..) => Some(ConnectionState::Failed),
                (Some(ConnectionState::Connected), Self::DISCONNECTED..) => {
                    Some(ConnectionState::Disconnected)
                }
                _ => before,
            };
        }
        if let Some(state) = self.state.filter(|state| Some(*state) != before) {
            events.push(PeerInput::Connection(state));
        }
        events.push(PeerInput::Traffic(self.traffic));
    }

    fn credentials(&mut self, fresh: bool, network: u32) -> Credentials {
        match self.local {
            Some(local) if !fresh => local,
            _ => {
                self.fragments += 1;
                let fragment = self.fragments;
                Credentials { fragment, network }
            }
        }
    }

    fn settle(&mut self, local: Credentials, remote: Credentials) {
        if self.negotiated() != Some((local, remote)) {
            self.before = self.negotiated();
            self.dead_for = 0;
            if self.state == Some(ConnectionState::Failed) {
                self.state = Some(ConnectionState::Connecting);
            }
        }
        self.local = Some(local);
        self.remote = Some(remote);
        self.replaced = self.replaced.filter(|old| *old == local.fragment);
    }

    fn negotiated(&self) -> Option<(Credentials, Credentials)> {
        self.local.zip(self.remote)
    }
}
