use protocol::{ClientFrame, ClientMessage, ErrorCode, Resume, ResumeToken};

use super::client::uncounted;
use super::step::{Intrusion, Misbehaviour};
use super::world::World;
use crate::common::words::{error, publications, room};

impl World {
    pub(super) fn misbehave(&mut self, who: usize, what: Misbehaviour) {
        let frame = match what {
            Misbehaviour::FutureAcknowledgement => {
                uncounted(ClientMessage::Ping { received: u64::MAX })
            }
            Misbehaviour::CommandFarAhead => ClientFrame {
                counter: Some(u64::MAX),
                message: ClientMessage::SetPublications {
                    publications: publications(true),
                },
            },
        };
        self.send(who, Some(frame));
    }

    pub(super) fn intrude(&mut self, who: usize, how: Intrusion) {
        let client = &self.clients[who];
        let Some(token) = client.tokens.last() else {
            return;
        };
        let mut resume = Resume {
            versions: vec![1],
            room: room(client.room),
            token: token.clone(),
            attempt: client.attempt + 1_000,
            received: None,
            chat: 0,
            publications: publications(true),
        };
        match how {
            Intrusion::OldToken => match client.tokens.iter().rev().nth(2) {
                Some(old) => resume.token = old.clone(),
                None => return,
            },
            Intrusion::MadeUpToken => resume.token = ResumeToken::from_secret([0xff; 32]),
            Intrusion::OtherRoom => resume.room = room("elsewhere"),
            Intrusion::Replay => resume.attempt = client.accepted,
        }
        let intruder = u64::MAX;
        let commands = self.server.resume(intruder, resume);
        assert_eq!(commands, [error(intruder, ErrorCode::CannotResume)]);
        assert_eq!(self.server.disconnect(intruder), []);
    }
}
