use std::collections::VecDeque;

use call::{PeerInput, SignalingState};
use protocol::{Candidate, Description, DescriptionKind};

use crate::fake_ice::{Credentials, FakeIce};

/// What an `RTCPeerConnection` does with descriptions, as W3C WebRTC sections 4.4.1 and 4.7.3 say it: operations in a
/// chain, implicit rollback, and the rules of `negotiationneeded`.
pub(crate) struct FakeConnection {
    chain: VecDeque<Operation>,
    signaling: Signaling,
    /// How many media sections this side wants, and how many of them were negotiated.
    wanted: u32,
    covered: u32,
    offered: u32,
    /// Those that the first offer made and that no description has yet.
    unborn: u32,
    local_offer: Option<String>,
    remote_offer: Option<String>,
    has_remote_description: bool,
    needed: bool,
    check_when_idle: bool,
    offers_made: u32,
    pub(crate) ice: FakeIce,
}

pub(crate) enum Operation {
    SetLocalDescription,
    SetRemoteDescription(Description),
    AddCandidate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signaling {
    Stable,
    HaveLocalOffer,
    HaveRemoteOffer,
}

impl FakeConnection {
    pub(crate) fn new() -> Self {
        Self {
            chain: VecDeque::new(),
            signaling: Signaling::Stable,
            wanted: 0,
            covered: 0,
            offered: 0,
            unborn: 0,
            local_offer: None,
            remote_offer: None,
            has_remote_description: false,
            needed: false,
            check_when_idle: false,
            offers_made: 0,
            ice: FakeIce::default(),
        }
    }

    pub(crate) fn start(&mut self, operation: Operation) {
        self.chain.push_back(operation);
    }

    pub(crate) fn is_busy(&self) -> bool {
        !self.chain.is_empty()
    }

    /// True when everything that this side wants is negotiated.
    pub(crate) fn is_stable(&self) -> bool {
        self.signaling == Signaling::Stable
            && self.covered >= self.wanted
            && self.has_remote_description
    }

    /// Adds the transceivers of the first offer.
    pub(crate) fn add_first_media(&mut self, events: &mut Vec<PeerInput>) {
        self.unborn = 2;
        self.add_media(2, events);
    }

    /// Adds transceivers, which asks for a negotiation.
    pub(crate) fn add_media(&mut self, count: u32, events: &mut Vec<PeerInput>) {
        self.wanted += count;
        self.check_needed(events);
    }

    /// Those of one's own that never got a media section give way to those of the other side's offer.
    pub(crate) fn adopt_transceivers(&mut self) {
        self.wanted -= self.unborn;
        self.unborn = 0;
    }

    pub(crate) fn restart_ice(&mut self, events: &mut Vec<PeerInput>) {
        self.ice.want_restart();
        self.check_needed(events);
    }

    /// Performs the operation at the head of the chain; `fails` makes it fail as browsers sometimes do.
    pub(crate) fn step(
        &mut self,
        name: &str,
        network: u32,
        fails: bool,
        events: &mut Vec<PeerInput>,
    ) -> Result<(), String> {
        match self.chain.pop_front() {
            Some(Operation::SetLocalDescription) => {
                self.set_local_description(name, network, fails, events)?;
            }
            Some(Operation::SetRemoteDescription(description)) => {
                self.set_remote_description(&description, fails, events)?;
            }
            Some(Operation::AddCandidate) if fails || !self.has_remote_description => {
                events.push(PeerInput::CandidateFailed);
            }
            Some(Operation::AddCandidate) | None => {}
        }
        if self.check_when_idle && self.chain.is_empty() {
            self.check_when_idle = false;
            self.check_needed(events);
        }
        Ok(())
    }

    fn set_local_description(
        &mut self,
        name: &str,
        network: u32,
        fails: bool,
        events: &mut Vec<PeerInput>,
    ) -> Result<(), String> {
        let description = match (fails, self.signaling) {
            (true, _) => None,
            (false, Signaling::HaveLocalOffer) => {
                return Err("an offer is made on top of an offer".to_owned());
            }
            (false, Signaling::Stable) => {
                self.offers_made += 1;
                let id = format!("{name}{}", self.offers_made);
                let sdp = sdp(&id, self.ice.offer(network));
                self.offered = self.wanted;
                self.local_offer = Some(id);
                self.signaling = Signaling::HaveLocalOffer;
                let kind = DescriptionKind::Offer;
                Some(Description { kind, sdp })
            }
            (false, Signaling::HaveRemoteOffer) => {
                let id = self.remote_offer.take().unwrap_or_default();
                let sdp = sdp(&id, self.ice.answer(network));
                self.become_stable(events);
                let kind = DescriptionKind::Answer;
                Some(Description { kind, sdp })
            }
        };
        // Browsers may show a candidate before the promise's outcome is seen.
        if description.is_some() {
            events.push(PeerInput::LocalCandidate(candidate()));
        }
        events.push(PeerInput::LocalDescription {
            description,
            signaling: self.signaling(),
        });
        Ok(())
    }

    fn set_remote_description(
        &mut self,
        description: &Description,
        fails: bool,
        events: &mut Vec<PeerInput>,
    ) -> Result<(), String> {
        let (id, credentials) = read_sdp(&description.sdp)?;
        let applied = match (description.kind, self.signaling) {
            (DescriptionKind::Offer, Signaling::HaveRemoteOffer) => {
                return Err("an offer is applied on top of an offer".to_owned());
            }
            (DescriptionKind::Offer, Signaling::Stable | Signaling::HaveLocalOffer) => {
                self.local_offer = None;
                self.ice.roll_back();
                if fails {
                    self.signaling = Signaling::Stable;
                } else {
                    self.ice.take_offer(credentials);
                    self.remote_offer = Some(id.to_owned());
                    self.signaling = Signaling::HaveRemoteOffer;
                }
                !fails
            }
            (DescriptionKind::Answer, Signaling::HaveLocalOffer) => {
                if self.local_offer.as_deref() != Some(id) {
                    return Err(format!("the answer to {id} is applied to another offer"));
                }
                if !fails {
                    self.covered = self.offered;
                    self.unborn = 0;
                    self.ice.take_answer(credentials);
                    self.become_stable(events);
                }
                !fails
            }
            (DescriptionKind::Answer, Signaling::Stable | Signaling::HaveRemoteOffer) => {
                return Err("an answer without an offer is applied".to_owned());
            }
        };
        self.has_remote_description |= applied;
        events.push(PeerInput::RemoteDescription {
            applied,
            signaling: self.signaling(),
        });
        Ok(())
    }

    fn become_stable(&mut self, events: &mut Vec<PeerInput>) {
        self.signaling = Signaling::Stable;
        self.needed = false;
        self.check_needed(events);
    }

    fn check_needed(&mut self, events: &mut Vec<PeerInput>) {
        if !self.chain.is_empty() {
            self.check_when_idle = true;
        } else if self.signaling == Signaling::Stable {
            let wants = self.wanted > self.covered || self.ice.wants_restart();
            if wants && !self.needed {
                events.push(PeerInput::NegotiationNeeded);
            }
            self.needed = wants;
        }
    }

    fn signaling(&self) -> SignalingState {
        match self.signaling {
            Signaling::Stable => SignalingState::Stable,
            Signaling::HaveLocalOffer => SignalingState::HaveLocalOffer,
            Signaling::HaveRemoteOffer => SignalingState::HaveRemoteOffer,
        }
    }
}

/// A description says which offer it is or answers, and how to reach its side.
fn sdp(id: &str, credentials: Credentials) -> String {
    format!("{id} {} {}", credentials.fragment, credentials.network)
}

fn read_sdp(sdp: &str) -> Result<(&str, Credentials), String> {
    let mut parts = sdp.split(' ');
    let id = parts.next().unwrap_or_default();
    let mut number = || parts.next().and_then(|part| part.parse().ok());
    match (number(), number()) {
        (Some(fragment), Some(network)) => Ok((id, Credentials { fragment, network })),
        _ => Err(format!("no description: {sdp}")),
    }
}

fn candidate() -> Candidate {
    Candidate {
        candidate: "c".to_owned(),
        sdp_mid: None,
        sdp_m_line_index: None,
        username_fragment: None,
    }
}
