use protocol::ErrorCode;

/// What a host has done, as the person is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// The person's microphone is muted.
    MutedYou,
    /// The host would like to hear the person, who alone can unmute.
    AsksYouToUnmute,
    StoppedYourCamera,
    StoppedYourScreen,
    LoweredYourHand,
    MadeYouHost,
    MadeYouMember,
    MadeYouViewer,
    MutedEveryone,
    LoweredHands,
    ClearedChat,
    Locked,
    Unlocked,
    SetPassword,
    RemovedPassword,
}

/// Why something that the person did as a host was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeedRefused {
    NotAllowed,
    TooFast,
    /// Whoever was let in goes on waiting.
    NoPlace,
}

impl DeedRefused {
    pub(crate) fn of(code: ErrorCode) -> Option<Self> {
        let all = [
            (ErrorCode::NotAllowed, Self::NotAllowed),
            (ErrorCode::ActTooFast, Self::TooFast),
            (ErrorCode::NoPlace, Self::NoPlace),
        ];
        let (_, refused) = all.into_iter().find(|(known, _)| *known == code)?;
        Some(refused)
    }
}
