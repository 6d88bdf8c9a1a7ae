use protocol::{DisplayName, Engine, ErrorCode, JsonObject, ParticipantId};
use serde_json::{Value, json};

use super::{Input, Output, SmallRoom};
use crate::badge::{Badge, SigningKey, SigningSeed};
use crate::letter::{Hello, Letter, Packet, Piece, Unit, Welcome};
use crate::service;
use crate::state::ParticipantState;

const CHANNEL: &str = "presence-tatap-tea";
const ANA: ParticipantId = ParticipantId(1);
const BUDI: ParticipantId = ParticipantId(2);
const CITRA: ParticipantId = ParticipantId(3);

/// Ana's room, and others who say what they want.
struct Lab {
    room: SmallRoom,
    now: u64,
    packets: u64,
}

impl Lab {
    /// Ana is alone in the channel.
    fn new() -> Self {
        let mut lab = Self {
            room: SmallRoom::new(SigningSeed([9; 32])),
            now: 0,
            packets: 0,
        };
        lab.hears(
            "pusher:connection_established",
            &json!({ "socket_id": "1.1" }),
        );
        let join = json!({ "type": "join", "versions": [1], "room": "tea", "name": "Ana" });
        lab.room.handle(Input::Call(join.to_string()), 0);
        let pass = json!({
            "channel": CHANNEL, "auth": "", "channel_data": "", "ice_servers": [],
            "seat": { "id": ANA, "proof": "" },
        });
        lab.room.handle(Input::Pass(Some(pass.to_string())), 0);
        let presence = json!({ "presence": { "hash": {} } });
        lab.hears("pusher_internal:subscription_succeeded", &presence);
        lab.outputs();
        lab
    }

    /// Someone is in the channel.
    fn comes(&mut self, id: ParticipantId) {
        self.comes_with(id, &badge(id));
    }

    fn comes_with(&mut self, id: ParticipantId, badge: &Badge) {
        let member = json!({ "user_id": id.to_string(), "user_info": badge });
        self.hears("pusher_internal:member_added", &member);
    }

    fn goes(&mut self, id: ParticipantId) {
        let member = json!({ "user_id": id.to_string() });
        self.hears("pusher_internal:member_removed", &member);
    }

    /// Someone says something; returns what Ana's page tells and says then.
    fn says(&mut self, from: ParticipantId, unit: Unit) -> Vec<Output> {
        self.packets += 1;
        let packet = Packet {
            number: self.packets,
            units: vec![unit],
        };
        let letter = Letter::seal(from, CHANNEL, &packet, &key(from));
        let event = service::event(CHANNEL, &letter);
        self.now += 1_000;
        self.room.handle(Input::Service(event), self.now);
        self.outputs()
    }

    fn hears(&mut self, event: &str, data: &Value) {
        let frame = json!({ "event": event, "data": data.to_string() });
        self.room
            .handle(Input::Service(frame.to_string()), self.now);
    }

    fn outputs(&mut self) -> Vec<Output> {
        std::iter::from_fn(|| self.room.next_output()).collect()
    }

    fn members(&self) -> Vec<ParticipantId> {
        let seat = self.room.seat.as_ref().unwrap();
        seat.members.keys().copied().collect()
    }
}

fn key(id: ParticipantId) -> SigningKey {
    SigningKey::new(&SigningSeed([id.0 as u8; 32]))
}

fn badge(id: ParticipantId) -> Badge {
    Badge {
        name: DisplayName::parse("Someone").unwrap(),
        engine: Engine::Other,
        key: key(id).public(),
    }
}

fn hello(anew: bool, was: Option<ParticipantId>) -> Unit {
    Unit::Hello(Hello {
        anew,
        said: 0,
        have: Vec::new(),
        was,
        state: ParticipantState::default(),
    })
}

fn piece(number: u64) -> Unit {
    Unit::Piece(Piece {
        number,
        to: None,
        text: r#"{"chat":{"id":"a","text":"Halo","sent_at":0}}"#.to_owned(),
        goes_on: false,
    })
}

/// What Ana says to the others.
fn said(outputs: &[Output]) -> Vec<Unit> {
    let sent = outputs.iter().filter_map(|output| {
        if let Output::Send(text) = output {
            Some(text)
        } else {
            None
        }
    });
    sent.flat_map(|text| {
        let event: Value = serde_json::from_str(text).unwrap();
        let letter: Letter = serde_json::from_value(event["data"].clone()).unwrap();
        let text = serde_json::to_value(&letter).unwrap()["text"].clone();
        let packet: Packet = serde_json::from_str(text.as_str().unwrap()).unwrap();
        packet.units
    })
    .collect()
}

fn told_types(outputs: &[Output]) -> Vec<String> {
    let told = outputs.iter().filter_map(|output| {
        if let Output::Tell(text) = output {
            Some(text)
        } else {
            None
        }
    });
    told.map(|text| {
        let message = JsonObject::parse(text).unwrap();
        message.field("type").unwrap().text().unwrap()
    })
    .collect()
}

#[test]
fn nobody_takes_another_out_of_the_room() {
    let mut lab = Lab::new();
    lab.comes(BUDI);
    lab.says(BUDI, hello(true, None));
    lab.comes(CITRA);
    lab.says(CITRA, hello(true, Some(BUDI)));
    assert_eq!(lab.members(), [BUDI, CITRA]);
    lab.goes(BUDI);
    lab.says(CITRA, hello(true, Some(BUDI)));
    assert_eq!(lab.members(), [CITRA]);
}

#[test]
fn who_comes_back_and_is_not_known_is_told_so() {
    let mut lab = Lab::new();
    lab.comes(BUDI);
    let outputs = lab.says(BUDI, hello(false, None));
    assert_eq!(said(&outputs), [Unit::Stranger { to: BUDI }]);
    assert_eq!(told_types(&outputs), [""; 0]);
}

#[test]
fn who_is_not_known_any_more_comes_in_anew() {
    let mut lab = Lab::new();
    lab.comes(BUDI);
    lab.says(BUDI, hello(true, None));
    assert_eq!(lab.says(BUDI, Unit::Stranger { to: CITRA }), []);
    let outputs = lab.says(BUDI, Unit::Stranger { to: ANA });
    assert_eq!(told_types(&outputs), ["error"]);
    let [Output::Tell(error), Output::Close] = outputs.as_slice() else {
        panic!("{outputs:?}");
    };
    let code = serde_json::to_string(&ErrorCode::BadSequence).unwrap();
    assert!(error.contains(&code), "{error}");
    assert!(lab.room.seat.is_none());
}

#[test]
fn who_has_forgotten_too_much_comes_in_anew() {
    let mut lab = Lab::new();
    lab.comes(BUDI);
    lab.says(BUDI, hello(true, None));
    for number in 0..600 {
        let chat = json!({ "type": "chat", "id": format!("{number}"), "text": "a" });
        lab.room.handle(Input::Call(chat.to_string()), 0);
    }
    lab.now = 1_000_000;
    for _ in 0..100 {
        lab.now += 1_000;
        lab.room.handle(Input::Alarm, lab.now);
    }
    lab.outputs();
    let outputs = lab.says(BUDI, Unit::Lack { to: ANA, have: 1 });
    assert_eq!(said(&outputs), [Unit::Stranger { to: BUDI }]);
    let outputs = lab.says(BUDI, Unit::Lack { to: ANA, have: 599 });
    assert_eq!(said(&outputs).len(), 1);
    let welcome = Welcome {
        to: ANA,
        said: 0,
        have: 1,
        state: ParticipantState::default(),
    };
    let outputs = lab.says(BUDI, Unit::Welcome(welcome));
    assert_eq!(outputs.last(), Some(&Output::Close));
}

#[test]
fn what_is_missing_is_asked_for_and_not_at_every_piece() {
    let mut lab = Lab::new();
    lab.comes(BUDI);
    lab.says(BUDI, hello(true, None));
    let lack = Unit::Lack { to: BUDI, have: 1 };
    assert_eq!(told_types(&lab.says(BUDI, piece(1))), ["chat"]);
    assert_eq!(said(&lab.says(BUDI, piece(3))), std::slice::from_ref(&lack));
    lab.now -= 500;
    assert_eq!(lab.says(BUDI, piece(4)), []);
    assert_eq!(said(&lab.says(BUDI, piece(5))), [lack]);
    assert_eq!(told_types(&lab.says(BUDI, piece(2))), ["chat"]);
    assert_eq!(told_types(&lab.says(BUDI, piece(3))), ["chat"]);
    assert_eq!(lab.says(BUDI, piece(3)), []);
}

#[test]
fn nobody_writes_to_another_day() {
    let mut lab = Lab::new();
    lab.now = 1_000_000;
    lab.comes(BUDI);
    lab.says(BUDI, hello(true, None));
    for (number, sent_at, expected) in [
        (1, 0, 942_000),
        (2, u64::MAX, 1_003_000),
        (3, 999_000, 999_000),
    ] {
        let Unit::Piece(piece) = piece(number) else {
            continue;
        };
        let text = piece
            .text
            .replace("\"sent_at\":0", &format!("\"sent_at\":{sent_at}"));
        let outputs = lab.says(BUDI, Unit::Piece(Piece { text, ..piece }));
        let [Output::Tell(told)] = outputs.as_slice() else {
            panic!("{outputs:?}");
        };
        assert!(told.contains(&format!("\"sent_at\":{expected}")), "{told}");
    }
}

#[test]
fn another_with_the_same_number_is_not_the_one_who_is_waited_for() {
    let mut lab = Lab::new();
    lab.comes(BUDI);
    lab.says(BUDI, hello(true, None));
    lab.goes(BUDI);
    lab.comes_with(BUDI, &badge(CITRA));
    lab.now += 20_000;
    lab.room.handle(Input::Alarm, lab.now);
    assert_eq!(
        told_types(&lab.outputs()),
        ["participant_connection", "participant_left"]
    );
}

#[test]
fn who_never_says_hello_is_not_missed() {
    let mut lab = Lab::new();
    lab.comes(BUDI);
    lab.goes(BUDI);
    assert_eq!(lab.members(), []);
    assert_eq!(lab.outputs(), []);
}

#[test]
fn each_seat_has_secrets_of_its_own() {
    let mut room = SmallRoom::new(SigningSeed([9; 32]));
    let [(token, key), (other_token, other_key)] = [room.secrets(), room.secrets()];
    assert_ne!(token, other_token);
    assert_ne!(key.public(), other_key.public());
    let mut bytes = [0; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&token.as_str()[2 * index..2 * index + 2], 16).unwrap();
    }
    // The page tells the token to its own storage, and the key to nobody.
    assert_ne!(SigningKey::new(&SigningSeed(bytes)).public(), key.public());
}
