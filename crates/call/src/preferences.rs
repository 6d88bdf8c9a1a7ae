use protocol::{DisplayName, RoomId};

pub use self::switch::Switch;
use crate::Layout;

mod gestures;
mod switch;
mod text;

/// What a person's browser remembers from call to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    pub name: Option<DisplayName>,
    /// Ids of devices (`MediaDeviceInfo.deviceId`); `None` for whatever the browser takes.
    pub microphone: Option<String>,
    pub camera: Option<String>,
    pub speaker: Option<String>,
    pub camera_size: CameraSize,
    /// A language tag such as `id`; `None` for the browser's.
    pub language: Option<String>,
    pub theme: Theme,
    pub layout: Layout,
    /// The rooms that the person was in last, the last one first, at most [`Preferences::MAX_ROOMS`].
    pub rooms: Vec<RoomId>,
    switches: [bool; Switch::ALL.len()],
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

/// How large a picture the camera is asked for; how much of it is sent is another matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CameraSize {
    Small,
    #[default]
    Medium,
    Large,
}

impl CameraSize {
    /// Returns width and height, in pixels.
    #[must_use]
    pub fn pixels(self) -> (u16, u16) {
        match self {
            Self::Small => (640, 360),
            Self::Medium => (1280, 720),
            Self::Large => (1920, 1080),
        }
    }
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            name: None,
            microphone: None,
            camera: None,
            speaker: None,
            camera_size: CameraSize::default(),
            language: None,
            theme: Theme::System,
            layout: Layout::Auto,
            rooms: Vec::new(),
            switches: Switch::ALL.map(Switch::is_on_by_default),
        }
    }
}

impl Preferences {
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

    /// Remembers that the person is in `room`.
    pub fn visit(&mut self, room: RoomId) {
        self.rooms.retain(|other| *other != room);
        self.rooms.insert(0, room);
        self.rooms.truncate(Self::MAX_ROOMS);
    }

    /// Tells whether `switch` is on.
    #[must_use]
    pub fn is_on(&self, switch: Switch) -> bool {
        self.switches[switch as usize]
    }

    /// Turns `switch` on or off.
    pub fn set(&mut self, switch: Switch, on: bool) {
        self.switches[switch as usize] = on;
    }
}

#[cfg(test)]
mod tests;
