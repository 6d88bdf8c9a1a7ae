use protocol::Source;

use crate::MediaProblem;

/// What a change of the local media means for the rest of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaChange {
    /// A source was captured or released: the peers must send another track.
    Track(Source),
    /// A source could not be started.
    Problem(Source, MediaProblem),
    /// Both sources could not be started, for the same reason.
    BothProblem(MediaProblem),
    /// A captured source ended by itself, and nothing has taken its place.
    Lost(Source),
    /// What the person chose could not be started: what was there before goes on.
    NotRenewed(Source, MediaProblem),
}

/// What happened to a device that a person should know and can do nothing about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceNews {
    /// It went away, and another one has taken its place.
    Replaced(Source),
    /// One that could not be had is there, since the devices have changed: it is heard or seen.
    Back(Source),
    /// Something else holds it, so that it carries nothing.
    Interrupted(Source),
    /// That is over.
    Resumed(Source),
}
