use protocol::{DisplayName, RoomId};

use super::{CameraSize, Preferences, Switch, Theme};
use crate::Layout;

/// What is remembered is one text of lines `key=value` under a heading with a version. A key keeps its meaning for ever:
/// what means something else gets another key. So a text of any version is read, each line that is understood.
///
/// `index.html` reads the line `theme` before the app is there.
impl Preferences {
    /// The longest id of a device, in bytes.
    pub const MAX_ID: usize = 256;

    /// The longest language tag, in bytes.
    pub const MAX_LANGUAGE: usize = 35;

    /// Only so many rooms are remembered.
    pub const MAX_ROOMS: usize = 5;

    /// Only so many lines of a text are read.
    pub const MAX_LINES: usize = 64;

    /// Longer lines are passed over, in bytes.
    pub const MAX_LINE: usize = 512;

    const HEADING: &str = "tatap-preferences ";
    const VERSION: &str = "1";

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
        match self.camera_size {
            CameraSize::Small => line("camera_size", "small"),
            CameraSize::Medium => {}
            CameraSize::Large => line("camera_size", "large"),
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
        for room in &self.rooms {
            line("room", room.as_str());
        }
        for switch in Switch::ALL {
            let is_on = self.is_on(switch);
            if is_on != switch.is_on_by_default() {
                line(switch.key(), if is_on { "on" } else { "off" });
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
            "camera_size" => {
                self.camera_size = match value {
                    "small" => CameraSize::Small,
                    "large" => CameraSize::Large,
                    _ => CameraSize::Medium,
                }
            }
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
            "room" => {
                if let Ok(room) = RoomId::parse(value)
                    && self.rooms.len() < Self::MAX_ROOMS
                    && !self.rooms.contains(&room)
                {
                    self.rooms.push(room);
                }
            }
            _ => {
                let mut all = Switch::ALL.into_iter();
                if let Some(switch) = all.find(|switch| switch.key() == key) {
                    let other = if switch.is_on_by_default() {
                        "off"
                    } else {
                        "on"
                    };
                    self.set(switch, (value == other) != switch.is_on_by_default());
                }
            }
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
