use protocol::StreamId;

/// The streams that one's own tracks are sent in: a receiver tells what is what by them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalStreams {
    /// Of microphone and camera.
    pub devices: StreamId,
    /// Of the screen and its sound.
    pub screen: StreamId,
}
