use std::collections::BTreeMap;

use call::{
    Call, CallView, Command, ConnectionState, Input, MediaInput, MediaProblem, PeerCommand,
    PeerInput, PeerKey, SocketInput, StreamKey,
};
use futures_channel::mpsc::UnboundedReceiver;
use futures_util::future::{Either, select};
use futures_util::{FutureExt, StreamExt};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use protocol::{RoomId, Source, StreamId};
use wasm_bindgen_futures::spawn_local;

use crate::rtc::devices::{self, Captured};
use crate::rtc::local_tracks::LocalTracks;
use crate::rtc::peer_connection::PeerConnection;
use crate::rtc::remote_streams::{self, Streams};
use crate::rtc::support;
use crate::session::clock::{millis_until, now};
use crate::session::event::{Event, Inbox};
use crate::session::server_address;
use crate::session::socket::Socket;

/// A call and everything of the browser's that it drives; dropping it ends all of that.
pub(crate) struct Runner {
    call: Call,
    inbox: Inbox,
    streams: Streams,
    local: Option<LocalTracks>,
    peers: BTreeMap<PeerKey, PeerConnection>,
    /// The address of the server's WebSocket, once it is known.
    server: Option<String>,
    socket: SocketState,
    /// Numbers the sockets: what an earlier one still says is not heard.
    sockets_opened: u32,
}

enum SocketState {
    Closed,
    /// Waits for the address of the server.
    Wanted,
    Open(Socket),
}

impl Runner {
    pub(crate) fn new(room: RoomId, inbox: Inbox, streams: Streams) -> Self {
        let local = LocalTracks::new(inbox.clone()).ok();
        let id = local
            .as_ref()
            .map_or_else(String::new, |local| local.stream().id());
        // A browser without streams is told so in the green room; nothing is ever published in this one.
        let stream = StreamId::parse(&id)
            .or_else(|_| StreamId::parse("none"))
            .expect("a word is a stream id");
        if let Some(local) = &local {
            streams.update(|streams| {
                streams.insert(StreamKey::Local, Clone::clone(local.stream()));
            });
        }
        let call = Call::new(room, stream, support::environment(), now());
        Self {
            call,
            inbox,
            streams,
            local,
            peers: BTreeMap::new(),
            server: None,
            socket: SocketState::Closed,
            sockets_opened: 0,
        }
    }

    pub(crate) fn view(&self) -> CallView {
        self.call.view()
    }

    /// Runs the call: one wait, then everything that follows from what came, without another.
    pub(crate) async fn run(
        mut self,
        mut events: UnboundedReceiver<Event>,
        view: RwSignal<CallView>,
    ) {
        self.look_up_server();
        self.obey();
        loop {
            let timeout = match self.call.poll_timeout() {
                Some(at) => TimeoutFuture::new(millis_until(at)).left_future(),
                None => std::future::pending().right_future(),
            };
            match select(events.next(), timeout).await {
                Either::Left((Some(event), _)) => self.take_in(event),
                Either::Left((None, _)) => return,
                Either::Right(_) => self.call.handle_timeout(now()),
            }
            self.obey();
            self.publish(view);
        }
    }

    fn take_in(&mut self, event: Event) {
        let input = match event {
            Event::Input(input) => input,
            Event::Captured(request, outcome) => Input::Media(self.captured(request, outcome)),
            Event::Track(peer, track) => {
                if !self.peers.contains_key(&peer) {
                    return;
                }
                remote_streams::add(self.streams, peer, &track);
                Input::Peer {
                    peer,
                    input: PeerInput::TrackAdded,
                }
            }
            Event::ServerAddress(url) => {
                self.server = Some(url);
                if matches!(self.socket, SocketState::Wanted) {
                    self.open_socket();
                }
                return;
            }
            Event::Socket(number, input) if number == self.sockets_opened => Input::Socket(input),
            Event::Socket(..) => return,
        };
        self.call.handle(input, now());
    }

    fn captured(&mut self, request: u32, outcome: Result<Captured, MediaProblem>) -> MediaInput {
        match outcome {
            Ok(captured) => {
                if let Some(local) = &mut self.local {
                    for (source, kind) in [(Source::Microphone, "audio"), (Source::Camera, "video")]
                    {
                        if let Some(track) = captured.take(kind) {
                            local.insert(source, track);
                        }
                    }
                }
                MediaInput::Captured { request }
            }
            Err(problem) => MediaInput::CaptureFailed { request, problem },
        }
    }

    fn obey(&mut self) {
        while let Some(command) = self.call.next_command() {
            match command {
                Command::OpenSocket => self.open_socket(),
                Command::Send(message) => {
                    if let SocketState::Open(socket) = &self.socket {
                        socket.send(&message);
                    }
                }
                Command::CloseSocket => self.socket = SocketState::Closed,
                Command::Capture {
                    request,
                    microphone,
                    camera,
                } => self.capture(request, microphone, camera),
                Command::EnableTrack { source, enabled } => {
                    if let Some(local) = &self.local {
                        local.enable(source, enabled);
                    }
                }
                Command::StopTrack { source } => {
                    if let Some(local) = &mut self.local {
                        local.remove(source);
                    }
                }
                Command::Peer { peer, command } => self.command_peer(peer, command),
            }
        }
    }

    fn command_peer(&mut self, key: PeerKey, command: PeerCommand) {
        let Some(local) = &self.local else { return };
        if let PeerCommand::Open {
            ice_servers,
            offers,
        } = command
        {
            match PeerConnection::open(key, &ice_servers, offers, local, self.inbox.clone()) {
                Ok(peer) => drop(self.peers.insert(key, peer)),
                Err(error) => {
                    leptos::logging::error!("no peer connection: {error:?}");
                    let input = PeerInput::Connection(ConnectionState::Failed);
                    self.inbox
                        .send(Event::Input(Input::Peer { peer: key, input }));
                }
            }
            return;
        }
        let Some(peer) = self.peers.get_mut(&key) else {
            return;
        };
        match command {
            PeerCommand::AdoptTransceivers => peer.adopt_transceivers(local),
            PeerCommand::SetLocalDescription => peer.set_local_description(),
            PeerCommand::SetRemoteDescription(description) => {
                peer.set_remote_description(&description)
            }
            PeerCommand::AddCandidate(candidate) => peer.add_candidate(&candidate),
            PeerCommand::ReplaceTrack { source } => peer.replace_track(source, local),
            PeerCommand::Close => drop(self.peers.remove(&key)),
            PeerCommand::Open { .. } => {}
        }
    }

    fn look_up_server(&self) {
        let inbox = self.inbox.clone();
        spawn_local(async move {
            inbox.send(Event::ServerAddress(server_address::web_socket_url().await));
        });
    }

    /// Connects to the server; a socket that was asked for earlier is given up.
    fn open_socket(&mut self) {
        let Some(url) = &self.server else {
            self.socket = SocketState::Wanted;
            return;
        };
        self.sockets_opened += 1;
        self.socket = match Socket::open(url, self.sockets_opened, &self.inbox) {
            Ok(socket) => SocketState::Open(socket),
            Err(error) => {
                leptos::logging::error!("no connection to {url}: {error:?}");
                self.inbox
                    .send(Event::Socket(self.sockets_opened, SocketInput::Closed));
                SocketState::Closed
            }
        };
    }

    fn capture(&self, request: u32, microphone: bool, camera: bool) {
        let inbox = self.inbox.clone();
        spawn_local(async move {
            inbox.send(Event::Captured(
                request,
                devices::capture(microphone, camera).await,
            ));
        });
    }

    fn publish(&self, view: RwSignal<CallView>) {
        let next = self.call.view();
        let is_here = |key: StreamKey| match key {
            StreamKey::Local => true,
            StreamKey::Remote(participant) => next
                .tiles
                .iter()
                .any(|tile| tile.participant == participant),
        };
        remote_streams::retain(self.streams, is_here);
        if view.with_untracked(|view| *view != next) {
            view.set(next);
        }
    }
}
