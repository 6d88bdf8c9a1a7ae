use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::KeyPair;
use serde_json::json;

use super::*;
use crate::{InviteId, InviteRule};

const NOW: u64 = 1_000;

#[test]
fn whoever_brings_nothing_is_left_to_the_room() {
    let mut door = Door::new(RoomCreation::Anyone);
    let expected = Vouched {
        creates: true,
        ..Vouched::default()
    };
    assert_eq!(door.vouch(None), Ok(expected));
}

#[test]
fn an_invite_gives_its_role_and_name_and_counts() {
    let mut door = Door::new(RoomCreation::Token);
    let mut invite = invite(Role::Viewer);
    invite.rule.max_uses = Some(1);
    invite.rule.name = DisplayName::parse("Ana").ok();
    let token = invite.sign(&door.keeper.key);
    let expected = Vouched {
        role: Some(Role::Viewer),
        name: invite.rule.name.clone(),
        subject: Some(format!("invite:{}", invite.id).into()),
        creates: false,
        passes_password: true,
    };
    door.device = Some(mark('a'));
    assert_eq!(door.vouch(Some(&token)), Ok(expected.clone()));
    assert_eq!(door.vouch(Some(&token)), Ok(expected), "the same browser");
    door.device = None;
    let refused = door.vouch(Some(&token));
    assert_eq!(refused, Err(Refusal::Invite(InviteError::UsedUp)));
}

#[test]
fn what_an_invite_is_refused_for_is_told_and_does_not_count() {
    let mut door = Door::new(RoomCreation::Anyone);
    let token = invite(Role::Member).sign(&door.keeper.key);
    door.room = RoomId::parse("garden").unwrap();
    let refused = door.vouch(Some(&token));
    assert_eq!(refused, Err(Refusal::Invite(InviteError::OtherRoom)));
    assert_eq!(door.keeper.ledger.take_changes(), []);
}

#[test]
fn who_shares_an_invite_is_not_banned_with_the_others() {
    let mut door = Door::new(RoomCreation::Anyone);
    let token = invite(Role::Member).sign(&door.keeper.key);
    let [first, second] = ['a', 'b'].map(|letter| {
        door.device = Some(mark(letter));
        door.vouch(Some(&token)).unwrap().subject.unwrap()
    });
    assert_ne!(first, second);
    assert!(!first.contains("aaaa"), "no mark is in it");
}

#[test]
fn a_token_of_a_trusted_system_gives_what_it_says() {
    let pair = KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let mut door = Door::new(RoomCreation::Token);
    let pem = pair.serialize_pem();
    let key = EncodingKey::from_ed_pem(pem.as_bytes()).unwrap();
    let claims =
        json!({ "exp": NOW + 60, "aud": "tatap", "room": "*", "sub": "42", "name": "Ana" });
    let token = encode(&Header::new(Algorithm::EdDSA), &claims, &key).unwrap();
    assert_eq!(door.vouch(Some(&token)), Err(Refusal::NobodyTrusted));

    door.keeper.trusted = TrustedKeys::parse(&pair.public_key_pem(), "tatap").ok();
    let expected = Vouched {
        role: None,
        name: DisplayName::parse("Ana").ok(),
        subject: Some("jwt:42".into()),
        creates: true,
        passes_password: true,
    };
    assert_eq!(door.vouch(Some(&token)), Ok(expected));
    door.now = NOW + 90;
    let late = door.vouch(Some(&token));
    assert_eq!(late, Err(Refusal::Jwt(JwtError::Expired)));
}

#[test]
fn who_may_open_a_room() {
    let check = |word: &str, role: Option<Role>, is_signed_in: bool, expected: bool| {
        let mut door = Door::new(RoomCreation::parse(word).unwrap());
        door.user = is_signed_in.then(user);
        let token = role.map(|role| invite(role).sign(&door.keeper.key));
        let creates = door.vouch(token.as_deref()).unwrap().creates;
        assert_eq!(creates, expected, "{word} {role:?} {is_signed_in}");
    };
    for role in [
        None,
        Some(Role::Host),
        Some(Role::Member),
        Some(Role::Viewer),
    ] {
        for is_signed_in in [false, true] {
            let is_host = role == Some(Role::Host);
            check("anyone", role, is_signed_in, true);
            check("signed-in", role, is_signed_in, is_signed_in || is_host);
            check("token", role, is_signed_in, is_host);
        }
    }
    assert_eq!(RoomCreation::parse("anybody"), None);
}

#[test]
fn who_has_signed_in_is_who_they_are_whatever_they_bring() {
    let mut door = Door::new(RoomCreation::Anyone);
    let token = invite(Role::Host).sign(&door.keeper.key);
    door.user = Some(user());
    let signed_in = door.vouch(None).unwrap();
    let invited = door.vouch(Some(&token)).unwrap();
    assert_eq!(signed_in.role, None);
    assert!(!signed_in.passes_password);
    assert_eq!(invited.role, Some(Role::Host));
    assert!(invited.passes_password);
    for vouched in [signed_in, invited] {
        assert_eq!(vouched.name, user().name);
        let subject = vouched.subject.as_deref();
        assert_eq!(subject, Some("user:https://id.example 7"));
    }
}

#[test]
fn what_the_visitor_is_told() {
    let check = |refusal: Refusal, code| assert_eq!(refusal.code(), code, "{refusal}");
    check(InviteError::Expired.into(), ErrorCode::TokenExpired);
    check(JwtError::Expired.into(), ErrorCode::TokenExpired);
    check(InviteError::UsedUp.into(), ErrorCode::TokenUsedUp);
    check(InviteError::Revoked.into(), ErrorCode::BadToken);
    check(InviteError::Forged.into(), ErrorCode::BadToken);
    check(JwtError::OtherRoom.into(), ErrorCode::BadToken);
    check(Refusal::NobodyTrusted, ErrorCode::BadToken);
}

#[test]
fn neither_tokens_nor_people_are_logged() {
    let mut door = Door::new(RoomCreation::Anyone);
    let token = invite(Role::Host).sign(&door.keeper.key);
    door.user = Some(user());
    let vouched = door.vouch(Some(&token)).unwrap();
    let logged = format!("{vouched:?} {:?} {:?}", door.keeper, door.user);
    for secret in ["Budi", "id.example", &door.keeper.key.reveal()] {
        assert!(!logged.contains(secret), "{logged}");
    }
}

/// A doorkeeper, and somebody before it.
struct Door {
    keeper: Doorkeeper,
    room: RoomId,
    device: Option<DeviceMark>,
    user: Option<User>,
    now: u64,
}

impl Door {
    fn new(creation: RoomCreation) -> Self {
        Self {
            keeper: Doorkeeper {
                key: SigningKey::new([7; 32]),
                trusted: None,
                creation,
                api_token: None,
                ledger: Ledger::default(),
            },
            room: kitchen(),
            device: None,
            user: None,
            now: NOW,
        }
    }

    fn vouch(&mut self, token: Option<&str>) -> Result<Vouched, Refusal> {
        let entry = Entry {
            pass: token.map(|token| EntryPass::parse(token).unwrap()),
            password: None,
            device: self.device.clone(),
        };
        let visit = Visit {
            room: &self.room,
            entry: &entry,
            user: self.user.as_ref(),
        };
        self.keeper.vouch(&visit, self.now)
    }
}

fn invite(role: Role) -> Invite {
    Invite {
        id: InviteId::new([1; 12]),
        rule: InviteRule {
            room: kitchen(),
            role,
            starts: 0,
            expires: NOW + 60,
            max_uses: None,
            name: None,
        },
    }
}

fn user() -> User {
    User {
        issuer: "https://id.example".into(),
        subject: "7".into(),
        name: DisplayName::parse("Budi").ok(),
    }
}

fn mark(letter: char) -> DeviceMark {
    DeviceMark::parse(&letter.to_string().repeat(DeviceMark::CHARS)).unwrap()
}

fn kitchen() -> RoomId {
    RoomId::parse("kitchen").unwrap()
}
