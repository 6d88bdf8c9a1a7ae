/// How loud something is: 0 for digital silence, 1 to 1,000 for the share of full scale in thousandths.
///
/// It is the linear level of `RTCRtpSynchronizationSource.audioLevel` (W3C WebRTC, section 5.6). Speech is mostly
/// between 20 and 300, a quiet room below 10.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct AudioLevel(u16);

impl AudioLevel {
    /// No sample but zero: what a dead microphone gives, and no living one.
    pub const SILENCE: Self = Self(0);

    /// Takes a share of full scale from 0 to 1; anything above 0 is more than silence.
    #[must_use]
    pub fn of_full_scale(share: f64) -> Self {
        Self((share.clamp(0.0, 1.0) * 1000.0).ceil() as u16)
    }

    /// Takes thousandths of full scale, at most 1,000.
    #[must_use]
    pub const fn from_thousandths(thousandths: u16) -> Self {
        Self(if thousandths < 1000 {
            thousandths
        } else {
            1000
        })
    }

    /// Returns the level in thousandths of full scale.
    #[must_use]
    pub fn thousandths(self) -> u16 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_silence_is_zero() {
        let check = |share: f64, thousandths| {
            let level = AudioLevel::of_full_scale(share);
            assert_eq!(level.thousandths(), thousandths, "{share}");
        };
        check(0.0, 0);
        check(0.000_001, 1);
        check(0.02, 20);
        check(1.0, 1000);
        check(7.0, 1000);
        check(-1.0, 0);
        check(f64::NAN, 0);
        check(f64::INFINITY, 1000);
        assert_eq!(AudioLevel::from_thousandths(2000).thousandths(), 1000);
    }
}
