use std::fmt;

use protocol::{Ban, BanId, DeviceMark, DisplayName};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The most people who are kept out of one room; the ban that was spoken first is forgotten beyond that.
const MAX_BANS: usize = 200;

/// Everyone who was removed from a room, while there is that room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Bans {
    last: u32,
    records: Vec<BanRecord>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct BanRecord {
    id: u32,
    name: DisplayName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    device: Option<DeviceHash>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<Box<str>>,
}

/// The SHA-256 hash of a browser's mark, in hexadecimal digits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct DeviceHash(Box<str>);

impl DeviceHash {
    pub(crate) fn of(mark: &DeviceMark) -> Self {
        let digest = Sha256::digest(mark.as_str());
        let text: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Self(text.into())
    }
}

impl fmt::Debug for DeviceHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceHash(…)")
    }
}

impl Bans {
    pub(crate) fn add(
        &mut self,
        name: DisplayName,
        device: Option<DeviceHash>,
        subject: Option<Box<str>>,
    ) {
        self.last += 1;
        if self.records.len() >= MAX_BANS {
            self.records.remove(0);
        }
        self.records.push(BanRecord {
            id: self.last,
            name,
            device,
            subject,
        });
    }

    /// Takes a ban back; false if there is none of this number.
    pub(crate) fn remove(&mut self, id: BanId) -> bool {
        let before = self.records.len();
        self.records.retain(|record| record.id != id.0);
        self.records.len() < before
    }

    /// True if this browser, or whoever is vouched for so, was removed.
    pub(crate) fn holds_for(&self, device: Option<&DeviceHash>, subject: Option<&str>) -> bool {
        self.records.iter().any(|record| {
            let same_device = device.is_some() && record.device.as_ref() == device;
            let same_subject = subject.is_some() && record.subject.as_deref() == subject;
            same_device || same_subject
        })
    }

    pub(crate) fn shown(&self) -> Vec<Ban> {
        self.records
            .iter()
            .map(|record| Ban {
                id: BanId(record.id),
                name: record.name.clone(),
            })
            .collect()
    }
}

impl fmt::Debug for BanRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BanRecord")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ban_holds_for_the_browser_and_for_whoever_is_vouched_for() {
        let mut bans = Bans::default();
        bans.add(name("Budi"), Some(device('b')), Some("user:budi".into()));
        bans.add(name("Citra"), None, None);
        let holds = |mark: Option<char>, subject: Option<&str>| {
            bans.holds_for(mark.map(device).as_ref(), subject)
        };
        assert!(holds(Some('b'), None));
        assert!(holds(Some('b'), Some("user:ana")));
        assert!(holds(Some('a'), Some("user:budi")));
        assert!(!holds(Some('a'), Some("user:ana")));
        assert!(!holds(None, None), "nothing is known of Citra");
    }

    #[test]
    fn a_ban_is_taken_back_by_its_number() {
        let mut bans = Bans::default();
        bans.add(name("Budi"), Some(device('b')), None);
        bans.add(name("Citra"), Some(device('c')), None);
        assert!(bans.remove(BanId(1)));
        assert!(!bans.remove(BanId(1)));
        assert!(!bans.holds_for(Some(&device('b')), None));
        assert!(bans.holds_for(Some(&device('c')), None));
    }

    #[test]
    fn the_oldest_is_forgotten_beyond_the_most() {
        let mut bans = Bans::default();
        bans.add(name("Budi"), Some(device('b')), None);
        for _ in 0..MAX_BANS {
            bans.add(name("Citra"), Some(device('c')), None);
        }
        assert_eq!(bans.shown().len(), MAX_BANS);
        assert!(!bans.holds_for(Some(&device('b')), None));
    }

    fn device(letter: char) -> DeviceHash {
        let text: String = std::iter::repeat_n(letter, DeviceMark::CHARS).collect();
        DeviceHash::of(&DeviceMark::parse(&text).unwrap())
    }

    fn name(text: &str) -> DisplayName {
        DisplayName::parse(text).unwrap()
    }
}
