use call::{
    InboundVideo, IpVersion, LimitReason, LinkPath, LinkStats, NetworkPrefix, OutboundVideo, Route,
    Traffic, Transport,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::RtcPeerConnection;

use crate::rtc::ext::Stats;

/// What a connection says of itself.
#[derive(Debug)]
pub(crate) struct ConnectionStats {
    pub(crate) traffic: Traffic,
    pub(crate) link: LinkStats,
}

/// Asks a connection how it does; `None` if it does not tell.
pub(crate) async fn read(connection: RtcPeerConnection) -> Option<ConnectionStats> {
    let report = JsFuture::from(connection.get_stats()).await.ok()?;
    // A report has what a map has (W3C WebRTC, section 8.4).
    let report: js_sys::Map = report.unchecked_into();
    let mut all = Vec::new();
    report.for_each(&mut |stats, _| all.push(stats.unchecked_into::<Stats>()));
    Some(ConnectionStats {
        traffic: traffic(&all),
        link: link(&all),
    })
}

fn traffic(all: &[Stats]) -> Traffic {
    let mut traffic = Traffic::default();
    for stats in all {
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
    traffic
}

fn link(all: &[Stats]) -> LinkStats {
    let mut link = LinkStats::default();
    for stats in all {
        match stats.kind().as_str() {
            "inbound-rtp" => inbound(&mut link, stats),
            "outbound-rtp" => outbound(&mut link, stats, all),
            "remote-inbound-rtp" => link.packets_lost_there += whole(stats.packets_lost()),
            _ => {}
        }
    }
    if let Some(pair) = pair_in_use(all) {
        link.round_trip_ms = millis(pair.current_round_trip_time());
        link.available_outgoing = stats_u32(pair.available_outgoing_bitrate());
        let end = |id: Option<String>| find(all, id?.as_str());
        let (local, remote) = (
            end(pair.local_candidate_id()),
            end(pair.remote_candidate_id()),
        );
        let prefix = |end: Option<&Stats>| Some(NetworkPrefix::of(&end?.address()?));
        link.local = prefix(local);
        link.remote = prefix(remote);
        link.path = local.map(|local| path(local, remote));
    }
    link
}

fn inbound(link: &mut LinkStats, stats: &Stats) {
    link.bytes_received += whole(stats.bytes_received());
    link.packets_received += whole(stats.packets_received());
    link.packets_lost += whole(stats.packets_lost());
    link.jitter_ms = link.jitter_ms.max(millis(stats.jitter()));
    let width = whole(stats.frame_width());
    if width > 0 {
        let video = InboundVideo {
            width: small(stats.frame_width()),
            height: small(stats.frame_height()),
            frames_per_second: frames(stats),
            freezes: stats_u32(stats.freeze_count()).unwrap_or_default(),
        };
        // Of the pictures that come the largest says most.
        if link.video_in.is_none_or(|other| other.width < video.width) {
            link.video_in = Some(video);
        }
    }
}

fn outbound(link: &mut LinkStats, stats: &Stats, all: &[Stats]) {
    link.bytes_sent += whole(stats.bytes_sent());
    link.packets_sent += whole(stats.packets_sent());
    if let Some(codec) = stats.codec_id().and_then(|id| find(all, &id))
        && let Some(name) = codec.mime_type()
    {
        let name = name.split_once('/').map_or(name.as_str(), |(_, name)| name);
        if !link.codecs.iter().any(|other| other == name) {
            link.codecs.push(name.to_owned());
        }
    }
    if whole(stats.frame_width()) > 0 && link.video_out.is_none() {
        let source = stats.media_source_id().and_then(|id| find(all, &id));
        link.video_out = Some(OutboundVideo {
            width: small(stats.frame_width()),
            height: small(stats.frame_height()),
            frames_per_second: frames(stats),
            source_width: source.map_or(0, |source| small(source.width())),
            source_height: source.map_or(0, |source| small(source.height())),
            limited_by: match stats.quality_limitation_reason().as_deref() {
                Some("cpu") => LimitReason::Cpu,
                Some("bandwidth") => LimitReason::Bandwidth,
                Some("other") => LimitReason::Other,
                _ => LimitReason::None,
            },
        });
    }
}

/// Chromium names the pair in use in the transport; Firefox marks it.
fn pair_in_use(all: &[Stats]) -> Option<&Stats> {
    let named = all
        .iter()
        .find_map(|stats| stats.selected_candidate_pair_id());
    named.and_then(|id| find(all, &id)).or_else(|| {
        all.iter()
            .find(|stats| stats.kind() == "candidate-pair" && stats.selected().unwrap_or_default())
    })
}

fn path(local: &Stats, remote: Option<&Stats>) -> LinkPath {
    let kind = |end: &Stats| end.candidate_type().unwrap_or_default();
    // Only of one's own relay the browser says how it is reached.
    let protocol = local.relay_protocol().or_else(|| local.protocol());
    LinkPath {
        route: Route::between(&kind(local), &remote.map(kind).unwrap_or_default()),
        transport: match protocol.as_deref() {
            Some("tls") => Transport::Tls,
            Some("tcp") => Transport::Tcp,
            _ => Transport::Udp,
        },
        ip: if local.address().is_some_and(|address| address.contains(':')) {
            IpVersion::V6
        } else {
            IpVersion::V4
        },
    }
}

fn find<'a>(all: &'a [Stats], id: &str) -> Option<&'a Stats> {
    all.iter().find(|stats| stats.id() == id)
}

fn whole(number: Option<f64>) -> u64 {
    number.map_or(0, |number| number as u64)
}

fn stats_u32(number: Option<f64>) -> Option<u32> {
    number.map(|number| number as u32)
}

fn small(number: Option<f64>) -> u16 {
    number.map_or(0, |number| number as u16)
}

fn frames(stats: &Stats) -> u8 {
    stats
        .frames_per_second()
        .map_or(0, |frames| frames.round() as u8)
}

/// Statistics tell times in seconds.
fn millis(seconds: Option<f64>) -> Option<u32> {
    seconds.map(|seconds| (seconds * 1000.0) as u32)
}
