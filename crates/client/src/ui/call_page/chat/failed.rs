use call::UserInput;
use gloo_events::EventListener;
use protocol::ChatId;
use web_sys::HtmlElement;

use super::parts::{label, on_click, part};
use crate::{session::CallHandle, ui::text::ChatText};

/// What can be done with a message that the server does not take.
pub(super) struct Failed {
    note: HtmlElement,
    again: HtmlElement,
    discard: HtmlElement,
    _listeners: [EventListener; 2],
}

impl Failed {
    pub(super) fn new(place: &HtmlElement, id: &ChatId, call: CallHandle) -> Self {
        let note = part(place, "p", "message-failed");
        let actions = part(place, "div", "file-actions");
        let again = part(&actions, "button", "button");
        let discard = part(&actions, "button", "button");
        let on = |button: &HtmlElement, input: fn(ChatId) -> UserInput| {
            let id = id.clone();
            on_click(button, call, Box::new(move || input(id.clone())))
        };
        let listeners = [
            on(&again, UserInput::RetryChat),
            on(&discard, UserInput::DiscardChat),
        ];
        Self {
            note,
            again,
            discard,
            _listeners: listeners,
        }
    }

    pub(super) fn show(&self, message: &str, words: &ChatText) {
        self.note.set_text_content(Some(words.failed));
        label(&self.again, words.send_again, message);
        label(&self.discard, words.discard, message);
    }
}
