//! How good the connections are, as a person sees it, and what the browser is asked for because of it.

use std::time::Duration;

use call::{
    Blame, Command, ConnectionState, ContentHint, DataUse, Input, LimitReason, LinkStats,
    OutboundVideo, PeerCommand, PeerInput, PeerKey, Quality, UserInput, VideoLimit,
};
use protocol::{ParticipantId, Source};

use crate::common::{Browser, peer};

const BUDI: ParticipantId = ParticipantId(1);
const CITRA: ParticipantId = ParticipantId(2);

#[test]
fn a_tile_says_how_good_its_connection_is() {
    let mut room = Room::new(&[BUDI, CITRA]);
    assert_eq!(room.browser.tile(BUDI).quality, None);
    room.live(10, [0, 100]);
    assert_eq!(room.browser.tile(BUDI).quality, Some(Quality::Good));
    assert_eq!(room.browser.tile(CITRA).quality, Some(Quality::Poor));
    let own = room.browser.tile(ParticipantId(9));
    assert_eq!(own.quality, None);
}

#[test]
fn a_path_that_is_lost_is_lost_at_once() {
    let mut room = Room::new(&[BUDI]);
    room.live(10, [0]);
    let failed = PeerInput::Connection(ConnectionState::Failed);
    room.browser.peer(BUDI, failed);
    assert_eq!(room.browser.tile(BUDI).quality, Some(Quality::Lost));
}

#[test]
fn whoever_looks_into_a_connection_is_told_whose_fault_it_is() {
    let mut room = Room::new(&[BUDI, CITRA]);
    room.live(10, [0, 100]);
    assert_eq!(room.browser.view().link, None);
    assert_eq!(room.blame(CITRA), Some(Blame::Them));
    assert_eq!(room.blame(BUDI), Some(Blame::Nobody));
    room.live(10, [100, 100]);
    assert_eq!(room.blame(BUDI), Some(Blame::You));
    room.browser.user(UserInput::InspectLink(None));
    assert_eq!(room.browser.view().link, None);
}

#[test]
fn without_the_server_it_is_ones_own_fault() {
    let mut room = Room::new(&[BUDI, CITRA]);
    room.live(10, [0, 100]);
    room.browser.close();
    room.browser.pass(Duration::from_secs(2));
    assert_eq!(room.blame(CITRA), Some(Blame::You));
}

#[test]
fn two_minutes_can_be_looked_at() {
    let mut room = Room::new(&[BUDI]);
    room.live(300, [0]);
    room.blame(BUDI);
    let link = room.browser.view().link.expect("it is looked into");
    assert!(
        (118..=120).contains(&link.points.len()),
        "{}",
        link.points.len()
    );
    assert_eq!(link.points[0].bitrate_out, 800_000);
    assert_eq!(link.stats.round_trip_ms, Some(40));
    assert_eq!(link.report()[0], "connection to participant 1");
}

#[test]
fn whoever_goes_is_not_looked_into() {
    let mut room = Room::new(&[BUDI, CITRA]);
    room.live(3, [0, 0]);
    assert!(room.blame(BUDI).is_some());
    room.browser.participant_left(BUDI);
    assert_eq!(room.browser.view().link, None);
}

#[test]
fn what_an_earlier_connection_says_changes_nothing() {
    let mut room = Room::new(&[BUDI]);
    room.live(10, [0]);
    room.browser.offer_from(BUDI, 1);
    room.live(20, [100]);
    room.blame(BUDI);
    let link = room.browser.view().link.expect("it is looked into");
    assert_eq!(
        link.points.iter().map(|point| point.lost_out).max(),
        Some(0)
    );
}

#[test]
fn a_connection_is_limited_once_there_is_a_path_and_when_that_changes() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    assert_eq!(limits(&mut browser), []);
    browser.peer(BUDI, PeerInput::Connection(ConnectionState::Connected));
    assert_eq!(limits(&mut browser), [limit(1_700_000, 100, 30)]);
    browser.pass(Duration::from_secs(5));
    assert_eq!(limits(&mut browser), []);
    browser.participant_joined(peer(2, "Citra"));
    assert_eq!(limits(&mut browser), [limit(900_000, 100, 30)]);
    browser.user(UserInput::SetDataUse(DataUse::Low));
    assert_eq!(limits(&mut browser), [limit(150_000, 100, 15)]);
}

#[test]
fn the_next_connection_is_limited_too() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    let connected = PeerInput::Connection(ConnectionState::Connected);
    browser.peer(BUDI, connected.clone());
    browser.offer_from(BUDI, 1);
    browser.commands();
    let peer = PeerKey {
        participant: BUDI,
        generation: 1,
    };
    let input = connected;
    browser.handle(Input::Peer { peer, input });
    assert_eq!(limits(&mut browser), [limit(1_700_000, 100, 30)]);
}

#[test]
fn the_size_is_that_of_the_camera() {
    let mut room = Room::new(&[BUDI]);
    room.camera = (1280, 720);
    room.live(1, [0]);
    room.browser.commands();
    room.browser.user(UserInput::SetDataUse(DataUse::Low));
    assert_eq!(limits(&mut room.browser), [limit(150_000, 400, 15)]);
    room.camera = (480, 640);
    room.live(1, [0]);
    assert_eq!(limits(&mut room.browser), [limit(150_000, 266, 15)]);
}

#[test]
fn a_lossy_connection_gets_less_and_the_others_do_not() {
    let mut room = Room::new(&[BUDI, CITRA]);
    room.live(20, [0, 0]);
    limits(&mut room.browser);
    room.live(3, [0, 200]);
    let commands = room.browser.commands();
    let limited: Vec<ParticipantId> = commands.iter().filter_map(limited).collect();
    assert_eq!(limited, [CITRA]);
}

/// A room in which the browser tells its numbers once a second.
struct Room {
    browser: Browser,
    others: Vec<(ParticipantId, LinkStats)>,
    camera: (u16, u16),
}

impl Room {
    fn new(others: &[ParticipantId]) -> Self {
        let peers = others.iter().map(|id| peer(id.0, &format!("Budi {id}")));
        let mut browser = Browser::in_call_with(peers.collect());
        for id in others {
            browser.peer(*id, PeerInput::Connection(ConnectionState::Connected));
        }
        browser.commands();
        Self {
            browser,
            others: others
                .iter()
                .map(|id| (*id, LinkStats::default()))
                .collect(),
            camera: (0, 0),
        }
    }

    /// Lets seconds go by, with so many packets in a thousand lost on the way to each of the others.
    fn live<const OTHERS: usize>(&mut self, seconds: u32, lost: [u64; OTHERS]) {
        for _ in 0..seconds {
            self.browser.pass(Duration::from_secs(1));
            for ((id, stats), lost) in self.others.iter_mut().zip(lost) {
                stats.round_trip_ms = Some(40);
                stats.packets_sent += 1000;
                stats.packets_lost_there += lost;
                stats.bytes_sent += 100_000;
                stats.video_out = Some(OutboundVideo {
                    source_width: self.camera.0,
                    source_height: self.camera.1,
                    limited_by: LimitReason::None,
                    ..OutboundVideo::default()
                });
                let stats = PeerInput::Stats(Box::new(stats.clone()));
                self.browser.peer(*id, stats);
            }
        }
    }

    fn blame(&mut self, participant: ParticipantId) -> Option<Blame> {
        let input = UserInput::InspectLink(Some(participant));
        self.browser.user(input);
        Some(self.browser.view().link?.blame)
    }
}

fn limit(max_bitrate: u32, scale_down_by_x100: u16, max_fps: u8) -> VideoLimit {
    VideoLimit {
        max_bitrate,
        scale_down_by_x100,
        max_fps,
    }
}

/// The limits of cameras that were asked for since the last look.
#[test]
fn a_shared_screen_is_limited_by_what_it_shows() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    let connected = PeerInput::Connection(ConnectionState::Connected);
    browser.peer(BUDI, connected);
    let frames = |browser: &mut Browser| -> Vec<u8> {
        let commands = browser.commands().into_iter();
        let of_screen = |command| match command {
            Command::Peer {
                command:
                    PeerCommand::LimitVideo {
                        source: Source::Screen,
                        limit,
                    },
                ..
            } => Some(limit.max_fps),
            _ => None,
        };
        commands.filter_map(of_screen).collect()
    };
    assert_eq!(frames(&mut browser), [5]);
    browser.user(UserInput::SetContentHint(ContentHint::Motion));
    assert_eq!(frames(&mut browser), [30]);
    browser.user(UserInput::SetContentHint(ContentHint::Motion));
    assert_eq!(frames(&mut browser), Vec::<u8>::new());
}

fn limits(browser: &mut Browser) -> Vec<VideoLimit> {
    let of_command = |command| match command {
        Command::Peer {
            command:
                PeerCommand::LimitVideo {
                    source: Source::Camera,
                    limit,
                },
            ..
        } => Some(limit),
        _ => None,
    };
    let commands = browser.commands().into_iter();
    commands.filter_map(of_command).collect()
}

fn limited(command: &Command) -> Option<ParticipantId> {
    match command {
        Command::Peer {
            peer,
            command: PeerCommand::LimitVideo { .. },
        } => Some(peer.participant),
        _ => None,
    }
}
