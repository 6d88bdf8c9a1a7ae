use call::{FileLine, FileState, UserInput};
use gloo_events::EventListener;
use leptos::prelude::document;
use protocol::FileId;
use web_sys::HtmlElement;

use super::parts::{label, on_click, part, set};
use crate::{
    session::CallHandle,
    ui::{
        focus::{around, focus},
        text::FilesText,
    },
};

/// A file that someone offers: what it is, how far it is, and what can be done with it.
pub(super) struct FileCard {
    /// The picture, the name, what is said about the file, how far it is, and the place of what can be done.
    parts: [HtmlElement; 5],
    /// What takes, saves and stops it.
    actions: [HtmlElement; 3],
    shown: Option<(FileLine, &'static str)>,
    _listeners: [EventListener; 2],
}

impl FileCard {
    pub(super) fn new(place: &HtmlElement, file: FileId, call: CallHandle) -> Self {
        let place = part(place, "div", "file");
        set(&place, "tabindex", "-1");
        let parts = [
            ("img", ""),
            ("p", "file-name"),
            ("p", "file-about"),
            ("progress", ""),
            ("div", "file-actions"),
        ];
        let parts = parts.map(|(tag, class)| part(&place, tag, class));
        let [_, name, _, progress, buttons] = &parts;
        set(name, "dir", "auto");
        set(progress, "max", "100");
        let actions = ["button", "a", "button"].map(|tag| part(buttons, tag, "button"));
        let [take, _, stop] = &actions;
        let on = |button: &HtmlElement, input: fn(FileId) -> UserInput| {
            on_click(button, call, Box::new(move || input(file)))
        };
        let listeners = [on(take, UserInput::TakeFile), on(stop, UserInput::StopFile)];
        Self {
            parts,
            actions,
            shown: None,
            _listeners: listeners,
        }
    }

    pub(super) fn show(&mut self, line: &FileLine, text: &'static FilesText) {
        let shown = self.shown.as_ref();
        if shown.is_some_and(|(shown, word)| shown == line && *word == text.save) {
            return;
        }
        self.shown = Some((line.clone(), text.save));
        let [picture, title, summary, progress, _] = &self.parts;
        let [take, save, stop] = &self.actions;
        let name = line.name.as_str();
        title.set_text_content(Some(name));
        let about = format!("{} · {}", text.size(line.size), text.state(line.state));
        summary.set_text_content(Some(&about));

        let percent = percent(line.state);
        progress.set_hidden(percent.is_none());
        set(progress, "aria-label", name);
        if let Some(percent) = percent {
            set(progress, "value", &percent.to_string());
        }

        let address = line.address.as_deref();
        picture.set_hidden(line.image.is_none() || address.is_none());
        if let Some(address) = address {
            if line.image.is_some() {
                set(picture, "src", address);
                set(picture, "alt", name);
            }
            set(save, "href", address);
            set(save, "download", name);
        }

        let word_if = |is_so: bool, word: &'static str| is_so.then_some(word);
        let is_here = line.state == FileState::Received && address.is_some();
        let is_offered = line.state == FileState::Offered;
        let focused = document().active_element();
        for (part, word) in [
            (save, word_if(is_here, text.save)),
            (take, word_if(is_offered, text.download)),
            (stop, text.stop(line.state)),
        ] {
            if word.is_none() && focused.as_ref() == Some(part.as_ref()) {
                // It goes, and must not take the focus with it.
                focus(around(part));
            }
            part.set_hidden(word.is_none());
            if let Some(word) = word {
                label(part, word, name);
            }
        }
    }
}

fn percent(state: FileState) -> Option<u8> {
    match state {
        FileState::Shared { percent, .. } => percent,
        FileState::Coming { percent }
        | FileState::Silent { percent }
        | FileState::Paused { percent } => Some(percent),
        FileState::Unreadable
        | FileState::Offered
        | FileState::Received
        | FileState::Declined
        | FileState::TakenBack
        | FileState::Damaged => None,
    }
}
