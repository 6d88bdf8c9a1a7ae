//! What web-sys 0.3.105 lacks.

use wasm_bindgen::prelude::*;
use web_sys::{HtmlMediaElement, MediaStream, RtcPeerConnection, RtcRtpReceiver, RtcRtpSender};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = RtcPeerConnection, js_name = RTCPeerConnection)]
    pub(super) type PeerConnectionExt;

    /// Makes the description that the state asks for (W3C WebRTC, section 4.4.2).
    #[wasm_bindgen(method, js_name = setLocalDescription)]
    pub(super) fn set_local_description_implicit(this: &PeerConnectionExt) -> js_sys::Promise;

    /// Asks for new paths with the next offer (W3C WebRTC, section 4.4.2).
    #[wasm_bindgen(method, js_name = restartIce)]
    pub(super) fn restart_ice(this: &PeerConnectionExt);

    #[wasm_bindgen(extends = HtmlMediaElement, js_name = HTMLMediaElement)]
    pub(super) type MediaElementExt;

    /// The speaker that the element is heard through; `None` where the browser has no choice of it (W3C Audio Output
    /// Devices, section 2).
    #[wasm_bindgen(method, getter, js_name = sinkId)]
    pub(super) fn sink_id(this: &MediaElementExt) -> Option<String>;

    #[wasm_bindgen(method, js_name = setSinkId)]
    pub(super) fn set_sink_id(this: &MediaElementExt, id: &str) -> js_sys::Promise;

    /// One of the objects that `getStats()` gives (W3C WebRTC Statistics, section 8), as far as it is read.
    pub(super) type Stats;

    #[wasm_bindgen(method, getter, js_name = type)]
    pub(super) fn kind(this: &Stats) -> String;

    #[wasm_bindgen(method, getter, js_name = bytesReceived)]
    pub(super) fn bytes_received(this: &Stats) -> Option<f64>;

    #[wasm_bindgen(method, getter, js_name = responsesReceived)]
    pub(super) fn responses_received(this: &Stats) -> Option<f64>;

    #[wasm_bindgen(method, getter, js_name = lastPacketReceivedTimestamp)]
    pub(super) fn last_packet_received(this: &Stats) -> Option<f64>;

    #[wasm_bindgen(method, getter)]
    pub(super) fn id(this: &Stats) -> String;

    #[wasm_bindgen(method, getter, js_name = packetsReceived)]
    pub(super) fn packets_received(this: &Stats) -> Option<f64>;

    #[wasm_bindgen(method, getter, js_name = packetsLost)]
    pub(super) fn packets_lost(this: &Stats) -> Option<f64>;

    #[wasm_bindgen(method, getter, js_name = bytesSent)]
    pub(super) fn bytes_sent(this: &Stats) -> Option<f64>;

    #[wasm_bindgen(method, getter, js_name = packetsSent)]
    pub(super) fn packets_sent(this: &Stats) -> Option<f64>;

    #[wasm_bindgen(method, getter)]
    pub(super) fn jitter(this: &Stats) -> Option<f64>;

    #[wasm_bindgen(method, getter, js_name = frameWidth)]
    pub(super) fn frame_width(this: &Stats) -> Option<f64>;

    #[wasm_bindgen(method, getter, js_name = frameHeight)]
    pub(super) fn frame_height(this: &Stats) -> Option<f64>;

    #[wasm_bindgen(method, getter, js_name = framesPerSecond)]
    pub(super) fn frames_per_second(this: &Stats) -> Option<f64>;

    #[wasm_bindgen(method, getter, js_name = freezeCount)]
    pub(super) fn freeze_count(this: &Stats) -> Option<f64>;

    #[wasm_bindgen(method, getter)]
    pub(super) fn width(this: &Stats) -> Option<f64>;

    #[wasm_bindgen(method, getter)]
    pub(super) fn height(this: &Stats) -> Option<f64>;

    #[wasm_bindgen(method, getter, js_name = qualityLimitationReason)]
    pub(super) fn quality_limitation_reason(this: &Stats) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = codecId)]
    pub(super) fn codec_id(this: &Stats) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = mediaSourceId)]
    pub(super) fn media_source_id(this: &Stats) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = mimeType)]
    pub(super) fn mime_type(this: &Stats) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = selectedCandidatePairId)]
    pub(super) fn selected_candidate_pair_id(this: &Stats) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    pub(super) fn selected(this: &Stats) -> Option<bool>;

    #[wasm_bindgen(method, getter, js_name = currentRoundTripTime)]
    pub(super) fn current_round_trip_time(this: &Stats) -> Option<f64>;

    #[wasm_bindgen(method, getter, js_name = availableOutgoingBitrate)]
    pub(super) fn available_outgoing_bitrate(this: &Stats) -> Option<f64>;

    #[wasm_bindgen(method, getter, js_name = localCandidateId)]
    pub(super) fn local_candidate_id(this: &Stats) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = remoteCandidateId)]
    pub(super) fn remote_candidate_id(this: &Stats) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = candidateType)]
    pub(super) fn candidate_type(this: &Stats) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    pub(super) fn address(this: &Stats) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    pub(super) fn protocol(this: &Stats) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = relayProtocol)]
    pub(super) fn relay_protocol(this: &Stats) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = audioLevel)]
    pub(super) fn audio_level(this: &Stats) -> Option<f64>;

    #[wasm_bindgen(extends = RtcRtpReceiver, js_name = RTCRtpReceiver)]
    pub(super) type ReceiverExt;

    /// What was played of late (W3C WebRTC, section 5.3).
    #[wasm_bindgen(method, js_name = getSynchronizationSources)]
    pub(super) fn synchronization_sources(this: &ReceiverExt) -> js_sys::Array;

    #[wasm_bindgen(extends = RtcRtpSender, js_name = RTCRtpSender)]
    pub(super) type SenderExt;

    /// How the track is sent (W3C WebRTC, section 5.2).
    #[wasm_bindgen(method, js_name = getParameters)]
    pub(super) fn parameters(this: &SenderExt) -> js_sys::Object;

    #[wasm_bindgen(method, js_name = setParameters)]
    pub(super) fn set_parameters(this: &SenderExt, parameters: &js_sys::Object) -> js_sys::Promise;

    /// Names the stream that the track is sent in (W3C WebRTC, section 5.2).
    #[wasm_bindgen(method, catch, js_name = setStreams)]
    pub(super) fn set_streams(this: &SenderExt, stream: &MediaStream) -> Result<(), JsValue>;
}
