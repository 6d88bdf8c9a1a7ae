use call::{ChatBody, ChatLine, LineState, TextPart, UserInput, text_parts};
use js_sys::Date;
use leptos::prelude::*;
use protocol::ChatId;
use wasm_bindgen::JsValue;

use super::{action::action, file::FileCard};
use crate::ui::{
    components::changing,
    language::{Words, use_words},
};

/// One message or file; without its sender's name if the one before is by the same person.
#[component]
pub(super) fn Message(line: ChatLine, begins: bool) -> impl IntoView {
    let words = use_words();
    let time = line.said_at().map(time_of_day);
    let ChatLine {
        id,
        name,
        you,
        body,
        state,
    } = line;
    let sender = Signal::derive(move || {
        if you {
            words.get().chat.you.to_owned()
        } else {
            name.as_str().to_owned()
        }
    });
    let when = {
        let time = time.clone();
        Signal::derive(move || match (&time, state) {
            (Some(time), _) => time.clone(),
            (None, LineState::Failed) => String::new(),
            (None, _) => words.get().chat.sending.to_owned(),
        })
    };
    let top = if begins {
        view! {
            <p class="message-top">
                <span class="message-name" dir="auto">
                    {sender}
                </span>
                <span class="message-time">{when}</span>
            </p>
        }
        .into_any()
    } else {
        view! { <span class="for-screen-readers">{sender} ": "</span> }.into_any()
    };
    let body = match body {
        ChatBody::Text(text) => view! {
            <p class="message-text" dir="auto">
                {content(text.as_str())}
            </p>
            {(state == LineState::Failed)
                .then(|| changing(move || Some(failed(words, id.clone(), text.as_str()).into_any())))}
        }
        .into_any(),
        ChatBody::File(file) => view! { <FileCard file /> }.into_any(),
    };
    view! {
        <div
            class="chat-message"
            class:own=you
            class:begins=begins
            class:waiting=state == LineState::Waiting
            title=time
        >
            {top}
            {body}
        </div>
    }
}

/// What can be done with a message that the server does not take.
fn failed(words: Words, id: ChatId, text: &str) -> impl IntoView + use<> {
    let words = &words.get().chat;
    view! {
        <p class="message-failed">{words.failed}</p>
        <div class="file-actions">
            {action(words.send_again, text, UserInput::RetryChat(id.clone()))}
            {action(words.discard, text, UserInput::DiscardChat(id))}
        </div>
    }
}

fn content(text: &str) -> Vec<AnyView> {
    text_parts(text)
        .into_iter()
        .map(|part| match part {
            TextPart::Text(text) => text.to_owned().into_any(),
            TextPart::Link { text, href } => view! {
                <a href=href target="_blank" rel="noopener noreferrer">
                    {text.to_owned()}
                </a>
            }
            .into_any(),
        })
        .collect()
}

/// Returns the hour and the minute where the person is, of a time in milliseconds since the Unix epoch.
fn time_of_day(millis: u64) -> String {
    let date = Date::new(&JsValue::from_f64(millis as f64));
    format!("{:02}:{:02}", date.get_hours(), date.get_minutes())
}
