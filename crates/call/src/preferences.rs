use protocol::DisplayName;

use crate::Layout;

/// What a person's browser remembers from call to call.
///
/// It is kept as one text of lines `key=value` under a heading with a version. A key keeps its meaning for ever: what
/// means something else gets another key. So a text of any version is read, each line that is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    pub name: Option<DisplayName>,
    /// Ids of devices (`MediaDeviceInfo.deviceId`); `None` for whatever the browser takes.
    pub microphone: Option<String>,
    pub camera: Option<String>,
    pub speaker: Option<String>,
    /// A language tag such as `id`; `None` for the browser's.
    pub language: Option<String>,
    pub theme: Theme,
    /// Keys without Control do something.
    pub single_keys: bool,
    /// One's own picture is a mirror image, to oneself.
    pub mirror: bool,
    /// Sounds tell of people who come and go.
    pub sounds: bool,
    pub layout: Layout,
    /// One's own tile is shown.
    pub shows_self: bool,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device is.
    #[default]
    System,
    Light,
    Dark,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            name: None,
            microphone: None,
            camera: None,
            speaker: None,
            language: None,
            theme: Theme::System,
            single_keys: true,
            mirror: true,
            sounds: true,
            layout: Layout::Auto,
            shows_self: true,
        }
    }
}

impl Preferences {
    /// The longest id of a device, in bytes.
    pub const MAX_ID: usize = 256;

    /// The longest language tag, in bytes.
    pub const MAX_LANGUAGE: usize = 35;

    /// Only so many lines of a text are read.
    pub const MAX_LINES: usize = 64;

    /// Longer lines are passed over, in bytes.
    pub const MAX_LINE: usize = 512;

    const HEADING: &str = "tatap-preferences ";
    const VERSION: &str = "1";

    /// Returns what to ask of the browser, one after the other until it gives something other than "not found": the ids
    /// of a microphone and a camera, `None` for whichever it takes. A device that is gone takes no other one with it.
    #[must_use]
    pub fn device_attempts(&self) -> Vec<(Option<&str>, Option<&str>)> {
        let microphone = self.microphone.as_deref();
        let camera = self.camera.as_deref();
        let mut attempts = vec![(microphone, camera)];
        for attempt in [(microphone, None), (None, camera), (None, None)] {
            if !attempts.contains(&attempt) {
                attempts.push(attempt);
            }
        }
        attempts
    }

    /// Writes everything as one text; what is as by default is left out.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{}{}", Self::HEADING, Self::VERSION);
        let mut line = |key: &str, value: &str| {
            text.push('\n');
            text.push_str(key);
            text.push('=');
            text.push_str(value);
        };
        if let Some(name) = &self.name {
            line("name", name.as_str());
        }
        for (key, id) in [
            ("microphone", &self.microphone),
            ("camera", &self.camera),
            ("speaker", &self.speaker),
        ] {
            if let Some(id) = id.as_deref().and_then(device_id) {
                line(key, &id);
            }
        }
        if let Some(tag) = self.language.as_deref().and_then(language) {
            line("language", &tag);
        }
        match self.theme {
            Theme::System => {}
            Theme::Light => line("theme", "light"),
            Theme::Dark => line("theme", "dark"),
        }
        match self.layout {
            Layout::Auto => {}
            Layout::Grid => line("layout", "grid"),
            Layout::Spotlight => line("layout", "spotlight"),
        }
        for (key, on) in [
            ("single_keys", self.single_keys),
            ("mirror", self.mirror),
            ("sounds", self.sounds),
            ("shows_self", self.shows_self),
        ] {
            if !on {
                line(key, "off");
            }
        }
        text
    }

    /// Reads what can be read of a text; everything else is as by default.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let mut preferences = Self::default();
        let mut lines = text.split('\n').take(Self::MAX_LINES);
        if lines
            .next()
            .is_none_or(|line| !line.starts_with(Self::HEADING))
        {
            return preferences;
        }
        for line in lines.filter(|line| line.len() <= Self::MAX_LINE) {
            if let Some((key, value)) = line.split_once('=') {
                preferences.read(key, value);
            }
        }
        preferences
    }

    fn read(&mut self, key: &str, value: &str) {
        match key {
            "name" => self.name = DisplayName::parse(value).ok(),
            "microphone" => self.microphone = device_id(value),
            "camera" => self.camera = device_id(value),
            "speaker" => self.speaker = device_id(value),
            "language" => self.language = language(value),
            "theme" => {
                self.theme = match value {
                    "light" => Theme::Light,
                    "dark" => Theme::Dark,
                    _ => Theme::System,
                }
            }
            "layout" => {
                self.layout = match value {
                    "grid" => Layout::Grid,
                    "spotlight" => Layout::Spotlight,
                    _ => Layout::Auto,
                }
            }
            "single_keys" => self.single_keys = value != "off",
            "mirror" => self.mirror = value != "off",
            "sounds" => self.sounds = value != "off",
            "shows_self" => self.shows_self = value != "off",
            _ => {}
        }
    }
}

/// An id of a device is visible ASCII.
fn device_id(text: &str) -> Option<String> {
    let is_id = (1..=Preferences::MAX_ID).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_graphic());
    is_id.then(|| text.to_owned())
}

fn language(text: &str) -> Option<String> {
    let is_tag = (2..=Preferences::MAX_LANGUAGE).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_tag.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
            microphone: Some("default".to_owned()),
            camera: Some("a=b/c+d==".to_owned()),
            speaker: Some("x".repeat(Preferences::MAX_ID)),
            language: Some("id".to_owned()),
            theme: Theme::Dark,
            single_keys: false,
            mirror: false,
            sounds: false,
            layout: Layout::Spotlight,
            shows_self: false,
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
    fn each_line_stands_for_itself() {
        let text = "tatap-preferences 7\nname=\u{0}\ntheme=pink\nmirror=off\nfuture=1\n\n=\nsounds\nlayout=grid";
        let expected = Preferences {
            mirror: false,
            layout: Layout::Grid,
            ..Preferences::default()
        };
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
                "(name|microphone|camera|speaker|language|theme|single_keys|mirror|layout|.{0,9})",
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
}
