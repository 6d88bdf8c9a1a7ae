use call::{Tile, TileConnection, UserInput};
use leptos::prelude::*;

use super::name_card::NameCard;
use crate::{
    session::CallHandle,
    ui::{
        components::{Icon, Picture, Shape, Shown},
        language::use_words,
    },
};

/// Shows one participant: live video, or a name card where there is none.
#[component]
pub(crate) fn ParticipantTile(
    #[prop(into)] tile: Signal<Tile>,
    /// One's own tile; it never changes hands.
    own: bool,
) -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let participant = tile.with_untracked(|tile| tile.participant);
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
    let away = Memo::new(move |_| tile.with(|tile| tile.away));
    let visible = RwSignal::new(false);
    let picture = Memo::new(move |_| tile.with(expects_picture) && visible.get());
    let connection = Memo::new(move |_| tile.with(|tile| tile.connection));
    let stalled = move || connection.get() == TileConnection::Stalled;
    let sentence = Signal::derive(move || {
        let text = &words.get().tile;
        match connection.get() {
            TileConnection::Connecting => Some((text.connecting)(&name.read())),
            TileConnection::Slow => Some((text.slow)(&name.read())),
            TileConnection::Stalled => Some((text.stalled)(&name.read())),
            TileConnection::Failed => Some((text.failed)(&name.read())),
            TileConnection::Connected => None,
        }
    });
    let failed = Signal::derive(move || connection.get() == TileConnection::Failed);
    let on_retry = Callback::new(move |()| call.send(UserInput::ReconnectPeer(participant)));
    view! {
        <figure
            class="tile"
            class:no-picture=move || !picture.get()
            class:stalled=stalled
            aria-label=label
        >
            <Picture stream=stream own=own visible />
            <Shown when=move || !picture.get()>
                <NameCard name number=participant.0 sentence failed on_retry />
            </Shown>
            <Shown when=move || picture.get() && stalled()>
                <p class="veil-sentence">{sentence}</p>
            </Shown>
            <figcaption>
                <Shown when=move || muted.get()>
                    <Icon shape=Shape::MicrophoneOff />
                    <span class="for-screen-readers">{words.say(|text| text.tile.muted)}</span>
                </Shown>
                <span class="tile-name" dir="auto">
                    {label}
                </span>
                <Shown when=move || away.get()>
                    <span class="tile-away" title=words.say(|text| text.tile.away)>
                        <Icon shape=Shape::Refresh />
                        <span class="tile-away-word">{words.say(|text| text.tile.away)}</span>
                    </span>
                </Shown>
            </figcaption>
        </figure>
    }
}

/// A camera that is on gives a picture once there is a way for it to come; while nothing comes, the last one stays.
fn expects_picture(tile: &Tile) -> bool {
    let arrives = match tile.connection {
        TileConnection::Connected | TileConnection::Stalled => true,
        TileConnection::Connecting | TileConnection::Slow | TileConnection::Failed => tile.you,
    };
    tile.camera && tile.stream.is_some() && arrives
}
