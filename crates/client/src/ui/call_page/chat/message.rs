use call::{ChatBody, ChatLine, LineState, TextPart, text_parts};
use js_sys::Date;
use leptos::{html, prelude::*};
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use super::{
    failed::Failed,
    file::FileCard,
    parts::{part, set},
};
use crate::{
    session::CallHandle,
    ui::{effect::effect, language::use_words, text::Text},
};

/// One message or file; without its sender's name if the one before is by the same person.
///
/// Its parts are drawn by hand and stay as long as it does: as views they would cost the web app some kB more.
#[component]
pub(super) fn Message(line: ChatLine, begins: bool) -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let place = NodeRef::<html::Div>::new();
    let time = line.said_at().map(time_of_day);
    let title = time.clone();
    let mut class = "chat-message".to_owned();
    for (is_so, word) in [
        (line.you, " own"),
        (begins, " begins"),
        (line.state == LineState::Waiting, " waiting"),
    ] {
        if is_so {
            class.push_str(word);
        }
    }
    let mut parts: Option<Parts> = None;
    effect(move || {
        let text = words.get();
        if parts.is_none() {
            let place = place.get();
            parts = place.map(|place| Parts::new(&place, &line, begins, call));
        }
        if let Some(parts) = &mut parts {
            parts.show(&line, time.as_deref(), text, call);
        }
    });
    view! { <div class=class title=title node_ref=place></div> }
}

struct Parts {
    name: HtmlElement,
    /// Where a line begins that is not by the same person as the one before.
    time: Option<HtmlElement>,
    body: Body,
    /// A word of the language that is shown.
    shown: &'static str,
}

enum Body {
    Text,
    Failed(Failed),
    File(FileCard),
}

impl Parts {
    fn new(place: &HtmlElement, line: &ChatLine, begins: bool, call: CallHandle) -> Self {
        let (name, time);
        if begins {
            let top = part(place, "p", "message-top");
            name = part(&top, "span", "message-name");
            set(&name, "dir", "auto");
            time = Some(part(&top, "span", "message-time"));
        } else {
            name = part(place, "span", "for-screen-readers");
            time = None;
        }
        let body = match &line.body {
            ChatBody::Text(text) => {
                write(&part(place, "p", "message-text"), text.as_str());
                if line.state == LineState::Failed {
                    Body::Failed(Failed::new(place, &line.id, call))
                } else {
                    Body::Text
                }
            }
            ChatBody::File(file) => Body::File(FileCard::new(place, *file, call)),
        };
        Self {
            name,
            time,
            body,
            shown: "",
        }
    }

    fn show(&mut self, line: &ChatLine, said: Option<&str>, text: &'static Text, call: CallHandle) {
        if let (Body::File(card), ChatBody::File(file)) = (&mut self.body, &line.body) {
            call.view().with(|view| {
                if let Some(line) = view.files.iter().find(|line| line.id == *file) {
                    card.show(line, &text.files);
                }
            });
        }
        // What has not changed must not be read out again.
        if std::mem::replace(&mut self.shown, text.chat.you) == text.chat.you {
            return;
        }
        let sender = if line.you {
            text.chat.you
        } else {
            line.name.as_str()
        };
        if let Some(time) = &self.time {
            self.name.set_text_content(Some(sender));
            let unsaid = match line.state {
                LineState::Failed => "",
                LineState::Waiting | LineState::Said(_) => text.chat.sending,
            };
            time.set_text_content(Some(said.unwrap_or(unsaid)));
        } else {
            self.name.set_text_content(Some(&format!("{sender}: ")));
        }
        if let (Body::Failed(failed), ChatBody::Text(message)) = (&self.body, &line.body) {
            failed.show(message.as_str(), &text.chat);
        }
    }
}

/// Writes a message, with links where it has addresses.
fn write(place: &HtmlElement, text: &str) {
    set(place, "dir", "auto");
    for piece in text_parts(text) {
        match piece {
            TextPart::Text(text) => {
                let text = document().create_text_node(text);
                // Nothing is in the way of a text in a paragraph.
                let _ = place.append_child(&text);
            }
            TextPart::Link { text, href } => {
                let link = part(place, "a", "");
                link.set_text_content(Some(text));
                set(&link, "href", &href);
                set(&link, "target", "_blank");
                set(&link, "rel", "noopener noreferrer");
            }
        }
    }
}

/// Returns the hour and the minute where the person is, of a time in milliseconds since the Unix epoch.
fn time_of_day(millis: u64) -> String {
    let date = Date::new(&JsValue::from_f64(millis as f64));
    format!("{:02}:{:02}", date.get_hours(), date.get_minutes())
}
