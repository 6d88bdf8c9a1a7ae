use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::io::AsyncWriteExt;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::outbox::Outbox;
use crate::stream::Stream;

/// How long a connection may take to be closed in good order.
pub(crate) const CLOSE_GRACE: Duration = Duration::from_secs(2);

/// Writes all that is queued, as much as possible at once.
pub(crate) async fn write_queued(
    socket: &mut WebSocketStream<Stream>,
    outbox: &Outbox,
) -> Result<(), Error> {
    // A frame of the WebSocket's own that is half written, like the answer to a ping, must end before.
    socket.flush().await?;
    while let Some(frames) = outbox.pop() {
        socket.get_mut().write_all(&frames).await?;
    }
    // TLS may hold back the last of it.
    socket.get_mut().flush().await?;
    Ok(())
}

/// Waits until a write has taken too long: for `patience`, or until the hub has had enough; and some grace.
pub(crate) async fn stuck(outbox: &Outbox, patience: Duration) {
    // Few writes have to wait: only those pay for this.
    Box::pin(async {
        let _ = timeout(patience, outbox.closed()).await;
        sleep(CLOSE_GRACE).await;
    })
    .await;
}

/// Sends the close, or the answer to the peer's, and reads until the peer has done the same.
pub(crate) async fn shake_hands(
    socket: &mut WebSocketStream<Stream>,
    closing: Option<CloseFrame>,
) -> Result<(), Error> {
    if closing.is_some() {
        socket.send(Message::Close(closing)).await?;
    }
    while socket.next().await.transpose()?.is_some() {}
    Ok(())
}
