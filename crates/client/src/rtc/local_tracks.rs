use call::{ContentHint, Input, MediaInput, SmallMap};
use gloo_events::EventListener;
use protocol::Source;
use wasm_bindgen::JsValue;
use web_sys::{MediaStream, MediaStreamTrack};

use crate::session::event::{Event, Inbox};

/// One's own captured tracks, in a stream of the devices and one of the screen; dropping a track frees its device.
pub(crate) struct LocalTracks {
    devices: MediaStream,
    screen: MediaStream,
    hint: ContentHint,
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
            devices: MediaStream::new()?,
            screen: MediaStream::new()?,
            hint: ContentHint::default(),
            tracks: SmallMap::default(),
            inbox,
        })
    }

    /// The stream that the track of `source` is in.
    pub(crate) fn stream(&self, source: Source) -> &MediaStream {
        match source {
            Source::Microphone | Source::Camera => &self.devices,
            Source::Screen | Source::ScreenAudio => &self.screen,
        }
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
        if source == Source::Screen {
            hint(&track, self.hint);
        }
        self.stream(source).add_track(&track);
        let local = LocalTrack {
            track,
            _listeners: listeners,
        };
        self.tracks.insert(source, local);
    }

    /// Says what the screen shows, now and when it is shared later.
    pub(crate) fn hint_screen(&mut self, hint: ContentHint) {
        self.hint = hint;
        if let Some(track) = self.track(Source::Screen) {
            self::hint(track, hint);
        }
    }

    pub(crate) fn enable(&self, source: Source, enabled: bool) {
        if let Some(track) = self.track(source) {
            track.set_enabled(enabled);
        }
    }

    pub(crate) fn remove(&mut self, source: Source) {
        if let Some(local) = self.tracks.remove(source) {
            self.stream(source).remove_track(&local.track);
        }
    }
}

fn hint(track: &MediaStreamTrack, hint: ContentHint) {
    let word = match hint {
        ContentHint::Detail => "detail",
        ContentHint::Text => "text",
        ContentHint::Motion => "motion",
    };
    // A browser without hints keeps it as a word that means nothing.
    let _ = js_sys::Reflect::set(track, &"contentHint".into(), &word.into());
}

impl Drop for LocalTrack {
    fn drop(&mut self) {
        self.track.stop();
    }
}
