use protocol::Source;

use super::{Link, Peer, PeerContext, PeerOutput};
use crate::quality::{LinkMonitor, LinkState};
use crate::video_limits::VideoLimiter;
use crate::{
    Blame, DataUse, LinkStats, LinkView, PeerCommand, Quality, TileConnection, Timestamp,
    VideoLimit, screen_limit,
};

/// How good a connection is, and what that means for the picture that goes over it.
#[derive(Clone, Debug, Default)]
pub(super) struct Watching {
    monitor: LinkMonitor,
    limiter: VideoLimiter,
    /// The short side of the camera's picture, in pixels, once it is known.
    camera_height: Option<u16>,
    /// What was last asked of the connection.
    limit: Option<VideoLimit>,
    screen_limit: Option<VideoLimit>,
    receives_video: bool,
}

impl Watching {
    /// Begins with another connection: of what was asked it knows nothing.
    pub(super) fn restart(&mut self) {
        self.monitor.restart();
        self.limiter.restart();
        self.limit = None;
        self.screen_limit = None;
        self.receives_video = true;
    }
}

impl Peer {
    /// Takes in what the browser says of the connection.
    pub(super) fn stats(&mut self, stats: LinkStats, context: PeerContext<'_>) {
        let watching = &mut self.watching;
        if let Some(video) = stats.video_out {
            let height = video.source_height.min(video.source_width);
            watching.camera_height = (height > 0).then_some(height).or(watching.camera_height);
        }
        if let Some(point) = watching.monitor.sample(stats, context.now) {
            let PeerContext {
                peers, data_use, ..
            } = context;
            watching.limiter.sample(&point, peers, data_use);
        }
    }

    /// Asks the connection, once there is a path, for as much video as it is good for.
    pub(crate) fn adjust_video(&mut self, context: PeerContext<'_>, out: &mut Vec<PeerOutput>) {
        if !matches!(self.link, Link::Open(_)) || !self.health.was_connected() {
            return;
        }
        let PeerContext {
            peers,
            data_use,
            hint,
            ..
        } = context;
        let watching = &mut self.watching;
        let receives = data_use != DataUse::AudioOnly;
        let limit = watching
            .limiter
            .limit(peers, data_use, watching.camera_height);
        let receives_differs =
            std::mem::replace(&mut watching.receives_video, receives) != receives;
        let limit_differs = watching.limit.replace(limit) != Some(limit);
        if limit_differs {
            let source = Source::Camera;
            self.command(PeerCommand::LimitVideo { source, limit }, out);
        }
        let limit = screen_limit(hint, peers, data_use);
        if self.watching.screen_limit.replace(limit) != Some(limit) {
            let source = Source::Screen;
            self.command(PeerCommand::LimitVideo { source, limit }, out);
        }
        if receives_differs {
            self.command(PeerCommand::ReceiveVideo(receives), out);
        }
    }

    /// Returns how good the connection is; `None` before it is known.
    pub(crate) fn quality(&self, now: Timestamp) -> Option<Quality> {
        match self.tile_connection(now) {
            TileConnection::Connected => self.watching.monitor.quality(),
            TileConnection::Stalled | TileConnection::Failed => Some(Quality::Lost),
            TileConnection::Connecting | TileConnection::Slow => None,
        }
    }

    /// Returns what tells whose fault it is; `None` before anything is known.
    pub(crate) fn link_state(&self, now: Timestamp) -> Option<LinkState> {
        let (loss_in, loss_out) = self.watching.monitor.losses();
        Some(LinkState {
            quality: self.quality(now)?,
            loss_in,
            loss_out,
            away: !self.is_connected(),
        })
    }

    /// Returns all that is known of the connection, with `blame` for it.
    pub(crate) fn link_view(&self, blame: Blame, now: Timestamp) -> LinkView {
        let monitor = &self.watching.monitor;
        LinkView {
            participant: self.id(),
            quality: self.quality(now),
            blame,
            points: monitor.points(),
            stats: monitor.stats(),
        }
    }
}
