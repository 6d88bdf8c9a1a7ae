use protocol::Source;

use super::{Call, Phase};
use crate::{Command, ContentHint, DataUse, TileKey};

/// What a person chooses for themselves, and nobody else is told.
impl Call {
    /// A microphone is held on in the call alone.
    pub(super) fn hold_to_talk(&mut self, held: bool) {
        let in_call = matches!(self.phase, Phase::InCall { .. });
        self.media.hold(held && in_call);
    }

    /// Whoever turns the camera on wants video.
    pub(super) fn set_camera(&mut self, on: bool) {
        if on && self.data_use == DataUse::AudioOnly {
            self.data_use = DataUse::Low;
        }
        self.want(Source::Camera, on);
    }

    pub(super) fn set_data_use(&mut self, data_use: DataUse) {
        self.data_use = data_use;
        if data_use == DataUse::AudioOnly {
            self.want(Source::Camera, false);
        }
    }

    pub(super) fn set_content_hint(&mut self, hint: ContentHint) {
        self.hint = hint;
        self.commands.push_back(Command::HintScreen(hint));
    }

    pub(super) fn set_volume(&mut self, tile: TileKey, percent: u8) {
        if self.is_remote(tile) {
            self.volumes.set_percent(tile, percent);
        }
    }

    pub(super) fn mute_for_me(&mut self, tile: TileKey, muted: bool) {
        if self.is_remote(tile) {
            self.volumes.set_muted(tile, muted);
        }
    }

    fn is_remote(&self, tile: TileKey) -> bool {
        self.remote_tiles().contains(&tile)
    }
}
