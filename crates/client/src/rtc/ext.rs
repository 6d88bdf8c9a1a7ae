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

    #[wasm_bindgen(extends = RtcRtpSender, js_name = RTCRtpSender)]
    pub(super) type SenderExt;

    /// Names the stream that the track is sent in (W3C WebRTC, section 5.2).
    #[wasm_bindgen(method, catch, js_name = setStreams)]
    pub(super) fn set_streams(this: &SenderExt, stream: &MediaStream) -> Result<(), JsValue>;
}
