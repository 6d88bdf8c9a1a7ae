//! Writes what a client sends.
//!
//! The derived writer writes the same, but would cost the web app kilobytes; it is for the server and for tests.

use crate::act::Target;
use crate::{
    Act, Candidate, ClientFrame, ClientMessage, Description, Entry, Join, JsonWriter, Publications,
    Resume, Signal, SignalBody,
};

impl ClientFrame {
    /// Writes the frame as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = JsonWriter::new();
        if let Some(counter) = self.counter {
            json.number("counter", counter);
        }
        message(&mut json, &self.message);
        json.finish()
    }
}

fn message(json: &mut JsonWriter, message: &ClientMessage) {
    match message {
        ClientMessage::Join(message) => join(json, message),
        ClientMessage::Resume(message) => resume(json, message),
        ClientMessage::Leave { may_return } => {
            json.text("type", "leave");
            if *may_return {
                json.flag("may_return", true);
            }
        }
        ClientMessage::Signal { to, signal: body } => {
            json.text("type", "signal");
            json.number("to", to.0.into());
            signal(json, body);
        }
        ClientMessage::SetPublications { publications: all } => {
            json.text("type", "set_publications");
            publications(json, all);
        }
        ClientMessage::Chat { id, text } => {
            json.text("type", "chat");
            json.text("id", id.as_str());
            json.text("text", text.as_str());
        }
        ClientMessage::SetHand { raised } => {
            json.text("type", "set_hand");
            json.flag("raised", *raised);
        }
        ClientMessage::SetRecording { on } => {
            json.text("type", "set_recording");
            json.flag("on", *on);
        }
        ClientMessage::Act(message) => act(json, message),
        ClientMessage::React { reaction } => {
            json.text("type", "react");
            json.text("reaction", reaction.word());
        }
        ClientMessage::RenewIceServers => json.text("type", "renew_ice_servers"),
        ClientMessage::AskHostPass => json.text("type", "ask_host_pass"),
        ClientMessage::Ping { received } => {
            json.text("type", "ping");
            json.number("received", *received);
        }
    }
}

fn join(json: &mut JsonWriter, join: &Join) {
    json.text("type", "join");
    versions(json, &join.versions);
    json.text("room", join.room.as_str());
    json.text("name", join.name.as_str());
    publications(json, &join.publications);
    json.text("engine", join.engine.word());
    let Entry {
        pass,
        password,
        device,
    } = &join.entry;
    if let Some(pass) = pass {
        json.text("token", pass.as_str());
    }
    if let Some(password) = password {
        json.text("password", password.as_str());
    }
    if let Some(device) = device {
        json.text("device", device.as_str());
    }
}

fn act(json: &mut JsonWriter, act: &Act) {
    let (word, target) = act.parts();
    json.text("type", "act");
    json.text("act", word);
    match target {
        Target::None => {}
        Target::Number(name, number) => json.number(name, number.into()),
        Target::Text(name, text) => json.text(name, text),
    }
}

fn resume(json: &mut JsonWriter, resume: &Resume) {
    json.text("type", "resume");
    versions(json, &resume.versions);
    json.text("room", resume.room.as_str());
    json.text("token", resume.token.as_str());
    json.number("attempt", resume.attempt);
    if let Some(received) = resume.received {
        json.number("received", received);
    }
    json.number("chat", resume.chat);
    publications(json, &resume.publications);
}

fn versions(json: &mut JsonWriter, versions: &[u16]) {
    json.list("versions");
    for version in versions {
        json.number("", (*version).into());
    }
    json.end_list();
}

#[inline(never)]
fn publications(json: &mut JsonWriter, publications: &Publications) {
    json.list("publications");
    for publication in publications.iter() {
        json.object("");
        json.text("source", publication.source.word());
        json.flag("muted", publication.muted);
        json.text("stream", publication.stream.as_str());
        json.end_object();
    }
    json.end_list();
}

fn signal(json: &mut JsonWriter, signal: &Signal) {
    json.object("signal");
    json.number("generation", signal.generation.into());
    json.number("negotiation", signal.negotiation.into());
    match &signal.body {
        SignalBody::Description(body) => description(json, body),
        SignalBody::Candidate(body) => candidate(json, body),
    }
    json.end_object();
}

fn description(json: &mut JsonWriter, description: &Description) {
    json.object("description");
    json.text("kind", description.kind.word());
    json.text("sdp", &description.sdp);
    json.end_object();
}

fn candidate(json: &mut JsonWriter, candidate: &Candidate) {
    json.object("candidate");
    json.text("candidate", &candidate.candidate);
    if let Some(mid) = &candidate.sdp_mid {
        json.text("sdp_mid", mid);
    }
    if let Some(index) = candidate.sdp_m_line_index {
        json.number("sdp_m_line_index", index.into());
    }
    if let Some(fragment) = &candidate.username_fragment {
        json.text("username_fragment", fragment);
    }
    json.end_object();
}
