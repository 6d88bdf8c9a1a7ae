use call::{FileLine, FileState, UserInput};
use gloo_events::EventListener;
use leptos::{html, prelude::*};
use protocol::FileId;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::{
    session::CallHandle,
    ui::{effect::effect, language::use_words, text::FilesText},
};

/// A file that someone offers: what it is, how far it is, and what can be done with it.
///
/// Its parts are drawn by hand and stay as long as it does: as views they would cost the web app some kB more.
#[component]
pub(super) fn FileCard(file: FileId) -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let place = NodeRef::<html::Div>::new();
    let mut parts: Option<Parts> = None;
    effect(move || {
        let text = &words.get().files;
        let line = call.view().with(|view| {
            let mut files = view.files.iter();
            files.find(|line| line.id == file).cloned()
        });
        if parts.is_none() {
            let place = place.get();
            parts = place.and_then(|place| Parts::new(place.unchecked_into(), file, call));
        }
        if let (Some(parts), Some(line)) = (&mut parts, line) {
            parts.show(line, text);
        }
    });
    view! { <div class="file" tabindex="-1" node_ref=place></div> }
}

struct Parts {
    picture: HtmlElement,
    name: HtmlElement,
    about: HtmlElement,
    progress: HtmlElement,
    take: HtmlElement,
    save: HtmlElement,
    stop: HtmlElement,
    shown: Option<(FileLine, &'static str)>,
    _listeners: [EventListener; 2],
}

impl Parts {
    fn new(place: HtmlElement, file: FileId, call: CallHandle) -> Option<Self> {
        let picture = part(&place, "img", "")?;
        let name = part(&place, "p", "file-name")?;
        let about = part(&place, "p", "file-about")?;
        let progress = part(&place, "progress", "")?;
        let actions = part(&place, "div", "file-actions")?;
        let take = part(&actions, "button", "button")?;
        let save = part(&actions, "a", "button")?;
        let stop = part(&actions, "button", "button")?;
        set(&name, "dir", "auto");
        set(&progress, "max", "100");
        let on_click = |button: &HtmlElement, input: UserInput| {
            let place = place.clone();
            EventListener::new(button, "click", move |_| {
                call.send(input.clone());
                // The button goes, and must not take the focus with it.
                let _ = place.focus();
            })
        };
        let listeners = [
            on_click(&take, UserInput::TakeFile(file)),
            on_click(&stop, UserInput::StopFile(file)),
        ];
        Some(Self {
            picture,
            name,
            about,
            progress,
            take,
            save,
            stop,
            shown: None,
            _listeners: listeners,
        })
    }

    fn show(&mut self, line: FileLine, text: &'static FilesText) {
        let next = Some((line, text.save));
        if self.shown == next {
            return;
        }
        self.shown = next;
        let Some((line, _)) = &self.shown else {
            return;
        };
        let name = line.name.as_str();
        self.name.set_text_content(Some(name));
        let about = format!("{} · {}", text.size(line.size), (text.state)(line.state));
        self.about.set_text_content(Some(&about));

        let percent = percent(line.state);
        self.progress.set_hidden(percent.is_none());
        set(&self.progress, "aria-label", name);
        if let Some(percent) = percent {
            set(&self.progress, "value", &percent.to_string());
        }

        let address = line.address.as_deref();
        self.picture.set_hidden(!line.image || address.is_none());
        if let Some(address) = address {
            if line.image {
                set(&self.picture, "src", address);
                set(&self.picture, "alt", name);
            }
            set(&self.save, "href", address);
            set(&self.save, "download", name);
        }

        let word_if = |is_so: bool, word: &'static str| is_so.then_some(word);
        let is_here = line.state == FileState::Received && address.is_some();
        let is_offered = line.state == FileState::Offered;
        for (part, word) in [
            (&self.take, word_if(is_offered, text.download)),
            (&self.save, word_if(is_here, text.save)),
            (&self.stop, text.stop(line.state)),
        ] {
            part.set_hidden(word.is_none());
            if let Some(word) = word {
                part.set_text_content(Some(word));
                set(part, "aria-label", &format!("{word} {name}"));
            }
        }
    }
}

fn part(place: &HtmlElement, tag: &str, class: &str) -> Option<HtmlElement> {
    let part: HtmlElement = document().create_element(tag).ok()?.unchecked_into();
    part.set_class_name(class);
    place.append_child(&part).ok()?;
    Some(part)
}

/// Sets an attribute; only a name that is no attribute name fails.
fn set(part: &HtmlElement, name: &str, value: &str) {
    let _ = part.set_attribute(name, value);
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
