use std::sync::Arc;

use protocol::{ChatId, ChatText, ErrorCode, ServerMessage};

use super::Rooms;
use crate::chat_log::Taken;
use crate::directory::Place;
use crate::{ConnectionId, StoreChange, Timestamp};

impl Rooms {
    /// Takes in what someone said, once, and tells everyone; its echo tells the sender that it was taken in.
    pub(super) fn chat(
        &mut self,
        connection: ConnectionId,
        place: Place,
        id: ChatId,
        text: ChatText,
        now: Timestamp,
    ) {
        let Some(room) = self.rooms.room_mut(place.room) else {
            return;
        };
        match room.chat.taken(&id) {
            Taken::No => {}
            Taken::As(message) => {
                let message = ServerMessage::Chat(message.clone());
                return self.commands.send_to(connection, message);
            }
            Taken::Forgotten => return,
        }
        let Some(seat) = room.seat_mut(place.id) else {
            return;
        };
        if !seat.chat_rate.take(now.0) {
            let code = ErrorCode::ChatTooFast;
            let event = Arc::new(ServerMessage::ChatRefused { id, code });
            let to = seat.hear(&event).into_iter().collect();
            return self.commands.send((to, event));
        }
        let sender = seat.participant.clone();
        let (gone, bytes) = (room.chat.gone(), room.chat.bytes());
        let message = room.chat.take(id, text, &sender, now);
        let gone_now = room.chat.gone();
        self.taken.chat_bytes = self.taken.chat_bytes + room.chat.bytes() - bytes;
        let (name, everyone) = (room.name.clone(), room.connections());
        self.store(StoreChange::PutChat {
            room: name.clone(),
            message: message.clone(),
        });
        self.store_gone(&name, gone, gone_now);
        self.keep_chats_short();
        self.commands
            .send((everyone, Arc::new(ServerMessage::Chat(message))));
    }
}
