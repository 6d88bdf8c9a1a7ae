use protocol::{DisplayName, FileName, Source};

use crate::{Deed, DeedRefused, MediaProblem, RecordingProblem};

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
    /// The microphone or camera that was chosen could not be started: the one before goes on.
    NotSwitched(Source, MediaProblem),
    /// The screen could not be shared.
    ScreenProblem,
    /// Someone came in.
    ParticipantJoined(DisplayName),
    /// Someone raised a hand.
    HandRaised(DisplayName),
    /// Hands or reactions came faster than the room takes them.
    TooManyGestures,
    /// Someone records the call.
    RecordingStarted(DisplayName),
    /// Someone records it no longer.
    RecordingEnded(DisplayName),
    /// One's own recording is in its file.
    RecordingSaved,
    /// One's own recording has ended before its time, or did not begin.
    RecordingFailed(RecordingProblem),
    /// One's own recording was ended, because the browser can hold no more of it.
    RecordingFull,
    /// One's own recording has no sound, because the browser runs none.
    RecordingSilent,
    /// Someone went.
    ParticipantLeft(DisplayName),
    /// The seat was gone, and the person is in the room anew.
    Rejoined,
    /// The person speaks and is muted.
    YouAreMuted,
    /// The microphone is on and gives not the least sound.
    MicrophoneSilent,
    /// The server takes chat messages more slowly than they were written; they are sent a little later.
    ChatTooFast,
    /// A file is larger than can be shared.
    FileTooLarge(FileName),
    /// The person shares as many files as can be.
    TooManyFiles,
    /// Someone offers more or larger files than are taken.
    FilesRefused(DisplayName),
    /// The person is host, because the last one has left.
    YouAreHost,
    /// A host has done something.
    Deed(DisplayName, Deed),
    /// What the person did as a host was not done.
    DeedRefused(DeedRefused),
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
            | Self::CameraInterrupted
            | Self::MicrophoneSilent
            | Self::RecordingFailed(_)
            | Self::RecordingFull
            | Self::RecordingSilent
            | Self::Deed(_, Deed::AsksYouToUnmute) => true,
            Self::MicrophoneReplaced
            | Self::CameraReplaced
            | Self::MicrophoneBack
            | Self::CameraBack
            | Self::NotSwitched(..)
            | Self::ScreenProblem
            | Self::ParticipantJoined(_)
            | Self::ParticipantLeft(_)
            | Self::HandRaised(_)
            | Self::TooManyGestures
            | Self::RecordingStarted(_)
            | Self::RecordingEnded(_)
            | Self::RecordingSaved
            | Self::Rejoined
            | Self::YouAreMuted
            | Self::ChatTooFast
            | Self::FileTooLarge(_)
            | Self::TooManyFiles
            | Self::FilesRefused(_)
            | Self::YouAreHost
            | Self::Deed(..)
            | Self::DeedRefused(_) => false,
        }
    }
}
