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
    /// Another program or the system has the microphone: it carries nothing until it is given back.
    MicrophoneInterrupted,
    /// Another program or the system has the camera: it shows nothing until it is given back.
    CameraInterrupted,
    /// The microphone went away, and another one has taken its place.
    MicrophoneReplaced,
    /// The camera went away, and another one has taken its place.
    CameraReplaced,
    /// A microphone that could not be had is there, and is heard.
    MicrophoneBack,
    /// A camera that could not be had is there, and is seen.
    CameraBack,
    /// Someone came in.
    ParticipantJoined(DisplayName),
    /// Someone went.
    ParticipantLeft(DisplayName),
    /// The seat was gone, and the person is in the room anew.
    Rejoined,
    /// The server takes chat messages more slowly than they were written; they are sent a little later.
    ChatTooFast,
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
            | Self::CameraLost
            | Self::MicrophoneInterrupted
            | Self::CameraInterrupted => true,
            Self::MicrophoneReplaced
            | Self::CameraReplaced
            | Self::MicrophoneBack
            | Self::CameraBack
            | Self::ParticipantJoined(_)
            | Self::ParticipantLeft(_)
            | Self::Rejoined
            | Self::ChatTooFast => false,
        }
    }
}
