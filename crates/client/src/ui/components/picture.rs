use call::StreamKey;
use leptos::{html, prelude::*};

use super::Playback;
use crate::{session::CallHandle, ui::effect::effect};

/// Plays a stream, with its sound unless it is one's own.
///
/// The element stays in the page while there is no picture: the sound comes from it.
#[component]
pub(crate) fn Picture(
    #[prop(into)] stream: Signal<Option<StreamKey>>,
    own: bool,
    /// Becomes true once there is a picture to see.
    visible: RwSignal<bool>,
) -> impl IntoView {
    let call = expect_context::<CallHandle>();
    let playback = expect_context::<Playback>();
    let video = NodeRef::<html::Video>::new();
    effect(move || {
        let Some(video) = video.get() else { return };
        let stream = stream.get().and_then(|key| call.stream(key));
        // Setting the same stream again would make the picture flicker.
        if video.src_object() == stream {
            return;
        }
        video.set_src_object(stream.as_ref());
        if stream.is_some() {
            playback.play(&video);
        }
    });
    let look = move || {
        if let Some(video) = video.get_untracked() {
            // Chromium draws nothing of a video with sound before it may play.
            visible.set(video.video_width() > 0 && (own || !video.paused()));
        }
    };
    view! {
        // The attribute `muted` only sets the default: a self-view needs the property.
        <video
            class:mirrored=own
            node_ref=video
            autoplay
            playsinline
            prop:muted=own
            on:playing=move |_| {
                look();
                playback.started(own);
            }
            on:resize=move |_| look()
            on:emptied=move |_| visible.set(false)
        />
    }
}
