mod composer;
mod failed;
mod file;
mod follow;
mod message;
mod message_list;
mod parts;

use leptos::{html, prelude::*};

use self::{composer::Composer, follow::Follow, message_list::MessageList};
use super::panels::PanelTop;
use crate::ui::language::use_words;

/// What was said in writing, and a place to write.
#[component]
pub(crate) fn ChatPanel(on_close: Callback<()>, draft: RwSignal<String>) -> impl IntoView {
    let words = use_words();
    let close = NodeRef::<html::Button>::new();
    let follow = Follow::new();
    view! {
        <aside class="panel chat" aria-labelledby="chat-heading">
            <PanelTop
                id="chat-heading"
                heading=words.say(|text| text.chat.heading)
                close
                on_close
            />
            <MessageList follow />
            <Composer draft on_sent=Callback::new(move |()| follow.to_end()) />
        </aside>
    }
}
