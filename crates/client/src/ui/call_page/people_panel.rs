use call::{CallView, Tile};
use leptos::prelude::*;

use super::panels::SidePanel;
use crate::{
    session::CallHandle,
    ui::{
        components::{Icon, LanguageSelect, List, Row, Shape},
        language::use_words,
        memo::Watched,
    },
};

/// Lists who is here.
#[component]
pub(crate) fn PeoplePanel(on_close: Callback<()>) -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let people = Watched::new(move || call.view().with(CallView::people_tiles));
    view! {
        <SidePanel id="people-heading" heading=words.say(|text| text.call.people) on_close>
            <ul class="people">
                <List rows=Box::new(move || people.get().into_iter().map(person).collect()) />
            </ul>
            <footer class="panel-bottom">
                <LanguageSelect />
            </footer>
        </SidePanel>
    }
}

fn person(tile: Tile) -> Row {
    let Tile {
        participant,
        microphone,
        camera,
        away,
        hand,
        ..
    } = tile;
    let key = format!("{participant} {microphone} {camera} {away} {hand}");
    Row::new(key, move || view! { <Person tile /> })
}

#[component]
fn Person(tile: Tile) -> impl IntoView {
    let words = use_words();
    let Tile {
        name,
        you,
        microphone,
        camera,
        away,
        hand,
        ..
    } = tile;
    let name = Signal::derive(move || {
        if you {
            (words.get().call.you)(name.as_str())
        } else {
            name.as_str().to_owned()
        }
    });
    let (microphone_shape, camera_shape) = (
        if microphone {
            Shape::Microphone
        } else {
            Shape::MicrophoneOff
        },
        if camera {
            Shape::Camera
        } else {
            Shape::CameraOff
        },
    );
    let microphone_words = Signal::derive(move || {
        let text = &words.get().call;
        let word = if microphone {
            text.microphone_on
        } else {
            text.microphone_off
        };
        word.to_owned()
    });
    let camera_words = Signal::derive(move || {
        let text = &words.get().call;
        let word = if camera {
            text.camera_on
        } else {
            text.camera_off
        };
        word.to_owned()
    });
    view! {
        <li>
            <span class="person-name" dir="auto">
                {name}
            </span>
            {hand
                .then(|| {
                    view! {
                        <span role="img" aria-label=words.say(|text| text.hand.raised)>
                            "✋"
                        </span>
                    }
                })}
            {away
                .then(|| {
                    view! {
                        <span class="person-away">{words.say(|text| text.tile.away)}</span>
                    }
                })}
            <span class="person-state" class:off=!microphone title=microphone_words>
                <Icon shape=microphone_shape />
                <span class="for-screen-readers">{microphone_words}</span>
            </span>
            <span class="person-state" class:off=!camera title=camera_words>
                <Icon shape=camera_shape />
                <span class="for-screen-readers">{camera_words}</span>
            </span>
        </li>
    }
}
