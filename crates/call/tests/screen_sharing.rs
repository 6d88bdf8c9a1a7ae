//! One's own screen: shared by a gesture, and never by anything else.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its own values are wrong"
)]

use call::{Command, LocalMedia, LocalStreams, MediaChange, MediaInput, MediaProblem, SourceView};
use protocol::{Engine, Source, StreamId};

use Source::{Camera, Microphone, Screen, ScreenAudio};

#[test]
fn a_screen_is_shared_with_its_sound_until_it_ends() {
    let mut media = sharing(true);
    let publications = media.publications(&streams());
    let sources: Vec<(Source, &str)> = publications
        .iter()
        .map(|publication| (publication.source, publication.stream.as_str()))
        .collect();
    let expected = [
        (Microphone, "d"),
        (Camera, "d"),
        (Screen, "s"),
        (ScreenAudio, "s"),
    ];
    assert_eq!(sources, expected);
    media.handle(MediaInput::Ended {
        source: ScreenAudio,
    });
    assert_eq!(drain(&mut media), [stop(ScreenAudio)]);
    media.handle(MediaInput::Ended { source: Screen });
    assert_eq!(drain(&mut media), [stop(Screen)]);
    assert_eq!(media.view(Screen), SourceView::Off);

    let mut media = sharing(true);
    media.stop_sharing();
    assert_eq!(drain(&mut media), [stop(Screen), stop(ScreenAudio)]);
}

#[test]
fn leaving_ends_the_share() {
    let mut media = sharing(false);
    media.stop();
    assert!(drain(&mut media).contains(&stop(Screen)));
}

#[test]
fn a_share_that_the_person_gave_up_while_being_asked_is_not_kept() {
    let mut media = captured();
    media.share_screen();
    media.share_screen();
    assert_eq!(drain(&mut media), [Command::CaptureScreen { request: 1 }]);
    media.stop_sharing();
    let audio = true;
    media.handle(MediaInput::ScreenCaptured { request: 1, audio });
    assert_eq!(drain(&mut media), [stop(Screen), stop(ScreenAudio)]);
    assert_eq!(media.view(Screen), SourceView::Off);
}

#[test]
fn closing_the_question_what_to_share_is_no_problem_and_anything_else_is() {
    let check = |problem, expected: &[MediaChange]| {
        let mut media = captured();
        media.share_screen();
        media.handle(MediaInput::ScreenFailed {
            request: 1,
            problem,
        });
        assert_eq!(changes(&mut media), expected);
        assert_eq!(media.view(Screen), SourceView::Off);
    };
    check(MediaProblem::Blocked(Engine::Chromium), &[]);
    for problem in [MediaProblem::Busy, MediaProblem::BlockedBySystem] {
        check(problem, &[MediaChange::Problem(Screen, problem)]);
    }
}

fn sharing(audio: bool) -> LocalMedia {
    let mut media = captured();
    media.share_screen();
    media.handle(MediaInput::ScreenCaptured { request: 1, audio });
    drain(&mut media);
    media
}

fn stop(source: Source) -> Command {
    Command::StopTrack { source }
}

fn captured() -> LocalMedia {
    let mut media = LocalMedia::new();
    media.start();
    media.handle(MediaInput::Captured { request: 0 });
    drain(&mut media);
    changes(&mut media);
    media
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

fn changes(media: &mut LocalMedia) -> Vec<MediaChange> {
    std::iter::from_fn(|| media.next_change()).collect()
}
