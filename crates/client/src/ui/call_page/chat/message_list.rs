use call::{ChatLine, LineState, day_of};
use js_sys::{Date, Object, Reflect};
use leptos::prelude::*;

use super::{follow::Follow, message::Message};
use crate::{
    session::CallHandle,
    ui::{
        components::{Icon, List, Row, Shape, Shown},
        effect::effect,
        language::use_words,
        memo::{Watched, memo},
    },
};

/// Lines of one person that follow each other this closely stand under one name, in milliseconds.
const TOGETHER: u64 = 5 * 60 * 1000;

/// The messages in the order of the room, then what waits to be sent.
#[component]
pub(super) fn MessageList(follow: Follow) -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let lines = Watched::new(move || call.view().with(|view| view.chat.lines.clone()));
    let said = move || lines.with(|lines| rows(lines, true));
    let waiting = move || lines.with(|lines| rows(lines, false));
    let empty = memo(move || lines.with(|lines| lines.is_empty()));
    let mut last = None;
    effect(move || {
        let newest = lines.with(|lines| lines.last().map(|line| line.id.clone()));
        if last.as_ref().is_some_and(|last| *last != newest) {
            follow.grown();
        }
        last = Some(newest);
    });
    view! {
        <div class="messages">
            <div
                class="messages-list"
                node_ref=follow.list
                tabindex="0"
                role="region"
                aria-label=words.say(|text| text.chat.messages)
                on:scroll=move |_| follow.scrolled()
            >
                <Shown when=empty>
                    <p class="chat-empty">{words.say(|text| text.chat.empty)}</p>
                </Shown>
                // Only what was said is read out, not what is still to be sent.
                <div role="log" aria-label=words.say(|text| text.chat.messages)>
                    <List rows=Box::new(said) />
                </div>
                <List rows=Box::new(waiting) />
            </div>
            <Shown when=move || follow.missed()>
                <button
                    type="button"
                    class="button small new-messages"
                    on:click=move |_| follow.to_end()
                >
                    <Icon shape=Shape::Down />
                    {words.say(|text| text.chat.new_messages)}
                </button>
            </Shown>
        </div>
    }
}

/// Makes rows of the lines that are said, or of those that are not.
fn rows(lines: &[ChatLine], said: bool) -> Vec<Row> {
    let now = Date::new_0();
    let behind_utc = now.get_timezone_offset() as i32;
    let mut day = day_of(now.get_time() as u64, behind_utc);
    let mut last: Option<&ChatLine> = None;
    let mut rows = Vec::new();
    for line in lines {
        let (at, before) = (line.said_at(), last.and_then(ChatLine::said_at));
        if at.is_some() != said {
            continue;
        }
        if let Some(at) = at
            && std::mem::replace(&mut day, day_of(at, behind_utc)) != day
        {
            rows.push(Row::new(format!("day {day}"), move || {
                view! { <Day at /> }
            }));
            last = None;
        }
        // By another person, or not soon after.
        let begins = last.is_none_or(|last| {
            let gap = at
                .unwrap_or_default()
                .saturating_sub(before.unwrap_or_default());
            last.you != line.you || last.name != line.name || gap > TOGETHER
        });
        last = Some(line);
        let line = line.clone();
        let failed = line.state == LineState::Failed;
        rows.push(Row::new(
            format!("{} {begins} {failed}", line.id),
            move || {
                view! { <Message line begins /> }
            },
        ));
    }
    rows
}

/// The day on which what follows was said, by a time in milliseconds since the Unix epoch.
#[component]
fn Day(at: u64) -> impl IntoView {
    let words = use_words();
    let date = Signal::derive(move || {
        let options = Object::new();
        for (part, form) in [("weekday", "long"), ("day", "numeric"), ("month", "long")] {
            // Setting a property of a plain object cannot fail.
            let _ = Reflect::set(&options, &part.into(), &form.into());
        }
        let date = Date::new(&(at as f64).into());
        String::from(date.to_locale_date_string(words.language().tag(), &options))
    });
    view! { <p class="chat-day">{date}</p> }
}
