use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::KeyPair;
use serde_json::json;

use super::*;
use crate::{InviteId, InviteRule};

const NOW: u64 = 1_000;

#[test]
fn whoever_brings_nothing_is_left_to_the_room() {
    let mut keeper = keeper(RoomCreation::Anyone);
    let vouched = keeper.vouch(&visit(&kitchen()), NOW);
    assert_eq!(
        vouched,
        Ok(Vouched {
            creates: true,
            ..Vouched::default()
        })
    );
}

#[test]
fn an_invite_gives_its_role_and_name_and_counts() {
    let mut keeper = keeper(RoomCreation::Token);
    let mut invite = invite(Role::Viewer);
    invite.rule.max_uses = Some(1);
    invite.rule.name = DisplayName::parse("Ana").ok();
    let token = invite.sign(&keeper.key);
    let (room, mark) = (kitchen(), mark('a'));
    let mut visit = visit(&room);
    visit.token = Some(Token(&token));
    visit.device = Some(&mark);
    let expected = Vouched {
        role: Some(Role::Viewer),
        name: invite.rule.name.clone(),
        subject: Some(format!("invite:{}", invite.id).into()),
        creates: false,
        passes_password: true,
    };
    assert_eq!(keeper.vouch(&visit, NOW), Ok(expected.clone()));
    assert_eq!(keeper.vouch(&visit, NOW), Ok(expected), "the same browser");
    visit.device = None;
    let refused = keeper.vouch(&visit, NOW);
    assert_eq!(refused, Err(Refusal::Invite(InviteError::UsedUp)));
}

#[test]
fn what_an_invite_is_refused_for_is_told_and_does_not_count() {
    let mut keeper = keeper(RoomCreation::Anyone);
    let token = invite(Role::Member).sign(&keeper.key);
    let garden = RoomId::parse("garden").unwrap();
    let mut visit = visit(&garden);
    visit.token = Some(Token(&token));
    let refused = keeper.vouch(&visit, NOW);
    assert_eq!(refused, Err(Refusal::Invite(InviteError::OtherRoom)));
    assert_eq!(keeper.ledger.take_changes(), []);
}

#[test]
fn who_shares_an_invite_is_not_banned_with_the_others() {
    let mut keeper = keeper(RoomCreation::Anyone);
    let token = invite(Role::Member).sign(&keeper.key);
    let (room, marks) = (kitchen(), ['a', 'b'].map(mark));
    let [first, second] = marks.each_ref().map(|mark| {
        let mut visit = visit(&room);
        visit.token = Some(Token(&token));
        visit.device = Some(mark);
        keeper.vouch(&visit, NOW).unwrap().subject.unwrap()
    });
    assert_ne!(first, second);
    assert!(!first.contains("aaaa"), "no mark is in it");
}

#[test]
fn a_token_of_a_trusted_system_gives_what_it_says() {
    let pair = KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let mut keeper = keeper(RoomCreation::Token);
    let pem = pair.serialize_pem();
    let key = EncodingKey::from_ed_pem(pem.as_bytes()).unwrap();
    let claims =
        json!({ "exp": NOW + 60, "aud": "tatap", "room": "*", "sub": "42", "name": "Ana" });
    let token = encode(&Header::new(Algorithm::EdDSA), &claims, &key).unwrap();
    let room = kitchen();
    let mut visit = visit(&room);
    visit.token = Some(Token(&token));
    assert_eq!(keeper.vouch(&visit, NOW), Err(Refusal::NobodyTrusted));

    keeper.trusted = TrustedKeys::parse(&pair.public_key_pem(), "tatap").ok();
    let expected = Vouched {
        role: None,
        name: DisplayName::parse("Ana").ok(),
        subject: Some("jwt:42".into()),
        creates: true,
        passes_password: true,
    };
    assert_eq!(keeper.vouch(&visit, NOW), Ok(expected));
    let late = keeper.vouch(&visit, NOW + 90);
    assert_eq!(late, Err(Refusal::Jwt(JwtError::Expired)));
}

#[test]
fn who_may_open_a_room() {
    let check = |word: &str, role: Option<Role>, is_signed_in: bool, expected: bool| {
        let mut keeper = keeper(RoomCreation::parse(word).unwrap());
        let token = role.map(|role| invite(role).sign(&keeper.key));
        let (room, user) = (kitchen(), user());
        let mut visit = visit(&room);
        visit.token = token.as_deref().map(Token);
        visit.user = is_signed_in.then_some(&user);
        let creates = keeper.vouch(&visit, NOW).unwrap().creates;
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
    let mut keeper = keeper(RoomCreation::Anyone);
    let (room, user) = (kitchen(), user());
    let token = invite(Role::Host).sign(&keeper.key);
    let mut visit = visit(&room);
    visit.user = Some(&user);
    let signed_in = keeper.vouch(&visit, NOW).unwrap();
    visit.token = Some(Token(&token));
    let invited = keeper.vouch(&visit, NOW).unwrap();
    assert_eq!(signed_in.role, None);
    assert!(!signed_in.passes_password);
    assert_eq!(invited.role, Some(Role::Host));
    assert!(invited.passes_password);
    for vouched in [signed_in, invited] {
        assert_eq!(vouched.name, user.name);
        assert_eq!(
            vouched.subject.as_deref(),
            Some("user:https://id.example 7")
        );
    }
}

#[test]
fn neither_tokens_nor_people_are_logged() {
    let mut keeper = keeper(RoomCreation::Anyone);
    let (room, user) = (kitchen(), user());
    let token = invite(Role::Host).sign(&keeper.key);
    let mut visit = visit(&room);
    visit.token = Some(Token(&token));
    visit.user = Some(&user);
    let vouched = keeper.vouch(&visit, NOW).unwrap();
    let logged = format!("{visit:?} {vouched:?} {keeper:?}");
    for secret in [token.as_str(), "Budi", "id.example", &keeper.key.reveal()] {
        assert!(!logged.contains(secret), "{logged}");
    }
}

fn keeper(creation: RoomCreation) -> Doorkeeper {
    Doorkeeper {
        key: SigningKey::new([7; 32]),
        trusted: None,
        creation,
        api_token: None,
        ledger: Ledger::default(),
    }
}

fn visit(room: &RoomId) -> Visit<'_> {
    Visit {
        room,
        token: None,
        device: None,
        user: None,
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
