use std::rc::Rc;
use std::time::Duration;

use tokio::time::sleep;
use turn::{Client, Input, Link};

use super::udp::Udp;
use super::world::World;

/// How long to wait where the system has something against reading.
const PAUSE: Duration = Duration::from_millis(100);

/// Reads what clients send by UDP, for as long as the server runs.
pub(super) async fn serve(world: Rc<World>, udp: Rc<Udp>) {
    loop {
        let ready = udp.readable().await;
        let outcome = ready.and_then(|()| {
            udp.receive(&mut world.scratch.borrow_mut(), |packet| {
                let client = Client {
                    link: Link::Datagrams,
                    address: packet.from,
                    local: packet.to,
                };
                world.handle(Input::FromClient {
                    client,
                    packet: packet.content,
                });
            })
        });
        if let Err(error) = outcome {
            tracing::debug!(%error, "a packet could not be read");
            sleep(PAUSE).await;
        }
    }
}
