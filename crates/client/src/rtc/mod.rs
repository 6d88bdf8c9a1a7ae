//! WebRTC as the browser has it: each type ends what it started when it is dropped.

pub(crate) mod device_list;
pub(crate) mod devices;
mod ext;
pub(crate) mod file_channel;
pub(crate) mod js_error;
pub(crate) mod local_tracks;
pub(crate) mod loudspeaker;
pub(crate) mod meter;
pub(crate) mod peer_connection;
mod peer_media;
pub(crate) mod remote_streams;
pub(crate) mod sounds;
pub(crate) mod speaker;
pub(crate) mod stats;
pub(crate) mod support;
