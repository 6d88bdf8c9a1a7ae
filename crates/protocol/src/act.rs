use serde::{Deserialize, Serialize, Serializer};

use crate::{BanId, HostRule, KnockId, ParticipantId, RoomPassword};

/// What a host does to others, or to the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    Participant(ParticipantAct, ParticipantId),
    Room(RoomAct),
    Knock(KnockAct, KnockId),
    /// Takes a ban back.
    LetBackIn(BanId),
    SetPassword(RoomPassword),
    SetHostRule(HostRule),
}

/// What a host does to one participant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParticipantAct {
    Mute,
    /// Only the person can unmute.
    AskToUnmute,
    StopCamera,
    /// With its sound.
    StopScreen,
    LowerHand,
    /// Out of the room, and not to come back while there is one.
    Remove,
    MakeHost,
    MakeMember,
    MakeViewer,
    /// Makes the participant a host, and oneself a member.
    HandOver,
}

/// What a host does to everyone else, or to the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomAct {
    MuteAll,
    LowerHands,
    ClearChat,
    EndForAll,
    /// Has whoever comes ask first.
    Lock,
    Unlock,
    RemovePassword,
    AdmitAll,
}

/// What a host answers to someone who asks to come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KnockAct {
    Admit,
    Deny,
}

impl ParticipantAct {
    /// Every act.
    pub const ALL: [Self; 10] = [
        Self::Mute,
        Self::AskToUnmute,
        Self::StopCamera,
        Self::StopScreen,
        Self::LowerHand,
        Self::Remove,
        Self::MakeHost,
        Self::MakeMember,
        Self::MakeViewer,
        Self::HandOver,
    ];

    /// Returns the word for it in JSON.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Mute => "mute",
            Self::AskToUnmute => "ask_to_unmute",
            Self::StopCamera => "stop_camera",
            Self::StopScreen => "stop_screen",
            Self::LowerHand => "lower_hand",
            Self::Remove => "remove",
            Self::MakeHost => "make_host",
            Self::MakeMember => "make_member",
            Self::MakeViewer => "make_viewer",
            Self::HandOver => "hand_over",
        }
    }
}

impl RoomAct {
    /// Every act.
    pub const ALL: [Self; 8] = [
        Self::MuteAll,
        Self::LowerHands,
        Self::ClearChat,
        Self::EndForAll,
        Self::Lock,
        Self::Unlock,
        Self::RemovePassword,
        Self::AdmitAll,
    ];

    /// Returns the word for it in JSON.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::MuteAll => "mute_all",
            Self::LowerHands => "lower_hands",
            Self::ClearChat => "clear_chat",
            Self::EndForAll => "end_for_all",
            Self::Lock => "lock",
            Self::Unlock => "unlock",
            Self::RemovePassword => "remove_password",
            Self::AdmitAll => "admit_all",
        }
    }
}

impl KnockAct {
    /// Every act.
    pub const ALL: [Self; 2] = [Self::Admit, Self::Deny];

    /// Returns the word for it in JSON.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Admit => "admit",
            Self::Deny => "deny",
        }
    }
}

/// Which field beside the word an act has.
pub(crate) enum Target<'a> {
    None,
    Number(&'static str, u32),
    Text(&'static str, &'a str),
}

impl Act {
    pub(crate) fn parts(&self) -> (&'static str, Target<'_>) {
        match self {
            Self::Participant(act, id) => (act.word(), Target::Number("participant", id.0)),
            Self::Room(act) => (act.word(), Target::None),
            Self::Knock(act, id) => (act.word(), Target::Number("knock", id.0)),
            Self::LetBackIn(id) => ("let_back_in", Target::Number("ban", id.0)),
            Self::SetPassword(password) => {
                ("set_password", Target::Text("password", password.as_str()))
            }
            Self::SetHostRule(rule) => ("set_host_rule", Target::Text("host_rule", rule.word())),
        }
    }
}

impl Serialize for Act {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let (word, target) = self.parts();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("act", word)?;
        match target {
            Target::None => {}
            Target::Number(name, number) => map.serialize_entry(name, &number)?,
            Target::Text(name, text) => map.serialize_entry(name, text)?,
        }
        map.end()
    }
}
