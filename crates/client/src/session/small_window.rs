use call::{Scene, Timestamp};
use gloo_events::EventListener;
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::EventTarget;

use crate::rtc::remote_streams::Streams;
use crate::session::event::{Event, Inbox};
use crate::session::recorder::{PERIOD, tiles};

#[wasm_bindgen]
extern "C" {
    /// A small window of `public/recorder.js`.
    #[wasm_bindgen(extends = EventTarget, js_name = TatapWindow)]
    type PictureWindow;

    #[wasm_bindgen(constructor, js_class = "TatapWindow", catch)]
    fn new(words: &Array) -> Result<PictureWindow, JsValue>;

    #[wasm_bindgen(method)]
    fn draw(this: &PictureWindow, tiles: &Array, is_muted: bool);

    #[wasm_bindgen(method)]
    fn close(this: &PictureWindow);
}

/// What the buttons of a small window are called: mute, unmute, leave.
pub(crate) type WindowWords = [&'static str; 3];

/// What happens in a small window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WindowNews {
    /// The person mutes or unmutes the microphone there.
    Mute,
    Leave,
    Closed,
}

/// A small window above all others that shows the call; it closes when dropped.
pub(crate) struct SmallWindow {
    window: PictureWindow,
    next: Timestamp,
    _news: EventListener,
}

impl SmallWindow {
    pub(crate) fn open(words: WindowWords, inbox: &Inbox) -> Result<Self, JsValue> {
        let words: Array = words.into_iter().map(JsValue::from_str).collect();
        let window = PictureWindow::new(&words)?;
        let inbox = inbox.clone();
        let news = EventListener::new(&window, "news", move |event| {
            let what = Reflect::get(event, &"what".into()).ok();
            let news = match what.and_then(|what| what.as_string()).as_deref() {
                Some("mute") => WindowNews::Mute,
                Some("leave") => WindowNews::Leave,
                _ => WindowNews::Closed,
            };
            inbox.send(Event::Window(news));
        });
        Ok(Self {
            window,
            next: Timestamp::default(),
            _news: news,
        })
    }

    /// When the next picture is due.
    pub(crate) fn next(&self) -> Timestamp {
        self.next
    }

    pub(crate) fn draw(&mut self, now: Timestamp, scene: &Scene, streams: Streams, is_muted: bool) {
        self.next = now + PERIOD;
        self.window.draw(&tiles(scene, streams), is_muted);
    }
}

impl Drop for SmallWindow {
    fn drop(&mut self) {
        self.window.close();
    }
}
