use super::*;

#[test]
fn the_more_people_the_less_each_is_sent() {
    let check = |peers, max_bitrate, scale, max_fps| {
        let limit = VideoLimiter::default().limit(peers, DataUse::Full, Some(720));
        assert_eq!(limit, video(max_bitrate, scale, max_fps), "{peers}");
    };
    check(0, 1_700_000, 100, 30);
    check(1, 1_700_000, 100, 30);
    check(2, 900_000, 133, 30);
    check(3, 900_000, 133, 30);
    check(4, 500_000, 200, 30);
    check(5, 500_000, 200, 30);
    check(6, 200_000, 400, 20);
    check(11, 200_000, 400, 20);
}

#[test]
fn all_together_never_need_more_than_a_common_upload() {
    for peers in 1..=11 {
        let limit = VideoLimiter::default().limit(peers, DataUse::Full, None);
        assert!(limit.max_bitrate as usize * peers <= 2_700_000, "{peers}");
    }
}

#[test]
fn low_data_is_low_in_every_room() {
    for peers in [1, 3, 5, 9] {
        let limit = VideoLimiter::default().limit(peers, DataUse::Low, Some(720));
        assert_eq!(limit, video(150_000, 400, 15), "{peers}");
    }
}

#[test]
fn a_small_camera_is_not_made_larger_and_an_unknown_one_is_left() {
    let scale = |height| {
        let limit = VideoLimiter::default().limit(3, DataUse::Full, height);
        limit.scale_down_by_x100
    };
    assert_eq!(scale(Some(360)), 100);
    assert_eq!(scale(None), 100);
    assert_eq!(scale(Some(1080)), 200);
    assert_eq!(scale(Some(u16::MAX)), 12136);
}

#[test]
fn a_good_connection_stays_at_the_top() {
    let mut link = Link::new(1);
    link.live(300, FINE);
    assert_eq!(link.bitrates, [1_700_000]);
}

#[test]
fn a_connection_that_warms_up_is_not_taken_for_a_narrow_one() {
    let mut link = Link::new(1);
    for available in [
        300, 300, 350, 420, 500, 620, 800, 1000, 1300, 1600, 1900, 2500,
    ] {
        link.live(1, narrow(available * 1000));
    }
    link.live(30, FINE);
    assert_eq!(link.bitrates, [1_700_000]);
}

#[test]
fn when_the_network_takes_less_the_picture_follows_at_once_and_comes_back_step_by_step() {
    let mut link = Link::new(1);
    link.live(30, FINE);
    link.live(2, narrow(260_000));
    assert_eq!(link.bitrates, [1_700_000, 200_000], "within two seconds");
    link.live(60, FINE);
    assert_eq!(
        link.bitrates,
        [1_700_000, 200_000, 500_000, 900_000, 1_700_000]
    );
}

#[test]
fn what_fits_less_than_the_least_gets_the_least() {
    let mut link = Link::new(1);
    link.live(30, FINE);
    link.live(60, narrow(20_000));
    assert_eq!(link.bitrates, [1_700_000, 80_000]);
}

#[test]
fn coming_back_takes_its_time() {
    let mut link = Link::new(1);
    link.live(30, FINE);
    link.live(2, narrow(600_000));
    link.live(12, FINE);
    assert_eq!(link.bitrates, [1_700_000, 500_000]);
    link.live(2, FINE);
    assert_eq!(link.bitrates, [1_700_000, 500_000, 900_000]);
}

#[test]
fn a_lossy_link_goes_down_a_step_at_a_time() {
    let mut link = Link::new(1);
    link.live(30, FINE);
    let lossy = lossy(100);
    link.live(1, lossy);
    link.live(10, FINE);
    assert_eq!(link.bitrates, [1_700_000], "one bad second");
    link.live(2, lossy);
    assert_eq!(link.bitrates, [1_700_000, 900_000]);
    link.live(5, lossy);
    assert_eq!(link.bitrates, [1_700_000, 900_000, 500_000]);
}

#[test]
fn a_little_loss_changes_nothing_but_holds_what_is_down() {
    let mut link = Link::new(1);
    link.live(30, FINE);
    link.live(60, lossy(79));
    assert_eq!(link.bitrates, [1_700_000]);
    link.live(2, lossy(80));
    link.live(60, lossy(30));
    assert_eq!(link.bitrates, [1_700_000, 900_000]);
}

#[test]
fn a_queue_on_the_way_counts_and_a_longer_way_does_not_for_ever() {
    let slow = LinkPoint {
        round_trip: Some(500),
        ..FINE
    };
    let mut link = Link::new(1);
    link.live(30, FINE);
    link.live(2, slow);
    assert_eq!(link.bitrates, [1_700_000, 900_000]);
    link.live(600, slow);
    assert_eq!(
        link.bitrates.last(),
        Some(&1_700_000),
        "{:?}",
        link.bitrates
    );
}

#[test]
fn a_slow_device_gets_less_to_do() {
    let mut link = Link::new(2);
    link.live(30, FINE);
    let hot = LinkPoint {
        limited_by: LimitReason::Cpu,
        ..FINE
    };
    link.live(2, hot);
    assert_eq!(link.bitrates, [900_000, 500_000]);
    link.live(20, FINE);
    assert_eq!(link.bitrates, [900_000, 500_000, 900_000]);
}

#[test]
fn what_does_not_hold_is_tried_less_and_less_often() {
    let mut link = Link::new(1);
    link.live(30, FINE);
    for _ in 0..1200 {
        // The network takes 1 Mbit/s for as long as anyone looks.
        let is_too_much = link.bitrates.last() > Some(&1_000_000);
        link.live(1, if is_too_much { narrow(1_000_000) } else { FINE });
    }
    let changes = link.bitrates.len();
    assert!(
        (8..=24).contains(&changes),
        "{changes} changes in 20 minutes"
    );
    assert!(link.longest >= 150, "{} s", link.longest);
}

#[test]
fn what_holds_is_forgiven() {
    let mut link = Link::new(1);
    link.live(30, FINE);
    link.live(2, narrow(1_000_000));
    link.live(300, FINE);
    link.live(2, narrow(1_000_000));
    link.live(14, FINE);
    assert_eq!(link.bitrates.last(), Some(&1_700_000));
}

#[test]
fn with_fewer_people_there_is_more_for_each_at_once() {
    let mut link = Link::new(6);
    link.live(30, FINE);
    link.peers = 1;
    link.live(1, FINE);
    assert_eq!(link.bitrates, [200_000, 1_700_000]);
}

#[test]
fn a_strained_link_stays_down_whoever_comes_and_goes() {
    let mut link = Link::new(1);
    link.live(30, FINE);
    link.live(2, narrow(250_000));
    link.peers = 6;
    link.live(4, FINE);
    link.peers = 1;
    link.live(2, FINE);
    assert_eq!(link.bitrates, [1_700_000, 200_000]);
}

#[test]
fn another_connection_starts_anew() {
    let mut link = Link::new(1);
    link.live(30, FINE);
    link.live(2, narrow(250_000));
    link.limiter.restart();
    link.live(1, narrow(250_000));
    assert_eq!(link.bitrates, [1_700_000, 200_000, 1_700_000]);
}

#[test]
fn a_shared_screen_is_sharp_before_it_is_smooth() {
    for hint in [ContentHint::Detail, ContentHint::Text, ContentHint::Motion] {
        for peers in 0..12 {
            for data_use in [DataUse::Full, DataUse::Low] {
                let limit = screen_limit(hint, peers, data_use);
                assert_eq!(limit.scale_down_by_x100, 100);
                assert!(limit.max_bitrate as usize * peers <= 4_400_000, "{peers}");
            }
        }
    }
    let fps = |hint| screen_limit(hint, 1, DataUse::Full).max_fps;
    assert_eq!(fps(ContentHint::Detail), 5);
    assert_eq!(fps(ContentHint::Text), 15);
    assert_eq!(fps(ContentHint::Motion), 30);
    assert_eq!(
        screen_limit(ContentHint::Motion, 1, DataUse::Low),
        video(200_000, 100, 5)
    );
}

const FINE: LinkPoint = LinkPoint {
    at: Timestamp(Duration::ZERO),
    bitrate_in: 0,
    bitrate_out: 0,
    expected_in: 1000,
    lost_in: 0,
    expected_out: 1000,
    lost_out: 0,
    round_trip: Some(40),
    jitter: None,
    frames_per_second: None,
    height: None,
    freezes: 0,
    available_outgoing: Some(3_000_000),
    limited_by: LimitReason::None,
};

fn narrow(available: u32) -> LinkPoint {
    LinkPoint {
        available_outgoing: Some(available),
        limited_by: LimitReason::Bandwidth,
        ..FINE
    }
}

fn lossy(thousandths: u32) -> LinkPoint {
    LinkPoint {
        lost_out: thousandths,
        ..FINE
    }
}

fn video(max_bitrate: u32, scale_down_by_x100: u16, max_fps: u8) -> VideoLimit {
    VideoLimit {
        max_bitrate,
        scale_down_by_x100,
        max_fps,
    }
}

/// A connection over a trace, and what was sent of the picture, in bits per second, whenever it changed.
struct Link {
    limiter: VideoLimiter,
    peers: usize,
    now: Timestamp,
    changed: Timestamp,
    bitrates: Vec<u32>,
    /// The longest time without a change, in seconds.
    longest: u64,
}

impl Link {
    fn new(peers: usize) -> Self {
        Self {
            limiter: VideoLimiter::default(),
            peers,
            now: Timestamp::default(),
            changed: Timestamp::default(),
            bitrates: Vec::new(),
            longest: 0,
        }
    }

    fn live(&mut self, seconds: u32, second: LinkPoint) {
        for _ in 0..seconds {
            self.now = self.now + Duration::from_secs(1);
            let point = LinkPoint {
                at: self.now,
                ..second
            };
            self.limiter.sample(&point, self.peers, DataUse::Full);
            let limit = self.limiter.limit(self.peers, DataUse::Full, None);
            let since = self.now.0.saturating_sub(self.changed.0);
            self.longest = self.longest.max(since.as_secs());
            if self.bitrates.last() != Some(&limit.max_bitrate) {
                self.bitrates.push(limit.max_bitrate);
                self.changed = self.now;
            }
        }
    }
}
