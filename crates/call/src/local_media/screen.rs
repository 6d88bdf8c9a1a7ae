use protocol::Source;

use crate::SourceView;

/// One's own screen: shared from a gesture of the person until it ends, and never by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Screen {
    Idle,
    /// The browser is asking the person what to show.
    Asking {
        request: u32,
        /// The person has not thought better of it.
        wanted: bool,
    },
    Shared {
        /// Its sound is shared too.
        audio: bool,
    },
}

impl Screen {
    /// The tracks that are captured.
    pub(super) fn sources(self) -> &'static [Source] {
        match self {
            Self::Idle | Self::Asking { .. } => &[],
            Self::Shared { audio: false } => &[Source::Screen],
            Self::Shared { audio: true } => &[Source::Screen, Source::ScreenAudio],
        }
    }

    pub(super) fn view(self) -> SourceView {
        match self {
            Self::Idle | Self::Asking { wanted: false, .. } => SourceView::Off,
            Self::Asking { wanted: true, .. } => SourceView::Starting,
            Self::Shared { .. } => SourceView::On,
        }
    }
}
