use call::{StreamKey, Switch, Volume};
use leptos::{html, prelude::*};
use web_sys::HtmlVideoElement;

use super::Playback;
use crate::{
    preferences::device,
    rtc::{device_list::DeviceKind, loudspeaker::Boost, remote_streams::let_through, speaker},
    session::CallHandle,
    ui::{effect::effect, memo::Watched},
};

/// Plays a stream, with its sound unless it is one's own.
///
/// The element stays in the page while there is no picture: the sound comes from it.
#[component]
pub(crate) fn Picture(
    stream: Watched<Option<StreamKey>>,
    own: bool,
    /// How loud it is played; one's own is silent.
    volume: Watched<Volume>,
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
    effect(move || {
        let speaker = call.preferences().with(|preferences| {
            let speaker = device(preferences, DeviceKind::Speaker);
            speaker.map(str::to_owned)
        });
        if let (Some(video), Some(speaker)) = (video.get(), speaker) {
            speaker::play_through(&video, &speaker);
        }
    });
    effect(move || {
        let silenced = volume.get().silenced;
        let stream = stream.get().filter(|_| !own);
        if let Some(stream) = stream.and_then(|key| call.stream(key)) {
            let_through(&stream, !silenced);
        }
    });
    // An element plays nothing louder than it comes.
    let mut boost = None::<Boost>;
    effect(move || {
        let Some(video) = video.get() else { return };
        let heard = volume.get().heard();
        let stream = stream.get().filter(|_| heard > 100);
        let stream = stream.and_then(|key| call.stream(key));
        let loudspeaker = call.loudspeaker();
        boost = stream.and_then(|stream| loudspeaker.boost(boost.take(), &stream, heard));
        let own_part = if boost.is_some() && loudspeaker.runs() {
            0
        } else {
            heard.min(100)
        };
        video.set_volume(f64::from(own_part) / 100.0);
    });
    let mirrored = Signal::derive(move || {
        own && call
            .preferences()
            .with(|preferences| preferences.is_on(Switch::Mirror))
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
            class:mirrored=mirrored
            node_ref=video
            autoplay
            playsinline
            // Firefox stops at it with Tab otherwise.
            tabindex="-1"
            prop:muted=own
            on:playing=move |_| {
                look();
                playback.started(own);
            }
            on:resize=move |_| look()
            on:emptied=move |_| visible.set(false)
            on:pause=move |_| {
                // Nothing here pauses: Firefox does once there is a sound that it may not play.
                let video = video.get_untracked();
                let plays = |video: &HtmlVideoElement| video.is_connected() && !document().hidden();
                if let Some(video) = video.filter(plays) {
                    playback.play(&video);
                }
            }
        />
    }
}
