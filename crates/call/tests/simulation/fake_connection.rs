use std::collections::VecDeque;

use call::{PeerInput, SignalingState};
use protocol::{Candidate, Description, DescriptionKind};

/// What an `RTCPeerConnection` does with descriptions, as W3C WebRTC sections 4.4.1 and 4.7.3 say it: operations in a
/// chain, implicit rollback, and the rules of `negotiationneeded`.
#[derive(Default)]
pub(crate) struct FakeConnection {
    chain: VecDeque<Operation>,
    signaling: Signaling,
    /// How many media sections this side wants, and how many of them were negotiated.
    wanted: u32,
    covered: u32,
    offered: u32,
    local_offer: Option<String>,
    remote_offer: Option<String>,
    has_remote_description: bool,
    needed: bool,
    check_when_idle: bool,
    offers_made: u32,
}

pub(crate) enum Operation {
    SetLocalDescription,
    SetRemoteDescription(Description),
    AddCandidate,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Signaling {
    #[default]
    Stable,
    HaveLocalOffer,
    HaveRemoteOffer,
}

impl FakeConnection {
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

    /// Adds transceivers, which asks for a negotiation.
    pub(crate) fn add_media(&mut self, count: u32, events: &mut Vec<PeerInput>) {
        self.wanted += count;
        self.check_needed(events);
    }

    /// Performs the operation at the head of the chain; `fails` makes it fail as browsers sometimes do.
    pub(crate) fn step(
        &mut self,
        name: &str,
        fails: bool,
        events: &mut Vec<PeerInput>,
    ) -> Result<(), String> {
        match self.chain.pop_front() {
            Some(Operation::SetLocalDescription) => {
                self.set_local_description(name, fails, events)?;
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
                let sdp = format!("{name}{}", self.offers_made);
                self.offered = self.wanted;
                self.local_offer = Some(sdp.clone());
                self.signaling = Signaling::HaveLocalOffer;
                Some(Description {
                    kind: DescriptionKind::Offer,
                    sdp,
                })
            }
            (false, Signaling::HaveRemoteOffer) => {
                let sdp = self.remote_offer.take().unwrap_or_default();
                self.become_stable(events);
                Some(Description {
                    kind: DescriptionKind::Answer,
                    sdp,
                })
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
        let applied = match (description.kind, self.signaling) {
            (DescriptionKind::Offer, Signaling::HaveRemoteOffer) => {
                return Err("an offer is applied on top of an offer".to_owned());
            }
            (DescriptionKind::Offer, Signaling::Stable | Signaling::HaveLocalOffer) => {
                self.local_offer = None;
                if fails {
                    self.signaling = Signaling::Stable;
                } else {
                    self.remote_offer = Some(description.sdp.clone());
                    self.signaling = Signaling::HaveRemoteOffer;
                }
                !fails
            }
            (DescriptionKind::Answer, Signaling::HaveLocalOffer) => {
                let matches = self.local_offer.as_deref() == Some(description.sdp.as_str());
                if matches && !fails {
                    self.covered = self.offered;
                    self.become_stable(events);
                }
                matches && !fails
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
            let wants = self.wanted > self.covered;
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

fn candidate() -> Candidate {
    Candidate {
        candidate: "c".to_owned(),
        sdp_mid: None,
        sdp_m_line_index: None,
        username_fragment: None,
    }
}
