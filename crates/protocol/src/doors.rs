use serde::{Deserialize, Serialize};

use crate::{DisplayName, HostRule, Role};

/// Who may come into a room, as far as the receiver is told, and what the receiver may do in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Doors {
    /// The receiver's own role.
    #[serde(skip_serializing_if = "Role::is_default")]
    pub role: Role,
    #[serde(flatten)]
    pub rules: RoomRules,
    /// Who asks to come in; empty for whoever is no host.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub knocks: Vec<Knock>,
    /// Who was removed; empty for whoever is no host.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bans: Vec<Ban>,
}

/// What a room asks of whoever comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RoomRules {
    /// True if whoever comes has to be let in.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
    /// True if there is a password.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub has_password: bool,
    #[serde(skip_serializing_if = "HostRule::is_default")]
    pub host_rule: HostRule,
}

/// The number of someone who asks to come in; unique within the life of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KnockId(pub u32);

/// Someone who asks to come in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Knock {
    pub id: KnockId,
    pub name: DisplayName,
}

/// The number of someone who was removed; unique within the life of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BanId(pub u32);

/// Someone who was removed, and does not get in again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ban {
    pub id: BanId,
    pub name: DisplayName,
}
