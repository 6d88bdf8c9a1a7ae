use std::collections::VecDeque;
use std::time::Duration;

use call::{PeerKey, TileConnection, Timestamp};
use protocol::{
    ClientMessage, Join, Joined, Participant, ParticipantId, Peer, ServerMessage, Topology,
};

use crate::browser::{Action, Browser};
use crate::random::Random;

/// Two browsers, the server between them, and the chance that decides what happens next.
pub(crate) struct World {
    random: Random,
    failures: f64,
    now: Timestamp,
    browsers: [Browser; 2],
    /// What the server has sent to each browser and is still on its way.
    to_browser: [VecDeque<ServerMessage>; 2],
    joined: Vec<(usize, Join)>,
    surprises: u32,
}

/// How a run ends.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Both sides are stable on the same connection and know it.
    Connected { generation: u32 },
    /// Both sides tell their person that there is no connection.
    GivenUp,
}

#[derive(Clone, Copy)]
enum Event {
    Act(usize, Action),
    /// The server takes the next message of a browser.
    Relay(usize),
    /// A message of the server reaches a browser.
    Deliver(usize),
    /// Something that a person does.
    Surprise,
}

impl World {
    /// More steps than any run needs: beyond them it goes round in circles.
    const MAX_STEPS: usize = 20_000;

    pub(crate) fn new(seed: u64, failures: f64) -> Self {
        let now = Timestamp::default();
        let mut random = Random::new(seed);
        let surprises = random.below(6) as u32;
        Self {
            random,
            failures,
            now,
            browsers: [Browser::new("Ana", now), Browser::new("Budi", now)],
            to_browser: [VecDeque::new(), VecDeque::new()],
            joined: Vec::new(),
            surprises,
        }
    }

    pub(crate) fn run(mut self) -> Result<Outcome, String> {
        let mut steps = 0;
        loop {
            while let Some(event) = self.choose() {
                self.happen(event)?;
                steps += 1;
                if steps > Self::MAX_STEPS {
                    return Err("no end".to_owned());
                }
            }
            match self.at_rest()? {
                Some(outcome) => return Ok(outcome),
                None => steps += 1,
            }
        }
    }

    /// Picks one of the things that can happen.
    fn choose(&mut self) -> Option<Event> {
        let mut events = Vec::new();
        for (index, browser) in self.browsers.iter().enumerate() {
            events.extend(browser.actions().map(|action| Event::Act(index, action)));
            if !browser.to_server.is_empty() {
                events.push(Event::Relay(index));
            }
            if !self.to_browser[index].is_empty() {
                events.push(Event::Deliver(index));
            }
        }
        if self.surprises > 0 {
            events.push(Event::Surprise);
        }
        (!events.is_empty()).then(|| events[self.random.below(events.len())])
    }

    fn happen(&mut self, event: Event) -> Result<(), String> {
        match event {
            Event::Act(index, action) => {
                self.browsers[index].act(action, &mut self.random, self.failures, self.now)?;
            }
            Event::Relay(index) => {
                if let Some(message) = self.browsers[index].to_server.pop_front() {
                    self.serve(index, message)?;
                }
            }
            Event::Deliver(index) => {
                if let Some(message) = self.to_browser[index].pop_front() {
                    self.browsers[index].receive(message);
                }
            }
            Event::Surprise => {
                self.surprises -= 1;
                let browser = &mut self.browsers[self.random.below(2)];
                match self.random.below(4) {
                    0 => browser.set_camera(self.random.chance(0.5)),
                    _ => browser.add_media(),
                }
            }
        }
        Ok(())
    }

    /// Does what the server does: seats, the roster, and signals to the other one.
    fn serve(&mut self, from: usize, message: ClientMessage) -> Result<(), String> {
        match message {
            ClientMessage::Join(join) => self.seat(from, join),
            ClientMessage::Signal { signal, .. } => {
                let from_id = self.id(from);
                self.to_browser[1 - from].push_back(ServerMessage::Signal {
                    from: from_id,
                    signal,
                });
            }
            ClientMessage::SetPublications { publications } => {
                let participant = self.id(from);
                let changed = ServerMessage::PublicationsChanged {
                    participant,
                    publications,
                };
                if self.joined.len() == 2 {
                    self.to_browser[1 - from].push_back(changed);
                }
            }
            ClientMessage::Leave => return Err("nobody wanted to leave".to_owned()),
        }
        Ok(())
    }

    fn seat(&mut self, from: usize, join: Join) {
        let room = join.room.clone();
        self.joined.push((from, join));
        let earlier = (self.joined.len() == 2).then(|| self.peer(1 - from, true));
        if earlier.is_some() {
            let newcomer = self.peer(from, false);
            self.to_browser[1 - from].push_back(ServerMessage::ParticipantJoined(newcomer));
        }
        self.to_browser[from].push_back(ServerMessage::Joined(Joined {
            version: 1,
            room,
            you: self.id(from),
            topology: Topology::Mesh,
            capacity: 2,
            ice_servers: Vec::new(),
            participants: earlier.into_iter().collect(),
        }));
    }

    fn peer(&self, index: usize, polite: bool) -> Peer {
        let join = self
            .joined
            .iter()
            .find(|(seated, _)| *seated == index)
            .map(|(_, join)| join.clone());
        let join = join.expect("a peer has joined");
        let participant = Participant {
            id: self.id(index),
            name: join.name,
            publications: join.publications,
        };
        Peer {
            participant,
            polite,
        }
    }

    fn id(&self, index: usize) -> ParticipantId {
        let seat = self.joined.iter().position(|(seated, _)| *seated == index);
        ParticipantId(seat.map_or(0, |seat| seat as u32 + 1))
    }

    /// Nothing moves any more: either media can flow, or the clock goes on until somebody loses patience.
    fn at_rest(&mut self) -> Result<Option<Outcome>, String> {
        let tiles = [
            self.browsers[0].tile(self.id(1)),
            self.browsers[1].tile(self.id(0)),
        ];
        match (self.common_generation(), tiles) {
            (
                Some(generation),
                [
                    Some(TileConnection::Connected),
                    Some(TileConnection::Connected),
                ],
            ) => {
                let settled = self.browsers.iter().all(Browser::is_settled);
                settled
                    .then_some(Some(Outcome::Connected { generation }))
                    .ok_or_else(|| "not settled".to_owned())
            }
            (_, [Some(TileConnection::Failed), Some(TileConnection::Failed)]) => {
                Ok(Some(Outcome::GivenUp))
            }
            (Some(generation), _) => {
                for index in 0..2 {
                    let participant = self.id(1 - index);
                    self.browsers[index].connected(PeerKey {
                        participant,
                        generation,
                    });
                }
                Ok(None)
            }
            (
                None,
                [
                    Some(TileConnection::Connected),
                    Some(TileConnection::Connected),
                ],
            ) => Err("both believe that they are connected".to_owned()),
            (None, _) => {
                self.now = self.now + Duration::from_secs(5);
                let now = self.now;
                self.browsers
                    .iter_mut()
                    .try_for_each(|browser| browser.pass_time(now))?;
                Ok(None)
            }
        }
    }

    /// The generation of the connection on which both sides are stable, with all that they want negotiated.
    fn common_generation(&self) -> Option<u32> {
        let stable = |index: usize| {
            let (key, connection) = self.browsers[index].connections.iter().next_back()?;
            connection.is_stable().then_some(key.generation)
        };
        stable(0).filter(|generation| stable(1) == Some(*generation))
    }
}
