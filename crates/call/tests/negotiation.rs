//! One side of a negotiation, step by step: what the simulation finds by chance, told as rules.

use call::{Negotiation, NegotiationCommand, NegotiationInput, SignalingState};
use protocol::{Candidate, Description, DescriptionKind, SignalBody};

use NegotiationCommand::{
    AddCandidate, AdoptTransceivers, GiveUp, Send, SetLocalDescription, SetRemoteDescription,
};
use SignalingState::{HaveLocalOffer, HaveRemoteOffer, Stable};

#[test]
fn offers_when_a_negotiation_is_needed() {
    let mut side = Side::polite();
    side.check(NegotiationInput::Needed, [SetLocalDescription]);
    side.check(made(offer("a"), HaveLocalOffer), [send(offer("a"))]);
    side.check(remote(answer("b")), [SetRemoteDescription(answer("b"))]);
    side.check(applied(Stable), []);
    assert!(side.0.is_settled());
}

#[test]
fn answers_an_offer_through_the_transceivers_that_it_made() {
    let mut side = Side::polite();
    side.check(remote(offer("b")), [SetRemoteDescription(offer("b"))]);
    side.check(
        applied(HaveRemoteOffer),
        [AdoptTransceivers, SetLocalDescription],
    );
    side.check(made(answer("a"), Stable), [send(answer("a"))]);
    assert!(side.0.is_settled());
}

#[test]
fn a_wish_to_negotiate_waits_until_stable() {
    let mut side = Side::polite();
    side.check(remote(offer("b")), [SetRemoteDescription(offer("b"))]);
    side.check(NegotiationInput::Needed, []);
    side.check(
        applied(HaveRemoteOffer),
        [AdoptTransceivers, SetLocalDescription],
    );
    side.check(
        made(answer("a"), Stable),
        [send(answer("a")), SetLocalDescription],
    );
}

#[test]
fn a_second_offer_waits_for_the_answer_to_the_first() {
    let mut side = Side::polite();
    side.check(NegotiationInput::Needed, [SetLocalDescription]);
    side.check(made(offer("a"), HaveLocalOffer), [send(offer("a"))]);
    side.check(NegotiationInput::Needed, []);
    side.check(remote(answer("b")), [SetRemoteDescription(answer("b"))]);
    side.check(applied(Stable), [SetLocalDescription]);
}

#[test]
fn the_polite_side_gives_way_when_offers_collide() {
    let mut side = Side::polite();
    side.check(NegotiationInput::Needed, [SetLocalDescription]);
    side.check(made(offer("a"), HaveLocalOffer), [send(offer("a"))]);
    side.check(remote(offer("b")), [SetRemoteDescription(offer("b"))]);
}

#[test]
fn the_impolite_side_ignores_a_colliding_offer_and_what_belongs_to_it() {
    let mut side = Side::impolite();
    side.check(NegotiationInput::Needed, [SetLocalDescription]);
    side.check(remote(offer("b")), []);
    side.check(made(offer("a"), HaveLocalOffer), [send(offer("a"))]);
    side.check(remote_candidate("of b"), []);
    side.check(NegotiationInput::CandidateFailed, []);
    side.check(remote(answer("c")), [SetRemoteDescription(answer("c"))]);
    side.check(remote_candidate("of c"), []);
    side.check(applied(Stable), [AddCandidate(candidate("of c"))]);
}

#[test]
fn an_answer_that_nobody_waits_for_is_dropped() {
    let mut side = Side::polite();
    side.check(remote(answer("b")), []);
    assert!(side.0.is_settled());
}

#[test]
fn a_candidate_never_overtakes_its_description() {
    let mut side = Side::polite();
    side.check(NegotiationInput::Needed, [SetLocalDescription]);
    side.check(NegotiationInput::LocalCandidate(candidate("1")), []);
    side.check(
        made(offer("a"), HaveLocalOffer),
        [
            send(offer("a")),
            Send(SignalBody::Candidate(candidate("1"))),
        ],
    );
    side.check(
        NegotiationInput::LocalCandidate(candidate("2")),
        [Send(SignalBody::Candidate(candidate("2")))],
    );
}

#[test]
fn an_offer_that_fails_is_made_again_then_given_up() {
    let mut side = Side::polite();
    side.check(NegotiationInput::Needed, [SetLocalDescription]);
    for _ in 1..Negotiation::MAX_FAILED_OFFERS {
        side.check(not_made(Stable), [SetLocalDescription]);
    }
    side.check(not_made(Stable), [GiveUp]);
    side.check(NegotiationInput::Needed, []);
}

#[test]
fn what_the_other_side_waits_for_and_cannot_get_is_given_up_at_once() {
    let mut answering = Side::polite();
    answering.check(remote(offer("b")), [SetRemoteDescription(offer("b"))]);
    answering.check(
        applied(HaveRemoteOffer),
        [AdoptTransceivers, SetLocalDescription],
    );
    answering.check(not_made(HaveRemoteOffer), [GiveUp]);

    let mut applying_offer = Side::polite();
    applying_offer.check(remote(offer("b")), [SetRemoteDescription(offer("b"))]);
    applying_offer.check(not_applied(Stable), [GiveUp]);

    let mut applying_answer = Side::polite();
    applying_answer.check(NegotiationInput::Needed, [SetLocalDescription]);
    applying_answer.check(made(offer("a"), HaveLocalOffer), [send(offer("a"))]);
    applying_answer.check(remote(answer("b")), [SetRemoteDescription(answer("b"))]);
    applying_answer.check(not_applied(HaveLocalOffer), [GiveUp]);
}

#[test]
fn a_flood_while_busy_is_given_up() {
    let mut side = Side::polite();
    side.check(NegotiationInput::Needed, [SetLocalDescription]);
    for _ in 0..Negotiation::MAX_WAITING {
        side.check(remote_candidate("x"), []);
    }
    side.check(remote_candidate("x"), [GiveUp]);
}

struct Side(Negotiation);

impl Side {
    fn polite() -> Self {
        Self(Negotiation::new(true))
    }

    fn impolite() -> Self {
        Self(Negotiation::new(false))
    }

    fn check<const N: usize>(
        &mut self,
        input: NegotiationInput,
        expected: [NegotiationCommand; N],
    ) {
        let told = format!("{input:?}");
        self.0.handle(input);
        let commands: Vec<_> = std::iter::from_fn(|| self.0.next_command()).collect();
        assert_eq!(commands, expected, "after {told}");
    }
}

fn offer(sdp: &str) -> Description {
    Description {
        kind: DescriptionKind::Offer,
        sdp: sdp.to_owned(),
    }
}

fn answer(sdp: &str) -> Description {
    Description {
        kind: DescriptionKind::Answer,
        sdp: sdp.to_owned(),
    }
}

fn candidate(text: &str) -> Candidate {
    Candidate {
        candidate: text.to_owned(),
        sdp_mid: None,
        sdp_m_line_index: None,
        username_fragment: None,
    }
}

fn send(description: Description) -> NegotiationCommand {
    Send(SignalBody::Description(description))
}

fn remote(description: Description) -> NegotiationInput {
    NegotiationInput::Remote(SignalBody::Description(description))
}

fn remote_candidate(text: &str) -> NegotiationInput {
    NegotiationInput::Remote(SignalBody::Candidate(candidate(text)))
}

fn made(description: Description, signaling: SignalingState) -> NegotiationInput {
    NegotiationInput::LocalDescription {
        description: Some(description),
        signaling,
    }
}

fn not_made(signaling: SignalingState) -> NegotiationInput {
    NegotiationInput::LocalDescription {
        description: None,
        signaling,
    }
}

fn applied(signaling: SignalingState) -> NegotiationInput {
    NegotiationInput::RemoteDescription {
        applied: true,
        signaling,
    }
}

fn not_applied(signaling: SignalingState) -> NegotiationInput {
    NegotiationInput::RemoteDescription {
        applied: false,
        signaling,
    }
}
