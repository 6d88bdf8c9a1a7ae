//! Futures that run beside everything else.
//!
//! Each type of future costs a kB of the web app before it is compressed: all of these are of one type.

use std::pin::Pin;

use leptos::prelude::Owner;

/// Runs `future` to its end.
pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) {
    start(Box::pin(future));
}

/// Runs `future` as long as the current owner lives.
pub(crate) fn spawn_scoped(future: impl Future<Output = ()> + 'static) {
    start_scoped(Box::pin(future));
}

/// Where the futures of a page or a part of it live.
///
/// An effect is an owner of its own, and a new one each time that it runs: what an effect starts is to live longer.
#[derive(Clone)]
pub(crate) struct TaskScope(Owner);

impl TaskScope {
    /// That of the current owner.
    pub(crate) fn here() -> Self {
        Self(Owner::current().unwrap_or_default())
    }

    /// Runs `future` as long as the owner lives.
    pub(crate) fn spawn(&self, future: impl Future<Output = ()> + 'static) {
        self.0.with(|| spawn_scoped(future));
    }
}

type Task = Pin<Box<dyn Future<Output = ()>>>;

fn start(task: Task) {
    wasm_bindgen_futures::spawn_local(task);
}

fn start_scoped(task: Task) {
    leptos::reactive::spawn_local_scoped_with_cancellation(task);
}
