use leptos::prelude::*;

/// Runs `run` now and whenever a signal that it reads changes, as long as the current owner lives.
///
/// Each type of effect costs a kB of the web app before it is compressed: all of these are of one type.
pub(crate) fn effect(run: impl FnMut() + 'static) {
    start(Box::new(run));
}

fn start(run: Box<dyn FnMut()>) {
    Effect::new(run);
}
