use call::{Input, MediaInput, SmallMap};
use gloo_events::EventListener;
use protocol::Source;
use wasm_bindgen::JsValue;
use web_sys::{MediaStream, MediaStreamTrack};

use crate::session::event::{Event, Inbox};

/// One's own captured tracks, in one stream; dropping a track frees its device.
pub(crate) struct LocalTracks {
    stream: MediaStream,
    tracks: SmallMap<Source, LocalTrack>,
    inbox: Inbox,
}

struct LocalTrack {
    track: MediaStreamTrack,
    _listeners: [EventListener; 3],
}

impl LocalTracks {
    pub(crate) fn new(inbox: Inbox) -> Result<Self, JsValue> {
        Ok(Self {
            stream: MediaStream::new()?,
            tracks: SmallMap::default(),
            inbox,
        })
    }

    /// The stream that all local tracks are in.
    pub(crate) fn stream(&self) -> &MediaStream {
        &self.stream
    }

    pub(crate) fn track(&self, source: Source) -> Option<&MediaStreamTrack> {
        self.tracks.get(source).map(|local| &local.track)
    }

    /// Keeps `track` in the place of an earlier one of the same source.
    pub(crate) fn insert(&mut self, source: Source, track: MediaStreamTrack) {
        self.remove(source);
        let on = |name: &'static str, input: MediaInput| {
            let inbox = self.inbox.clone();
            EventListener::new(&track, name, move |_| {
                inbox.send(Event::Input(Input::Media(input.clone())));
            })
        };
        let interrupted = |interrupted| MediaInput::Interrupted {
            source,
            interrupted,
        };
        let listeners = [
            on("ended", MediaInput::Ended { source }),
            on("mute", interrupted(true)),
            on("unmute", interrupted(false)),
        ];
        if track.muted() {
            // It came without a sound or a picture: `mute` is not said again.
            let input = interrupted(true);
            self.inbox.send(Event::Input(Input::Media(input)));
        }
        self.stream.add_track(&track);
        let local = LocalTrack {
            track,
            _listeners: listeners,
        };
        self.tracks.insert(source, local);
    }

    pub(crate) fn enable(&self, source: Source, enabled: bool) {
        if let Some(track) = self.track(source) {
            track.set_enabled(enabled);
        }
    }

    pub(crate) fn remove(&mut self, source: Source) {
        if let Some(local) = self.tracks.remove(source) {
            self.stream.remove_track(&local.track);
        }
    }
}

impl Drop for LocalTrack {
    fn drop(&mut self) {
        self.track.stop();
    }
}
