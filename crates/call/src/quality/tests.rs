use super::*;

/// One second of a trace.
#[derive(Clone, Copy)]
struct Second {
    loss_in: u64,
    loss_out: u64,
    round_trip: u32,
    frames: Option<u8>,
    freezes: u32,
    limited: bool,
    available: u32,
}

const FINE: Second = Second {
    loss_in: 0,
    loss_out: 0,
    round_trip: 40,
    frames: Some(30),
    freezes: 0,
    limited: false,
    available: 2_000_000,
};

#[test]
fn a_fine_connection_is_good() {
    let mut link = Link::default();
    assert_eq!(link.monitor.quality(), None);
    assert_eq!(link.live(60, FINE), Some(Quality::Good));
}

#[test]
fn every_rule_of_the_table_counts() {
    let check = |second: Second, expected| {
        let mut link = Link::default();
        link.live(10, FINE);
        assert_eq!(link.live(20, second), Some(expected));
    };
    let loss = |loss_in, loss_out| Second {
        loss_in,
        loss_out,
        ..FINE
    };
    check(loss(1, 1), Quality::Good);
    check(loss(2, 0), Quality::Fair);
    check(loss(0, 7), Quality::Fair);
    check(loss(8, 0), Quality::Poor);
    check(loss(0, 50), Quality::Poor);
    let round_trip = |round_trip| Second { round_trip, ..FINE };
    check(round_trip(249), Quality::Good);
    check(round_trip(250), Quality::Fair);
    check(round_trip(500), Quality::Poor);
    let frames = |frames| Second { frames, ..FINE };
    check(frames(None), Quality::Good);
    check(frames(Some(10)), Quality::Good);
    check(frames(Some(9)), Quality::Fair);
    check(frames(Some(4)), Quality::Poor);
    check(Second { freezes: 1, ..FINE }, Quality::Poor);
    let held_back = |available| Second {
        limited: true,
        available,
        ..FINE
    };
    check(held_back(150_000), Quality::Good);
    check(held_back(149_000), Quality::Fair);
    check(held_back(59_000), Quality::Poor);
    check(
        Second {
            limited: false,
            ..held_back(59_000)
        },
        Quality::Good,
    );
}

#[test]
fn jitter_counts() {
    let mut link = Link {
        jitter: 60,
        ..Link::default()
    };
    assert_eq!(link.live(9, FINE), Some(Quality::Fair));
    link.jitter = 200;
    assert_eq!(link.live(9, FINE), Some(Quality::Poor));
}

#[test]
fn one_bad_second_is_nothing() {
    let mut link = Link::default();
    link.live(10, FINE);
    let slow = Second {
        round_trip: 2000,
        ..FINE
    };
    assert_eq!(link.live(1, slow), Some(Quality::Good));
    let spike = Second {
        frames: Some(2),
        ..FINE
    };
    link.live(10, FINE);
    assert_eq!(link.live(1, spike), Some(Quality::Good));
    assert_eq!(link.live(2, FINE), Some(Quality::Good));
}

#[test]
fn it_gets_worse_quickly_and_better_slowly() {
    let mut link = Link::default();
    link.live(10, FINE);
    let lossy = Second {
        loss_in: 60,
        ..FINE
    };
    assert_eq!(link.live(2, lossy), Some(Quality::Poor));
    link.live(10, lossy);
    assert_eq!(link.live(6, FINE), Some(Quality::Poor));
    assert_eq!(link.live(8, FINE), Some(Quality::Good));
}

#[test]
fn around_a_threshold_it_does_not_flicker() {
    let mut link = Link::default();
    link.live(10, FINE);
    let mut changes = 0;
    for round in 0..120_u64 {
        let second = Second {
            loss_in: 1 + 2 * (round % 2),
            ..FINE
        };
        let before = link.monitor.quality();
        changes += u32::from(link.live(1, second) != before);
    }
    assert!(changes <= 1, "{changes} changes");
}

#[test]
fn a_second_sample_at_once_is_not_a_second() {
    let mut link = Link::default();
    link.live(3, FINE);
    let before = link.monitor.points().len();
    let stats = link.stats.clone();
    let close = link.now + LinkMonitor::CLOSE.mul_f32(0.5);
    assert_eq!(link.monitor.sample(stats, close), None);
    assert_eq!(link.monitor.points().len(), before);
}

#[test]
fn a_page_that_was_asleep_has_seen_nothing() {
    let mut link = Link::default();
    link.live(10, FINE);
    link.now = link.now + Duration::from_secs(60);
    let all_lost = Second {
        loss_in: 100,
        ..FINE
    };
    assert_eq!(link.live(1, all_lost), Some(Quality::Good));
    assert_eq!(link.monitor.losses(), (0, 0));
}

#[test]
fn another_connection_counts_anew_and_keeps_the_history() {
    let mut link = Link::default();
    link.live(
        10,
        Second {
            loss_in: 60,
            ..FINE
        },
    );
    link.monitor.restart();
    link.stats = LinkStats::default();
    assert_eq!(link.monitor.quality(), None);
    assert_eq!(link.live(3, FINE), Some(Quality::Good));
    assert_eq!(link.monitor.points().len(), 9 + 2);
}

#[test]
fn losses_are_told_by_their_direction() {
    let mut link = Link::default();
    link.live(
        10,
        Second {
            loss_out: 10,
            ..FINE
        },
    );
    assert_eq!(link.monitor.losses(), (0, 100));
}

#[derive(Default)]
struct Link {
    monitor: LinkMonitor,
    stats: LinkStats,
    jitter: u32,
    now: Timestamp,
}

impl Link {
    /// Lets seconds go by, of a hundred packets each way.
    fn live(&mut self, seconds: u32, second: Second) -> Option<Quality> {
        for _ in 0..seconds {
            let freezes = self.stats.video_in.map_or(0, |video| video.freezes);
            self.stats.packets_received += 100 - second.loss_in;
            self.stats.packets_lost += second.loss_in;
            self.stats.packets_sent += 100;
            self.stats.packets_lost_there += second.loss_out;
            self.stats.bytes_received += 100_000;
            self.stats.bytes_sent += 100_000;
            self.stats.round_trip_ms = Some(second.round_trip);
            self.stats.jitter_ms = Some(self.jitter);
            self.stats.available_outgoing = Some(second.available);
            self.stats.video_in = second.frames.map(|frames_per_second| InboundVideo {
                width: 640,
                height: 360,
                frames_per_second,
                freezes: freezes + second.freezes,
            });
            self.stats.video_out = Some(OutboundVideo {
                limited_by: if second.limited {
                    LimitReason::Bandwidth
                } else {
                    LimitReason::None
                },
                ..OutboundVideo::default()
            });
            self.now = self.now + Duration::from_secs(1);
            self.monitor.sample(self.stats.clone(), self.now);
        }
        self.monitor.quality()
    }
}
