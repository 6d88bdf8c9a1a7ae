use proptest::prelude::*;
use protocol::{DisplayName, ParticipantId, RoomId};

use super::*;
use crate::{TileKey, TileKind, UserInput};

#[test]
fn a_device_that_is_gone_takes_no_other_one_with_it() {
    let check = |microphone: Option<&str>, camera: Option<&str>, expected: &[(_, _)]| {
        let preferences = Preferences {
            microphone: microphone.map(str::to_owned),
            camera: camera.map(str::to_owned),
            ..Preferences::default()
        };
        assert_eq!(preferences.device_attempts(), expected);
    };
    let (m, c) = (Some("m"), Some("c"));
    check(m, c, &[(m, c), (m, None), (None, c), (None, None)]);
    check(m, None, &[(m, None), (None, None)]);
    check(None, c, &[(None, c), (None, None)]);
    check(None, None, &[(None, None)]);
}

#[test]
fn what_is_written_is_read() {
    let all = Preferences {
        name: DisplayName::parse("Änne = Bob").ok(),
        camera_size: CameraSize::Large,
        microphone: Some("default".to_owned()),
        camera: Some("a=b/c+d==".to_owned()),
        speaker: Some("x".repeat(Preferences::MAX_ID)),
        language: Some("id".to_owned()),
        theme: Theme::Dark,
        layout: Layout::Spotlight,
        rooms: rooms("tea kitchen"),
        switches: [false; Switch::ALL.len()],
    };
    assert_eq!(Preferences::from_text(&all.to_text()), all);
    let few = Preferences {
        theme: Theme::Light,
        layout: Layout::Grid,
        ..Preferences::default()
    };
    assert_eq!(
        few.to_text(),
        "tatap-preferences 1\ntheme=light\nlayout=grid"
    );
    assert_eq!(Preferences::from_text(&few.to_text()), few);
}

#[test]
fn the_rooms_of_late_are_remembered_each_once_and_the_last_one_first() {
    let mut preferences = Preferences::default();
    for room in rooms("a b c d e b f") {
        preferences.visit(room);
    }
    assert_eq!(preferences.rooms, rooms("f b e d c"));
    let rubbish = "tatap-preferences 1\nroom=a\nroom=a\nroom=A room\nroom=\nroom=b\nroom=c\nroom=d\nroom=e\nroom=f";
    assert_eq!(Preferences::from_text(rubbish).rooms, rooms("a b c d e"));
}

fn rooms(names: &str) -> Vec<RoomId> {
    let names = names.split(' ');
    names.map(|name| RoomId::parse(name).unwrap()).collect()
}

#[test]
fn each_switch_is_remembered_by_itself() {
    for switch in Switch::ALL {
        let mut preferences = Preferences::default();
        let default = |switch| Preferences::default().is_on(switch);
        preferences.set(switch, !default(switch));
        let read = Preferences::from_text(&preferences.to_text());
        for other in Switch::ALL {
            let expected = default(other) != (other == switch);
            assert_eq!(read.is_on(other), expected, "{switch:?} {other:?}");
        }
    }
}

#[test]
fn a_gesture_that_is_for_good_is_remembered_and_done_again_in_the_next_call() {
    let mut preferences = Preferences::default();
    let name = DisplayName::parse("Ana").unwrap();
    for gesture in [
        UserInput::Join {
            name: name.clone(),
            password: None,
        },
        UserInput::SetLayout(Layout::Spotlight),
        UserInput::ShowSelf(false),
        UserInput::SetSounds(false),
        UserInput::HideAddress(true),
    ] {
        assert!(preferences.follow(&gesture), "{gesture:?}");
        assert!(!preferences.follow(&gesture), "{gesture:?} once");
    }
    assert_eq!(preferences.name, Some(name));
    assert_eq!(
        preferences.gestures(),
        [
            UserInput::SetLayout(Layout::Spotlight),
            UserInput::ShowSelf(false),
            UserInput::SetSounds(false),
            UserInput::HideAddress(true),
        ]
    );
}

#[test]
fn a_gesture_of_the_moment_is_not_remembered() {
    let tile = TileKey {
        participant: ParticipantId(1),
        kind: TileKind::Camera,
    };
    for gesture in [
        UserInput::SetMicrophone(false),
        UserInput::Pin(tile),
        UserInput::SetVolume { tile, percent: 20 },
        UserInput::Leave,
    ] {
        assert!(!Preferences::default().follow(&gesture), "{gesture:?}");
    }
}

#[test]
fn each_line_stands_for_itself() {
    let text = "tatap-preferences 7\nname=\u{0}\ntheme=pink\nmirror=off\nfuture=1\n\n=\nsounds\nlayout=grid";
    let mut expected = Preferences {
        layout: Layout::Grid,
        ..Preferences::default()
    };
    expected.set(Switch::Mirror, false);
    assert_eq!(Preferences::from_text(text), expected);
}

#[test]
fn another_text_is_no_preferences() {
    for text in [
        "",
        "mirror=off",
        "{\"mirror\":false}",
        "\ntatap-preferences 1\nmirror=off",
    ] {
        assert_eq!(
            Preferences::from_text(text),
            Preferences::default(),
            "{text:?}"
        );
    }
}

#[test]
fn what_is_too_long_is_left_out() {
    let long = Preferences {
        camera: Some("x".repeat(Preferences::MAX_ID + 1)),
        microphone: Some("a\nmirror=off".to_owned()),
        language: Some("x".repeat(Preferences::MAX_LANGUAGE + 1)),
        ..Preferences::default()
    };
    assert_eq!(long.to_text(), "tatap-preferences 1");
    let line = format!("tatap-preferences 1\ncamera={}", "x".repeat(257));
    assert_eq!(Preferences::from_text(&line), Preferences::default());
    let lines = format!("tatap-preferences 1{}\nmirror=off", "\n".repeat(64));
    assert_eq!(Preferences::from_text(&lines), Preferences::default());
    let name = format!("tatap-preferences 1\nname={}Ana", " ".repeat(600));
    assert_eq!(Preferences::from_text(&name), Preferences::default());
}

proptest! {
    #[test]
    fn rubbish_never_fails_and_what_is_read_can_be_written(
        heading in prop_oneof![Just("tatap-preferences 1\n"), Just("")],
        lines in prop::collection::vec((
            "(name|microphone|camera|speaker|camera_size|language|theme|single_keys|mirror|layout|.{0,9})",
            "(=|)",
            ".{0,300}",
        ), 0..80),
        rest in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let mut text = heading.to_owned();
        for (key, equals, value) in lines {
            text.push_str(&format!("{key}{equals}{value}\n"));
        }
        text.push_str(&String::from_utf8_lossy(&rest));
        let read = Preferences::from_text(&text);
        prop_assert_eq!(Preferences::from_text(&read.to_text()), read.clone());
        prop_assert!(read.to_text().len() < 4 * 1024);
    }
}
