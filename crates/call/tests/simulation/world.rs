use std::collections::VecDeque;
use std::time::Duration;

use call::{PageInput, TileConnection, Timestamp, UserInput};
use protocol::{Engine, ServerFrame};

use crate::browser::{Action, Browser, Socket, SocketState};
use crate::fake_server::FakeServer;
use crate::random::Random;

/// Two browsers, the server between them, the networks, and the chance that decides what happens next.
pub(crate) struct World {
    pub(crate) random: Random,
    pub(crate) weather: Weather,
    now: Timestamp,
    ticks: u32,
    pub(crate) browsers: [Browser; 2],
    pub(crate) server: FakeServer,
    pub(crate) server_is_up: bool,
    /// Nothing gets from one browser to the other.
    pub(crate) is_cut: bool,
    /// What the server has sent to each browser and is still on its way, with its connection.
    pub(crate) to_browser: [VecDeque<(u64, ServerFrame)>; 2],
    events: Vec<Event>,
    actions: Vec<Action>,
}

/// What may go wrong in a run.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Weather {
    /// The probability with which an operation of a browser fails.
    pub(crate) failures: f64,
    /// How many things people do that ask for a negotiation.
    pub(crate) gestures: bool,
    /// Connections to the server get lost, with what is on its way.
    pub(crate) sockets: bool,
    /// The server forgets signals, or seats.
    pub(crate) amnesia: bool,
    /// Paths are cut and heal, networks change, pages freeze.
    pub(crate) network: bool,
    /// It is fair until the two have found each other.
    pub(crate) begins_fair: bool,
}

/// How a run ends.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Both sides are stable on the same connection, know it, and leave it alone.
    Connected { generation: u32, deeds: u32 },
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
    /// A connection to the server is made, or not.
    Connect(usize),
}

impl World {
    /// More steps than any run needs: beyond them it goes round in circles.
    const MAX_STEPS: usize = 60_000;

    const TICK: Duration = Duration::from_millis(500);

    /// The longest foul weather, in ticks.
    const FOUL: usize = 90;

    /// How long it may take until all is well once the weather is fair, in ticks.
    const FAIR: u32 = 1_000;

    /// How long all must stay well without anything being done, in ticks.
    const QUIET: u32 = 50;

    const SETTLING: u32 = 20;

    pub(crate) fn new(seed: u64, weather: Weather) -> Self {
        use Engine::{Chromium, Firefox, Other};
        let mut random = Random::new(seed);
        let pairs = [
            [Chromium, Chromium],
            [Firefox, Firefox],
            [Chromium, Chromium],
            [Chromium, Firefox],
            [Firefox, Chromium],
            [Chromium, Other],
        ];
        let [one, other] = pairs[random.below(pairs.len())];
        let foul = weather.sockets || weather.network;
        let mut has_devices = || !foul || random.chance(0.85);
        let browsers = [
            Browser::new("Ana", [one, other], has_devices()),
            Browser::new("Budi", [other, one], has_devices()),
        ];
        Self {
            random,
            weather,
            now: Timestamp::default(),
            ticks: 0,
            browsers,
            server: FakeServer::default(),
            server_is_up: true,
            is_cut: false,
            to_browser: [VecDeque::new(), VecDeque::new()],
            events: Vec::new(),
            actions: Vec::new(),
        }
    }

    pub(crate) fn run(mut self) -> Result<Outcome, String> {
        if self.weather.begins_fair {
            self.find_each_other()?;
        }
        let before = self.deeds();
        self.live_through_foul_weather()?;
        self.clear_up();
        self.find_each_other()?;
        // What was noticed before may still be acted upon.
        self.wait(Self::SETTLING)?;
        let outcome = self.find_each_other()?;
        let Outcome::Connected { generation, .. } = outcome else {
            return Ok(outcome);
        };
        let deeds = self.deeds();
        self.wait(Self::QUIET)?;
        if self.deeds() != deeds || self.outcome().is_none() {
            return Err("it does not stay well".to_owned());
        }
        Ok(Outcome::Connected {
            generation,
            deeds: deeds - before,
        })
    }

    /// Lets things happen in any order, time going by at any moment.
    fn live_through_foul_weather(&mut self) -> Result<(), String> {
        let foul = self.random.below(Self::FOUL) as u32;
        let until = self.ticks + foul;
        let mut steps = 0;
        while self.ticks < until {
            steps += 1;
            if steps > Self::MAX_STEPS {
                return Err("no end".to_owned());
            }
            match self.choose() {
                Some(event) if !self.random.chance(0.08) => self.happen(event)?,
                _ => {
                    self.tick();
                    if self.random.chance(0.2) {
                        self.surprise();
                    }
                }
            }
        }
        Ok(())
    }

    /// Lets everything happen before time goes by, until both sides are done.
    fn find_each_other(&mut self) -> Result<Outcome, String> {
        self.drain()?;
        for _ in 0..Self::FAIR {
            if let Some(outcome) = self.outcome() {
                return Ok(outcome);
            }
            self.press_buttons();
            self.tick();
            self.drain()?;
        }
        let tiles = [self.tile(0), self.tile(1)];
        Err(format!("they do not find each other: {tiles:?}"))
    }

    fn wait(&mut self, ticks: u32) -> Result<(), String> {
        for _ in 0..ticks {
            self.tick();
            self.drain()?;
        }
        Ok(())
    }

    fn drain(&mut self) -> Result<(), String> {
        let mut steps = 0;
        while let Some(event) = self.choose() {
            self.happen(event)?;
            steps += 1;
            if steps > Self::MAX_STEPS {
                return Err("no end".to_owned());
            }
        }
        Ok(())
    }

    /// Picks one of the things that can happen.
    fn choose(&mut self) -> Option<Event> {
        self.events.clear();
        for (index, browser) in self.browsers.iter().enumerate() {
            self.actions.clear();
            browser.actions(self.now, &mut self.actions);
            let act = |action: &Action| Event::Act(index, *action);
            self.events.extend(self.actions.iter().map(act));
            if !browser.to_server.is_empty() {
                self.events.push(Event::Relay(index));
            }
            if !self.to_browser[index].is_empty() {
                self.events.push(Event::Deliver(index));
            }
            if matches!(
                browser.socket,
                Some(Socket {
                    state: SocketState::Opening,
                    ..
                })
            ) {
                self.events.push(Event::Connect(index));
            }
        }
        (!self.events.is_empty()).then(|| self.events[self.random.below(self.events.len())])
    }

    fn happen(&mut self, event: Event) -> Result<(), String> {
        match event {
            Event::Act(index, action) => {
                let failures = self.weather.failures;
                self.browsers[index].act(action, &mut self.random, failures, self.now)?;
            }
            Event::Relay(index) => {
                if let Some((connection, frame)) = self.browsers[index].to_server.pop_front() {
                    self.server.receive(index, connection, frame)?;
                }
            }
            Event::Deliver(index) => {
                let is_open = |connection| {
                    Some(Socket {
                        id: connection,
                        state: SocketState::Open,
                    })
                };
                if let Some((connection, frame)) = self.to_browser[index].pop_front()
                    && self.browsers[index].socket == is_open(connection)
                {
                    self.browsers[index].receive(frame);
                }
            }
            Event::Connect(index) => {
                let Some(socket) = self.browsers[index].socket else {
                    return Ok(());
                };
                if self.server_is_up {
                    self.server.accept(index, socket.id);
                    self.browsers[index].socket_opens();
                } else {
                    self.browsers[index].socket_closes();
                }
            }
        }
        for (client, connection, frame) in self.server.sent.drain(..) {
            self.to_browser[client].push_back((connection, frame));
        }
        Ok(())
    }

    fn tick(&mut self) {
        self.now = self.now + Self::TICK;
        self.ticks += 1;
        // The two do not look at the same moment.
        let index = (self.ticks % 2) as usize;
        let reaches = self.reaches(index);
        let media = self.server.publishes(1 - index);
        let browser = &mut self.browsers[index];
        browser.frozen = browser.frozen.saturating_sub(1);
        browser.second(reaches, media);
    }

    /// True if there is a path from the newest connection of a browser to that of the other one.
    fn reaches(&self, index: usize) -> bool {
        let newest = |index: usize| self.browsers[index].connections.iter().next_back();
        let networks = [index, 1 - index].map(|index| self.browsers[index].network);
        match (newest(index), newest(1 - index)) {
            (Some((key, one)), Some((other_key, other))) => {
                !self.is_cut
                    && key.generation == other_key.generation
                    && one.ice.reaches(&other.ice, networks)
            }
            _ => false,
        }
    }

    /// All is well from here on.
    fn clear_up(&mut self) {
        self.is_cut = false;
        self.server_is_up = true;
        for browser in &mut self.browsers {
            browser.frozen = 0;
        }
    }

    /// Whoever sees that media is lost asks for another try, and whoever did not get in too; where operations fail, nobody does.
    fn press_buttons(&mut self) {
        if self.weather.failures > 0.0 {
            return;
        }
        for index in 0..2 {
            if self.browsers[index].is_out() {
                self.browsers[index].user(UserInput::Rejoin);
            }
            if self.tile(index) == Some(TileConnection::Failed)
                && let Some(other) = self.server.id(1 - index)
            {
                self.browsers[index].user(UserInput::ReconnectPeer(other));
            }
        }
    }

    fn tile(&self, index: usize) -> Option<TileConnection> {
        self.browsers[index].tile(self.server.id(1 - index)?)
    }

    fn deeds(&self) -> u32 {
        self.browsers.iter().map(Browser::deeds).sum()
    }

    /// How it ends, if it does: no two sides are of different minds.
    fn outcome(&self) -> Option<Outcome> {
        let both = |tile| [self.tile(0), self.tile(1)] == [Some(tile); 2];
        if both(TileConnection::Failed) && self.weather.failures > 0.0 {
            return Some(Outcome::GivenUp);
        }
        let stable = |index: usize| {
            let (key, connection) = self.browsers[index].connections.iter().next_back()?;
            (connection.is_stable() && self.reaches(index)).then_some(key.generation)
        };
        let generation = stable(0).filter(|generation| stable(1) == Some(*generation))?;
        let is_calm = self
            .browsers
            .iter()
            .all(|browser| browser.is_settled() && browser.is_idle());
        (is_calm && both(TileConnection::Connected)).then_some(Outcome::Connected {
            generation,
            deeds: 0,
        })
    }

    pub(crate) fn shows(&mut self, index: usize) {
        self.browsers[index].page(PageInput::Shown);
    }
}
