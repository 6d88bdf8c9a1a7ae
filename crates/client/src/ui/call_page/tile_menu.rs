use call::{Tile, TileKind, UserInput, Volume};
use leptos::prelude::*;
use protocol::ParticipantId;

use crate::{
    session::CallHandle,
    ui::{
        attributes::spelled,
        components::{Menu, Shape},
        language::use_words,
        memo::{Watched, memo},
        text::TileMenuText,
    },
};

/// What one can do with a tile: pin it, and for those of others change how it is heard.
#[component]
pub(crate) fn TileMenu(
    tile: Watched<Tile>,
    own: bool,
    #[prop(into)] name: Signal<String>,
) -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let key = tile.with_untracked(Tile::key);
    let open = RwSignal::new(false);
    let pinned = memo(move || call.view().with(|view| view.stage.pinned == Some(key)));
    let label = move || (words.get().tile_menu.heading)(&name.read());
    let pin_label = Signal::derive(move || {
        let text = &words.get().tile_menu;
        let word = if pinned.get() { text.unpin } else { text.pin };
        word.to_owned()
    });
    let pin = move |_| {
        open.set(false);
        let pins = !pinned.get_untracked();
        call.send(if pins {
            UserInput::Pin(key)
        } else {
            UserInput::Unpin
        });
    };
    view! {
        <div class="tile-menu">
            <Menu
                label=Signal::derive(label)
                shape=Shape::More
                button="icon-button"
                items="tile-menu-items"
                open
            >
                <button type="button" class="button quiet" on:click=pin>
                    {pin_label}
                </button>
                {(!own).then(|| sound(tile, Signal::derive(String::new)))}
                {(!own && key.kind == TileKind::Camera).then(|| inspect(key.participant, open))}
            </Menu>
        </div>
    }
}

/// Opens what is known of the connection to someone.
fn inspect(participant: ParticipantId, open: RwSignal<bool>) -> AnyView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    view! {
        <button
            type="button"
            class="button quiet"
            on:click=move |_| {
                open.set(false);
                call.send(UserInput::InspectLink(Some(participant)));
            }
        >
            {words.say(|text| text.link.heading)}
        </button>
    }
    .into_any()
}

/// How loud the tile is played here; nobody else notices.
///
/// With `of`, it says of whom; without, what is around it does.
pub(super) fn sound(tile: Watched<Tile>, of: Signal<String>) -> AnyView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let key = tile.with_untracked(Tile::key);
    let volume = Watched::new(move || tile.with(|tile| tile.volume));
    let label = move |word: fn(&TileMenuText) -> &'static str| {
        Signal::derive(move || {
            let (word, of) = (word(&words.get().tile_menu), of.get());
            if of.is_empty() {
                word.to_owned()
            } else {
                format!("{word}: {of}")
            }
        })
    };
    view! {
        <button
            type="button"
            class="button quiet"
            aria-label=label(|text| text.mute_for_me)
            aria-pressed=spelled(Signal::derive(move || volume.get().muted))
            on:click=move |_| {
                let muted = !volume.get_untracked().muted;
                call.send(UserInput::MuteForMe { tile: key, muted });
            }
        >
            {words.say(|text| text.tile_menu.mute_for_me)}
        </button>
        <label class="tile-volume">
            <span>{words.say(|text| text.tile_menu.volume)}</span>
            <input
                type="range"
                min="0"
                max=Volume::MAX.to_string()
                step="5"
                aria-label=label(|text| text.volume)
                prop:value=Signal::derive(move || volume.get().percent.to_string())
                on:input:target=move |event| {
                    if let Ok(percent) = event.target().value().parse::<u8>() {
                        call.send(UserInput::SetVolume { tile: key, percent });
                    }
                }
            />
        </label>
    }
    .into_any()
}
