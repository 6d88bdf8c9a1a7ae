use call::Tile;
use leptos::{html, prelude::*};

use crate::{
    session::CallHandle,
    ui::{
        components::{Icon, LanguageSelect, Shape},
        language::use_words,
    },
};

/// Lists who is here.
#[component]
pub(crate) fn PeoplePanel(on_close: Callback<()>) -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let people = Memo::new(move |_| call.view().with(|view| view.tiles.clone()));
    let close_label = words.say(|text| text.general.close);
    let close = NodeRef::<html::Button>::new();
    Effect::new(move || {
        if let Some(close) = close.get() {
            let _ = close.focus();
        }
    });
    view! {
        <aside class="panel" aria-labelledby="people-heading">
            <header class="panel-top">
                <h2 id="people-heading">{words.say(|text| text.call.people)}</h2>
                <button
                    type="button"
                    class="icon-button"
                    node_ref=close
                    aria-label=close_label
                    title=close_label
                    on:click=move |_| on_close.run(())
                >
                    <Icon shape=Shape::Close />
                </button>
            </header>
            <ul class="people">
                <For
                    each=move || people.get()
                    key=|tile| (tile.participant, tile.microphone, tile.camera)
                    let(tile)
                >
                    <Person tile />
                </For>
            </ul>
            <footer class="panel-bottom">
                <LanguageSelect />
            </footer>
        </aside>
    }
}

#[component]
fn Person(tile: Tile) -> impl IntoView {
    let words = use_words();
    let Tile {
        name,
        you,
        microphone,
        camera,
        ..
    } = tile;
    let name = move || {
        if you {
            (words.get().call.you)(name.as_str())
        } else {
            name.as_str().to_owned()
        }
    };
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
    let microphone_words = move || {
        let text = &words.get().call;
        if microphone {
            text.microphone_on
        } else {
            text.microphone_off
        }
    };
    let camera_words = move || {
        let text = &words.get().call;
        if camera {
            text.camera_on
        } else {
            text.camera_off
        }
    };
    view! {
        <li>
            <span class="person-name" dir="auto">
                {name}
            </span>
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
