use call::{TileConnection, UserInput};

use crate::browser::SocketState;
use crate::world::World;

/// What the world does to two people who want to talk.
impl World {
    pub(crate) fn surprise(&mut self) {
        let index = self.random.below(2);
        let weather = self.weather;
        match self.random.below(12) {
            0 | 1 if weather.gestures => {
                let on = self.random.chance(0.5);
                match self.random.below(3) {
                    0 => self.browsers[index].user(UserInput::SetCamera(on)),
                    1 => self.browsers[index].add_media(),
                    _ => self.press_button(index),
                }
            }
            2 | 3 if weather.sockets => self.drop_socket(index),
            4 if weather.sockets => self.kill_socket(index),
            5 if weather.sockets => self.server_is_up = self.random.chance(0.6),
            6 if weather.amnesia => self.forget(index),
            7 if weather.network => self.is_cut = self.random.chance(0.5),
            8 if weather.network => {
                let says = self.random.chance(0.6);
                self.browsers[index].change_network(says);
                if self.random.chance(0.5) {
                    self.kill_socket(index);
                }
            }
            9 if weather.network => {
                self.browsers[index].frozen = 1 + self.random.below(12) as u32;
            }
            10 => self.shows(index),
            _ => {}
        }
    }

    fn press_button(&mut self, index: usize) {
        let other = self.server.id(1 - index);
        if let Some(other) = other
            && self.browsers[index].tile(other) == Some(TileConnection::Failed)
        {
            self.browsers[index].user(UserInput::ReconnectPeer(other));
        }
    }

    /// A connection to the server ends, and what is on its way is lost.
    fn drop_socket(&mut self, index: usize) {
        let Some(socket) = self.browsers[index].socket else {
            return;
        };
        self.lose_what_is_on_its_way(index);
        let tells = self.random.chance(0.3);
        self.server.lose(index, socket.id, tells);
        self.browsers[index].socket_closes();
    }

    /// A connection to the server is dead, and nobody says so to the browser.
    fn kill_socket(&mut self, index: usize) {
        let Some(socket) = &mut self.browsers[index].socket else {
            return;
        };
        if socket.state == SocketState::Open {
            socket.state = SocketState::Dead;
            let id = socket.id;
            self.lose_what_is_on_its_way(index);
            if self.random.chance(0.5) {
                let tells = self.random.chance(0.5);
                self.server.lose(index, id, tells);
            }
        }
    }

    fn forget(&mut self, index: usize) {
        match self.random.below(4) {
            // The server starts anew: the seats are kept.
            0 | 1 => {
                for index in 0..2 {
                    self.server.forget_signals(index);
                    self.drop_socket(index);
                }
            }
            2 => {
                self.server.forget_signals(index);
                self.drop_socket(index);
            }
            _ => {
                self.drop_socket(index);
                self.server.forget_seat(index);
            }
        }
    }

    fn lose_what_is_on_its_way(&mut self, index: usize) {
        self.browsers[index].to_server.clear();
        self.to_browser[index].clear();
    }
}
