use call::{Place, Quality, Tile, TileConnection, TileKind, UserInput};
use leptos::prelude::*;

use super::{name_card::NameCard, tile_menu::TileMenu};
use crate::{
    session::CallHandle,
    ui::{
        attributes::flag,
        components::{Icon, Picture, Shape, Shown, changing},
        language::{Words, use_words},
        memo::{Watched, memo},
    },
};

/// Shows one participant, or the screen that one shares: live video, or a name card where there is none.
#[component]
pub(crate) fn ParticipantTile(
    tile: Watched<Tile>,
    /// One's own tile; it never changes hands.
    own: bool,
    /// Where it is on the stage; `None` while it is hidden.
    place: Watched<Option<Place>>,
) -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let key = tile.with_untracked(Tile::key);
    let participant = key.participant;
    let is_screen = key.kind == TileKind::Screen;
    let name = memo(move || tile.with(|tile| tile.name.as_str().to_owned()));
    let label = Signal::derive(move || {
        if own {
            (words.get().call.you)(&name.read())
        } else if is_screen {
            (words.get().share.screen_of)(&name.read())
        } else {
            name.get()
        }
    });
    let stream = Watched::new(move || tile.with(|tile| tile.stream));
    let muted = memo(move || !is_screen && tile.with(|tile| !tile.microphone));
    let speaking = memo(move || tile.with(|tile| tile.speaking));
    let quality = Watched::new(move || tile.with(|tile| tile.quality));
    let hand = memo(move || tile.with(|tile| tile.hand));
    let records = memo(move || tile.with(|tile| tile.recording));
    let away = memo(move || tile.with(|tile| tile.away));
    let volume = Watched::new(move || tile.with(|tile| tile.volume));
    let visible = RwSignal::new(false);
    let picture = memo(move || tile.with(Tile::expects_picture) && visible.get());
    let no_picture = Signal::derive(move || !picture.get());
    let connection = Watched::new(move || tile.with(|tile| tile.connection));
    let stalled = Signal::derive(move || connection.get() == TileConnection::Stalled);
    let side = |side: fn(Place) -> i32| {
        Signal::derive(move || format!("{}px", place.get().map(side).unwrap_or_default()))
    };
    let trouble = Watched::new(move || tile.with(|tile| tile.trouble));
    let sentence = Signal::derive(move || {
        let text = &words.get().tile;
        if let Some(trouble) = trouble.get() {
            return (text.trouble)(trouble, &name.read());
        }
        match connection.get() {
            TileConnection::Connecting => (text.connecting)(&name.read()),
            TileConnection::Slow => (text.slow)(&name.read()),
            TileConnection::Stalled => (text.stalled)(&name.read()),
            TileConnection::Failed => (text.failed)(&name.read()),
            TileConnection::Connected => String::new(),
        }
    });
    let failed = Signal::derive(move || connection.get() == TileConnection::Failed);
    // What is checked is a server.
    let troubled = Signal::derive(move || trouble.get().is_some() && !call.is_serverless());
    let on_retry = Callback::new(move |()| call.send(UserInput::ReconnectPeer(participant)));
    let dot = changing(move || {
        let quality = quality.get().filter(|_| !is_screen);
        quality.map(|quality| quality_dot(quality, words))
    });
    view! {
        <figure
            class="tile"
            class:screen=is_screen
            class:speaking=flag(speaking)
            hidden=Signal::derive(move || place.get().is_none())
            style:left=side(|place| place.left)
            style:top=side(|place| place.top)
            style:width=side(|place| place.width)
            style:height=side(|place| place.height)
            class:no-picture=no_picture
            class:stalled=stalled
            aria-label=label
        >
            <Picture stream=stream own=own volume=volume visible />
            <TileMenu tile own=own name=label />
            <Shown when=no_picture>
                <NameCard name number=participant.0 sentence troubled failed on_retry />
            </Shown>
            <Shown when=move || picture.get() && stalled.get()>
                <p class="veil-sentence">{sentence}</p>
            </Shown>
            <figcaption>
                <Shown when=muted>
                    <Icon shape=Shape::MicrophoneOff />
                    <span class="for-screen-readers">{words.say(|text| text.tile.muted)}</span>
                </Shown>
                <span class="tile-name" dir="auto">
                    {label}
                </span>
                {dot}
                <Shown when=hand>
                    <span class="tile-hand" role="img" aria-label=words.say(|text| text.hand.raised)>
                        "✋"
                    </span>
                </Shown>
                <Shown when=records>
                    <span
                        class="recording-mark"
                        role="img"
                        aria-label=words.say(|text| text.record.records)
                        title=words.say(|text| text.record.records)
                    ></span>
                </Shown>
                <Shown when=away>
                    <span class="tile-away" title=words.say(|text| text.tile.away)>
                        <Icon shape=Shape::Refresh />
                        <span class="tile-away-word">{words.say(|text| text.tile.away)}</span>
                    </span>
                </Shown>
            </figcaption>
        </figure>
    }
}

fn quality_dot(quality: Quality, words: Words) -> AnyView {
    let (class, word) = match quality {
        Quality::Good => ("quality good", words.say(|text| text.quality.good)),
        Quality::Fair => ("quality fair", words.say(|text| text.quality.fair)),
        Quality::Poor => ("quality poor", words.say(|text| text.quality.poor)),
        Quality::Lost => ("quality lost", words.say(|text| text.quality.lost)),
    };
    view! { <span class=class role="img" aria-label=word title=word></span> }.into_any()
}
