//! Hands, recordings and reactions: who hears of them, in which order, and how many there may be.

mod common;

use std::time::Duration;

use common::words::{after_welcome, came, error, event, joined, pong, publications, resumed, send};
use common::{Server, back, without_stores};
use protocol::{
    ClientFrame, ClientMessage, ErrorCode, Hand, ParticipantId, Reaction, ServerMessage,
};
use rooms::{Command, Input, StoreChange};

use crate::common::words::{Said, left};

#[test]
fn hands_are_numbered_in_the_order_of_raising_and_everyone_is_told() {
    let mut server = Server::with_two();
    assert_eq!(
        raise(&mut server, 2),
        [event([(1, 2), (2, 1)], hand(3, 2, Some(1)))]
    );
    assert_eq!(
        raise(&mut server, 1),
        [event([(1, 3), (2, 2)], hand(4, 1, Some(2)))]
    );
    assert_eq!(
        lower(&mut server, 2),
        [event([(1, 4), (2, 3)], hand(5, 2, None))]
    );
    assert_eq!(
        raise(&mut server, 2),
        [event([(1, 5), (2, 4)], hand(6, 2, Some(3)))],
        "whoever raises it again is the last"
    );
}

#[test]
fn a_hand_that_is_up_or_down_already_changes_nothing() {
    let mut server = Server::storing().and_two();
    assert_eq!(lower(&mut server, 1), []);
    raise(&mut server, 1);
    for _ in 0..1_000 {
        assert_eq!(raise(&mut server, 1), []);
    }
    assert_eq!(hands(&mut server), [("Ana", Some(1)), ("Budi", None)]);
    assert_eq!(raise(&mut server, 2).len(), 2, "one to store, one to tell");
    assert_eq!(hands(&mut server), [("Ana", Some(1)), ("Budi", Some(2))]);
}

#[test]
fn who_comes_later_sees_whose_hand_is_up_and_who_records() {
    let mut server = Server::with_two();
    raise(&mut server, 2);
    record(&mut server, 1, true);
    let commands = server.join(3, "tea", "Citra");
    let [ana, budi] = &joined(&commands).participants[..] else {
        panic!("{commands:?}")
    };
    assert_eq!(
        (ana.participant.hand, ana.participant.recording),
        (None, true)
    );
    assert_eq!(
        (budi.participant.hand, budi.participant.recording),
        (Some(Hand(1)), false)
    );
}

#[test]
fn a_recording_is_told_to_everyone_once() {
    let mut server = Server::with_two();
    assert_eq!(
        record(&mut server, 1, true),
        [event([(1, 2), (2, 1)], recording(3, 1, true))]
    );
    assert_eq!(record(&mut server, 1, true), []);
    assert_eq!(
        record(&mut server, 1, false),
        [event([(1, 3), (2, 2)], recording(4, 1, false))]
    );
    assert_eq!(record(&mut server, 1, false), []);
}

#[test]
fn a_command_that_is_sent_again_acts_once() {
    let mut server = Server::with_two();
    let mut counted = |counter, raised| {
        let frame = ClientFrame {
            counter: Some(counter),
            message: ClientMessage::SetHand { raised },
        };
        server.frame(1, frame).len()
    };
    assert_eq!(
        [
            counted(1, true),
            counted(2, false),
            counted(1, true),
            counted(3, true)
        ],
        [1, 1, 0, 1]
    );
}

#[test]
fn whoever_was_away_hears_of_it_on_coming_back() {
    let mut server = Server::with_two();
    server.disconnect(2);
    assert_eq!(
        raise(&mut server, 1),
        [event([(1, 2)], hand(3, 1, Some(1)))]
    );
    let commands = server.resume(3, back(2, 1, Some(0)));
    assert_eq!(
        after_welcome(&commands),
        [event([(3, 1)], hand(3, 1, Some(1)))]
    );
    assert_eq!(
        resumed(&commands).participants[0].participant.hand,
        Some(Hand(1))
    );
}

#[test]
fn ones_own_hand_and_recording_are_told_on_coming_back() {
    let mut server = Server::with_two();
    raise(&mut server, 1);
    raise(&mut server, 2);
    record(&mut server, 2, true);
    server.disconnect(2);
    let commands = server.resume(3, back(2, 1, Some(2)));
    let (hand, recording) = own(&commands);
    assert_eq!((hand, recording), (Some(Hand(2)), true));
    let commands = server.resume(4, back(3, 2, None));
    let (hand, recording) = own(&commands);
    assert_eq!((hand, recording), (Some(Hand(2)), true), "of a new page");
}

#[test]
fn a_page_that_is_loaded_again_has_the_hand_up_where_it_was() {
    let mut server = Server::with_two();
    raise(&mut server, 2);
    raise(&mut server, 1);
    server.say(2, r#"{"type":"leave","may_return":true}"#);
    let commands = server.resume(3, back(2, 1, None));
    assert_eq!(own(&commands), (Some(Hand(1)), false));
    let mut arrival = came(6, 2, "Budi", false);
    if let ServerMessage::ParticipantJoined { peer, .. } = &mut arrival {
        peer.participant.hand = Some(Hand(1));
    }
    assert!(
        commands.contains(&event([(1, 5)], arrival)),
        "{commands:#?}"
    );
}

#[test]
fn whoever_leaves_and_joins_anew_has_the_hand_down() {
    let mut server = Server::with_two();
    raise(&mut server, 2);
    record(&mut server, 2, true);
    assert_eq!(
        server.say(2, r#"{"type":"leave"}"#)[0],
        event([(1, 4)], left(5, 2))
    );
    server.join(3, "tea", "Budi");
    assert_eq!(
        raise(&mut server, 3),
        [event([(1, 6), (3, 1)], hand(7, 3, Some(2)))],
        "it was down, and no number is given twice"
    );
    assert_eq!(
        record(&mut server, 3, true).len(),
        1,
        "nor was the recording on"
    );
}

#[test]
fn a_restart_keeps_hands_their_order_and_recordings() {
    for is_killed in [false, true] {
        let mut server = Server::storing().and_two();
        raise(&mut server, 2);
        raise(&mut server, 1);
        record(&mut server, 1, true);
        lower(&mut server, 2);
        raise(&mut server, 2);
        if !is_killed {
            server.handle(Input::Stopping);
        }
        server.kill();
        let commands = server.resume(3, back(1, 1, Some(1)));
        assert_eq!(own(&commands), (Some(Hand(2)), true));
        let commands = server.resume(4, back(2, 1, Some(0)));
        assert_eq!(own(&commands), (Some(Hand(3)), false));
        assert_eq!(hands(&mut server), [("Ana", Some(2)), ("Budi", Some(3))]);
        lower(&mut server, 3);
        let commands = without_stores(raise(&mut server, 3));
        let told = format!("{commands:?}");
        assert!(told.contains("Hand(4)"), "the numbers go on: {told}");
    }
}

#[test]
fn what_is_told_of_a_hand_is_stored_before() {
    let mut server = Server::storing().and_two();
    for commands in [raise(&mut server, 1), record(&mut server, 1, true)] {
        assert!(matches!(
            &commands[..],
            [
                Command::Store(StoreChange::PutRoom { .. }),
                Command::Send { .. }
            ]
        ));
    }
    let commands = react(&mut server, 1);
    assert_eq!(
        without_stores(commands.clone()),
        commands,
        "a reaction is not"
    );
}

#[test]
fn a_room_that_was_stored_before_there_were_hands_has_them_down() {
    let mut server = Server::storing().and_two();
    let stored = server.store.load().remove(0);
    let mut record = serde_json::to_value(&stored.record).expect("a record");
    record
        .as_object_mut()
        .expect("an object")
        .remove("hands")
        .expect("a number of hands");
    let text = record.to_string();
    assert!(!text.contains("hand") && !text.contains("recording"));
    server.store.apply(StoreChange::PutRoom {
        room: stored.room,
        record: serde_json::from_value(record).expect("a record"),
    });
    server.kill();
    assert_eq!(
        own(&server.resume(3, back(1, 1, Some(1)))),
        (None, false),
        "and it can be read"
    );
}

#[test]
fn a_reaction_is_shown_to_the_others_and_is_nothing_that_is_kept() {
    let mut server = Server::with_two();
    server.join(3, "coffee", "Dewi");
    server.join(4, "tea", "Citra");
    server.disconnect(4);
    let shown = ServerMessage::Reaction {
        from: ParticipantId(1),
        reaction: Reaction::Heart,
    };
    assert_eq!(react(&mut server, 1), [send([2], shown)]);
    let commands = server.resume(5, back(4, 1, Some(0)));
    assert_eq!(after_welcome(&commands), []);
}

#[test]
fn a_reaction_to_an_empty_room_goes_nowhere() {
    let mut server = Server::new(rooms::Limits::default());
    server.join(1, "tea", "Ana");
    assert_eq!(react(&mut server, 1), []);
}

#[test]
fn more_than_ten_at_once_are_refused_each_by_its_name_and_the_connection_stays() {
    let mut server = Server::with_two();
    for _ in 0..5 {
        assert_eq!(raise(&mut server, 1).len(), 1);
        assert_eq!(lower(&mut server, 1).len(), 1);
    }
    assert_eq!(
        raise(&mut server, 1),
        [error(1, ErrorCode::HandTooFast)],
        "one limit for all of them"
    );
    assert_eq!(
        record(&mut server, 1, true),
        [error(1, ErrorCode::RecordingTooFast)]
    );
    assert_eq!(
        react(&mut server, 1),
        [error(1, ErrorCode::ReactionTooFast)]
    );
    assert_eq!(lower(&mut server, 1), [], "it is down");
    assert_eq!(hands(&mut server), [("Ana", None), ("Budi", None)]);
    assert!(server.is_live(1));
    assert_eq!(raise(&mut server, 2).len(), 1, "nobody else is concerned");
    server.wait(Duration::from_millis(200));
    assert_eq!(raise(&mut server, 1).len(), 1, "five a second");
    assert_eq!(lower(&mut server, 1), [error(1, ErrorCode::HandTooFast)]);
}

#[test]
fn a_flood_of_a_thousand_leaves_the_room_right() {
    let mut server = Server::with_two();
    let mut told = 0;
    for number in 0..1_000 {
        let raised = number % 2 == 0;
        let commands = set_hand(&mut server, 1, raised);
        told += commands.iter().filter(|command| is_told(command)).count();
    }
    assert_eq!(told, 10);
    assert_eq!(hands(&mut server), [("Ana", None), ("Budi", None)]);
    raise(&mut server, 2);
    assert_eq!(
        hands(&mut server),
        [("Ana", None), ("Budi", Some(6))],
        "what was refused took no number"
    );
}

#[test]
fn a_refused_command_counts_as_acted_on() {
    let mut server = Server::with_two();
    for counter in 1..=11 {
        let raised = counter % 2 == 1;
        server.frame(
            1,
            ClientFrame {
                counter: Some(counter),
                message: ClientMessage::SetHand { raised },
            },
        );
    }
    assert_eq!(
        server.say(1, r#"{"type":"ping","received":11}"#),
        [pong(1, 11)]
    );
}

#[test]
fn coming_back_does_not_fill_the_limit_again() {
    let mut server = Server::with_two();
    for _ in 0..10 {
        react(&mut server, 1);
    }
    server.resume(3, back(1, 1, Some(1)));
    assert_eq!(
        react(&mut server, 3),
        [error(3, ErrorCode::ReactionTooFast)]
    );
}

#[test]
fn whoever_is_not_in_a_room_has_no_hand_to_raise() {
    for frame in [
        r#"{"type":"set_hand","raised":true}"#,
        r#"{"type":"set_recording","on":true}"#,
        r#"{"type":"react","reaction":"sad"}"#,
    ] {
        let mut server = Server::with_two();
        server.connect(3);
        assert_eq!(
            server.say(3, frame),
            common::refused(3, ErrorCode::NotJoined)
        );
    }
}

#[test]
fn publications_leave_the_hand_alone() {
    let mut server = Server::with_two();
    raise(&mut server, 1);
    server.message(
        1,
        ClientMessage::SetPublications {
            publications: publications(false),
        },
    );
    assert_eq!(hands(&mut server), [("Ana", Some(1)), ("Budi", None)]);
}

fn raise(server: &mut Server, connection: u64) -> Vec<Command> {
    set_hand(server, connection, true)
}

fn lower(server: &mut Server, connection: u64) -> Vec<Command> {
    set_hand(server, connection, false)
}

fn set_hand(server: &mut Server, connection: u64, raised: bool) -> Vec<Command> {
    server.message(connection, ClientMessage::SetHand { raised })
}

fn record(server: &mut Server, connection: u64, on: bool) -> Vec<Command> {
    server.message(connection, ClientMessage::SetRecording { on })
}

fn react(server: &mut Server, connection: u64) -> Vec<Command> {
    let reaction = Reaction::Heart;
    server.message(connection, ClientMessage::React { reaction })
}

fn hand(roster: u64, participant: u32, number: Option<u64>) -> Said {
    ServerMessage::ParticipantHand {
        roster,
        participant: ParticipantId(participant),
        hand: number.map(Hand),
    }
}

fn recording(roster: u64, participant: u32, recording: bool) -> Said {
    ServerMessage::ParticipantRecording {
        roster,
        participant: ParticipantId(participant),
        recording,
    }
}

/// The own hand and recording in the answer to a `resume`.
fn own(commands: &[Command]) -> (Option<Hand>, bool) {
    let resumed = resumed(commands);
    (resumed.hand, resumed.recording)
}

/// What somebody sees who just looks in: each name, and the number of the hand.
fn hands(server: &mut Server) -> Vec<(&'static str, Option<u64>)> {
    let looker = u64::MAX;
    let commands = server.join(looker, "tea", "Eka");
    let peers = joined(&commands).participants.clone();
    server.say(looker, r#"{"type":"leave"}"#);
    let names = ["Ana", "Budi"];
    peers
        .iter()
        .map(|peer| {
            let name = peer.participant.name.as_str();
            let known = names.into_iter().find(|known| *known == name);
            (
                known.unwrap_or("?"),
                peer.participant.hand.map(|hand| hand.0),
            )
        })
        .collect()
}

fn is_told(command: &Command) -> bool {
    matches!(command, Command::Send { message, .. }
        if matches!(message.as_ref(), ServerMessage::ParticipantHand { .. }))
}
