use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, HtmlVideoElement};

/// Plays the videos of a page, and knows whether the browser keeps them from it.
#[derive(Clone, Copy)]
pub(crate) struct Playback {
    blocked: RwSignal<bool>,
}

/// Gives the videos of a page their [`Playback`].
pub(crate) fn provide_playback() {
    provide_context(Playback {
        blocked: RwSignal::new(false),
    });
}

impl Playback {
    /// True while the browser waits for a click of the person before it plays sound.
    pub(crate) fn blocked(self) -> bool {
        self.blocked.get()
    }

    pub(crate) fn play(self, video: &HtmlVideoElement) {
        let Ok(promise) = video.play() else { return };
        spawn_local(async move {
            let Err(error) = JsFuture::from(promise).await else {
                return;
            };
            // `AbortError` only says that the next stream came before this one played.
            if error
                .dyn_into::<DomException>()
                .is_ok_and(|error| error.name() == "NotAllowedError")
            {
                // The page may be gone before the promise settles.
                self.blocked.try_set(any_waits());
            }
        });
    }

    /// Takes note that a video plays: browsers may allow it later, without a click of ours.
    pub(crate) fn started(self) {
        if self.blocked.get_untracked() {
            self.blocked.set(any_waits());
        }
    }

    /// Plays all videos of the page; to be called from a click.
    pub(crate) fn play_all(self) {
        for video in videos() {
            self.play(&video);
        }
    }
}

fn any_waits() -> bool {
    videos().any(|video| video.paused() && video.src_object().is_some())
}

fn videos() -> impl Iterator<Item = HtmlVideoElement> {
    let list = document().query_selector_all("video").ok();
    let length = list.as_ref().map_or(0, |list| list.length());
    (0..length).filter_map(move |index| list.as_ref()?.get(index)?.dyn_into().ok())
}
