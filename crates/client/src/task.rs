//! Futures that run beside everything else.
//!
//! Each type of future costs a kB of the web app before it is compressed: all of these are of one type.

use std::pin::Pin;

/// Runs `future` to its end.
pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) {
    start(Box::pin(future));
}

/// Runs `future` as long as the current owner lives.
pub(crate) fn spawn_scoped(future: impl Future<Output = ()> + 'static) {
    start_scoped(Box::pin(future));
}

type Task = Pin<Box<dyn Future<Output = ()>>>;

fn start(task: Task) {
    wasm_bindgen_futures::spawn_local(task);
}

fn start_scoped(task: Task) {
    leptos::reactive::spawn_local_scoped_with_cancellation(task);
}
