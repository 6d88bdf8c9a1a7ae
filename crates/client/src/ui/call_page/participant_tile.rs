use call::{Tile, TileConnection};
use leptos::prelude::*;

use super::name_card::NameCard;
use crate::ui::{
    components::{Icon, Picture, Shape},
    language::use_words,
};

/// Shows one participant: live video, or a name card where there is none.
#[component]
pub(crate) fn ParticipantTile(
    #[prop(into)] tile: Signal<Tile>,
    /// One's own tile; it never changes hands.
    own: bool,
) -> impl IntoView {
    let words = use_words();
    let number = tile.with_untracked(|tile| tile.participant.0);
    let name = Memo::new(move |_| tile.with(|tile| tile.name.as_str().to_owned()));
    let label = move || {
        if own {
            (words.get().call.you)(&name.read())
        } else {
            name.get()
        }
    };
    let stream = Memo::new(move |_| tile.with(|tile| tile.stream));
    let muted = Memo::new(move |_| tile.with(|tile| !tile.microphone));
    let visible = RwSignal::new(false);
    let picture = Memo::new(move |_| tile.with(expects_picture) && visible.get());
    let connection = Memo::new(move |_| tile.with(|tile| tile.connection));
    let sentence = move || {
        let text = &words.get().tile;
        match connection.get() {
            TileConnection::Connecting => Some((text.connecting)(&name.read())),
            TileConnection::Slow => Some((text.slow)(&name.read())),
            TileConnection::Failed => Some((text.failed)(&name.read())),
            TileConnection::Connected => None,
        }
    };
    view! {
        <figure class="tile" class:no-picture=move || !picture.get() aria-label=label>
            <Picture stream=stream own=own visible />
            <Show when=move || !picture.get()>
                <NameCard name=name number=number sentence=Signal::derive(sentence) />
            </Show>
            <figcaption>
                <Show when=move || muted.get()>
                    <Icon shape=Shape::MicrophoneOff />
                    <span class="for-screen-readers">{words.say(|text| text.tile.muted)}</span>
                </Show>
                <span class="tile-name" dir="auto">
                    {label}
                </span>
            </figcaption>
        </figure>
    }
}

/// A camera that is on gives a picture once there is a way for it to come.
fn expects_picture(tile: &Tile) -> bool {
    let arrives = tile.you || tile.connection == TileConnection::Connected;
    tile.camera && tile.stream.is_some() && arrives
}
