use call::PageInput;
use gloo_events::EventListener;
use protocol::Engine;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{EventTarget, PageTransitionEvent, VisibilityState};

use crate::session::event::{Event, Inbox};

/// What happens to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageEvent {
    Input(PageInput),
    /// The page is being left for another address (`false`) or for itself (`true`).
    Navigates {
        reload: bool,
    },
    /// The page will most likely be left, and its sockets are closed from here on: Firefox does that long before it
    /// hides the page.
    Departs,
    /// The page is about to be unloaded.
    ///
    /// The loop takes it in before the page is gone: browsers run microtasks after each listener, and a wake-up of
    /// the loop is one (HTML, "clean up after running script").
    Hides,
    /// It was not left after all, or not yet: the time for that is over.
    Stays,
    /// The page comes back out of the back/forward cache.
    Restored,
}

/// Listens to the page and to the device's network, until it is dropped.
pub(crate) struct PageListeners(#[expect(dead_code, reason = "they listen")] Vec<EventListener>);

impl PageListeners {
    pub(crate) fn start(inbox: &Inbox, engine: Engine) -> Self {
        let Some(window) = web_sys::window() else {
            return Self(Vec::new());
        };
        let listen =
            |target: &EventTarget, name: &'static str, map: fn(&JsValue) -> Option<PageEvent>| {
                let inbox = inbox.clone();
                EventListener::new(target, name, move |event| {
                    if let Some(event) = map(event) {
                        inbox.send(Event::Page(event));
                    }
                })
            };
        let mut listeners = vec![
            listen(&window, "online", |_| {
                Some(PageEvent::Input(PageInput::Online))
            }),
            listen(&window, "blur", |_| {
                Some(PageEvent::Input(PageInput::Blurred))
            }),
            listen(&window, "pagehide", |_| Some(PageEvent::Hides)),
            listen(&window, "pageshow", |event| {
                let restored = event.unchecked_ref::<PageTransitionEvent>().persisted();
                restored.then_some(PageEvent::Restored)
            }),
        ];
        if engine == Engine::Firefox {
            listeners.push(listen(&window, "beforeunload", |_| {
                Some(PageEvent::Departs)
            }));
        }
        if let Some(document) = window.document() {
            listeners.push(listen(&document, "visibilitychange", |_| {
                let document = web_sys::window()?.document()?;
                let input = if document.visibility_state() == VisibilityState::Visible {
                    PageInput::Shown
                } else {
                    PageInput::Hidden
                };
                Some(PageEvent::Input(input))
            }));
        }
        if let Some(network) = part(&window.navigator(), "connection") {
            listeners.push(listen(&network, "change", |_| {
                Some(PageEvent::Input(PageInput::NetworkChanged))
            }));
        }
        if let Some(navigation) = part(&window, "navigation") {
            listeners.push(listen(&navigation, "navigate", |event| {
                let kind = js_sys::Reflect::get(event, &"navigationType".into()).ok()?;
                let reload = kind.as_string().as_deref() == Some("reload");
                Some(PageEvent::Navigates { reload })
            }));
            listeners.push(listen(&navigation, "navigateerror", |_| {
                Some(PageEvent::Navigates { reload: false })
            }));
        }
        Self(listeners)
    }
}

/// Returns a part of the browser that not every browser has.
fn part(object: &JsValue, name: &str) -> Option<EventTarget> {
    js_sys::Reflect::get(object, &JsValue::from_str(name))
        .ok()?
        .dyn_into()
        .ok()
}
