use call::Traffic;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::RtcPeerConnection;

use crate::rtc::ext::Stats;

/// Asks a connection what has arrived so far; `None` if it does not tell.
pub(crate) async fn read(connection: RtcPeerConnection) -> Option<Traffic> {
    let report = JsFuture::from(connection.get_stats()).await.ok()?;
    let mut traffic = Traffic::default();
    // A report has what a map has (W3C WebRTC, section 8.4).
    report
        .unchecked_into::<js_sys::Map>()
        .for_each(&mut |stats, _| add(&mut traffic, stats.unchecked_ref()));
    Some(traffic)
}

fn add(traffic: &mut Traffic, stats: &Stats) {
    match stats.kind().as_str() {
        "inbound-rtp" => traffic.media_bytes += whole(stats.bytes_received()),
        "candidate-pair" => {
            // Earlier Firefox does not count answers, but tells when the last packet came: that rises with them.
            let answers = stats
                .responses_received()
                .or_else(|| stats.last_packet_received());
            traffic.consent_responses += whole(answers);
        }
        _ => {}
    }
}

fn whole(number: Option<f64>) -> u64 {
    number.map_or(0, |number| number as u64)
}
