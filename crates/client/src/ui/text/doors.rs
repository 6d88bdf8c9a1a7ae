use call::{Deed, DeedRefused, SignInFailure};
use protocol::ParticipantAct;

/// Who may come in, and what hosts do.
pub(crate) struct DoorsText {
    pub(crate) ask_to_join: &'static str,
    pub(crate) waiting: &'static str,
    pub(crate) waiting_sentence: &'static str,
    pub(crate) stop_waiting: &'static str,
    pub(crate) password: &'static str,
    pub(crate) password_needed: &'static str,
    pub(crate) password_wrong: &'static str,
    pub(crate) sign_in: &'static str,
    pub(crate) sign_in_failed: fn(SignInFailure) -> &'static str,
    pub(crate) you_are_host: &'static str,
    /// With `{}` for the name of the host.
    pub(crate) deed: fn(Deed) -> &'static str,
    pub(crate) deed_refused: fn(DeedRefused) -> &'static str,
    /// Who asks to come in, with `{}` for the name.
    pub(crate) wants_in: &'static str,
    pub(crate) admit: &'static str,
    pub(crate) deny: &'static str,
    pub(crate) admit_all: &'static str,
    pub(crate) host: &'static str,
    pub(crate) viewer: &'static str,
    /// What a host can do to someone, with `{}` for the name.
    pub(crate) manage: &'static str,
    pub(crate) act: fn(ParticipantAct) -> &'static str,
    pub(crate) heading: &'static str,
    pub(crate) lock: &'static str,
    pub(crate) lock_hint: &'static str,
    pub(crate) password_hint: &'static str,
    pub(crate) set_password: &'static str,
    pub(crate) remove_password: &'static str,
    pub(crate) host_rule: &'static str,
    /// The longest there, nobody, the end of the room.
    pub(crate) host_rules: [&'static str; 3],
    pub(crate) everyone: &'static str,
    pub(crate) mute_all: &'static str,
    pub(crate) lower_hands: &'static str,
    pub(crate) clear_chat: &'static str,
    pub(crate) end_for_all: &'static str,
    pub(crate) sure: &'static str,
    pub(crate) removed: &'static str,
    pub(crate) let_back_in: &'static str,
    pub(crate) locked: &'static str,
    pub(crate) invite: &'static str,
    pub(crate) invite_hint: &'static str,
    pub(crate) role: &'static str,
    /// Participant, host, viewer.
    pub(crate) roles: [&'static str; 3],
    pub(crate) lifetime: &'static str,
    /// A week, a day, an hour.
    pub(crate) lifetimes: [&'static str; 3],
    pub(crate) uses: &'static str,
    /// Any number, ten, one.
    pub(crate) use_counts: [&'static str; 3],
    pub(crate) make_invite: &'static str,
    pub(crate) making: &'static str,
    pub(crate) invite_failed: &'static str,
    pub(crate) invite_link: &'static str,
    pub(crate) qr_code: &'static str,
    pub(crate) invites: &'static str,
    /// Its role, how often it was used, how often it may be, the minutes that are left.
    pub(crate) invite_line: fn(&str, u32, Option<u32>, u64) -> String,
    pub(crate) revoke: &'static str,
}
