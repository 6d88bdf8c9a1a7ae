//! What web-sys 0.3.105 lacks.

use wasm_bindgen::prelude::*;
use web_sys::{MediaStream, RtcPeerConnection, RtcRtpSender};

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

    #[wasm_bindgen(extends = RtcRtpSender, js_name = RTCRtpSender)]
    pub(super) type SenderExt;

    /// Names the stream that the track is sent in (W3C WebRTC, section 5.2).
    #[wasm_bindgen(method, catch, js_name = setStreams)]
    pub(super) fn set_streams(this: &SenderExt, stream: &MediaStream) -> Result<(), JsValue>;
}
