use call::{PeerKey, SmallMap, StreamKey};
use leptos::prelude::*;
use protocol::Source;
use wasm_bindgen::JsCast;
use web_sys::{MediaStream, MediaStreamTrack};

/// The streams that the views play, by key.
pub(crate) type Streams = RwSignal<SmallMap<StreamKey, MediaStream>, LocalStorage>;

/// Puts a track that came over `peer` into the stream of its participant, or of their screen.
///
/// There is one track of each kind: one of a later connection takes the place of an earlier one.
pub(crate) fn add(streams: Streams, peer: PeerKey, source: Source, track: &MediaStreamTrack) {
    let key = match source {
        Source::Microphone | Source::Camera => StreamKey::Remote(peer.participant),
        Source::Screen | Source::ScreenAudio => StreamKey::RemoteScreen(peer.participant),
    };
    let stream = match streams.with_untracked(|streams| streams.get(key).cloned()) {
        Some(stream) => stream,
        None => {
            let Ok(stream) = MediaStream::new() else {
                return;
            };
            streams.update(|streams| {
                streams.insert(key, Clone::clone(&stream));
            });
            stream
        }
    };
    for earlier in stream
        .get_tracks()
        .into_iter()
        .filter_map(|track| track.dyn_into::<MediaStreamTrack>().ok())
    {
        if earlier.kind() == track.kind() {
            stream.remove_track(&earlier);
        }
    }
    stream.add_track(track);
    // The stream is the same and what is in it is not: whoever takes it apart looks again.
    streams.notify();
}

/// Lets the sound of a stream of someone else through, or nothing of it, however it is played.
pub(crate) fn let_through(stream: &MediaStream, sound: bool) {
    for track in sound_of(stream) {
        track.set_enabled(sound);
    }
}

/// The tracks of `stream` that can be heard.
pub(crate) fn sound_of(stream: &MediaStream) -> impl Iterator<Item = MediaStreamTrack> {
    let tracks = stream.get_audio_tracks().into_iter();
    tracks.map(JsCast::unchecked_into)
}

/// Forgets the stream of someone who has gone.
pub(crate) fn retain(streams: Streams, is_here: impl Fn(StreamKey) -> bool) {
    if streams.with_untracked(|streams| streams.keys().any(|key| !is_here(key))) {
        streams.update(|streams| streams.retain(&is_here));
    }
}
