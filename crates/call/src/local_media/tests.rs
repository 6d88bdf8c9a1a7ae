use super::*;

use Source::{Camera, Microphone};

#[test]
fn an_interruption_is_told_while_the_source_is_wanted() {
    let mut media = captured();
    interrupt(&mut media, Camera, true);
    assert_eq!(news(&mut media), [DeviceNews::Interrupted(Camera)]);
    interrupt(&mut media, Camera, true);
    assert_eq!(news(&mut media), [], "once");
    interrupt(&mut media, Camera, false);
    assert_eq!(news(&mut media), [DeviceNews::Resumed(Camera)]);
}

#[test]
fn an_interruption_is_over_for_whoever_mutes_and_told_to_whoever_unmutes() {
    let mut media = captured();
    interrupt(&mut media, Microphone, true);
    media.want(Microphone, false);
    media.want(Microphone, true);
    let expected = [
        DeviceNews::Interrupted(Microphone),
        DeviceNews::Resumed(Microphone),
        DeviceNews::Interrupted(Microphone),
    ];
    assert_eq!(news(&mut media), expected);
}

#[test]
fn an_interruption_ends_with_its_track() {
    let mut media = captured();
    interrupt(&mut media, Camera, true);
    media.handle(MediaInput::Ended { source: Camera });
    media.handle(MediaInput::Captured { request: 1 });
    let expected = [
        DeviceNews::Interrupted(Camera),
        DeviceNews::Resumed(Camera),
        DeviceNews::Replaced(Camera),
    ];
    assert_eq!(news(&mut media), expected);
}

#[test]
fn a_device_that_went_away_for_good_is_told_as_lost() {
    let mut media = captured();
    media.handle(MediaInput::Ended { source: Camera });
    let changes: Vec<_> = std::iter::from_fn(|| media.next_change()).collect();
    assert!(!changes.contains(&MediaChange::Lost(Camera)), "not yet");
    media.handle(MediaInput::CaptureFailed {
        request: 1,
        problem: MediaProblem::NotFound,
    });
    assert_eq!(media.next_change(), Some(MediaChange::Lost(Camera)));
    assert_eq!(news(&mut media), []);
}

#[test]
fn a_muted_device_that_went_away_is_told_as_lost_at_once() {
    let mut media = captured();
    media.want(Microphone, false);
    media.handle(MediaInput::Ended { source: Microphone });
    let changes: Vec<_> = std::iter::from_fn(|| media.next_change()).collect();
    assert!(changes.contains(&MediaChange::Lost(Microphone)));
}

#[test]
fn a_device_that_comes_back_is_told() {
    let mut media = LocalMedia::new();
    media.start();
    media.handle(MediaInput::CaptureFailed {
        request: 0,
        problem: MediaProblem::NotFound,
    });
    media.handle(MediaInput::Captured { request: 1 });
    media.handle(MediaInput::CaptureFailed {
        request: 2,
        problem: MediaProblem::NotFound,
    });
    media.handle(MediaInput::DevicesChanged);
    media.handle(MediaInput::Captured { request: 3 });
    assert_eq!(news(&mut media), [DeviceNews::Back(Camera)]);
}

#[test]
fn news_that_nobody_takes_are_bounded() {
    let mut media = captured();
    for round in 0..100 {
        interrupt(&mut media, Camera, round % 2 == 0);
    }
    assert_eq!(news(&mut media).len(), LocalMedia::MAX_NEWS);
}

fn captured() -> LocalMedia {
    let mut media = LocalMedia::new();
    media.start();
    media.handle(MediaInput::Captured { request: 0 });
    while media.next_change().is_some() {}
    media
}

fn interrupt(media: &mut LocalMedia, source: Source, interrupted: bool) {
    media.handle(MediaInput::Interrupted {
        source,
        interrupted,
    });
}

fn news(media: &mut LocalMedia) -> Vec<DeviceNews> {
    std::iter::from_fn(|| media.next_news()).collect()
}
