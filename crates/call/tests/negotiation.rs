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
        [send(offer("a")), send_candidate(1, "1")],
    );
    side.check(
        NegotiationInput::LocalCandidate(candidate("2")),
        [send_candidate(1, "2")],
    );
}

#[test]
fn an_offer_is_numbered_after_every_one_before_it() {
    let mut side = Side::polite();
    side.offer_and_answer(1);
    side.answer_offer(2);
    side.check(
        NegotiationInput::LocalCandidate(candidate("1")),
        [send_candidate(2, "1")],
    );
    side.offer_and_answer(3);
}

#[test]
fn crossing_offers_may_have_the_same_number() {
    let mut side = Side::polite();
    side.check(NegotiationInput::Needed, [SetLocalDescription]);
    side.check(made(offer("a"), HaveLocalOffer), [send_as(1, offer("a"))]);
    side.answer_offer(1);
    side.offer_and_answer(2);
}

#[test]
fn an_answer_to_an_earlier_offer_is_dropped() {
    let mut side = Side::polite();
    side.offer_and_answer(1);
    side.check(NegotiationInput::Needed, [SetLocalDescription]);
    side.check(made(offer("c"), HaveLocalOffer), [send_as(2, offer("c"))]);
    side.check(remote_as(1, answer("b")), []);
    side.check(remote_as(3, answer("b")), []);
    side.check(
        remote_as(2, answer("d")),
        [SetRemoteDescription(answer("d"))],
    );
}

#[test]
fn an_old_offer_is_dropped() {
    let mut side = Side::polite();
    side.answer_offer(3);
    side.check(remote_as(3, offer("b")), []);
    side.check(remote_as(2, offer("b")), []);
    side.answer_offer(4);
}

#[test]
fn an_offer_that_was_ignored_is_not_taken_later() {
    let mut side = Side::impolite();
    side.check(NegotiationInput::Needed, [SetLocalDescription]);
    side.check(made(offer("a"), HaveLocalOffer), [send(offer("a"))]);
    side.check(remote(offer("b")), []);
    side.check(remote(answer("b")), [SetRemoteDescription(answer("b"))]);
    side.check(applied(Stable), []);
    side.check(remote(offer("b")), []);
}

#[test]
fn a_client_that_does_not_count_is_understood() {
    let mut side = Side::polite();
    for _ in 0..2 {
        side.answer_offer(0);
    }
    side.check(NegotiationInput::Needed, [SetLocalDescription]);
    side.check(made(offer("a"), HaveLocalOffer), [send_as(1, offer("a"))]);
    side.check(
        remote_as(0, answer("b")),
        [SetRemoteDescription(answer("b"))],
    );
    side.check(applied(Stable), []);
    side.check(remote_candidate_as(0, "x"), [AddCandidate(candidate("x"))]);
}

#[test]
fn a_candidate_of_an_earlier_description_is_dropped() {
    let mut side = Side::polite();
    side.answer_offer(2);
    side.check(remote_candidate_as(1, "old"), []);
    side.check(
        remote_candidate_as(2, "new"),
        [AddCandidate(candidate("new"))],
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

    /// Offers, for the `number`th time of both sides together.
    fn offer_and_answer(&mut self, number: u32) {
        self.check(NegotiationInput::Needed, [SetLocalDescription]);
        self.check(
            made(offer("o"), HaveLocalOffer),
            [send_as(number, offer("o"))],
        );
        self.check(
            remote_as(number, answer("p")),
            [SetRemoteDescription(answer("p"))],
        );
        self.check(applied(Stable), []);
        assert!(self.0.is_settled());
    }

    fn answer_offer(&mut self, number: u32) {
        self.check(
            remote_as(number, offer("o")),
            [SetRemoteDescription(offer("o"))],
        );
        self.check(
            applied(HaveRemoteOffer),
            [AdoptTransceivers, SetLocalDescription],
        );
        self.check(made(answer("p"), Stable), [send_as(number, answer("p"))]);
        assert!(self.0.is_settled());
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

/// Sends a description of the first negotiation.
fn send(description: Description) -> NegotiationCommand {
    send_as(1, description)
}

fn send_as(negotiation: u32, description: Description) -> NegotiationCommand {
    Send {
        negotiation,
        body: SignalBody::Description(description),
    }
}

fn send_candidate(negotiation: u32, text: &str) -> NegotiationCommand {
    Send {
        negotiation,
        body: SignalBody::Candidate(candidate(text)),
    }
}

/// A description of the first negotiation.
fn remote(description: Description) -> NegotiationInput {
    remote_as(1, description)
}

fn remote_as(negotiation: u32, description: Description) -> NegotiationInput {
    NegotiationInput::Remote {
        negotiation,
        body: SignalBody::Description(description),
    }
}

fn remote_candidate(text: &str) -> NegotiationInput {
    remote_candidate_as(1, text)
}

fn remote_candidate_as(negotiation: u32, text: &str) -> NegotiationInput {
    NegotiationInput::Remote {
        negotiation,
        body: SignalBody::Candidate(candidate(text)),
    }
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
