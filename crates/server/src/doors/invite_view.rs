use ::doors::InvitesError;
use ::doors::{InviteRule, LedgerRecord};
use protocol::{DisplayName, Role, RoomId};
use serde::{Deserialize, Serialize};
use serde_json::Number;
use utoipa::ToSchema;

/// How long an invite holds if nobody says: a week.
const USUAL_LIFETIME: u64 = 7 * 24 * 60 * 60;

/// What an invite should be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewInvite {
    #[schema(value_type = String, pattern = "^[a-z0-9-]{1,64}$")]
    room: RoomId,
    #[schema(value_type = String, pattern = "^(host|member|viewer)$")]
    role: Role,
    /// In how many seconds it begins; at once if nobody says.
    #[schema(value_type = Option<u64>, minimum = 0, maximum = 2_592_000)]
    starts_in: Option<Whole>,
    /// For how many seconds it holds from then on; a week if nobody says.
    #[schema(value_type = Option<u64>, minimum = 1, maximum = 29_030_400)]
    expires_in: Option<Whole>,
    /// How many browsers may come in by it; any number if nobody says.
    #[schema(value_type = Option<u16>, minimum = 1, maximum = 1_000)]
    max_uses: Option<Whole>,
    /// What whoever brings it is called, if that is not theirs to choose: words with one space between them.
    #[schema(
        max_length = 64,
        pattern = "^[^\\u0000-\\u0020\\u007f-\\u00a0\\u00ad\\u061c\\u115f\\u1160\\u1680\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\u3164\\ue000-\\uf8ff\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff9-\\ufffb\u{f0000}-\u{10ffff}]+( [^\\u0000-\\u0020\\u007f-\\u00a0\\u00ad\\u061c\\u115f\\u1160\\u1680\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\u3164\\ue000-\\uf8ff\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff9-\\ufffb\u{f0000}-\u{10ffff}]+)*$"
    )]
    name: Option<String>,
}

/// A whole number, however it is written: 3.0 is one (JSON Schema Validation, section 6.1.1).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "Number")]
struct Whole(u64);

impl TryFrom<Number> for Whole {
    type Error = &'static str;

    fn try_from(number: Number) -> Result<Self, &'static str> {
        /// Above it, not every whole number is one of these.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        let written_out = || {
            let value = number.as_f64()?;
            let is_whole = value.fract() == 0.0 && (0.0..EXACT).contains(&value);
            is_whole.then_some(value as u64)
        };
        let whole = number.as_u64().or_else(written_out);
        whole.map(Self).ok_or("not a whole number from 0 on")
    }
}

impl NewInvite {
    /// The name, which must be as it is to be shown.
    pub(super) fn name(&self) -> Result<Option<DisplayName>, String> {
        let Some(text) = &self.name else {
            return Ok(None);
        };
        let name = DisplayName::parse(text).map_err(|error| error.to_string())?;
        if name.as_str() == text {
            Ok(Some(name))
        } else {
            Err("a name has one space between its words, and none around them".to_owned())
        }
    }

    pub(super) fn rule(
        self,
        name: Option<DisplayName>,
        now: u64,
    ) -> Result<InviteRule, InvitesError> {
        let lasts = self.expires_in.map_or(USUAL_LIFETIME, |Whole(it)| it);
        let starts_in = self.starts_in.map_or(0, |Whole(it)| it);
        let (starts, expires) = InviteRule::times(now, starts_in, lasts)?;
        // More than there can be is refused as such.
        let max_uses = self
            .max_uses
            .map(|Whole(it)| u16::try_from(it).unwrap_or(u16::MAX));
        Ok(InviteRule {
            room: self.room,
            role: self.role,
            starts,
            expires,
            max_uses,
            name,
        })
    }
}

/// An invite as it is listed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InviteView {
    id: String,
    #[schema(value_type = String)]
    room: RoomId,
    #[schema(value_type = String)]
    role: Role,
    /// When it begins, in seconds since 1970; 0 for at once.
    starts: u64,
    /// When it ends, in seconds since 1970.
    expires: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    max_uses: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    name: Option<DisplayName>,
    /// How many browsers have come in by it; it is not counted above 1,000.
    uses: u16,
    revoked: bool,
}

impl InviteView {
    pub(super) fn new(record: &LedgerRecord, revoked: bool) -> Self {
        let InviteRule {
            room,
            role,
            starts,
            expires,
            max_uses,
            name,
        } = record.invite.rule.clone();
        Self {
            id: record.invite.id.to_string(),
            room,
            role,
            starts,
            expires,
            max_uses,
            name,
            uses: record.uses(),
            revoked,
        }
    }
}

/// An invite that was just made.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeInvite {
    #[serde(flatten)]
    pub(super) invite: InviteView,
    /// The secret of the link; it is told this once.
    pub(super) token: String,
    /// The address within the web app.
    pub(super) path: String,
    /// The whole link, where the server knows by what name it is reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) url: Option<String>,
    /// The whole link as a QR code, a picture in SVG.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) qr: Option<String>,
}

/// The invites of a room.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InviteList {
    pub(super) invites: Vec<InviteView>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_read_however_they_are_written() {
        let read = |text: &str| serde_json::from_str::<Whole>(text).ok().map(|Whole(it)| it);
        assert_eq!(read("3"), Some(3));
        assert_eq!(read("3.0"), Some(3));
        assert_eq!(read("3e2"), Some(300));
        assert_eq!(read("18446744073709551615"), Some(u64::MAX));
        for wrong in ["3.5", "-1", "-1.0", "1e300", "\"3\"", "true", "[]"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
