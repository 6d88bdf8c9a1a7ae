use call::{KeyFocus, KeyPress, Shortcut, SourceView, Switch, UserInput, shortcut};
use gloo_events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent};

use super::panels::{Panel, Panels};
use crate::session::CallHandle;

/// Listens to the keys of the call, as long as the current owner lives.
pub(crate) fn listen(panels: Panels) {
    let call = expect_context::<CallHandle>();
    let document = document();
    let down = EventListener::new_with_options(
        &document,
        "keydown",
        EventListenerOptions::enable_prevent_default(),
        move |event| {
            if let Some(shortcut) = read(event, call)
                && act(shortcut, call, panels)
            {
                event.prevent_default();
            }
        },
    );
    // Whatever is released, nobody goes on talking by it.
    let up = EventListener::new(&document, "keyup", move |event| {
        if event.unchecked_ref::<KeyboardEvent>().key() == " " {
            call.send(UserInput::HoldToTalk(false));
        }
    });
    StoredValue::new_local([down, up]);
}

fn read(event: &Event, call: CallHandle) -> Option<Shortcut> {
    let event: &KeyboardEvent = event.unchecked_ref();
    if event.is_composing() {
        return None;
    }
    let key = event.key();
    shortcut(&KeyPress {
        key: &key,
        ctrl_or_meta: event.ctrl_key() || event.meta_key(),
        shift: event.shift_key(),
        alt: event.alt_key(),
        focus: focus(event),
        repeat: event.repeat(),
        single_keys: call
            .preferences()
            .with_untracked(|preferences| preferences.is_on(Switch::SingleKeys)),
    })
}

fn focus(event: &KeyboardEvent) -> KeyFocus {
    let Some(element) = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    else {
        return KeyFocus::Nothing;
    };
    match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => KeyFocus::Typing,
        "INPUT" => {
            let kind = element.unchecked_into::<HtmlInputElement>().type_();
            if matches!(kind.as_str(), "checkbox" | "range" | "radio") {
                KeyFocus::Button
            } else {
                KeyFocus::Typing
            }
        }
        "BUTTON" | "A" | "SUMMARY" => KeyFocus::Button,
        _ => KeyFocus::Nothing,
    }
}

/// Does what the key means; false if the browser may do with it what it wants.
fn act(shortcut: Shortcut, call: CallHandle, panels: Panels) -> bool {
    let view = call.view();
    let is_on = |source: SourceView| matches!(source, SourceView::On | SourceView::Starting);
    let input = view.with_untracked(|view| match shortcut {
        Shortcut::Microphone => Some(UserInput::SetMicrophone(!is_on(view.local.microphone))),
        Shortcut::Camera => Some(UserInput::SetCamera(!is_on(view.local.camera))),
        Shortcut::HoldToTalk => Some(UserInput::HoldToTalk(true)),
        Shortcut::ShareScreen => Some(UserInput::ShareScreen(!is_on(view.local.screen))),
        Shortcut::Hand => Some(UserInput::SetHand(!view.hand_raised)),
        Shortcut::Layout => Some(UserInput::SetLayout(view.stage.layout.next())),
        Shortcut::Chat
        | Shortcut::People
        | Shortcut::FullScreen
        | Shortcut::Help
        | Shortcut::Close => None,
    });
    match (input, shortcut) {
        (Some(input), _) => call.send(input),
        (None, Shortcut::Chat) => panels.toggle(Panel::Chat),
        (None, Shortcut::People) => panels.toggle(Panel::People),
        (None, Shortcut::Help) => panels.toggle(Panel::Keys),
        (None, Shortcut::Close) => panels.close(),
        (None, Shortcut::FullScreen) => full_screen(),
        (None, _) => return false,
    }
    true
}

/// Goes to full screen, and back; a browser that has none leaves it as it is.
pub(crate) fn full_screen() {
    let document = document();
    if document.fullscreen_element().is_some() {
        document.exit_fullscreen();
    } else if let Some(root) = document.document_element() {
        let _ = root.request_fullscreen();
    }
}
