//! What holds after any sequence of what may happen, among clients that follow the protocol.

mod common;
mod simulation;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use common::words::room;
use proptest::prelude::*;
use protocol::{ChatId, Participant, Peer, Role};
use simulation::client::{Client, Phase};
use simulation::step::{Step, step};
use simulation::world::{CLIENTS, World};

const GRACE: Duration = Duration::from_secs(60);

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_ghosts_and_nothing_lost_or_doubled_whatever_happens(
        capacity in 2..=5_u32,
        steps in prop::collection::vec(step(), 1..150),
    ) {
        let mut world = World::new(capacity, ["tea", "tea", "tea", "tea", "coffee"]);
        for step in steps {
            world.step(step);
        }
        come_to_rest(&mut world);
        check_rosters(&world);
        // Hosts who may come back are hosts.
        world.wait(Duration::from_secs(60));
        world.flush();
        check_hosts(&world);
        check_hands(&world);
        check_chat(&world);
        check_signals(&world);
        everyone_goes(&mut world);
    }
}

#[test]
fn a_thousand_drops_lose_and_double_no_chat() {
    for seed in 1..=4 {
        let mut random = Random(seed);
        let mut world = World::new(6, ["tea"; CLIENTS]);
        (0..CLIENTS).for_each(|who| world.connect(who));
        world.flush();
        let mut drops = 0;
        while drops < 250 {
            match random.below(12) {
                0..4 => world.step(Step::Say(random.below(CLIENTS))),
                4..6 => world.step(Step::Up(random.below(8))),
                6..8 => world.step(Step::Down(random.below(CLIENTS))),
                8 => world.step(Step::Flush),
                9 => world.step(Step::Wait(200)),
                10 => {
                    let who = random.below(CLIENTS);
                    world.step(Step::Connect(who));
                    drops += 1;
                }
                _ => {
                    world.step(Step::Notice(random.below(8)));
                    drops += 1;
                }
            }
            if random.below(400) == 0 {
                world.step(Step::Kill);
            }
        }
        come_to_rest(&mut world);
        check_chat(&world);
        let said: u64 = world.clients.iter().map(|client| client.said).sum();
        assert!(said > 200, "more than the history");
        for client in &world.clients {
            assert_eq!(client.page.chat.keys().next(), Some(&1), "seed {seed}");
            assert_eq!(client.page.chat.len() as u64, said, "seed {seed}");
        }
    }
}

/// Everything arrives, every seat that nobody came back to is gone, everyone comes in and has said it all.
fn come_to_rest(world: &mut World) {
    world.flush();
    for who in 0..CLIENTS {
        if world.clients[who].phase != Phase::In {
            world.connect(who);
            world.flush();
        }
    }
    world.wait(2 * GRACE);
    world.flush();
    for who in 0..CLIENTS {
        if world.clients[who].phase != Phase::In {
            world.connect(who);
            world.flush();
        }
        let last_word = world.clients[who].say("Bye");
        world.send(who, last_word);
        world.step(Step::Raise(who, ends_with_hand_up(who)));
        world.step(Step::Record(who, ends_recording(who)));
    }
    for _ in 0..30 {
        world.flush();
        if present(world).all(|client| client.page.is_settled()) {
            return;
        }
        world.wait(Duration::from_secs(2));
        for who in 0..CLIENTS {
            let ping = world.clients[who].ping();
            world.send(who, Some(ping));
        }
    }
    world.flush();
}

fn check_rosters(world: &World) {
    for client in present(world) {
        let you = client.page.you.expect("is in");
        let others = present(world)
            .filter(|other| other.room == client.room && other.page.you != Some(you))
            .map(|other| {
                let id = other.page.you.expect("is in");
                let participant = Participant {
                    id,
                    name: common::words::name(&other.name),
                    publications: other.page.publications.clone(),
                    engine: protocol::Engine::default(),
                    hand: other.page.hand,
                    recording: other.page.recording,
                    silenced: false,
                    role: other.page.role,
                };
                let polite = you > id;
                let connected = true;
                let peer = Peer {
                    participant,
                    polite,
                    connected,
                };
                (id, peer)
            });
        let others: BTreeMap<_, _> = others.collect();
        assert_eq!(client.page.peers, others, "what {} sees", client.name);
    }
}

/// Everyone's room has a host who is here, or may come back.
fn check_hosts(world: &World) {
    for client in present(world) {
        let in_room = present(world).filter(|other| other.room == client.room);
        let hosts = in_room
            .filter(|other| other.page.role == Role::Host)
            .count();
        assert!(hosts > 0, "nobody is host where {} is", client.name);
    }
}

/// Whoever wanted the hand up has it up, each with a number of its own.
fn check_hands(world: &World) {
    let mut numbers = BTreeSet::new();
    for (who, client) in world.clients.iter().enumerate() {
        if client.phase == Phase::In {
            let page = &client.page;
            let name = &client.name;
            assert_eq!(page.hand.is_some(), ends_with_hand_up(who), "{name}");
            assert_eq!(page.recording, ends_recording(who), "{name}");
            let is_new = page
                .hand
                .is_none_or(|hand| numbers.insert((client.room, hand)));
            assert!(is_new, "{name} and another have the same number");
        }
    }
}

fn ends_with_hand_up(who: usize) -> bool {
    who != 1
}

fn ends_recording(who: usize) -> bool {
    who.is_multiple_of(2)
}

fn check_chat(world: &World) {
    for client in present(world) {
        let page = &client.page;
        assert!(
            page.unheard.is_empty(),
            "{}: {:?}",
            client.name,
            page.unheard
        );
        assert!(page.outbox.is_empty(), "{}: {:?}", client.name, page.outbox);
        let same_room = present(world).filter(|other| other.room == client.room);
        for other in same_room {
            let first = page.chat.keys().next().max(other.page.chat.keys().next());
            let from = |client: &Client| -> Vec<(u64, ChatId)> {
                let chat = client.page.chat.clone().into_iter();
                chat.filter(|(number, _)| Some(number) >= first).collect()
            };
            assert_eq!(from(client), from(other), "one order for all");
        }
        let stored = world.server.store.chat(&room(client.room));
        assert_eq!(stored.last(), page.chat.keys().next_back());
    }
}

fn check_signals(world: &World) {
    let clients = &world.clients;
    for sent in &world.signals {
        let (from, to) = (&clients[sent.from.0], &clients[sent.to.0]);
        let heard = to
            .page
            .signals
            .iter()
            .filter(|number| **number == sent.number);
        let times = heard.count();
        if sent.from.1 == from.breaks {
            assert!(times <= 1, "signal {} came twice", sent.number);
            if sent.to.1 == to.breaks && to.phase == Phase::In && from.phase == Phase::In {
                assert_eq!(times, 1, "signal {} is lost", sent.number);
            }
        }
    }
    for client in clients {
        for (from, sender) in clients.iter().enumerate() {
            let from_there = client.page.signals.iter().filter(|number| {
                let sent = &world.signals[**number as usize];
                sent.from == (from, sender.breaks)
            });
            assert!(from_there.is_sorted(), "signals in the order of sending");
        }
    }
}

/// Half of them say goodbye, half are just gone; nothing stays behind.
fn everyone_goes(world: &mut World) {
    for who in 0..CLIENTS {
        if who % 2 == 0 {
            world.step(Step::Leave(who));
        } else {
            world.step(Step::Abandon(who));
        }
    }
    world.flush();
    world.wait(GRACE);
    let rooms = &world.server.rooms;
    assert_eq!((rooms.room_count(), rooms.seat_count()), (0, 0));
    assert_eq!(rooms.connection_count(), 0);
    assert_eq!(rooms.poll_timeout(), None);
    assert!(world.server.store.is_empty());
}

fn present(world: &World) -> impl Iterator<Item = &Client> {
    let clients = world.clients.iter();
    clients.filter(|client| client.phase == Phase::In)
}

/// A small source of numbers that a seed repeats (Marsaglia's xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % end
    }
}
