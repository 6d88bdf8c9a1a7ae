use std::collections::BTreeMap;

use call::{Input, MediaInput};
use gloo_events::EventListener;
use protocol::Source;
use wasm_bindgen::JsValue;
use web_sys::{MediaStream, MediaStreamTrack};

use crate::session::event::{Event, Inbox};

/// One's own captured tracks, in one stream; dropping a track frees its device.
pub(crate) struct LocalTracks {
    stream: MediaStream,
    tracks: BTreeMap<Source, LocalTrack>,
    inbox: Inbox,
}

struct LocalTrack {
    track: MediaStreamTrack,
    _ended: EventListener,
}

impl LocalTracks {
    pub(crate) fn new(inbox: Inbox) -> Result<Self, JsValue> {
        Ok(Self {
            stream: MediaStream::new()?,
            tracks: BTreeMap::new(),
            inbox,
        })
    }

    /// The stream that all local tracks are in.
    pub(crate) fn stream(&self) -> &MediaStream {
        &self.stream
    }

    pub(crate) fn track(&self, source: Source) -> Option<&MediaStreamTrack> {
        self.tracks.get(&source).map(|local| &local.track)
    }

    /// Keeps `track` in the place of an earlier one of the same source.
    pub(crate) fn insert(&mut self, source: Source, track: MediaStreamTrack) {
        self.remove(source);
        let inbox = self.inbox.clone();
        let ended = EventListener::new(&track, "ended", move |_| {
            inbox.send(Event::Input(Input::Media(MediaInput::Ended { source })));
        });
        self.stream.add_track(&track);
        self.tracks.insert(
            source,
            LocalTrack {
                track,
                _ended: ended,
            },
        );
    }

    pub(crate) fn enable(&self, source: Source, enabled: bool) {
        if let Some(track) = self.track(source) {
            track.set_enabled(enabled);
        }
    }

    pub(crate) fn remove(&mut self, source: Source) {
        if let Some(local) = self.tracks.remove(&source) {
            self.stream.remove_track(&local.track);
        }
    }
}

impl Drop for LocalTrack {
    fn drop(&mut self) {
        self.track.stop();
    }
}
