//! What a person wants of microphone and camera, against what the browser gives.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its own values are wrong"
)]

use std::collections::BTreeMap;

use call::{Command, LocalMedia, LocalStreams, MediaChange, MediaInput, MediaProblem, SourceView};
use proptest::prelude::*;
use protocol::{Engine, Source, StreamId};

use Source::{Camera, Microphone};

#[test]
fn both_are_asked_for_at_once() {
    let mut media = started();
    assert_eq!(drain(&mut media), [capture(0, true, true)]);
    media.handle(MediaInput::Captured { request: 0 });
    assert_eq!(
        drain(&mut media),
        [enable(Microphone, true), enable(Camera, true)]
    );
    assert_eq!(media.view(Microphone), SourceView::On);
    assert_eq!(media.view(Camera), SourceView::On);
}

#[test]
fn when_both_fail_each_is_tried_alone() {
    let mut media = started();
    drain(&mut media);
    media.handle(MediaInput::CaptureFailed {
        request: 0,
        problem: MediaProblem::NotFound,
    });
    assert_eq!(drain(&mut media), [capture(1, true, false)]);
    media.handle(MediaInput::Captured { request: 1 });
    assert_eq!(
        drain(&mut media),
        [enable(Microphone, true), capture(2, false, true)]
    );
    media.handle(MediaInput::CaptureFailed {
        request: 2,
        problem: MediaProblem::NotFound,
    });
    assert_eq!(drain(&mut media), []);
    assert_eq!(media.view(Microphone), SourceView::On);
    assert_eq!(
        media.view(Camera),
        SourceView::Unavailable(MediaProblem::NotFound)
    );
}

#[test]
fn muting_keeps_the_track_and_turning_the_camera_off_releases_it() {
    let mut media = captured();
    media.want(Microphone, false);
    assert_eq!(drain(&mut media), [enable(Microphone, false)]);
    media.want(Camera, false);
    assert_eq!(drain(&mut media), [Command::StopTrack { source: Camera }]);
    media.want(Microphone, true);
    media.want(Camera, true);
    assert_eq!(
        drain(&mut media),
        [enable(Microphone, true), capture(1, false, true)]
    );
}

#[test]
fn what_was_turned_off_while_starting_comes_up_off() {
    let mut media = started();
    media.want(Microphone, false);
    media.want(Camera, false);
    drain(&mut media);
    media.handle(MediaInput::Captured { request: 0 });
    assert_eq!(
        drain(&mut media),
        [
            enable(Microphone, false),
            Command::StopTrack { source: Camera }
        ]
    );
    assert_eq!(media.view(Camera), SourceView::Off);
}

#[test]
fn a_device_that_comes_after_stopping_is_not_kept() {
    let mut media = started();
    drain(&mut media);
    media.stop();
    media.handle(MediaInput::Captured { request: 0 });
    let stopped = [
        Command::StopTrack { source: Microphone },
        Command::StopTrack { source: Camera },
    ];
    assert_eq!(drain(&mut media), stopped);
}

#[test]
fn a_lost_device_that_is_wanted_falls_back_to_another_once() {
    let mut media = captured();
    media.handle(MediaInput::Ended { source: Camera });
    assert_eq!(
        drain(&mut media),
        [
            Command::StopTrack { source: Camera },
            capture(1, false, true)
        ]
    );
    fail(&mut media, 1, MediaProblem::NotFound);
    assert_eq!(drain(&mut media), [], "not again by itself");
    assert_eq!(
        media.view(Camera),
        SourceView::Unavailable(MediaProblem::NotFound)
    );
    media.want(Camera, true);
    assert_eq!(drain(&mut media), [capture(2, false, true)]);
}

#[test]
fn a_lost_device_that_is_not_wanted_is_not_replaced() {
    let mut media = captured();
    media.want(Microphone, false);
    drain(&mut media);
    media.handle(MediaInput::Ended { source: Microphone });
    assert_eq!(
        drain(&mut media),
        [Command::StopTrack { source: Microphone }]
    );
    media.handle(MediaInput::DevicesChanged);
    assert_eq!(drain(&mut media), []);
    assert_eq!(media.view(Microphone), SourceView::Off);
    media.want(Microphone, true);
    assert_eq!(drain(&mut media), [capture(1, true, false)]);
}

#[test]
fn a_device_that_ends_as_soon_as_it_starts_is_not_chased_for_ever() {
    let mut media = captured();
    let captures = (1..100)
        .take_while(|request| {
            media.handle(MediaInput::Ended { source: Camera });
            let tries = drain(&mut media).contains(&capture(*request, false, true));
            media.handle(MediaInput::Captured { request: *request });
            tries
        })
        .count();
    assert_eq!(captures, 3);
    media.handle(MediaInput::DevicesChanged);
    assert_eq!(drain(&mut media), [capture(4, false, true)]);
}

#[test]
fn other_devices_give_a_source_that_was_not_there_one_more_try() {
    let check = |problem, tries_again: bool| {
        let mut media = captured();
        media.want(Camera, false);
        media.want(Camera, true);
        fail(&mut media, 1, problem);
        drain(&mut media);
        media.handle(MediaInput::DevicesChanged);
        let tried = drain(&mut media);
        assert_eq!(!tried.is_empty(), tries_again, "{problem:?}");
        fail(&mut media, 2, problem);
        assert_eq!(drain(&mut media), [], "{problem:?}");
    };
    check(MediaProblem::NotFound, true);
    check(MediaProblem::Busy, true);
    check(MediaProblem::Blocked(Engine::Chromium), false);
    check(MediaProblem::Other, false);
}

#[test]
fn other_devices_start_nothing_that_was_turned_off() {
    let mut media = captured();
    media.want(Camera, false);
    media.want(Camera, true);
    fail(&mut media, 1, MediaProblem::NotFound);
    media.want(Camera, false);
    drain(&mut media);
    media.handle(MediaInput::DevicesChanged);
    assert_eq!(drain(&mut media), []);
}

#[test]
fn an_interrupted_device_changes_nothing_of_the_wish() {
    let mut media = captured();
    let publications = media.publications(&streams());
    for interrupted in [true, false] {
        media.handle(MediaInput::Interrupted {
            source: Microphone,
            interrupted,
        });
        assert_eq!(drain(&mut media), []);
        assert_eq!(media.view(Microphone), SourceView::On);
        assert_eq!(media.publications(&streams()), publications);
    }
}

#[test]
fn what_is_muted_while_interrupted_stays_muted_when_that_is_over() {
    let mut media = captured();
    let interrupt = |media: &mut LocalMedia, interrupted| {
        media.handle(MediaInput::Interrupted {
            source: Microphone,
            interrupted,
        });
        drain(media)
    };
    interrupt(&mut media, true);
    media.want(Microphone, false);
    assert_eq!(drain(&mut media), [enable(Microphone, false)]);
    assert_eq!(interrupt(&mut media, false), []);
    assert_eq!(media.view(Microphone), SourceView::Off);
}

#[test]
fn a_muted_microphone_is_published_as_muted_and_a_missing_one_not_at_all() {
    let mut media = captured();
    media.want(Microphone, false);
    media.want(Camera, false);
    let publications = media.publications(&streams());
    assert!(
        publications
            .get(Microphone)
            .is_some_and(|publication| publication.muted)
    );
    assert_eq!(publications.get(Camera), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Nothing but the person's own gesture, or what it was on an earlier page, turns a microphone or a camera on.
    #[test]
    fn nothing_but_a_gesture_turns_a_source_on(steps in prop::collection::vec(step(), 1..60)) {
        let mut media = LocalMedia::new();
        let mut wanted = BTreeMap::from([(Microphone, true), (Camera, true)]);
        for step in steps {
            match step {
                Step::Start => media.start(),
                Step::Stop => media.stop(),
                Step::Want(source, on) => {
                    wanted.insert(source, on);
                    media.want(source, on);
                }
                Step::Recall(microphone, camera) => {
                    wanted = BTreeMap::from([(Microphone, microphone), (Camera, camera)]);
                    media = LocalMedia::new();
                    media.recall(microphone, camera);
                }
                Step::Renew(source) => media.renew(source),
                Step::Device(input) => media.handle(input),
            }
            let commands = drain(&mut media);
            let captures = commands.iter().filter(|command| matches!(command, Command::Capture { .. }));
            prop_assert!(captures.count() <= 1, "one capture at a time");
            for command in commands {
                match command {
                    Command::EnableTrack { source, enabled } => prop_assert_eq!(enabled, wanted[&source]),
                    Command::Capture { microphone, camera, .. } => {
                        prop_assert!(!microphone || wanted[&Microphone]);
                        prop_assert!(!camera || wanted[&Camera]);
                    }
                    Command::StopTrack { .. } => {}
                    Command::OpenSocket
                    | Command::CaptureScreen { .. }
                    | Command::HintScreen(_)
                    | Command::Play(_)
                    | Command::ResizeCamera
                    | Command::Send(_)
                    | Command::CloseSocket
                    | Command::Remember(_)
                    | Command::Record(_)
                    | Command::File(_)
                    | Command::Peer { .. } => prop_assert!(false, "{:?}", command),
                }
            }
        }
    }
}

#[test]
fn another_device_takes_the_place_of_what_is_on_when_it_is_there() {
    let mut media = captured();
    media.renew(Microphone);
    assert_eq!(drain(&mut media), [capture(1, true, false)]);
    assert_eq!(
        media.view(Microphone),
        SourceView::On,
        "the old one goes on"
    );
    media.handle(MediaInput::Captured { request: 1 });
    assert_eq!(drain(&mut media), [enable(Microphone, true)]);
    assert_eq!(
        changes(&mut media).last(),
        Some(&MediaChange::Track(Microphone))
    );
}

#[test]
fn a_device_that_cannot_be_had_leaves_the_old_one_on() {
    let mut media = captured();
    changes(&mut media);
    media.renew(Camera);
    drain(&mut media);
    fail(&mut media, 1, MediaProblem::Busy);
    assert_eq!(drain(&mut media), []);
    assert_eq!(media.view(Camera), SourceView::On);
    let change = MediaChange::NotRenewed(Camera, MediaProblem::Busy);
    assert_eq!(changes(&mut media), [change]);
}

#[test]
fn another_microphone_of_someone_who_is_muted_is_captured_when_they_speak() {
    let mut media = captured();
    media.want(Microphone, false);
    drain(&mut media);
    media.renew(Microphone);
    let stop = Command::StopTrack { source: Microphone };
    assert_eq!(drain(&mut media), [stop]);
    media.want(Microphone, true);
    assert_eq!(drain(&mut media), [capture(1, true, false)]);
}

#[test]
fn a_choice_of_someone_who_is_muted_before_its_turn_waits_until_they_speak() {
    let mut media = captured();
    media.renew(Camera);
    media.renew(Microphone);
    media.want(Microphone, false);
    drain(&mut media);
    media.handle(MediaInput::Captured { request: 1 });
    assert_eq!(drain(&mut media), [enable(Camera, true)]);
    media.want(Microphone, true);
    assert_eq!(
        drain(&mut media),
        [enable(Microphone, true), capture(2, true, false)]
    );
}

#[test]
fn another_camera_that_is_turned_off_before_it_is_there_is_released() {
    let mut media = captured();
    media.renew(Camera);
    media.want(Camera, false);
    drain(&mut media);
    media.handle(MediaInput::Captured { request: 1 });
    assert_eq!(drain(&mut media), [Command::StopTrack { source: Camera }]);
    assert_eq!(media.view(Camera), SourceView::Off);
}

#[test]
fn a_choice_while_another_is_being_started_is_made_after_it() {
    let mut media = captured();
    media.renew(Microphone);
    drain(&mut media);
    media.renew(Microphone);
    media.renew(Camera);
    assert_eq!(drain(&mut media), []);
    media.handle(MediaInput::Captured { request: 1 });
    assert_eq!(
        drain(&mut media),
        [enable(Microphone, true), capture(2, true, true)]
    );
}

#[derive(Clone, Debug)]
enum Step {
    Start,
    Stop,
    Want(Source, bool),
    /// The page was loaded again.
    Recall(bool, bool),
    Renew(Source),
    Device(MediaInput),
}

fn step() -> impl Strategy<Value = Step> {
    let source = || prop_oneof![Just(Microphone), Just(Camera)];
    let problem = prop_oneof![
        Just(MediaProblem::Blocked(Engine::Chromium)),
        Just(MediaProblem::Busy),
        Just(MediaProblem::NotFound),
    ];
    prop_oneof![
        Just(Step::Start),
        Just(Step::Stop),
        (source(), any::<bool>()).prop_map(|(source, on)| Step::Want(source, on)),
        source().prop_map(Step::Renew),
        (0..12_u32).prop_map(|request| Step::Device(MediaInput::Captured { request })),
        (0..12_u32, problem).prop_map(|(request, problem)| {
            Step::Device(MediaInput::CaptureFailed { request, problem })
        }),
        source().prop_map(|source| Step::Device(MediaInput::Ended { source })),
        (source(), any::<bool>()).prop_map(|(source, interrupted)| {
            Step::Device(MediaInput::Interrupted {
                source,
                interrupted,
            })
        }),
        Just(Step::Device(MediaInput::DevicesChanged)),
        (any::<bool>(), any::<bool>())
            .prop_map(|(microphone, camera)| Step::Recall(microphone, camera)),
    ]
}

#[test]
fn another_size_is_for_the_camera_that_is_there_and_for_the_one_that_comes() {
    let mut media = captured();
    media.resize_camera();
    assert_eq!(drain(&mut media), [Command::ResizeCamera]);

    media.renew(Camera);
    drain(&mut media);
    media.resize_camera();
    assert_eq!(drain(&mut media), [Command::ResizeCamera]);
    media.handle(MediaInput::Captured { request: 1 });
    assert_eq!(
        drain(&mut media),
        [enable(Camera, true), Command::ResizeCamera]
    );

    media.renew(Camera);
    drain(&mut media);
    media.handle(MediaInput::Captured { request: 2 });
    assert_eq!(drain(&mut media), [enable(Camera, true)], "once");
}

#[test]
fn another_size_turns_no_camera_on() {
    let mut media = captured();
    media.want(Camera, false);
    drain(&mut media);
    media.resize_camera();
    assert_eq!(drain(&mut media), []);
}

fn started() -> LocalMedia {
    let mut media = LocalMedia::new();
    media.start();
    media
}

fn captured() -> LocalMedia {
    let mut media = started();
    media.handle(MediaInput::Captured { request: 0 });
    drain(&mut media);
    media
}

fn changes(media: &mut LocalMedia) -> Vec<MediaChange> {
    std::iter::from_fn(|| media.next_change()).collect()
}

fn fail(media: &mut LocalMedia, request: u32, problem: MediaProblem) {
    media.handle(MediaInput::CaptureFailed { request, problem });
}

fn streams() -> LocalStreams {
    LocalStreams {
        devices: StreamId::parse("d").unwrap(),
        screen: StreamId::parse("s").unwrap(),
    }
}

fn drain(media: &mut LocalMedia) -> Vec<Command> {
    std::iter::from_fn(|| media.next_command()).collect()
}

fn capture(request: u32, microphone: bool, camera: bool) -> Command {
    Command::Capture {
        request,
        microphone,
        camera,
    }
}

fn enable(source: Source, enabled: bool) -> Command {
    Command::EnableTrack { source, enabled }
}
