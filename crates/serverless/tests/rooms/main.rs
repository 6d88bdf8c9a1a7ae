//! Rooms without a server, by way of a service that loses connections.

mod world;

use protocol::{ErrorCode, ServerMessage, SignalBody};
use serde_json::json;

use crate::world::{World, chat, is_coming, is_leaving, offer};

const ANA: usize = 0;
const BUDI: usize = 1;
const CITRA: usize = 2;

fn two_in_a_room() -> World {
    let mut world = World::new(&["Ana", "Budi", "Citra"]);
    world.connects(ANA);
    world.connects(BUDI);
    world
}

fn error_codes(world: &World, who: usize) -> Vec<ErrorCode> {
    let errors = world.told(who, |message| {
        matches!(message, ServerMessage::Error { .. })
    });
    let code = |message| {
        if let ServerMessage::Error { code, .. } = message {
            Some(code)
        } else {
            None
        }
    };
    errors.into_iter().filter_map(code).collect()
}

/// What was told of a connection, in the order in which it was.
fn connections(world: &World, who: usize) -> Vec<bool> {
    let is_one =
        |message: &ServerMessage| matches!(message, ServerMessage::ParticipantConnection { .. });
    let connected = |message| {
        if let ServerMessage::ParticipantConnection { connected, .. } = message {
            Some(connected)
        } else {
            None
        }
    };
    world
        .told(who, is_one)
        .into_iter()
        .filter_map(connected)
        .collect()
}

#[test]
fn who_comes_finds_who_is_there_and_makes_the_offer() {
    let mut world = World::new(&["Ana", "Budi"]);
    world.connects(ANA);
    world.says(
        ANA,
        json!({ "type": "set_publications", "publications": [
        { "source": "microphone", "muted": true, "stream": "s" },
    ] }),
    );
    world.connects(BUDI);

    let joined = world.told(BUDI, |message| matches!(message, ServerMessage::Joined(_)));
    let [ServerMessage::Joined(joined)] = joined.as_slice() else {
        panic!("{joined:?}");
    };
    let [ana] = joined.participants.as_slice() else {
        panic!("{joined:?}");
    };
    assert_eq!(ana.participant.name.as_str(), "Ana");
    let came = world.told(ANA, is_coming);
    let [ServerMessage::ParticipantJoined { peer: budi, .. }] = came.as_slice() else {
        panic!("{came:?}");
    };
    assert_eq!(budi.participant.name.as_str(), "Budi");
    assert_ne!(ana.polite, budi.polite);
    assert!(world.told(BUDI, is_coming).is_empty());
    let published = world.told(BUDI, |message| {
        matches!(message, ServerMessage::PublicationsChanged { .. })
    });
    assert_eq!(published.len(), 1);
}

#[test]
fn what_is_said_to_one_arrives_whole_and_at_no_one_else() {
    let mut world = two_in_a_room();
    world.connects(CITRA);
    let ana = world.people[ANA].id.unwrap();
    world.says(BUDI, offer(ana));
    let is_signal = |message: &ServerMessage| matches!(message, ServerMessage::Signal { .. });
    let signals = world.told(ANA, is_signal);
    let [ServerMessage::Signal { from, signal }] = signals.as_slice() else {
        panic!("{signals:?}");
    };
    assert_eq!(Some(from.0), world.people[BUDI].id);
    let SignalBody::Description(description) = &signal.body else {
        panic!("{signal:?}");
    };
    assert_eq!(description.sdp, "v=0\r\na=\"quoted\\\"\r\n".repeat(600));
    assert!(world.told(CITRA, is_signal).is_empty());
}

#[test]
fn hands_recordings_reactions_and_chat_are_told_to_everyone() {
    let mut world = two_in_a_room();
    world.says(ANA, json!({ "type": "set_hand", "raised": true }));
    world.says(ANA, json!({ "type": "set_recording", "on": true }));
    world.says(ANA, json!({ "type": "react", "reaction": "heart" }));
    world.says(ANA, chat(1, "Halo!"));
    for who in [ANA, BUDI] {
        let hands = world.told(who, |message| {
            matches!(
                message,
                ServerMessage::ParticipantHand { hand: Some(_), .. }
            )
        });
        assert_eq!(hands.len(), 1, "{who}");
        let recordings = world.told(who, |message| {
            matches!(
                message,
                ServerMessage::ParticipantRecording {
                    recording: true,
                    ..
                }
            )
        });
        assert_eq!(recordings.len(), 1, "{who}");
        assert_eq!(world.chat_of(who), [("Ana".to_owned(), "Halo!".to_owned())]);
    }
    let reactions = |message: &ServerMessage| matches!(message, ServerMessage::Reaction { .. });
    assert_eq!(world.told(BUDI, reactions).len(), 1);
    assert!(world.told(ANA, reactions).is_empty());
    world.connects(CITRA);
    let hands = world.told(CITRA, |message| {
        matches!(message, ServerMessage::ParticipantHand { .. })
    });
    assert_eq!(hands.len(), 1);
}

#[test]
fn what_a_call_sends_again_acts_once() {
    let mut world = two_in_a_room();
    world.says(ANA, chat(1, "once"));
    world.repeats(ANA, chat(1, "once"));
    assert_eq!(world.chat_of(BUDI).len(), 1);
    assert_eq!(world.chat_of(ANA).len(), 1);
}

#[test]
fn a_seat_is_given_back_for_its_own_token_in_its_own_room() {
    for change in ["token", "room"] {
        let mut world = two_in_a_room();
        let before = world.people[BUDI].id;
        world.loses(BUDI);
        match change {
            "token" => world.people[BUDI].token = Some("0".repeat(64)),
            _ => world.people[BUDI].place = "elsewhere",
        }
        world.connects(BUDI);
        assert_eq!(
            error_codes(&world, BUDI),
            [ErrorCode::CannotResume],
            "{change}"
        );
        assert_ne!(world.people[BUDI].id, before, "{change}");
    }
}

#[test]
fn who_says_goodbye_is_gone_at_once() {
    let mut world = two_in_a_room();
    world.mutters(BUDI, json!({ "type": "leave" }));
    world.settle_now();
    assert_eq!(world.told(ANA, is_leaving).len(), 1);
    world.loses(BUDI);
    world.waits(60_000);
    assert_eq!(world.told(ANA, is_leaving).len(), 1);
}

#[test]
fn nothing_is_lost_where_a_connection_is() {
    let mut world = two_in_a_room();
    world.says(ANA, chat(1, "before"));
    world.loses(BUDI);
    world.says(ANA, chat(2, "meanwhile"));
    world.connects(BUDI);
    world.says(BUDI, chat(3, "after"));
    let all: Vec<_> = [("Ana", "before"), ("Ana", "meanwhile"), ("Budi", "after")]
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .into();
    assert_eq!(world.chat_of(ANA), all);
    assert_eq!(world.chat_of(BUDI), all);
    for who in [ANA, BUDI] {
        assert!(world.told(who, is_leaving).is_empty(), "{who}");
        assert_eq!(error_codes(&world, who), [], "{who}");
    }
    assert_eq!(world.told(ANA, is_coming).len(), 1);
}

#[test]
fn a_flap_is_not_told_and_a_longer_loss_is() {
    let mut world = two_in_a_room();
    world.loses(BUDI);
    world.connects(BUDI);
    assert_eq!(connections(&world, ANA), [false; 0]);
    world.loses(BUDI);
    world.waits(2_000);
    assert_eq!(connections(&world, ANA), [false]);
    world.connects(BUDI);
    assert_eq!(connections(&world, ANA), [false, true]);
}

#[test]
fn who_is_away_for_long_comes_in_anew() {
    let mut world = two_in_a_room();
    let before = world.people[BUDI].id;
    world.loses(BUDI);
    world.waits(16_000);
    assert_eq!(world.told(ANA, is_leaving).len(), 1);
    world.connects(BUDI);
    assert_eq!(error_codes(&world, BUDI), [ErrorCode::CannotResume]);
    assert_ne!(world.people[BUDI].id, before);
    assert_eq!(world.told(ANA, is_coming).len(), 2);
}

#[test]
fn who_was_given_up_by_the_others_comes_in_anew() {
    let mut world = two_in_a_room();
    // The service notices long before the page does.
    world.loses(BUDI);
    world.waits(14_000);
    world.loses(ANA);
    world.connects(ANA);
    world.waits(900);
    world.connects(BUDI);
    world.connects(BUDI);
    let there = world.told(ANA, is_coming).len() - world.told(ANA, is_leaving).len();
    assert_eq!(there, 1);
    world.says(BUDI, chat(1, "here"));
    assert_eq!(world.chat_of(ANA).len(), 1);
}

#[test]
fn who_was_away_while_someone_came_is_new_to_them() {
    let mut world = two_in_a_room();
    let before = world.people[BUDI].id;
    world.loses(BUDI);
    world.connects(CITRA);
    world.connects(BUDI);
    world.connects(BUDI);
    assert_ne!(world.people[BUDI].id, before);
    // Nobody is there twice.
    for who in [ANA, CITRA] {
        let joined = world.told(who, |message| matches!(message, ServerMessage::Joined(_)));
        let [ServerMessage::Joined(joined)] = joined.as_slice() else {
            panic!("{joined:?}");
        };
        let came = joined.participants.len() + world.told(who, is_coming).len();
        assert_eq!(came - world.told(who, is_leaving).len(), 2, "{who}");
    }
}

#[test]
fn nobody_speaks_for_another() {
    let mut world = two_in_a_room();
    world.connects(CITRA);
    world.says(BUDI, chat(1, "by Budi"));
    let budi = world.people[BUDI].id.unwrap();
    let citra = world.people[CITRA].id.unwrap();
    let said = world.people[BUDI].sent.last().unwrap().clone();
    let changed = said.replace("by Budi", "by a thief");
    assert_ne!(said, changed);
    world.delivers(ANA, changed);
    let stolen = said.replace(&format!("\"from\":{budi}"), &format!("\"from\":{citra}"));
    assert_ne!(said, stolen);
    world.delivers(ANA, stolen);
    // Nor twice what was said once.
    world.delivers(ANA, said);
    assert_eq!(
        world.chat_of(ANA),
        [("Budi".to_owned(), "by Budi".to_owned())]
    );
    world.says(BUDI, json!({ "type": "react", "reaction": "heart" }));
    let said = world.people[BUDI].sent.last().cloned();
    world.delivers(ANA, said.unwrap_or_default());
    let reactions = world.told(ANA, |message| {
        matches!(message, ServerMessage::Reaction { .. })
    });
    assert_eq!(reactions.len(), 1);
    for who in [ANA, CITRA] {
        assert_eq!(error_codes(&world, who), [], "{who}");
    }
}

#[test]
fn a_room_takes_as_many_as_a_service_can_carry() {
    let names = ["A", "B", "C", "D", "E", "F", "G", "H", "I"];
    let mut world = World::new(&names);
    for who in 0..8 {
        world.connects(who);
    }
    assert_eq!(world.told(0, is_coming).len(), 7);
    world.connects(8);
    assert_eq!(error_codes(&world, 8), [ErrorCode::RoomFull]);
    assert_eq!(world.told(0, is_coming).len(), 7);
    assert_eq!(world.told(0, is_leaving).len(), 0);
}

#[test]
fn what_only_a_server_can_do_is_refused() {
    let mut world = two_in_a_room();
    world.says(ANA, json!({ "type": "act", "act": "lock", "locked": true }));
    world.says(ANA, json!({ "type": "ask_host_pass" }));
    assert!(!error_codes(&world, ANA).is_empty());
    assert!(error_codes(&world, BUDI).is_empty());
}

#[test]
fn a_sign_of_life_is_the_services() {
    let mut world = two_in_a_room();
    world.says(ANA, chat(1, "Halo!"));
    world.says(ANA, json!({ "type": "ping", "received": 1 }));
    let pongs = world.told(ANA, |message| matches!(message, ServerMessage::Pong { .. }));
    assert_eq!(pongs, [ServerMessage::Pong { counter: 1 }]);
}

/// Whoever keeps their seat hears everything of those who keep theirs, once and in order, whatever is lost.
#[test]
fn nothing_is_lost_or_doubled_whatever_connections_do() {
    let mut kept = 0;
    for seed in 0..60 {
        let mut random = Random(seed);
        let mut world = two_in_a_room();
        world.connects(CITRA);
        let ids: Vec<_> = world.people.iter().map(|person| person.id).collect();
        let mut said = vec![Vec::new(); 3];
        for round in 0..60 {
            let who = random.below(3);
            match random.below(6) {
                0 if world.people[who].connection.is_some() => world.loses(who),
                0 | 1 => {
                    if world.people[who].connection.is_none() {
                        world.dials(who);
                    }
                }
                2 | 3 => {
                    if world.people[who].connection.is_some() && world.people[who].id == ids[who] {
                        let text = format!("{round}");
                        let before = world.chat_of(who).len();
                        world.mutters(who, chat(round, &text));
                        // Before it is in the room again, the call keeps what it wants to say.
                        if world.chat_of(who).len() > before {
                            said[who].push(text);
                        }
                    }
                }
                4 => {
                    for _ in 0..random.below(4) {
                        world.delivers_next();
                    }
                }
                _ => world.waits(200),
            }
        }
        for who in 0..3 {
            if world.people[who].connection.is_none() {
                world.dials(who);
            }
        }
        world.waits(5_000);
        for who in 0..3 {
            if world.people[who].connection.is_none() {
                world.dials(who);
            }
        }
        world.waits(30_000);
        for who in 0..3 {
            if world.people[who].id != ids[who] {
                continue;
            }
            for from in 0..3 {
                if world.people[from].id != ids[from] {
                    continue;
                }
                let read = world.chat_of(who);
                let read: Vec<_> = read
                    .iter()
                    .filter(|(name, _)| *name == world.people[from].name)
                    .map(|(_, text)| text.clone())
                    .collect();
                assert_eq!(read, said[from], "seed {seed}: {who} of {from}");
                kept += usize::from(who != from && !read.is_empty());
            }
        }
        assert!(
            world
                .people
                .iter()
                .all(|person| person.connection.is_some()),
            "seed {seed}"
        );
    }
    assert!(kept > 30, "only {kept} were compared");
}

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}
