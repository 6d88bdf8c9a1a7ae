use call::{ChatLine, TextPart, text_parts};
use js_sys::Date;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::ui::language::use_words;

/// One message; without its sender's name if the one before is by the same person.
#[component]
pub(super) fn Message(line: ChatLine, begins: bool) -> impl IntoView {
    let words = use_words();
    let ChatLine {
        name,
        you,
        text,
        sent_at,
        ..
    } = line;
    let sender = move || {
        if you {
            words.get().chat.you.to_owned()
        } else {
            name.as_str().to_owned()
        }
    };
    let time = sent_at.map(time_of_day);
    let when = {
        let time = time.clone();
        move || match &time {
            Some(time) => time.clone(),
            None => words.get().chat.sending.to_owned(),
        }
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
    view! {
        <div
            class="chat-message"
            class:own=you
            class:begins=begins
            class:waiting=sent_at.is_none()
            title=time
        >
            {top}
            <p class="message-text" dir="auto">
                {content(text.as_str())}
            </p>
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
