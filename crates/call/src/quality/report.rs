use std::sync::Arc;

use protocol::ParticipantId;

use super::blame::Blame;
use super::history::LinkPoint;
use super::judge::Quality;
use super::stats::{IpVersion, LimitReason, LinkStats, NetworkPrefix, Route, Transport};

/// The connection to one participant, for whoever wants to know more of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkView {
    pub participant: ParticipantId,
    /// `None` before anything is known.
    pub quality: Option<Quality>,
    pub blame: Blame,
    /// The last two minutes, oldest first; the last one is the present.
    pub points: Arc<Vec<LinkPoint>>,
    /// What the browser last said.
    pub stats: Arc<LinkStats>,
}

impl LinkView {
    /// Returns lines to copy into a bug report: in English, whatever the person's language, without names and with no
    /// address in full.
    #[must_use]
    pub fn report(&self) -> Vec<String> {
        let stats = &self.stats;
        let mut lines = vec![
            format!("connection to participant {}", self.participant),
            format!("quality: {}", quality(self.quality)),
            format!("fault: {}", fault(self.blame)),
            path(stats),
        ];
        if let Some(point) = self.points.last() {
            lines.push(format!(
                "round trip: {}, jitter: {}",
                millis(point.round_trip),
                millis(point.jitter)
            ));
            lines.push(flow("in", point.bitrate_in, point.loss_in()));
            lines.push(flow("out", point.bitrate_out, point.loss_out()));
        }
        if let Some(bitrate) = stats.available_outgoing {
            lines.push(format!("estimated upload: {} kbit/s", bitrate / 1000));
        }
        if let Some(video) = stats.video_in {
            lines.push(format!(
                "video in: {}x{} at {}/s, frozen {} times",
                video.width, video.height, video.frames_per_second, video.freezes
            ));
        }
        if let Some(video) = stats.video_out {
            lines.push(format!(
                "video out: {}x{} at {}/s of {}x{}, limited by {}",
                video.width,
                video.height,
                video.frames_per_second,
                video.source_width,
                video.source_height,
                limit(video.limited_by)
            ));
        }
        if !stats.codecs.is_empty() {
            lines.push(format!("codecs: {}", stats.codecs.join(", ")));
        }
        lines
    }
}

fn path(stats: &LinkStats) -> String {
    let Some(path) = stats.path else {
        return "path: none".to_owned();
    };
    let route = match path.route {
        Route::Direct => "direct",
        Route::Relayed => "relayed",
    };
    let transport = match path.transport {
        Transport::Udp => "udp",
        Transport::Tcp => "tcp",
        Transport::Tls => "tls",
    };
    let ip = match path.ip {
        IpVersion::V4 => "ipv4",
        IpVersion::V6 => "ipv6",
    };
    let place = |prefix: &Option<NetworkPrefix>| {
        prefix
            .as_ref()
            .map_or("hidden", NetworkPrefix::as_str)
            .to_owned()
    };
    let (local, remote) = (place(&stats.local), place(&stats.remote));
    format!("path: {route}, {transport}, {ip}, {local} to {remote}")
}

fn flow(direction: &str, bitrate: u32, loss: u16) -> String {
    let kilobits = bitrate / 1000;
    let (whole, tenth) = (loss / 10, loss % 10);
    format!("{direction}: {kilobits} kbit/s, {whole}.{tenth} % lost")
}

fn millis(millis: Option<u16>) -> String {
    millis.map_or_else(|| "unknown".to_owned(), |millis| format!("{millis} ms"))
}

fn quality(quality: Option<Quality>) -> &'static str {
    match quality {
        Some(Quality::Good) => "good",
        Some(Quality::Fair) => "fair",
        Some(Quality::Poor) => "poor",
        Some(Quality::Lost) => "lost",
        None => "unknown",
    }
}

fn fault(blame: Blame) -> &'static str {
    match blame {
        Blame::Nobody => "nobody",
        Blame::You => "this side",
        Blame::Them => "the other side",
        Blame::Unknown => "unknown",
    }
}

fn limit(reason: LimitReason) -> &'static str {
    match reason {
        LimitReason::None => "nothing",
        LimitReason::Cpu => "cpu",
        LimitReason::Bandwidth => "bandwidth",
        LimitReason::Other => "something else",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{InboundVideo, LinkPath, OutboundVideo};

    #[test]
    fn a_report_says_what_a_bug_needs_and_no_address() {
        let point = LinkPoint {
            bitrate_in: 812_345,
            expected_in: 1000,
            lost_in: 13,
            round_trip: Some(87),
            ..LinkPoint::default()
        };
        let view = LinkView {
            participant: ParticipantId(7),
            quality: Some(Quality::Fair),
            blame: Blame::Them,
            points: Arc::new(vec![point]),
            stats: Arc::new(LinkStats {
                path: Some(LinkPath {
                    route: Route::Relayed,
                    transport: Transport::Tls,
                    ip: IpVersion::V4,
                }),
                local: Some(NetworkPrefix::of("198.51.100.23")),
                remote: Some(NetworkPrefix::of("203.0.113.77")),
                available_outgoing: Some(950_000),
                video_in: Some(InboundVideo {
                    width: 640,
                    height: 360,
                    frames_per_second: 24,
                    freezes: 2,
                }),
                video_out: Some(OutboundVideo {
                    width: 320,
                    height: 180,
                    frames_per_second: 15,
                    source_width: 1280,
                    source_height: 720,
                    limited_by: LimitReason::Cpu,
                }),
                codecs: vec!["opus".to_owned(), "VP8".to_owned()],
                ..LinkStats::default()
            }),
        };
        let expected = [
            "connection to participant 7",
            "quality: fair",
            "fault: the other side",
            "path: relayed, tls, ipv4, 198.51.0.0/16 to 203.0.0.0/16",
            "round trip: 87 ms, jitter: unknown",
            "in: 812 kbit/s, 1.3 % lost",
            "out: 0 kbit/s, 0.0 % lost",
            "estimated upload: 950 kbit/s",
            "video in: 640x360 at 24/s, frozen 2 times",
            "video out: 320x180 at 15/s of 1280x720, limited by cpu",
            "codecs: opus, VP8",
        ];
        assert_eq!(view.report(), expected);
    }

    #[test]
    fn a_report_of_nothing_says_so() {
        let view = LinkView {
            participant: ParticipantId(7),
            quality: None,
            blame: Blame::Nobody,
            points: Arc::default(),
            stats: Arc::default(),
        };
        let expected = [
            "connection to participant 7",
            "quality: unknown",
            "fault: nobody",
            "path: none",
        ];
        assert_eq!(view.report(), expected);
    }
}
