use crate::{SmallMap, TileKey};

/// How loud one tile is played, on this device alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Volume {
    /// In percent of what comes: 0 to [`Volume::MAX`].
    pub percent: u8,
    /// Not played at all, whatever the volume.
    pub muted: bool,
    /// Not played by order of a host, or because whoever sends it may not, or says that there is none.
    pub silenced: bool,
}

impl Volume {
    /// The loudest, in percent.
    pub const MAX: u8 = 200;

    /// Returns what is heard, in percent of what comes.
    #[must_use]
    pub fn heard(self) -> u8 {
        if self.muted || self.silenced {
            0
        } else {
            self.percent
        }
    }
}

impl Default for Volume {
    fn default() -> Self {
        Self {
            percent: 100,
            muted: false,
            silenced: false,
        }
    }
}

/// How loud each tile is played, for as long as its participant is here.
#[derive(Clone, Debug, Default)]
pub(crate) struct Volumes(SmallMap<TileKey, Volume>);

impl Volumes {
    /// Plays `tile` at `percent` of what comes, at most [`Volume::MAX`].
    pub(crate) fn set_percent(&mut self, tile: TileKey, percent: u8) {
        self.0.entry(tile).percent = percent.min(Volume::MAX);
    }

    /// Plays `tile` not at all, or again.
    pub(crate) fn set_muted(&mut self, tile: TileKey, muted: bool) {
        self.0.entry(tile).muted = muted;
    }

    /// Returns how loud `tile` is played.
    #[must_use]
    pub(crate) fn get(&self, tile: TileKey) -> Volume {
        self.0.get(tile).copied().unwrap_or_default()
    }

    /// Forgets every tile for which `is_here` is false.
    pub(crate) fn retain(&mut self, is_here: impl Fn(TileKey) -> bool) {
        self.0.retain(is_here);
    }
}

#[cfg(test)]
mod tests {
    use protocol::ParticipantId;

    use super::*;
    use crate::TileKind;

    const CAMERA: TileKey = TileKey {
        participant: ParticipantId(1),
        kind: TileKind::Camera,
    };
    const SCREEN: TileKey = TileKey {
        kind: TileKind::Screen,
        ..CAMERA
    };

    #[test]
    fn each_tile_has_a_volume_of_its_own() {
        let mut volumes = Volumes::default();
        volumes.set_percent(SCREEN, 30);
        volumes.set_muted(CAMERA, true);
        assert_eq!(
            (volumes.get(SCREEN).percent, volumes.get(SCREEN).muted),
            (30, false)
        );
        assert_eq!(
            (volumes.get(CAMERA).percent, volumes.get(CAMERA).muted),
            (100, true)
        );
    }

    #[test]
    fn nothing_is_louder_than_twice_as_loud() {
        let mut volumes = Volumes::default();
        volumes.set_percent(CAMERA, u8::MAX);
        assert_eq!(volumes.get(CAMERA).percent, 200);
    }

    #[test]
    fn unmuting_brings_the_volume_back() {
        let mut volumes = Volumes::default();
        volumes.set_percent(CAMERA, 60);
        volumes.set_muted(CAMERA, true);
        assert_eq!(volumes.get(CAMERA).heard(), 0);
        volumes.set_muted(CAMERA, false);
        assert_eq!(
            volumes.get(CAMERA),
            Volume {
                percent: 60,
                ..Volume::default()
            }
        );
        assert_eq!(volumes.get(CAMERA).heard(), 60);
    }

    #[test]
    fn whoever_goes_is_forgotten() {
        let mut volumes = Volumes::default();
        volumes.set_percent(CAMERA, 60);
        volumes.retain(|_| false);
        assert_eq!(volumes.get(CAMERA), Volume::default());
    }
}
