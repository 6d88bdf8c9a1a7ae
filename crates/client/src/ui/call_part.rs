use std::pin::Pin;

use leptos::prelude::*;

use crate::task;

/// Draws something within the current owner.
pub type Draw = fn() -> AnyView;

/// Loads a part of the app; `None` if it could not be loaded, which may be tried again.
pub type Load = fn() -> Pin<Box<dyn Future<Output = Option<Draw>>>>;

/// What people see once they are in a call: it is loaded while they are in the green room.
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
    Loaded(Draw),
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

    /// What draws it, once it is there.
    pub(crate) fn draw(self) -> Option<Draw> {
        match self.state.get() {
            State::Loaded(draw) => Some(draw),
            State::Absent | State::Loading | State::Missing => None,
        }
    }

    /// True if it could not be loaded.
    pub(crate) fn is_missing(self) -> bool {
        matches!(self.state.get(), State::Missing)
    }
}
