//! What a person wants of microphone and camera, against what the browser gives.

use std::collections::BTreeMap;

use call::{Command, LocalMedia, MediaInput, MediaProblem, SourceView};
use proptest::prelude::*;
use protocol::{Source, StreamId};

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
fn a_lost_device_is_told_and_tried_again_only_when_asked_for() {
    let mut media = captured();
    media.handle(MediaInput::Ended { source: Camera });
    assert_eq!(drain(&mut media), [Command::StopTrack { source: Camera }]);
    assert_eq!(
        media.view(Camera),
        SourceView::Unavailable(MediaProblem::NotFound)
    );
    media.want(Camera, true);
    assert_eq!(drain(&mut media), [capture(1, false, true)]);
}

#[test]
fn a_muted_microphone_is_published_as_muted_and_a_missing_one_not_at_all() {
    let mut media = captured();
    let stream = StreamId::parse("s").unwrap();
    media.want(Microphone, false);
    media.want(Camera, false);
    let publications = media.publications(&stream);
    assert!(
        publications
            .get(Microphone)
            .is_some_and(|publication| publication.muted)
    );
    assert_eq!(publications.get(Camera), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Promise 3: nothing but the person's own gesture turns a microphone or a camera on.
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
                Step::Device(input) => media.handle(input),
            }
            for command in drain(&mut media) {
                match command {
                    Command::EnableTrack { source, enabled } => prop_assert_eq!(enabled, wanted[&source]),
                    Command::Capture { microphone, camera, .. } => {
                        prop_assert!(!microphone || wanted[&Microphone]);
                        prop_assert!(!camera || wanted[&Camera]);
                    }
                    Command::StopTrack { .. } => {}
                    Command::OpenSocket
                    | Command::Send(_)
                    | Command::CloseSocket
                    | Command::Peer { .. } => prop_assert!(false, "{:?}", command),
                }
            }
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Start,
    Stop,
    Want(Source, bool),
    Device(MediaInput),
}

fn step() -> impl Strategy<Value = Step> {
    let source = || prop_oneof![Just(Microphone), Just(Camera)];
    let problem = prop_oneof![Just(MediaProblem::Blocked), Just(MediaProblem::Busy)];
    prop_oneof![
        Just(Step::Start),
        Just(Step::Stop),
        (source(), any::<bool>()).prop_map(|(source, on)| Step::Want(source, on)),
        (0..12_u32).prop_map(|request| Step::Device(MediaInput::Captured { request })),
        (0..12_u32, problem).prop_map(|(request, problem)| {
            Step::Device(MediaInput::CaptureFailed { request, problem })
        }),
        source().prop_map(|source| Step::Device(MediaInput::Ended { source })),
    ]
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
