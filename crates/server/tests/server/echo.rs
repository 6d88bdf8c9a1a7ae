use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{TestServer, soon};

#[tokio::test]
async fn messages_of_any_kind_and_size_come_back() {
    let server = TestServer::start();
    let stream = TcpStream::connect(server.address).await.unwrap();
    let (mut socket, _) = client_async(format!("ws://{}/echo", server.address), stream)
        .await
        .unwrap();
    for message in [
        Message::text("hello"),
        Message::text(""),
        Message::binary(vec![7; 1_000_000]),
    ] {
        socket.send(message.clone()).await.unwrap();
        assert_eq!(
            soon("the echo", socket.next()).await.unwrap().unwrap(),
            message
        );
    }
}
