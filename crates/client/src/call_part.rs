use std::pin::Pin;

use call::SocketInput;
use leptos::prelude::*;
use protocol::ClientFrame;

use crate::task;

/// What is needed in a call alone: how it is shown, and what is said to the server and by it.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Draws the call within the current owner.
    pub(crate) draw: fn() -> AnyView,
    /// Reads a frame of the server.
    pub(crate) read: fn(&str) -> SocketInput,
    /// Writes a frame for the server.
    pub(crate) write: fn(&ClientFrame) -> String,
}

/// Loads the part; `None` if it could not be loaded, which may be tried again.
pub type Load = fn() -> Pin<Box<dyn Future<Output = Option<Part>>>>;

/// The [`Part`], which is loaded while people are in the green room.
#[derive(Clone, Copy)]
pub(crate) struct CallPart {
    load: Load,
    state: RwSignal<State>,
}

#[derive(Clone, Copy)]
enum State {
    /// Nobody has asked for it.
    Absent,
    Loading,
    Loaded(Part),
    /// It could not be loaded.
    Missing,
}

impl CallPart {
    pub(crate) fn new(load: Load) -> Self {
        let state = RwSignal::new(State::Absent);
        Self { load, state }
    }

    /// Begins to load it, unless it is there or on its way.
    pub(crate) fn fetch(self) {
        match self.state.get_untracked() {
            State::Absent | State::Missing => {}
            State::Loading | State::Loaded(_) => return,
        }
        self.state.set(State::Loading);
        task::spawn(async move {
            let loaded = (self.load)().await;
            self.state.set(loaded.map_or(State::Missing, State::Loaded));
        });
    }

    /// What it brings, once it is there.
    pub(crate) fn get(self) -> Option<Part> {
        self.state.get().part()
    }

    pub(crate) fn get_untracked(self) -> Option<Part> {
        self.state.get_untracked().part()
    }

    /// True if it could not be loaded.
    pub(crate) fn is_missing(self) -> bool {
        matches!(self.state.get(), State::Missing)
    }
}

impl State {
    fn part(self) -> Option<Part> {
        match self {
            Self::Loaded(part) => Some(part),
            Self::Absent | Self::Loading | Self::Missing => None,
        }
    }
}
