use protocol::DisplayName;

use crate::MediaProblem;

/// Numbers the notices of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoticeId(pub u32);

/// Something that a person should know while the call goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The microphone could not be started.
    MicrophoneProblem(MediaProblem),
    /// The camera could not be started.
    CameraProblem(MediaProblem),
    /// Neither could be started, for the same reason.
    BothProblem(MediaProblem),
    /// The microphone went away during the call.
    MicrophoneLost,
    /// The camera went away during the call.
    CameraLost,
    /// Someone came in.
    ParticipantJoined(DisplayName),
    /// Someone went.
    ParticipantLeft(DisplayName),
}

impl Notice {
    /// True for a notice that stays until the person closes it, or until what it tells is over.
    #[must_use]
    pub fn stays(&self) -> bool {
        match self {
            Self::MicrophoneProblem(_)
            | Self::CameraProblem(_)
            | Self::BothProblem(_)
            | Self::MicrophoneLost
            | Self::CameraLost => true,
            Self::ParticipantJoined(_) | Self::ParticipantLeft(_) => false,
        }
    }
}
