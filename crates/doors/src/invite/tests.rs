use proptest::prelude::*;

use super::*;

#[test]
fn a_token_is_the_one_that_others_compute() {
    // python3: p = b"\1"*12 + b"\2" + struct.pack(">QQH", 100, 1000, 3) + b"\7kitchenAna";
    // "i." + urlsafe_b64encode(p + hmac.digest(b"\7"*32, b"tatap invite 1\0" + p, "sha256"))
    let invite = invite();
    let token = invite.sign(&key());
    assert_eq!(
        token,
        "i.AQEBAQEBAQEBAQEBAgAAAAAAAABkAAAAAAAAA-gAAwdraXRjaGVuQW5hci7zWNM9Tk-vP3JDqdndtudQ2P14jrncHzdaJthCrsU"
    );
    assert_eq!(
        Invite::verify(&token, &key(), &room("kitchen"), 500),
        Ok(invite)
    );
}

#[test]
fn holds_from_its_beginning_to_its_end_in_its_room() {
    let token = invite().sign(&key());
    let check = |name: &str, now: u64, expected: Result<(), InviteError>| {
        let verified = Invite::verify(&token, &key(), &room(name), now).map(|_| ());
        assert_eq!(verified, expected, "{name} {now}");
    };
    check("kitchen", 100, Ok(()));
    check("kitchen", 999, Ok(()));
    check("kitchen", 99, Err(InviteError::NotYet));
    check("kitchen", 1_000, Err(InviteError::Expired));
    check("garden", 500, Err(InviteError::OtherRoom));
    check("garden", 5_000, Err(InviteError::OtherRoom));
}

#[test]
fn what_this_server_has_not_written_is_forged() {
    let token = invite().sign(&key());
    let other = SigningKey::new([8; 32]);
    let verify = |token: &str, key: &SigningKey| Invite::verify(token, key, &room("kitchen"), 500);
    assert_eq!(verify(&token, &other), Err(InviteError::Forged));
    for wrong in [
        "",
        "i.",
        "eyJhbGciOiJub25lIn0.e30.",
        "h.AAAA",
        &"i.A".repeat(9_000),
    ] {
        assert_eq!(verify(wrong, &key()), Err(InviteError::Forged));
    }
    let pass = crate::HostPass {
        room: room("kitchen"),
        expires: 1_000,
    };
    assert_eq!(verify(&pass.sign(&key()), &key()), Err(InviteError::Forged));
}

#[test]
fn what_was_signed_and_makes_no_sense_is_forged() {
    let good = invite().to_bytes();
    for (at, byte) in [(12, 3), (31, 0), (31, 200), (32, b'K')] {
        let mut bytes = good.clone();
        bytes[at] = byte;
        let token = key().seal(Kind::Invite, &bytes);
        let verified = Invite::verify(&token, &key(), &room("kitchen"), 500);
        assert_eq!(verified, Err(InviteError::Forged), "{at}");
    }
    for length in 0..38 {
        assert_eq!(Invite::from_bytes(&good[..length]), None, "{length}");
    }
}

#[test]
fn what_may_be_made() {
    let check = |change: fn(&mut InviteRule), expected: Result<(), InviteRuleError>| {
        let mut rule = invite().rule;
        change(&mut rule);
        assert_eq!(rule.check(500), expected, "{rule:?}");
    };
    check(|_| {}, Ok(()));
    check(|rule| rule.expires = 500, Err(InviteRuleError::Over));
    check(|rule| rule.starts = 1_000, Err(InviteRuleError::Over));
    check(|rule| rule.expires = 500 + InviteRule::MAX_LIFETIME, Ok(()));
    check(
        |rule| rule.expires = 501 + InviteRule::MAX_LIFETIME,
        Err(InviteRuleError::TooLong),
    );
    check(
        |rule| rule.expires = u64::MAX,
        Err(InviteRuleError::TooLong),
    );
    check(|rule| rule.max_uses = None, Ok(()));
    check(|rule| rule.max_uses = Some(0), Err(InviteRuleError::Uses));
    check(
        |rule| rule.max_uses = Some(1_001),
        Err(InviteRuleError::Uses),
    );
}

#[test]
fn an_invite_begins_at_once_or_later_and_lasts_from_then_on() {
    const LEAD: u64 = InviteRule::MAX_LEAD;
    const LASTING: u64 = InviteRule::MAX_LASTING;
    let check = |starts_in, lasts, expected| {
        assert_eq!(InviteRule::times(1_000, starts_in, lasts), expected);
    };
    check(0, 60, Ok((0, 1_060)));
    check(5, 60, Ok((1_005, 1_065)));
    check(
        LEAD,
        LASTING,
        Ok((1_000 + LEAD, 1_000 + InviteRule::MAX_LIFETIME)),
    );
    check(0, 0, Err(InviteRuleError::Over));
    check(LEAD + 1, 60, Err(InviteRuleError::TooLong));
    check(0, LASTING + 1, Err(InviteRuleError::TooLong));
    check(u64::MAX, u64::MAX, Err(InviteRuleError::TooLong));
}

#[test]
fn the_longest_invite_fits_a_link() {
    let mut invite = invite();
    invite.rule.room = room(&"x".repeat(RoomId::MAX_CHARS));
    invite.rule.name = Some(DisplayName::parse(&"🙂".repeat(DisplayName::MAX_CHARS)).unwrap());
    let token = invite.sign(&key());
    assert!(token.len() < 600, "{}", token.len());
    let path = Invite::path(&invite.rule.room, &token);
    assert!(path.starts_with("/r/xx") && path.contains("#invite=i.") && path.len() < 700);
    let verified = Invite::verify(&token, &key(), &invite.rule.room, 500);
    assert_eq!(verified, Ok(invite));
}

proptest! {
    #[test]
    fn a_token_that_was_changed_never_verifies(at in 0_usize..1_000, byte in 0_u8..128, keep in 0_usize..1_000) {
        let token = invite().sign(&key());
        let mut bytes = token.clone().into_bytes();
        let at = at % bytes.len();
        prop_assume!(bytes[at] != byte);
        bytes[at] = byte;
        let changed = String::from_utf8(bytes).unwrap();
        let verified = Invite::verify(&changed, &key(), &room("kitchen"), 500);
        prop_assert_eq!(verified, Err(InviteError::Forged));
        let cut = &token[..keep % token.len()];
        let verified = Invite::verify(cut, &key(), &room("kitchen"), 500);
        prop_assert_eq!(verified, Err(InviteError::Forged));
    }

    #[test]
    fn every_invite_is_read_as_it_was_written(
        id: [u8; 12], role in 0_usize..3, starts: u64, expires: u64, uses in 1_u16.., room in "[a-z0-9-]{1,64}",
        name in proptest::option::of("[A-Za-z]{1,64}"),
    ) {
        let role = [Role::Host, Role::Member, Role::Viewer][role];
        let (room, name) = (RoomId::parse(&room).unwrap(), name.map(|name| DisplayName::parse(&name).unwrap()));
        let rule = InviteRule { room, role, starts, expires, max_uses: Some(uses), name };
        let invite = Invite { id: InviteId::new(id), rule };
        prop_assert_eq!(Invite::from_bytes(&invite.to_bytes()), Some(invite));
    }
}

fn invite() -> Invite {
    Invite {
        id: InviteId::new([1; 12]),
        rule: InviteRule {
            room: room("kitchen"),
            role: Role::Viewer,
            starts: 100,
            expires: 1_000,
            max_uses: Some(3),
            name: Some(DisplayName::parse("Ana").unwrap()),
        },
    }
}

fn room(name: &str) -> RoomId {
    RoomId::parse(name).unwrap()
}

fn key() -> SigningKey {
    SigningKey::new([7; 32])
}
