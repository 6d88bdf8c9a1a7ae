use leptos::prelude::*;
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
        let video = video.clone();
        crate::task::spawn(async move {
            let Err(error) = JsFuture::from(promise).await else {
                return;
            };
            // `AbortError` only says that the next stream came before this one played.
            if error
                .dyn_into::<DomException>()
                .is_ok_and(|error| error.name() == "NotAllowedError")
            {
                silence(&video);
                // The page may be gone before the promise settles.
                self.blocked.try_set(any_waits());
            }
        });
    }

    /// Takes note that a video plays: browsers may allow it later, without a click of ours.
    ///
    /// Some do as soon as the page has a camera: when one's `own` picture is there, sound is tried again.
    pub(crate) fn started(self, own: bool) {
        if !self.blocked.get_untracked() {
            return;
        }
        if own {
            self.play_all();
        }
        self.blocked.set(any_waits());
    }

    /// Plays all videos of the page with their sound: from a click, or when the browser may have changed its mind.
    pub(crate) fn play_all(self) {
        for video in videos() {
            if is_silenced(&video) && video.remove_attribute(SILENCED).is_ok() {
                video.set_muted(false);
            }
            self.play(&video);
        }
    }
}

/// Marks a video that plays without its sound, because the browser allows no more.
const SILENCED: &str = "data-silenced";

/// Shows the picture at least: without sound every browser plays.
fn silence(video: &HtmlVideoElement) {
    if !video.muted() && video.set_attribute(SILENCED, "").is_ok() {
        video.set_muted(true);
        // If even that fails, the video waits, and the banner says so.
        let _ = video.play();
    }
}

fn is_silenced(video: &HtmlVideoElement) -> bool {
    video.has_attribute(SILENCED)
}

fn any_waits() -> bool {
    videos().any(|video| is_silenced(&video) || video.paused() && video.src_object().is_some())
}

fn videos() -> impl Iterator<Item = HtmlVideoElement> {
    let list = document().query_selector_all("video").ok();
    let length = list.as_ref().map_or(0, |list| list.length());
    (0..length).filter_map(move |index| list.as_ref()?.get(index)?.dyn_into().ok())
}
