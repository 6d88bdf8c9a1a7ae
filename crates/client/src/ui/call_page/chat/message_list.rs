use call::ChatLine;
use leptos::prelude::*;

use super::{follow::Follow, message::Message};
use crate::{
    session::CallHandle,
    ui::{
        components::{Icon, List, Row, Shape, Shown},
        effect::effect,
        language::use_words,
    },
};

/// Lines of one person that follow each other this closely stand under one name, in milliseconds.
const TOGETHER: u64 = 5 * 60 * 1000;

/// The messages in the order of the room, then what waits to be sent.
#[component]
pub(super) fn MessageList(follow: Follow) -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let lines = Memo::new(move |_| call.view().with(|view| view.chat.lines.clone()));
    let said = move || lines.with(|lines| rows(lines.iter().filter(|line| line.sent_at.is_some())));
    let waiting =
        move || lines.with(|lines| rows(lines.iter().filter(|line| line.sent_at.is_none())));
    let empty = Memo::new(move |_| lines.with(|lines| lines.is_empty()));
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
                <Shown when=move || empty.get()>
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

fn rows<'a>(lines: impl Iterator<Item = &'a ChatLine>) -> Vec<Row> {
    let mut last: Option<&ChatLine> = None;
    lines
        .map(|line| {
            // By another person, or not soon after.
            let begins = last.is_none_or(|last| {
                let gap = line
                    .sent_at
                    .unwrap_or_default()
                    .saturating_sub(last.sent_at.unwrap_or_default());
                last.you != line.you || last.name != line.name || gap > TOGETHER
            });
            last = Some(line);
            let line = line.clone();
            Row::new(format!("{} {begins}", line.id), move || {
                view! { <Message line begins /> }
            })
        })
        .collect()
}
