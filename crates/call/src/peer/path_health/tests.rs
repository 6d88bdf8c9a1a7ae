use super::*;

/// A path that was found at second 0, with what arrives on it told every second.
struct Watched {
    health: PathHealth,
    now: Timestamp,
    traffic: Traffic,
}

impl Watched {
    fn new() -> Self {
        let mut health = PathHealth::new();
        health.connection(ConnectionState::Connected, Timestamp::default());
        Self {
            health,
            now: Timestamp::default(),
            traffic: Traffic::default(),
        }
    }

    fn flowing() -> Self {
        let mut watched = Self::new();
        (0..5).for_each(|_| watched.after(1_000, 900, 0));
        watched
    }

    /// A minute in which nothing is sent and consent checks are answered.
    fn idle() -> Self {
        let mut watched = Self::new();
        (0..15).for_each(|_| watched.after(4_000, 0, 1));
        (0..15).for_each(|_| watched.after(1_000, 0, 1));
        watched
    }

    fn after(&mut self, millis: u64, media: u64, answers: u64) {
        self.now = self.now + Duration::from_millis(millis);
        self.traffic.media_bytes += media;
        self.traffic.consent_responses += answers;
        self.health.sample(self.traffic, self.now);
    }

    /// After how many silent seconds the path is stalled.
    fn seconds_to_stall(&mut self, media_expected: bool) -> Option<u32> {
        (1..60).find(|_| {
            self.after(1_000, 0, 0);
            self.health.is_stalled(media_expected, self.now)
        })
    }
}

#[test]
fn media_that_stops_is_missed_after_two_seconds() {
    assert_eq!(Watched::flowing().seconds_to_stall(true), Some(2));
}

#[test]
fn media_that_nobody_sends_is_not_missed() {
    assert_eq!(Watched::flowing().seconds_to_stall(false), None);
}

#[test]
fn an_idle_path_is_missed_after_eight_seconds_without_consent() {
    assert_eq!(Watched::idle().seconds_to_stall(true), Some(8));
    assert_eq!(Watched::idle().seconds_to_stall(false), Some(8));
}

#[test]
fn a_browser_that_does_not_count_consent_never_misses_it() {
    let mut watched = Watched::new();
    // The checks that found the path were answered.
    (0..5).for_each(|_| watched.after(1_000, 0, 3));
    assert_eq!(watched.seconds_to_stall(true), None);
}

#[test]
fn answers_every_five_seconds_are_enough_for_an_idle_path() {
    let mut watched = Watched::idle();
    for second in 1..60 {
        watched.after(1_000, 0, u64::from(second % 5 == 0));
        assert!(!watched.health.is_stalled(true, watched.now), "{second}");
    }
}

#[test]
fn samples_that_come_a_little_early_still_make_two_seconds() {
    let mut watched = Watched::flowing();
    watched.after(960, 0, 0);
    assert!(!watched.health.is_stalled(true, watched.now));
    watched.after(960, 0, 0);
    assert!(watched.health.is_stalled(true, watched.now));
}

#[test]
fn a_clock_that_stood_still_is_no_silence() {
    let mut watched = Watched::flowing();
    watched.after(1_000, 0, 0);
    watched.after(60_000, 0, 0);
    assert!(!watched.health.is_stalled(true, watched.now));
    assert_eq!(watched.seconds_to_stall(true), Some(2), "judged anew");
}

#[test]
fn time_alone_is_no_silence() {
    let watched = Watched::flowing();
    let later = watched.now + Duration::from_secs(60);
    assert!(!watched.health.is_stalled(true, later));
    assert_eq!(watched.health.deadline(watched.now), None);
}

#[test]
fn a_source_that_sends_now_and_then_is_not_missed() {
    let mut watched = Watched::idle();
    for second in 1..60 {
        let media = if second % 5 == 0 { 900 } else { 0 };
        watched.after(1_000, media, u64::from(second % 4 == 0));
        assert!(!watched.health.is_stalled(true, watched.now), "{second}");
    }
}

#[test]
fn consent_without_media_says_that_nothing_is_sent() {
    let mut watched = Watched::flowing();
    watched.after(1_000, 0, 1);
    assert_eq!(watched.seconds_to_stall(true), None);
    watched.after(1_000, 900, 0);
    watched.after(1_000, 900, 0);
    assert_eq!(watched.seconds_to_stall(true), Some(2), "it flows again");
}

#[test]
fn a_path_that_the_browser_misses_is_stalled_after_exactly_two_seconds() {
    let mut watched = Watched::flowing();
    let (health, now) = (&mut watched.health, watched.now);
    health.connection(ConnectionState::Disconnected, now);
    let stalls = now + PathHealth::STALL;
    assert_eq!(health.deadline(now), Some(stalls));
    assert!(!health.is_stalled(true, Timestamp(stalls.0 - Duration::from_millis(1))));
    assert!(health.is_stalled(true, stalls));
    assert_eq!(health.deadline(stalls), None);
    health.connection(ConnectionState::Connecting, stalls);
    assert!(
        health.is_stalled(true, stalls),
        "it is only being looked for"
    );
    health.connection(ConnectionState::Connected, stalls);
    assert!(!health.is_stalled(true, stalls));
}

#[test]
fn a_doubt_ends_with_what_arrives_after_it() {
    let mut watched = Watched::flowing();
    watched.now = watched.now + Duration::from_millis(500);
    watched.health.doubt(watched.now);
    watched.after(500, 900, 0);
    assert!(watched.health.is_doubtful(), "it may have come before");
    watched.after(1_000, 900, 0);
    assert!(!watched.health.is_doubtful());
}
