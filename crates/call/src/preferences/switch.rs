/// Something that is on or off as the person likes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// Keys without Control do something.
    SingleKeys,
    /// One's own picture is a mirror image, to oneself.
    Mirror,
    /// Sounds tell of people who come and go, of messages and hands.
    Sounds,
    /// One's own tile is shown.
    OwnTile,
    /// What the speaker plays is taken out of what the microphone hears (W3C Media Capture, section 4.3.8).
    EchoCancellation,
    /// Noise is taken out of it.
    NoiseSuppression,
    /// It is made as loud as speech should be.
    GainControl,
    /// Media goes by way of relays alone, so that the others do not learn the person's address.
    HideAddress,
}

impl Switch {
    pub const ALL: [Self; 8] = [
        Self::SingleKeys,
        Self::Mirror,
        Self::Sounds,
        Self::OwnTile,
        Self::EchoCancellation,
        Self::NoiseSuppression,
        Self::GainControl,
        Self::HideAddress,
    ];

    /// Tells whether it is on as long as the person has not said.
    pub(super) fn is_on_by_default(self) -> bool {
        self != Self::HideAddress
    }

    /// Returns the name under which it is remembered, for ever.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::SingleKeys => "single_keys",
            Self::Mirror => "mirror",
            Self::Sounds => "sounds",
            Self::OwnTile => "shows_self",
            Self::EchoCancellation => "echo_cancellation",
            Self::NoiseSuppression => "noise_suppression",
            Self::GainControl => "gain_control",
            Self::HideAddress => "hide_address",
        }
    }
}
