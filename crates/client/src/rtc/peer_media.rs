use call::{AudioLevel, VideoLimit};
use protocol::Source;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::RtcRtpTransceiverDirection;

use crate::log;
use crate::rtc::ext::{ReceiverExt, SenderExt, Stats};
use crate::rtc::peer_connection::PeerConnection;

/// What goes over a connection, and how much of it.
impl PeerConnection {
    /// How loud the other side's microphone is at this moment.
    pub(crate) fn level(&self) -> Option<AudioLevel> {
        let transceiver = self.transceivers.get(Source::Microphone)?;
        let sources = transceiver
            .receiver()
            .unchecked_into::<ReceiverExt>()
            .synchronization_sources();
        let level = sources.get(0).dyn_into::<js_sys::Object>().ok()?;
        let level = level.unchecked_into::<Stats>().audio_level()?;
        Some(AudioLevel::of_full_scale(level))
    }

    /// Sends no more of `source` than `limit` says.
    pub(crate) fn limit_video(&self, source: Source, limit: VideoLimit) {
        let Some(transceiver) = self.transceivers.get(source) else {
            return;
        };
        let sender: SenderExt = transceiver.sender().unchecked_into();
        let parameters = sender.parameters();
        let encodings = js_sys::Reflect::get(&parameters, &"encodings".into());
        let Ok(encodings) = encodings.and_then(|list| list.dyn_into::<js_sys::Array>()) else {
            return;
        };
        // What has no encoding sends nothing that could be limited.
        let encoding = encodings.get(0);
        if !encoding.is_object() {
            return;
        }
        let set = |name: &str, value: f64| {
            // Setting a property of a plain object cannot fail.
            let _ = js_sys::Reflect::set(&encoding, &name.into(), &value.into());
        };
        set("maxBitrate", f64::from(limit.max_bitrate));
        set("maxFramerate", f64::from(limit.max_fps));
        set(
            "scaleResolutionDownBy",
            f64::from(limit.scale_down_by_x100.max(100)) / 100.0,
        );
        let promise = sender.set_parameters(&parameters);
        crate::task::spawn(async move {
            if let Err(error) = JsFuture::from(promise).await {
                log::warn("a limit could not be set", &error);
            }
        });
    }

    /// Wants video of the other side, or none.
    pub(crate) fn receive_video(&self, wanted: bool) {
        let direction = if wanted {
            RtcRtpTransceiverDirection::Sendrecv
        } else {
            RtcRtpTransceiverDirection::Sendonly
        };
        for source in [Source::Camera, Source::Screen] {
            if let Some(transceiver) = self.transceivers.get(source) {
                transceiver.set_direction(direction);
            }
        }
    }
}
