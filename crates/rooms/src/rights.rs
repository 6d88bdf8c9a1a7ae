use protocol::{Act, ParticipantAct, Role, RoomAct};

/// True if someone of the role `actor` may do this; `target` is the role of the participant whom it is done to, and
/// `is_self` says whether that is the same one.
///
/// The table is in `docs/security.md`.
pub(crate) fn may_act(actor: Role, act: &Act, target: Option<Role>, is_self: bool) -> bool {
    if actor != Role::Host {
        return false;
    }
    let is_host = target == Some(Role::Host);
    match act {
        Act::Participant(act, _) => match act {
            ParticipantAct::Mute
            | ParticipantAct::StopCamera
            | ParticipantAct::StopScreen
            | ParticipantAct::LowerHand => true,
            ParticipantAct::AskToUnmute => !is_self && target != Some(Role::Viewer),
            // A host is a host until they give it up: whoever was made one cannot turn on who made them.
            ParticipantAct::Remove | ParticipantAct::MakeViewer => !is_self && !is_host,
            ParticipantAct::MakeHost | ParticipantAct::HandOver => !is_self,
            ParticipantAct::MakeMember => is_self || !is_host,
        },
        Act::Room(
            RoomAct::MuteAll
            | RoomAct::LowerHands
            | RoomAct::ClearChat
            | RoomAct::EndForAll
            | RoomAct::Lock
            | RoomAct::Unlock
            | RoomAct::RemovePassword
            | RoomAct::AdmitAll,
        )
        | Act::Knock(..)
        | Act::LetBackIn(_)
        | Act::SetPassword(_)
        | Act::SetHostRule(_) => true,
    }
}

/// True if someone of this role may send media, and say that they record.
pub(crate) fn may_publish(role: Role) -> bool {
    match role {
        Role::Host | Role::Member => true,
        Role::Viewer => false,
    }
}

#[cfg(test)]
mod tests {
    use protocol::{BanId, HostRule, KnockAct, KnockId, ParticipantId, RoomPassword};

    use super::*;

    const ROLES: [Role; 3] = [Role::Host, Role::Member, Role::Viewer];

    /// Every cell of the table of acts towards one participant: by a host, towards oneself, another host, a member and
    /// a viewer.
    #[test]
    fn what_a_host_may_do_to_whom() {
        use ParticipantAct::*;
        let table = [
            (Mute, [true, true, true, true]),
            (AskToUnmute, [false, true, true, false]),
            (StopCamera, [true, true, true, true]),
            (StopScreen, [true, true, true, true]),
            (LowerHand, [true, true, true, true]),
            (Remove, [false, false, true, true]),
            (MakeHost, [false, true, true, true]),
            (MakeMember, [true, false, true, true]),
            (MakeViewer, [false, false, true, true]),
            (HandOver, [false, true, true, true]),
        ];
        assert_eq!(table.map(|(act, _)| act), ParticipantAct::ALL);
        for (act, expected) in table {
            let act = Act::Participant(act, ParticipantId(1));
            let cells = [
                (Role::Host, true),
                (Role::Host, false),
                (Role::Member, false),
                (Role::Viewer, false),
            ];
            let got = cells.map(|(role, is_self)| may_act(Role::Host, &act, Some(role), is_self));
            assert_eq!(got, expected, "{act:?}");
        }
    }

    #[test]
    fn whoever_is_no_host_may_do_nothing_to_anyone() {
        for actor in [Role::Member, Role::Viewer] {
            for act in acts() {
                for target in ROLES.map(Some).into_iter().chain([None]) {
                    for is_self in [true, false] {
                        let may = may_act(actor, &act, target, is_self);
                        assert!(!may, "{actor:?} {act:?} {target:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_host_may_do_everything_to_the_room() {
        for act in acts() {
            if !matches!(act, Act::Participant(..)) {
                assert!(may_act(Role::Host, &act, None, false), "{act:?}");
            }
        }
    }

    #[test]
    fn a_viewer_sends_no_media() {
        assert_eq!(ROLES.map(may_publish), [true, true, false]);
    }

    fn acts() -> Vec<Act> {
        let mut acts = vec![
            Act::LetBackIn(BanId(1)),
            Act::SetPassword(RoomPassword::parse("a").unwrap()),
        ];
        acts.extend(ParticipantAct::ALL.map(|act| Act::Participant(act, ParticipantId(1))));
        acts.extend(RoomAct::ALL.map(Act::Room));
        acts.extend(KnockAct::ALL.map(|act| Act::Knock(act, KnockId(1))));
        acts.extend(HostRule::ALL.map(Act::SetHostRule));
        acts
    }
}
