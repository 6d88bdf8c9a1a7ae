use gloo_events::EventListener;
use leptos::prelude::document;

use crate::session::event::{Event, Inbox};

/// Loads a script of the page's host; posts `event` once that has an outcome, as long as the listeners live.
pub(crate) fn load(
    address: &str,
    inbox: &Inbox,
    event: impl Fn() -> Event + Clone + 'static,
) -> Option<[EventListener; 2]> {
    let script = document().create_element("script").ok()?;
    let has_outcome = |name| {
        let (inbox, event) = (inbox.clone(), event.clone());
        EventListener::once(&script, name, move |_| inbox.send(event()))
    };
    let listeners = [has_outcome("load"), has_outcome("error")];
    script.set_attribute("src", address).ok()?;
    document().head()?.append_child(&script).ok()?;
    Some(listeners)
}
