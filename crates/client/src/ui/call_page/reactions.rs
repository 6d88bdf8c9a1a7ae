use call::{ReactionView, UserInput};
use leptos::prelude::*;
use protocol::Reaction;

use crate::{
    session::CallHandle,
    ui::{
        components::{List, Menu, Row, Shape},
        language::{Words, use_words},
        memo::Watched,
    },
};

/// Opens the reactions that one can show.
#[component]
pub(crate) fn ReactionMenu() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let open = RwSignal::new(false);
    let label = words.say(|text| text.reactions.heading);
    let choice = move |reaction| {
        let name = Signal::derive(move || name(words, reaction).to_owned());
        view! {
            <button
                type="button"
                class="reaction-choice"
                aria-label=name
                title=name
                on:click=move |_| {
                    call.send(UserInput::React(reaction));
                    open.set(false);
                }
            >
                {emoji(reaction)}
            </button>
        }
    };
    view! {
        <Menu
            label
            shape=Shape::Smile
            button="round"
            items="reaction-menu"
            open
        >
            {Reaction::ALL.map(choice).into_iter().collect_view()}
        </Menu>
    }
}

/// Shows the reactions of the moment, each with the name of who feels so.
#[component]
pub(crate) fn Reactions() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let shown = Watched::new(move || call.view().with(|view| view.reactions.clone()));
    let row = move |shown: ReactionView| {
        let person = call.view().with_untracked(|view| {
            let mut tiles = view.tiles.iter();
            let tile = tiles.find(|tile| tile.participant == shown.from);
            tile.map(|tile| tile.name.as_str().to_owned())
        });
        let person = person.unwrap_or_default();
        let spoken = format!("{person}: {}", name(words, shown.reaction));
        Row::new(shown.id, move || {
            view! {
                <p class="reaction">
                    <span class="for-screen-readers">{spoken}</span>
                    <span class="reaction-emoji" aria-hidden="true">
                        {emoji(shown.reaction)}
                    </span>
                    <span class="reaction-name" aria-hidden="true" dir="auto">
                        {person}
                    </span>
                </p>
            }
        })
    };
    view! {
        <div class="reactions" role="status">
            <List rows=Box::new(move || shown.get().into_iter().map(row).collect()) />
        </div>
    }
}

fn name(words: Words, reaction: Reaction) -> &'static str {
    (words.get().reactions.name)(reaction)
}

fn emoji(reaction: Reaction) -> &'static str {
    match reaction {
        Reaction::ThumbsUp => "👍",
        Reaction::Clapping => "👏",
        Reaction::Heart => "❤️",
        Reaction::Laughing => "😂",
        Reaction::Surprised => "😮",
        Reaction::Sad => "😢",
        Reaction::Celebrate => "🎉",
        Reaction::Thinking => "🤔",
    }
}
