//! People in rooms by way of a service that is made up here.

use std::collections::VecDeque;

use protocol::{ServerFrame, ServerMessage, decode_server_message};
use serde_json::{Value, json};
use serverless::{Input, Output, SigningSeed, SmallRoom};

/// A service, a token function and the people who use them.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) now: u64,
    pub(crate) people: Vec<Person>,
    /// Events on their way: to whose which connection.
    wire: VecDeque<(usize, u64, String)>,
    /// Who is in the channel, with the key that was signed.
    members: Vec<(usize, u32, Value)>,
    next_id: u32,
}

/// Someone with a page.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) name: String,
    /// What the room is called where they are.
    pub(crate) place: &'static str,
    room: SmallRoom,
    /// The number of the connection, if there is one.
    pub(crate) connection: Option<u64>,
    connections: u64,
    /// The frames that the call was told, of all connections.
    pub(crate) heard: Vec<ServerFrame>,
    /// What was sent to the service, of all connections.
    pub(crate) sent: Vec<String>,
    pub(crate) token: Option<String>,
    pub(crate) id: Option<u32>,
    pub(crate) seq: u64,
    pub(crate) chat: u64,
    counter: u64,
    attempt: u64,
    publications: Value,
}

impl World {
    pub(crate) fn new(names: &[&str]) -> Self {
        let person = |(index, name): (usize, &&str)| Person {
            name: (*name).to_owned(),
            place: "tea",
            room: SmallRoom::new(SigningSeed([index as u8; 32])),
            connection: None,
            connections: 0,
            heard: Vec::new(),
            sent: Vec::new(),
            token: None,
            id: None,
            seq: 0,
            chat: 0,
            counter: 0,
            attempt: 0,
            publications: json!([]),
        };
        Self {
            now: 1_000_000,
            people: names.iter().enumerate().map(person).collect(),
            wire: VecDeque::new(),
            members: Vec::new(),
            next_id: 10,
        }
    }

    /// Connects someone, who comes in or comes back, and lets everything settle.
    pub(crate) fn connects(&mut self, who: usize) {
        self.dials(who);
        self.settle();
    }

    pub(crate) fn dials(&mut self, who: usize) {
        let person = &mut self.people[who];
        person.connections += 1;
        person.connection = Some(person.connections);
        let greeting = json!({
            "event": "pusher:connection_established",
            "data": json!({ "socket_id": format!("{who}.{}", person.connections) }).to_string(),
        });
        self.wire
            .push_back((who, person.connections, greeting.to_string()));
    }

    /// Someone's connection is lost with what is on it; the service notices.
    pub(crate) fn loses(&mut self, who: usize) {
        let person = &mut self.people[who];
        let Some(connection) = person.connection.take() else {
            return;
        };
        self.wire
            .retain(|(to, number, _)| (*to, *number) != (who, connection));
        person.room.handle(Input::Closed, self.now);
        self.is_removed(who);
        self.obeys(who);
    }

    fn is_removed(&mut self, who: usize) {
        if let Some(at) = self.members.iter().position(|(member, ..)| *member == who) {
            let (_, id, _) = self.members.remove(at);
            self.announces(
                who,
                &json!({
                    "event": "pusher_internal:member_removed",
                    "data": json!({ "user_id": id.to_string() }).to_string(),
                }),
            );
        }
    }

    /// Sends a message of someone's call.
    pub(crate) fn says(&mut self, who: usize, message: Value) {
        self.mutters(who, message);
        self.settle();
    }

    /// Sends a command of someone's call again.
    pub(crate) fn repeats(&mut self, who: usize, message: Value) {
        self.people[who].counter -= 1;
        self.says(who, message);
    }

    pub(crate) fn mutters(&mut self, who: usize, mut message: Value) {
        let person = &mut self.people[who];
        if message["type"] == "set_publications" {
            person.publications = message["publications"].clone();
        }
        if !["ping", "react", "leave"].contains(&message["type"].as_str().unwrap_or_default()) {
            person.counter += 1;
            message["counter"] = person.counter.into();
        }
        person
            .room
            .handle(Input::Call(message.to_string()), self.now);
        self.obeys(who);
    }

    /// Sends a text to someone as the service would.
    pub(crate) fn delivers(&mut self, who: usize, text: String) {
        self.people[who].room.handle(Input::Service(text), self.now);
        self.obeys(who);
    }

    /// Lets time go by, with everything that happens meanwhile.
    pub(crate) fn waits(&mut self, millis: u64) {
        let end = self.now + millis;
        loop {
            self.settle_now();
            let deadlines = self
                .people
                .iter()
                .filter_map(|person| person.room.deadline());
            match deadlines.min() {
                Some(next) if next <= end => {
                    self.now = self.now.max(next);
                    for who in 0..self.people.len() {
                        if self.people[who]
                            .room
                            .deadline()
                            .is_some_and(|at| at <= self.now)
                        {
                            self.people[who].room.handle(Input::Alarm, self.now);
                            self.obeys(who);
                        }
                    }
                }
                _ => break,
            }
        }
        self.now = end;
    }

    /// Lets everything arrive that is on its way.
    pub(crate) fn settle(&mut self) {
        self.waits(1_000);
    }

    pub(crate) fn settle_now(&mut self) {
        while self.delivers_next() {}
    }

    pub(crate) fn delivers_next(&mut self) -> bool {
        let Some((who, connection, text)) = self.wire.pop_front() else {
            return false;
        };
        if self.people[who].connection == Some(connection) {
            self.delivers(who, text);
        }
        true
    }

    /// The messages of one type that someone's call was told.
    pub(crate) fn told(
        &self,
        who: usize,
        is_one: impl Fn(&ServerMessage) -> bool,
    ) -> Vec<ServerMessage> {
        let heard = self.people[who].heard.iter();
        let messages = heard.filter_map(|frame| frame.message.clone());
        messages.filter(|message| is_one(message)).collect()
    }

    /// What of the chat someone has read, by whom.
    pub(crate) fn chat_of(&self, who: usize) -> Vec<(String, String)> {
        let mut read = Vec::new();
        for frame in &self.people[who].heard {
            let messages = match frame.message.clone() {
                Some(ServerMessage::Chat(message)) => vec![message],
                Some(ServerMessage::ChatHistory { messages }) => messages,
                _ => continue,
            };
            let line = |message: protocol::ChatMessage| {
                let text = message.text.as_str().to_owned();
                (String::from(message.name), text)
            };
            read.extend(messages.into_iter().map(line));
        }
        read
    }

    fn obeys(&mut self, who: usize) {
        while let Some(output) = self.people[who].room.next_output() {
            match output {
                Output::Opened => {
                    let greeting = self.people[who].greeting();
                    self.people[who]
                        .room
                        .handle(Input::Call(greeting.to_string()), self.now);
                }
                Output::Tell(text) => self.hears(who, &text),
                Output::AskPass(body) => {
                    let pass = self.pass(&body);
                    let input = Input::Pass(Some(pass.to_string()));
                    self.people[who].room.handle(input, self.now);
                }
                Output::Send(text) => {
                    if self.people[who].connection.is_some() {
                        self.serves(who, text);
                    }
                }
                Output::Close => self.loses(who),
            }
        }
    }

    fn hears(&mut self, who: usize, text: &str) {
        let frame = decode_server_message(text).expect("a frame of the protocol");
        let person = &mut self.people[who];
        if let Some(seq) = frame.seq {
            assert_eq!(seq, person.seq + 1, "{}: {text}", person.name);
            person.seq = seq;
        }
        match &frame.message {
            Some(ServerMessage::Joined(joined)) => {
                (person.seq, person.chat, person.counter) = (0, 0, 0);
                person.id = Some(joined.you.0);
                person.token = Some(joined.token.as_str().to_owned());
                person.attempt = 0;
            }
            Some(ServerMessage::Error { code, .. })
                if *code == protocol::ErrorCode::CannotResume =>
            {
                person.token = None;
                let greeting = person.greeting();
                person
                    .room
                    .handle(Input::Call(greeting.to_string()), self.now);
            }
            Some(ServerMessage::Error { code, .. })
                if *code == protocol::ErrorCode::BadSequence =>
            {
                person.token = None;
            }
            Some(ServerMessage::Chat(message)) => person.chat = message.number,
            Some(ServerMessage::ChatHistory { messages }) => {
                person.chat = messages.last().map_or(person.chat, |last| last.number);
            }
            _ => {}
        }
        person.heard.push(frame);
    }

    /// The token function.
    fn pass(&mut self, body: &str) -> Value {
        let request: Value = serde_json::from_str(body).expect("of the form that it has");
        let id = request["seat"]["id"].as_u64().unwrap_or_else(|| {
            self.next_id += 1;
            u64::from(self.next_id)
        });
        let data = json!({ "user_id": id.to_string(), "user_info": request["badge"] });
        json!({
            "channel": format!("presence-tatap-{}", request["room"].as_str().expect("of the form that it has")),
            "auth": "key:signature",
            "channel_data": data.to_string(),
            "seat": { "id": id, "proof": "proof" },
            "ice_servers": [],
        })
    }

    /// The service.
    fn serves(&mut self, who: usize, text: String) {
        let event: Value = serde_json::from_str(&text).expect("of the form that it has");
        match event["event"].as_str().expect("of the form that it has") {
            "pusher:subscribe" => {
                let data = event["data"]["channel_data"]
                    .as_str()
                    .expect("of the form that it has");
                let data: Value = serde_json::from_str(data).expect("of the form that it has");
                let id: u32 = data["user_id"]
                    .as_str()
                    .expect("of the form that it has")
                    .parse()
                    .expect("of the form that it has");
                self.members.push((who, id, data["user_info"].clone()));
                let hash: serde_json::Map<String, Value> = self
                    .members
                    .iter()
                    .map(|(_, id, info)| (id.to_string(), info.clone()))
                    .collect();
                let answer = json!({
                    "event": "pusher_internal:subscription_succeeded",
                    "data": json!({ "presence": { "hash": hash } }).to_string(),
                });
                let connection = self.people[who].connection.expect("who sends is connected");
                self.wire.push_back((who, connection, answer.to_string()));
                self.announces(
                    who,
                    &json!({ "event": "pusher_internal:member_added", "data": data.to_string() }),
                );
            }
            "pusher:ping" => {
                let connection = self.people[who].connection.expect("who sends is connected");
                let pong = json!({ "event": "pusher:pong" }).to_string();
                self.wire.push_back((who, connection, pong));
            }
            "client-tatap" => {
                self.people[who].sent.push(text);
                self.announces(who, &event);
            }
            other => panic!("{other}"),
        }
    }

    fn announces(&mut self, from: usize, event: &Value) {
        for (member, ..) in &self.members {
            if *member != from
                && let Some(connection) = self.people[*member].connection
            {
                self.wire
                    .push_back((*member, connection, event.to_string()));
            }
        }
    }
}

impl Person {
    fn greeting(&mut self) -> Value {
        self.attempt += 1;
        match &self.token {
            Some(token) => json!({
                "type": "resume", "versions": [1], "room": self.place, "token": token, "attempt": self.attempt,
                "received": self.seq, "chat": self.chat, "publications": self.publications,
            }),
            None => json!({
                "type": "join", "versions": [1], "room": self.place, "name": self.name, "engine": "chromium",
                "publications": self.publications,
            }),
        }
    }
}

/// Something to say in the chat.
pub(crate) fn chat(id: u64, text: &str) -> Value {
    json!({ "type": "chat", "id": format!("c-{id}"), "text": text })
}

/// A step of the negotiation with as long a description as browsers make.
pub(crate) fn offer(to: u32) -> Value {
    let sdp = "v=0\r\na=\"quoted\\\"\r\n".repeat(600);
    json!({ "type": "signal", "to": to, "signal": {
        "generation": 0, "negotiation": 1, "description": { "kind": "offer", "sdp": sdp },
    } })
}

/// True for what tells that someone came.
pub(crate) fn is_coming(message: &ServerMessage) -> bool {
    matches!(message, ServerMessage::ParticipantJoined { .. })
}

/// True for what tells that someone left.
pub(crate) fn is_leaving(message: &ServerMessage) -> bool {
    matches!(message, ServerMessage::ParticipantLeft { .. })
}
