use call::{CallView, Tile, keep_order};
use leptos::{html, prelude::*};
use protocol::Role;

use super::{doors::manage, panels::SidePanel, stage::follow, tile_menu::sound};
use crate::{
    session::CallHandle,
    ui::{
        components::{Drawing, Icon, LanguageSelect, List, Row, Shape, Shown},
        language::{Words, use_words},
        memo::{Watched, memo},
        text::Text,
    },
};

/// Lists who is here.
#[component]
pub(crate) fn PeoplePanel(on_close: Callback<()>) -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let list = NodeRef::<html::Ul>::new();
    let left = Trigger::new();
    let people = Watched::after_last(move |last: Option<&Vec<Tile>>| {
        left.track();
        let people = call.view().with(CallView::people_tiles);
        // A row that is moved loses the focus.
        let is_used = || {
            Some(
                list.get_untracked()?
                    .contains(document().active_element().as_deref()),
            )
        };
        match last {
            Some(last) if is_used() == Some(true) => keep_order(last, people),
            Some(_) | None => people,
        }
    });
    view! {
        <SidePanel id="people-heading" heading=words.say(|text| text.call.people) on_close>
            <ul
                class="people"
                tabindex="-1"
                node_ref=list
                // What gets the focus has it a moment later.
                on:focusout=move |_| request_animation_frame(move || left.notify())
            >
                <List rows=Box::new(move || {
                    people.get().into_iter().map(|first| row(people, first)).collect()
                }) />
            </ul>
            <footer class="panel-bottom">
                <LanguageSelect />
            </footer>
        </SidePanel>
    }
}

fn row(people: Watched<Vec<Tile>>, first: Tile) -> Row {
    let key = format!("{} {}", first.participant, first.you);
    Row::new(key, move || {
        let you = first.you;
        view! { <Person tile=follow(people, first) you /> }
    })
}

#[component]
fn Person(tile: Watched<Tile>, you: bool) -> impl IntoView {
    let words = use_words();
    let name = memo(move || tile.with(|tile| tile.name.as_str().to_owned()));
    let label = Signal::derive(move || {
        if you {
            (words.get().call.you)(&name.read())
        } else {
            name.get()
        }
    });
    let hand = memo(move || tile.with(|tile| tile.hand));
    let role = Watched::new(move || {
        let role = tile.with(|tile| tile.role);
        (role != Role::Member).then_some(role)
    });
    let role_word = Signal::derive(move || {
        let text = &words.get().doors;
        let word = if role.get() == Some(Role::Host) {
            text.host
        } else {
            text.viewer
        };
        word.to_owned()
    });
    let away = memo(move || tile.with(|tile| tile.away));
    view! {
        <li>
            <span class="person-name" dir="auto">
                {label}
            </span>
            <Shown when=hand>
                <span role="img" aria-label=words.say(|text| text.hand.raised)>
                    "✋"
                </span>
            </Shown>
            <Shown when=Signal::derive(move || role.get().is_some())>
                <span class="person-away">{role_word}</span>
            </Shown>
            <Shown when=away>
                <span class="person-away">{words.say(|text| text.tile.away)}</span>
            </Shown>
            {state(
                words,
                Signal::derive(move || tile.with(|tile| tile.microphone)),
                [Shape::MicrophoneOff, Shape::Microphone],
                [|text| text.call.microphone_off, |text| text.call.microphone_on],
            )}
            {state(
                words,
                Signal::derive(move || tile.with(|tile| tile.camera)),
                [Shape::CameraOff, Shape::Camera],
                [|text| text.call.camera_off, |text| text.call.camera_on],
            )}
            {(!you).then(|| manage(tile, name.into()))}
            {(!you).then(|| view! { <div class="person-sound">{sound(tile, name.into())}</div> })}
        </li>
    }
}

/// Says whether a device is on: the first of `shapes` and `says` if it is not.
fn state(
    words: Words,
    on: Signal<bool>,
    shapes: [Shape; 2],
    says: [fn(&'static Text) -> &'static str; 2],
) -> AnyView {
    let pick = move || usize::from(on.get());
    let word = Signal::derive(move || says[pick()](words.get()).to_owned());
    let off = Signal::derive(move || !on.get());
    view! {
        <span class="person-state" class:off=off title=word>
            <Icon shape=Drawing::of(move || shapes[pick()]) />
            <span class="for-screen-readers">{word}</span>
        </span>
    }
    .into_any()
}
