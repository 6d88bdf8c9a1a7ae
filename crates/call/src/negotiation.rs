use std::collections::VecDeque;

use protocol::{Candidate, Description, DescriptionKind, SignalBody};

use crate::SignalingState;

/// Perfect negotiation on one peer connection (W3C WebRTC, section 10.7), for events that come through a queue.
///
/// The textbook version decides in the tick of its event. Behind a queue the world has moved on by then, so that:
///
/// - one operation is under way at a time, and each ends with exactly one outcome, failure included;
/// - what the other side sends meanwhile waits in order;
/// - a `negotiationneeded` that comes while busy is remembered, and answered when idle and `stable`.
///
/// Offers are numbered, so that nothing is taken for what it does not belong to: one's own offer has the highest number
/// seen or used so far, plus one; an answer has that of its offer, a candidate that of the last description of its side.
/// Crossing offers may have the same number: an answer is only compared with one's own, an offer with those of its side.
/// The number 0 is that of a client that does not count, and fits everywhere.
///
/// What cannot be mended on this connection ends in [`NegotiationCommand::GiveUp`], after which nothing more comes out.
#[derive(Clone, Debug)]
pub struct Negotiation {
    polite: bool,
    signaling: SignalingState,
    operation: Operation,
    needed: bool,
    ignoring_offer: bool,
    has_remote_description: bool,
    failed_offers: u32,
    numbers: Numbers,
    inbox: VecDeque<(u32, SignalBody)>,
    held_candidates: Vec<Candidate>,
    commands: VecDeque<NegotiationCommand>,
}

/// The numbers of offers on one connection; 0 before the first.
#[derive(Clone, Debug, Default)]
struct Numbers {
    /// The highest one seen or used.
    highest: u32,
    /// That of the last local description.
    local: u32,
    /// That of the last remote description that was applied or is being applied.
    remote: u32,
    /// That of the last offer of the other side.
    remote_offer: u32,
}

/// What a negotiation reacts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NegotiationInput {
    /// The `negotiationneeded` event.
    Needed,
    /// A description or candidate of the other side, with the number of the offer that it is or belongs to.
    Remote { negotiation: u32, body: SignalBody },
    /// The outcome of `SetLocalDescription`; `None` if it failed.
    LocalDescription {
        description: Option<Description>,
        signaling: SignalingState,
    },
    /// The outcome of `SetRemoteDescription`.
    RemoteDescription {
        applied: bool,
        signaling: SignalingState,
    },
    /// A candidate of the other side could not be added.
    CandidateFailed,
    /// A candidate of one's own.
    LocalCandidate(Candidate),
}

/// What a negotiation asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NegotiationCommand {
    /// Makes the transceivers of the applied offer ready to send.
    AdoptTransceivers,
    /// Starts `setLocalDescription()`.
    SetLocalDescription,
    /// Starts `setRemoteDescription(..)`.
    SetRemoteDescription(Description),
    /// Starts `addIceCandidate(..)`.
    AddCandidate(Candidate),
    /// Sends to the other side, with the number of the offer that it is or belongs to.
    Send { negotiation: u32, body: SignalBody },
    /// This connection is beyond repair: close it and build another.
    GiveUp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    Idle,
    Offering,
    ApplyingOffer,
    Answering,
    ApplyingAnswer,
    GivenUp,
}

impl Negotiation {
    /// How often an offer may fail in a row before the connection is given up.
    pub const MAX_FAILED_OFFERS: u32 = 3;

    /// The most signals that wait while an operation is under way; a flood beyond that is given up on.
    pub const MAX_WAITING: usize = 256;

    /// Starts at a fresh connection; the `polite` side gives way when offers collide.
    #[must_use]
    pub fn new(polite: bool) -> Self {
        Self {
            polite,
            signaling: SignalingState::Stable,
            operation: Operation::Idle,
            needed: false,
            ignoring_offer: false,
            has_remote_description: false,
            failed_offers: 0,
            numbers: Numbers::default(),
            inbox: VecDeque::new(),
            held_candidates: Vec::new(),
            commands: VecDeque::new(),
        }
    }

    /// Takes in what happened.
    pub fn handle(&mut self, input: NegotiationInput) {
        if self.operation == Operation::GivenUp {
            return;
        }
        match input {
            NegotiationInput::Needed => self.needed = true,
            NegotiationInput::Remote { negotiation, body } => {
                self.inbox.push_back((negotiation, body));
            }
            NegotiationInput::LocalDescription {
                description,
                signaling,
            } => {
                self.signaling = signaling;
                self.local_description(description);
            }
            NegotiationInput::RemoteDescription { applied, signaling } => {
                self.signaling = signaling;
                self.remote_description(applied);
            }
            NegotiationInput::CandidateFailed => {
                if !self.ignoring_offer {
                    tracing::debug!("a candidate could not be added");
                }
            }
            NegotiationInput::LocalCandidate(candidate) => self.local_candidate(candidate),
        }
        if self.inbox.len() > Self::MAX_WAITING {
            self.give_up();
        }
        self.proceed();
    }

    /// Returns the next thing to do.
    pub fn next_command(&mut self) -> Option<NegotiationCommand> {
        self.commands.pop_front()
    }

    /// True when nothing is under way and nothing waits.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.operation == Operation::Idle
            && self.signaling == SignalingState::Stable
            && !self.needed
            && self.inbox.is_empty()
    }

    /// True while the other side has neither got nor sent anything of it.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        matches!(self.operation, Operation::Idle | Operation::Offering)
            && self.numbers.local == 0
            && !self.has_remote_description
            && self.inbox.is_empty()
    }

    /// True when the connection is beyond repair.
    #[must_use]
    pub fn is_given_up(&self) -> bool {
        self.operation == Operation::GivenUp
    }

    /// Takes the next step that the state allows, until an operation is under way or nothing is left to do.
    fn proceed(&mut self) {
        while self.operation == Operation::Idle {
            if let Some((number, body)) = self.inbox.pop_front() {
                self.remote(number, body);
            } else if self.needed && self.signaling == SignalingState::Stable {
                self.needed = false;
                self.start(Operation::Offering, NegotiationCommand::SetLocalDescription);
            } else {
                return;
            }
        }
    }

    fn remote(&mut self, number: u32, body: SignalBody) {
        match body {
            SignalBody::Description(description) => {
                self.numbers.highest = self.numbers.highest.max(number);
                match description.kind {
                    DescriptionKind::Offer => self.remote_offer(number, description),
                    DescriptionKind::Answer => self.remote_answer(number, description),
                }
            }
            SignalBody::Candidate(candidate) => self.remote_candidate(number, candidate),
        }
    }

    fn remote_offer(&mut self, number: u32, offer: Description) {
        if number != 0 && number <= self.numbers.remote_offer {
            tracing::debug!(number, "an old offer is dropped");
            return;
        }
        self.numbers.remote_offer = number;
        let collision = self.signaling != SignalingState::Stable;
        self.ignoring_offer = collision && !self.polite;
        if !self.ignoring_offer {
            self.numbers.remote = number;
            self.start(
                Operation::ApplyingOffer,
                NegotiationCommand::SetRemoteDescription(offer),
            );
        }
    }

    /// An answer to an offer that was rolled back comes too late and is dropped.
    fn remote_answer(&mut self, number: u32, answer: Description) {
        let is_awaited = self.signaling == SignalingState::HaveLocalOffer
            && (number == 0 || number == self.numbers.local);
        if is_awaited {
            self.ignoring_offer = false;
            self.numbers.remote = self.numbers.local;
            self.start(
                Operation::ApplyingAnswer,
                NegotiationCommand::SetRemoteDescription(answer),
            );
        }
    }

    /// One of an ignored offer may still fit the description before it: the browser knows by its fragment.
    fn remote_candidate(&mut self, number: u32, candidate: Candidate) {
        // Without a description there is nothing to add it to: it belongs to an offer that was ignored.
        let is_old = number != 0 && number < self.numbers.remote;
        if self.has_remote_description && !is_old {
            self.commands
                .push_back(NegotiationCommand::AddCandidate(candidate));
        }
    }

    fn local_description(&mut self, description: Option<Description>) {
        match (self.operation, description) {
            (Operation::Offering | Operation::Answering, Some(description)) => {
                self.failed_offers = 0;
                self.numbers.local = if self.operation == Operation::Offering {
                    self.numbers.highest.saturating_add(1)
                } else {
                    self.numbers.remote
                };
                self.numbers.highest = self.numbers.highest.max(self.numbers.local);
                self.operation = Operation::Idle;
                self.send(SignalBody::Description(description));
                for candidate in std::mem::take(&mut self.held_candidates) {
                    self.send(SignalBody::Candidate(candidate));
                }
            }
            (Operation::Offering, None) => {
                self.failed_offers += 1;
                self.operation = Operation::Idle;
                self.needed = true;
                if self.failed_offers >= Self::MAX_FAILED_OFFERS {
                    self.give_up();
                }
            }
            // The other side waits for an answer that will not come.
            (Operation::Answering, None) => self.give_up(),
            (
                Operation::Idle
                | Operation::ApplyingOffer
                | Operation::ApplyingAnswer
                | Operation::GivenUp,
                _,
            ) => {
                debug_assert!(false, "a local description without an operation");
            }
        }
    }

    fn remote_description(&mut self, applied: bool) {
        match (self.operation, applied) {
            (Operation::ApplyingOffer, true) => {
                self.has_remote_description = true;
                self.commands
                    .push_back(NegotiationCommand::AdoptTransceivers);
                self.start(
                    Operation::Answering,
                    NegotiationCommand::SetLocalDescription,
                );
            }
            (Operation::ApplyingAnswer, true) => {
                self.has_remote_description = true;
                self.operation = Operation::Idle;
            }
            // Either way the two sides no longer agree on what was negotiated.
            (Operation::ApplyingOffer | Operation::ApplyingAnswer, false) => self.give_up(),
            (
                Operation::Idle | Operation::Offering | Operation::Answering | Operation::GivenUp,
                _,
            ) => {
                debug_assert!(false, "a remote description without an operation");
            }
        }
    }

    /// A candidate never overtakes the description that it belongs to.
    fn local_candidate(&mut self, candidate: Candidate) {
        if matches!(self.operation, Operation::Offering | Operation::Answering) {
            self.held_candidates.push(candidate);
        } else {
            self.send(SignalBody::Candidate(candidate));
        }
    }

    fn start(&mut self, operation: Operation, command: NegotiationCommand) {
        self.operation = operation;
        self.commands.push_back(command);
    }

    fn send(&mut self, body: SignalBody) {
        self.commands.push_back(NegotiationCommand::Send {
            negotiation: self.numbers.local,
            body,
        });
    }

    fn give_up(&mut self) {
        self.operation = Operation::GivenUp;
        self.inbox.clear();
        self.held_candidates.clear();
        self.commands.push_back(NegotiationCommand::GiveUp);
    }
}
