//! What may happen, in any order.

use proptest::prelude::*;

use super::world::CLIENTS;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// A client opens a connection, whatever becomes of the one before, and asks for its seat.
    Connect(usize),
    /// The server reads one frame of some wire.
    Up(usize),
    /// A client reads one message.
    Down(usize),
    /// Everything on the way arrives.
    Flush,
    Say(usize),
    Signal(usize, usize),
    Publish(usize, bool),
    Raise(usize, bool),
    Record(usize, bool),
    React(usize),
    Ping(usize),
    /// A client gives its connection up; the server does not know.
    Abandon(usize),
    /// The server finds that some wire is dead, and what was on it is lost.
    Notice(usize),
    Leave(usize),
    /// A page is loaded again, with a goodbye or without.
    Reload(usize, bool),
    /// So many milliseconds.
    Wait(u64),
    Stop,
    Kill,
    /// The server ends in the middle of what it does next, after so many commands.
    KillWithin(usize),
    /// A client acknowledges what it cannot have, or numbers what does not follow.
    Misbehave(usize, Misbehaviour),
    Intrude(usize, Intrusion),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Misbehaviour {
    FutureAcknowledgement,
    CommandFarAhead,
}

/// What somebody else tries, who must not get the client's seat.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Intrusion {
    OldToken,
    MadeUpToken,
    OtherRoom,
    Replay,
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let who = || 0..CLIENTS;
    let any_wire = || 0..8_usize;
    let intrusion = prop_oneof![
        Just(Intrusion::OldToken),
        Just(Intrusion::MadeUpToken),
        Just(Intrusion::OtherRoom),
        Just(Intrusion::Replay),
    ];
    let misbehaviour = prop_oneof![
        Just(Misbehaviour::FutureAcknowledgement),
        Just(Misbehaviour::CommandFarAhead),
    ];
    let time = prop::sample::select(vec![1, 100, 1_499, 1_500, 1_501, 30_000, 60_000]);
    prop_oneof![
        8 => who().prop_map(Step::Connect),
        10 => any_wire().prop_map(Step::Up),
        10 => who().prop_map(Step::Down),
        8 => Just(Step::Flush),
        6 => who().prop_map(Step::Say),
        8 => (who(), 0..4_usize).prop_map(|(who, to)| Step::Signal(who, to)),
        3 => (who(), any::<bool>()).prop_map(|(who, muted)| Step::Publish(who, muted)),
        4 => (who(), any::<bool>()).prop_map(|(who, raised)| Step::Raise(who, raised)),
        2 => (who(), any::<bool>()).prop_map(|(who, on)| Step::Record(who, on)),
        2 => who().prop_map(Step::React),
        3 => who().prop_map(Step::Ping),
        4 => who().prop_map(Step::Abandon),
        4 => any_wire().prop_map(Step::Notice),
        1 => who().prop_map(Step::Leave),
        2 => (who(), any::<bool>()).prop_map(|(who, goodbye)| Step::Reload(who, goodbye)),
        3 => time.prop_map(Step::Wait),
        1 => Just(Step::Stop),
        1 => Just(Step::Kill),
        1 => (0..4_usize).prop_map(Step::KillWithin),
        1 => (who(), misbehaviour).prop_map(|(who, what)| Step::Misbehave(who, what)),
        2 => (who(), intrusion).prop_map(|(who, how)| Step::Intrude(who, how)),
    ]
}
