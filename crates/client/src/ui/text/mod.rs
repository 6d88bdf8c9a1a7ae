//! Every word that a person reads, once per language.
//!
//! A language is one [`Text`]: a word that is missing in a language does not compile.

mod check;
mod doors;
mod en;
mod id;

use call::{EndReason, FileState, MediaProblem, Notice, Trouble};
use protocol::{DisplayNameError, Reaction, RoomIdError};

pub(crate) use check::CheckText;
pub(crate) use doors::DoorsText;
pub(crate) use en::{ENGLISH, ENGLISH_CHECK};
pub(crate) use id::{INDONESIAN, INDONESIAN_CHECK};

/// The words of one language.
pub(crate) struct Text {
    pub(crate) general: GeneralText,
    pub(crate) home: HomeText,
    pub(crate) green_room: GreenRoomText,
    pub(crate) call: CallText,
    pub(crate) tile_menu: TileMenuText,
    pub(crate) link: LinkText,
    pub(crate) settings: SettingsText,
    pub(crate) more: MoreText,
    pub(crate) keys: KeysText,
    pub(crate) hand: HandText,
    pub(crate) reactions: ReactionsText,
    pub(crate) record: RecordText,
    pub(crate) quality: QualityText,
    pub(crate) devices: DevicesText,
    pub(crate) share: ShareText,
    pub(crate) chat: ChatText,
    pub(crate) files: FilesText,
    pub(crate) line: LineText,
    pub(crate) tile: TileText,
    pub(crate) doors: DoorsText,
    pub(crate) goodbye: GoodbyeText,
}

pub(crate) struct GeneralText {
    pub(crate) language: &'static str,
    pub(crate) theme: &'static str,
    /// As the device, light, dark.
    pub(crate) themes: [&'static str; 3],
    pub(crate) home: &'static str,
    pub(crate) offline: &'static str,
    pub(crate) no_answer: &'static str,
    pub(crate) rejoin: &'static str,
    pub(crate) try_again: &'static str,
    pub(crate) reload: &'static str,
    pub(crate) close: &'static str,
    pub(crate) copy_link: &'static str,
    pub(crate) link_copied: &'static str,
    pub(crate) copy: &'static str,
    pub(crate) copied: &'static str,
    pub(crate) copy_failed: &'static str,
    pub(crate) mute_microphone: &'static str,
    pub(crate) unmute_microphone: &'static str,
    pub(crate) turn_camera_off: &'static str,
    pub(crate) turn_camera_on: &'static str,
    pub(crate) room_name_error: fn(RoomIdError) -> String,
}

pub(crate) struct HomeText {
    pub(crate) title: &'static str,
    pub(crate) headline: &'static str,
    pub(crate) tagline: &'static str,
    pub(crate) new_meeting: &'static str,
    pub(crate) new_room: &'static str,
    pub(crate) another_name: &'static str,
    pub(crate) join_heading: &'static str,
    pub(crate) room_name: &'static str,
    pub(crate) room_name_hint: &'static str,
    pub(crate) join: &'static str,
    pub(crate) recent: &'static str,
    pub(crate) forget: &'static str,
}

/// What of a person's devices a sentence is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Devices {
    Microphone,
    Camera,
    Both,
}

pub(crate) struct GreenRoomText {
    pub(crate) heading: &'static str,
    pub(crate) your_name: &'static str,
    pub(crate) your_name_hint: &'static str,
    pub(crate) join_now: &'static str,
    pub(crate) joining: &'static str,
    pub(crate) preview: &'static str,
    pub(crate) camera_off: &'static str,
    pub(crate) camera_starting: &'static str,
    pub(crate) camera_unavailable: &'static str,
    pub(crate) allow: &'static str,
    pub(crate) level: &'static str,
    /// Who is in the room already, by name.
    pub(crate) who_is_in: fn(&[String]) -> String,
    /// Where pages keep the room themselves.
    pub(crate) serverless: &'static str,
    pub(crate) join_without: &'static str,
    pub(crate) device_problem: fn(Devices, MediaProblem) -> String,
    /// Joining needs a part of the app that could not be loaded.
    pub(crate) part_missing: &'static str,
    /// How the network stands: not known, good, in trouble.
    pub(crate) network: [&'static str; 3],
    pub(crate) name_error: fn(DisplayNameError) -> String,
}

pub(crate) struct CallText {
    pub(crate) controls: &'static str,
    pub(crate) leave: &'static str,
    pub(crate) people: &'static str,
    pub(crate) people_button: fn(usize) -> String,
    pub(crate) people_count: fn(usize) -> String,
    pub(crate) participants: &'static str,
    pub(crate) you: fn(&str) -> String,
    pub(crate) microphone_on: &'static str,
    pub(crate) microphone_off: &'static str,
    pub(crate) camera_on: &'static str,
    pub(crate) camera_off: &'static str,
    pub(crate) alone: &'static str,
    pub(crate) sound_blocked: &'static str,
    pub(crate) turn_sound_on: &'static str,
    pub(crate) notice: fn(&Notice) -> String,
}

/// What one can do with a tile.
pub(crate) struct TileMenuText {
    pub(crate) heading: fn(&str) -> String,
    pub(crate) pin: &'static str,
    pub(crate) unpin: &'static str,
    pub(crate) mute_for_me: &'static str,
    pub(crate) volume: &'static str,
}

/// The connection to someone: whose link is at fault, and the names of the plots.
pub(crate) struct LinkText {
    pub(crate) heading: &'static str,
    pub(crate) nobody: &'static str,
    pub(crate) you: &'static str,
    pub(crate) them: &'static str,
    pub(crate) unknown: &'static str,
    pub(crate) bitrate_in: &'static str,
    pub(crate) bitrate_out: &'static str,
    pub(crate) loss: &'static str,
    pub(crate) round_trip: &'static str,
    pub(crate) frames: &'static str,
    pub(crate) height: &'static str,
    /// A plot in words: between what and what it was.
    pub(crate) between: fn(&str, &str) -> String,
    pub(crate) nothing_known: &'static str,
}

/// What a person chooses for themselves.
pub(crate) struct SettingsText {
    pub(crate) heading: &'static str,
    pub(crate) layout: &'static str,
    pub(crate) layout_auto: &'static str,
    pub(crate) layout_grid: &'static str,
    pub(crate) layout_spotlight: &'static str,
    pub(crate) screen: &'static str,
    pub(crate) screen_detail: &'static str,
    pub(crate) screen_text: &'static str,
    pub(crate) screen_motion: &'static str,
    pub(crate) data: &'static str,
    pub(crate) data_full: &'static str,
    pub(crate) data_low: &'static str,
    pub(crate) data_audio: &'static str,
    pub(crate) echo: &'static str,
    pub(crate) noise: &'static str,
    pub(crate) gain: &'static str,
    pub(crate) camera: &'static str,
    pub(crate) shows_self: &'static str,
    pub(crate) mirror: &'static str,
    pub(crate) hides_address: &'static str,
    pub(crate) sounds: &'static str,
    pub(crate) single_keys: &'static str,
}

/// What is used less often.
pub(crate) struct MoreText {
    pub(crate) heading: &'static str,
    pub(crate) full_screen: &'static str,
    pub(crate) window: &'static str,
}

/// What the keys do.
pub(crate) struct KeysText {
    pub(crate) heading: &'static str,
    /// A line for each: the key, a tab, what it does.
    pub(crate) list: &'static str,
}

/// A raised hand.
pub(crate) struct HandText {
    pub(crate) raise: &'static str,
    pub(crate) lower: &'static str,
    pub(crate) raised: &'static str,
}

pub(crate) struct ReactionsText {
    pub(crate) heading: &'static str,
    pub(crate) name: fn(Reaction) -> &'static str,
}

/// The recording of a call.
pub(crate) struct RecordText {
    pub(crate) call: &'static str,
    pub(crate) own: &'static str,
    pub(crate) stop: &'static str,
    pub(crate) recording: &'static str,
    /// The mark of a tile.
    pub(crate) records: &'static str,
    /// The mark of the whole call.
    pub(crate) is_recorded: &'static str,
}

/// How good a connection is.
pub(crate) struct QualityText {
    pub(crate) good: &'static str,
    pub(crate) fair: &'static str,
    pub(crate) poor: &'static str,
    pub(crate) lost: &'static str,
}

/// The choice of devices.
pub(crate) struct DevicesText {
    pub(crate) microphone: &'static str,
    pub(crate) camera: &'static str,
    pub(crate) speaker: &'static str,
    pub(crate) test_speakers: &'static str,
    pub(crate) choose_microphone: &'static str,
    pub(crate) choose_camera: &'static str,
    /// A device without a name, by its number.
    pub(crate) unnamed: fn(usize) -> String,
}

/// The shared screen.
pub(crate) struct ShareText {
    pub(crate) start: &'static str,
    pub(crate) stop: &'static str,
    /// The name of the toggle in the control bar while a screen is shared.
    pub(crate) stop_toggle: &'static str,
    pub(crate) sharing: &'static str,
    /// The name of someone's screen.
    pub(crate) screen_of: fn(&str) -> String,
}

pub(crate) struct ChatText {
    pub(crate) heading: &'static str,
    /// The button's name, with the number of unread messages.
    pub(crate) button: fn(u32) -> String,
    pub(crate) messages: &'static str,
    pub(crate) empty: &'static str,
    pub(crate) you: &'static str,
    pub(crate) sending: &'static str,
    pub(crate) failed: &'static str,
    pub(crate) send_again: &'static str,
    pub(crate) discard: &'static str,
    pub(crate) new_messages: &'static str,
    pub(crate) write: &'static str,
    pub(crate) send: &'static str,
    pub(crate) left: fn(usize) -> String,
    pub(crate) too_long: fn(usize) -> String,
    pub(crate) full: &'static str,
}

/// Files in the chat.
pub(crate) struct FilesText {
    pub(crate) attach: &'static str,
    pub(crate) download: &'static str,
    pub(crate) decline: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) take_back: &'static str,
    pub(crate) save: &'static str,
    /// What stands between a whole number and its tenths.
    pub(crate) decimal: char,
    pub(crate) paused: &'static str,
    pub(crate) sending: &'static str,
    pub(crate) shared: &'static str,
    /// How many of those who are here have it.
    pub(crate) taken: fn(u32) -> String,
    pub(crate) unreadable: &'static str,
    pub(crate) offered: &'static str,
    pub(crate) coming: &'static str,
    pub(crate) silent: &'static str,
    pub(crate) received: &'static str,
    pub(crate) declined: &'static str,
    pub(crate) taken_back: &'static str,
    pub(crate) damaged: &'static str,
}

impl FilesText {
    /// Says how a file is ended, where it can be.
    pub(crate) fn stop(&self, state: FileState) -> Option<&'static str> {
        Some(match state {
            FileState::Shared { .. } => self.take_back,
            FileState::Offered => self.decline,
            FileState::Coming { .. } | FileState::Silent { .. } | FileState::Paused { .. } => {
                self.cancel
            }
            FileState::Unreadable
            | FileState::Received
            | FileState::Declined
            | FileState::TakenBack
            | FileState::Damaged => return None,
        })
    }

    /// Says how far a file is.
    pub(crate) fn state(&self, state: FileState) -> String {
        let sentence = match state {
            FileState::Shared { paused: true, .. } | FileState::Paused { .. } => self.paused,
            FileState::Shared {
                percent: Some(_), ..
            } => self.sending,
            FileState::Shared { taken: 0, .. } => self.shared,
            FileState::Shared { taken, .. } => return (self.taken)(taken),
            FileState::Unreadable => self.unreadable,
            FileState::Offered => self.offered,
            FileState::Coming { .. } => self.coming,
            FileState::Silent { .. } => self.silent,
            FileState::Received => self.received,
            FileState::Declined => self.declined,
            FileState::TakenBack => self.taken_back,
            FileState::Damaged => self.damaged,
        };
        sentence.to_owned()
    }

    /// Says how large a file is.
    pub(crate) fn size(&self, bytes: u64) -> String {
        match bytes {
            0..1_000 => format!("{bytes} B"),
            1_000..1_000_000 => format!("{} kB", bytes / 1_000),
            _ => {
                let tenths = bytes % 1_000_000 / 100_000;
                format!("{}{}{tenths} MB", bytes / 1_000_000, self.decimal)
            }
        }
    }
}

/// The connection to the server.
pub(crate) struct LineText {
    pub(crate) reconnecting: &'static str,
    pub(crate) next_try: fn(u64) -> String,
    pub(crate) trying: &'static str,
    pub(crate) try_now: &'static str,
    pub(crate) back_online: &'static str,
    pub(crate) returning: &'static str,
}

pub(crate) struct TileText {
    pub(crate) muted: &'static str,
    pub(crate) connecting: fn(&str) -> String,
    pub(crate) slow: fn(&str) -> String,
    pub(crate) stalled: fn(&str) -> String,
    pub(crate) failed: fn(&str) -> String,
    pub(crate) trouble: fn(Trouble, &str) -> String,
    pub(crate) check: &'static str,
    pub(crate) away: &'static str,
}

pub(crate) struct GoodbyeText {
    pub(crate) left: Message,
    pub(crate) not_found: Message,
    pub(crate) incomplete: Message,
    pub(crate) bad_room: &'static str,
    pub(crate) ended: fn(EndReason) -> Message,
}

/// What a whole page says.
pub(crate) struct Message {
    pub(crate) heading: &'static str,
    pub(crate) sentence: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_in_is_told_by_name_and_of_many_by_number() {
        let check = |names: &[&str], english: &str, indonesian: &str| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!((ENGLISH.green_room.who_is_in)(&names), english);
            assert_eq!((INDONESIAN.green_room.who_is_in)(&names), indonesian);
        };
        check(&[], "Nobody is here yet.", "Belum ada orang di sini.");
        check(
            &["Ana"],
            "Ana is in the meeting.",
            "Ana sudah di dalam rapat.",
        );
        check(
            &["Ana", "Budi", "Citra"],
            "Ana, Budi and Citra are in the meeting.",
            "Ana, Budi, dan Citra sudah di dalam rapat.",
        );
        check(
            &["Ana", "Budi", "Citra", "Dewi"],
            "Ana, Budi and 2 others are in the meeting.",
            "Ana, Budi, dan 2 orang lain sudah di dalam rapat.",
        );
    }
}
