//! Who is in a room, for someone who has not joined.

mod common;

use std::time::Duration;

use common::words::room;
use common::{Server, back};
use protocol::RoomPreview;
use rooms::Limits;

#[test]
fn names_are_told_in_the_order_of_joining() {
    let mut server = Server::new(Limits {
        room_capacity: 9,
        ..Limits::default()
    });
    for (connection, name) in [(1, "Citra"), (2, "Ana"), (3, "Budi")] {
        server.join(connection, "tea", name);
    }
    server.join(4, "coffee", "Dewi");
    let preview = server.rooms.preview(&room("tea"));
    assert_eq!(names(&preview), ["Citra", "Ana", "Budi"]);
    assert_eq!(preview.capacity, 9);
}

#[test]
fn nobody_is_in_a_room_that_there_is_not() {
    let server = Server::with_two();
    let preview = server.rooms.preview(&room("coffee"));
    assert_eq!((names(&preview).len(), preview.capacity), (0, 6));
    assert_eq!(server.rooms.room_count(), 1, "to ask makes no room");
}

#[test]
fn whoever_has_lost_the_connection_is_still_in_and_whoever_may_return_is_not() {
    let mut server = Server::with_two();
    server.disconnect(1);
    server.say(2, r#"{"type":"leave","may_return":true}"#);
    assert_eq!(names(&server.rooms.preview(&room("tea"))), ["Ana"]);
    server.resume(3, back(2, 1, None));
    assert_eq!(names(&server.rooms.preview(&room("tea"))), ["Ana", "Budi"]);
    server.wait(Duration::from_secs(60));
    assert_eq!(names(&server.rooms.preview(&room("tea"))), ["Budi"]);
}

fn names(preview: &RoomPreview) -> Vec<&str> {
    let names = preview.participants.iter();
    names.map(|name| name.as_str()).collect()
}
