use call::{ConnectionState, Input, PeerInput, PeerKey, SignalingState, SmallMap};
use gloo_events::EventListener;
use protocol::{Candidate, Description, DescriptionKind, IceServer, Source};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MediaStreamTrack, RtcConfiguration, RtcIceCandidateInit, RtcIceServer, RtcIceTransportPolicy,
    RtcPeerConnection, RtcPeerConnectionIceEvent, RtcPeerConnectionState, RtcRtpTransceiver,
    RtcRtpTransceiverDirection, RtcRtpTransceiverInit, RtcSdpType, RtcSessionDescriptionInit,
    RtcSignalingState, RtcTrackEvent,
};

use crate::log;
use crate::rtc::ext::{PeerConnectionExt, SenderExt};
use crate::rtc::file_channel::FileChannel;
use crate::rtc::local_tracks::LocalTracks;
use crate::rtc::stats;
use crate::session::event::{Event, Inbox};

/// One `RTCPeerConnection`; it is closed when dropped.
///
/// Nothing in here is waited for: each started promise posts its one outcome to the inbox.
pub(crate) struct PeerConnection {
    key: PeerKey,
    connection: RtcPeerConnection,
    pub(super) transceivers: SmallMap<Source, RtcRtpTransceiver>,
    /// `None` where the other side has no place for it.
    pub(crate) files: Option<FileChannel>,
    inbox: Inbox,
    /// It was asked for its statistics and has not answered yet.
    is_asked: bool,
    _listeners: [EventListener; 4],
}

/// The sources that every connection carries from its first negotiation on, in the order of their media sections, with
/// the kind of each and its place among those of its kind.
const SOURCES: [(Source, &str, usize); 4] = [
    (Source::Microphone, "audio", 0),
    (Source::Camera, "video", 0),
    (Source::ScreenAudio, "audio", 1),
    (Source::Screen, "video", 1),
];

impl PeerConnection {
    /// Makes a connection; with `offers` also its transceivers and channel, which asks for the first negotiation.
    pub(crate) fn open(
        key: PeerKey,
        ice_servers: &[IceServer],
        relay_only: bool,
        offers: bool,
        local: &LocalTracks,
        inbox: Inbox,
    ) -> Result<Self, JsValue> {
        let connection =
            RtcPeerConnection::new_with_configuration(&configuration(ice_servers, relay_only))?;
        let listeners = listen(key, &connection, &inbox);
        let mut peer = Self {
            key,
            connection,
            transceivers: SmallMap::default(),
            files: None,
            inbox,
            is_asked: false,
            _listeners: listeners,
        };
        if offers {
            for (source, kind, _) in SOURCES {
                let init = RtcRtpTransceiverInit::new();
                init.set_direction(RtcRtpTransceiverDirection::Sendrecv);
                init.set_streams(&js_sys::Array::of1(local.stream(source)).into());
                let transceiver = peer
                    .connection
                    .add_transceiver_with_str_and_init(kind, &init);
                peer.transceivers.insert(source, transceiver);
                peer.replace_track(source, local);
            }
            peer.open_files();
        }
        Ok(peer)
    }

    /// Asks how it does, unless the last answer is still to come.
    pub(crate) fn ask_for_stats(&mut self) {
        if self.is_asked {
            return;
        }
        self.is_asked = true;
        let (connection, inbox, key) = (self.connection.clone(), self.inbox.clone(), self.key);
        crate::task::spawn(async move {
            inbox.send(Event::Stats(key, stats::read(connection).await));
        });
    }

    pub(crate) fn stats_are_told(&mut self) {
        self.is_asked = false;
    }

    pub(crate) fn set_ice_servers(&self, ice_servers: &[IceServer], relay_only: bool) {
        let set = self
            .connection
            .set_configuration_with_configuration(&configuration(ice_servers, relay_only));
        if let Err(error) = set {
            log::warn("the servers could not be renewed", &error);
        }
    }

    pub(crate) fn restart_ice(&self) {
        self.connection
            .unchecked_ref::<PeerConnectionExt>()
            .restart_ice();
    }

    /// Sends the local tracks through the transceivers that the other side's offer has made.
    ///
    /// A transceiver of one's own whose offer was rolled back never got a media section: it gives way.
    /// The channel for files is made where the offer has a place for it: else it would ask for a negotiation.
    pub(crate) fn adopt_transceivers(&mut self, local: &LocalTracks) {
        let offer = self.connection.remote_description();
        if self.files.is_none()
            && offer.is_some_and(|offer| FileChannel::has_place_in(&offer.sdp()))
        {
            self.open_files();
        }
        for (source, kind, place) in SOURCES {
            if let Some(own) = self.transceivers.get(source) {
                if own.mid().is_some() {
                    continue;
                }
                own.stop();
            }
            let Some(transceiver) = negotiated(&self.connection, kind).nth(place) else {
                continue;
            };
            transceiver.set_direction(RtcRtpTransceiverDirection::Sendrecv);
            // Where `setStreams` is missing the track is still sent, only without its stream's name.
            let _ = transceiver
                .sender()
                .unchecked_ref::<SenderExt>()
                .set_streams(local.stream(source));
            self.transceivers.insert(source, transceiver);
            self.replace_track(source, local);
        }
    }

    /// Sends the local track of `source`, or nothing where there is none.
    pub(crate) fn replace_track(&self, source: Source, local: &LocalTracks) {
        let Some(transceiver) = self.transceivers.get(source) else {
            return;
        };
        let promise = transceiver.sender().replace_track(local.track(source));
        crate::task::spawn(async move {
            if let Err(error) = JsFuture::from(promise).await {
                log::warn("a track could not be replaced", &error);
            }
        });
    }

    fn open_files(&mut self) {
        self.files = Some(FileChannel::open(self.key, &self.connection, &self.inbox));
    }

    pub(crate) fn set_local_description(&self) {
        let promise = self
            .connection
            .unchecked_ref::<PeerConnectionExt>()
            .set_local_description_implicit();
        let (connection, inbox, key) = (self.connection.clone(), self.inbox.clone(), self.key);
        crate::task::spawn(async move {
            let applied =
                is_fulfilled(&JsFuture::from(promise).await, "setLocalDescription failed");
            let description = if applied {
                local_description(&connection)
            } else {
                None
            };
            let signaling = signaling_state(&connection);
            inbox.send(peer_event(
                key,
                PeerInput::LocalDescription {
                    description,
                    signaling,
                },
            ));
        });
    }

    pub(crate) fn set_remote_description(&self, description: &Description) {
        let init = RtcSessionDescriptionInit::new(match description.kind {
            DescriptionKind::Offer => RtcSdpType::Offer,
            DescriptionKind::Answer => RtcSdpType::Answer,
        });
        init.set_sdp(&description.sdp);
        let promise = self.connection.set_remote_description(&init);
        let (connection, inbox, key) = (self.connection.clone(), self.inbox.clone(), self.key);
        crate::task::spawn(async move {
            let applied = is_fulfilled(
                &JsFuture::from(promise).await,
                "setRemoteDescription failed",
            );
            let signaling = signaling_state(&connection);
            inbox.send(peer_event(
                key,
                PeerInput::RemoteDescription { applied, signaling },
            ));
        });
    }

    pub(crate) fn add_candidate(&self, candidate: &Candidate) {
        let init = RtcIceCandidateInit::new(&candidate.candidate);
        init.set_sdp_mid(candidate.sdp_mid.as_deref());
        init.set_sdp_m_line_index(candidate.sdp_m_line_index);
        if let Some(fragment) = &candidate.username_fragment {
            // Setting a property of a fresh plain object cannot fail.
            let _ = js_sys::Reflect::set(
                &init,
                &JsValue::from_str(FRAGMENT),
                &JsValue::from_str(fragment),
            );
        }
        let promise = self
            .connection
            .add_ice_candidate_with_opt_rtc_ice_candidate_init(Some(&init));
        let (inbox, key) = (self.inbox.clone(), self.key);
        crate::task::spawn(async move {
            if JsFuture::from(promise).await.is_err() {
                inbox.send(peer_event(key, PeerInput::CandidateFailed));
            }
        });
    }
}

impl Drop for PeerConnection {
    fn drop(&mut self) {
        self.connection.close();
    }
}

const FRAGMENT: &str = "usernameFragment";

fn configuration(ice_servers: &[IceServer], relay_only: bool) -> RtcConfiguration {
    let configuration = RtcConfiguration::new();
    configuration.set_ice_servers(&server_list(ice_servers));
    if relay_only {
        configuration.set_ice_transport_policy(RtcIceTransportPolicy::Relay);
    }
    configuration
}

/// The servers as the browser takes them.
pub(crate) fn server_list(ice_servers: &[IceServer]) -> js_sys::Array {
    ice_servers
        .iter()
        .map(|server| {
            let init = RtcIceServer::new();
            let urls: js_sys::Array = server
                .urls
                .iter()
                .map(|url| JsValue::from_str(url))
                .collect();
            init.set_urls(&urls);
            if let (Some(username), Some(credential)) = (&server.username, &server.credential) {
                init.set_username(username);
                init.set_credential(credential);
            }
            JsValue::from(init)
        })
        .collect()
}

fn listen(key: PeerKey, connection: &RtcPeerConnection, inbox: &Inbox) -> [EventListener; 4] {
    let on = |name: &'static str, map: fn(PeerKey, &web_sys::Event) -> Option<Event>| {
        let inbox = inbox.clone();
        EventListener::new(connection, name, move |event| {
            if let Some(event) = map(key, event) {
                inbox.send(event);
            }
        })
    };
    [
        on("negotiationneeded", |key, _| {
            Some(peer_event(key, PeerInput::NegotiationNeeded))
        }),
        on("icecandidate", |key, event| {
            let candidate = event
                .unchecked_ref::<RtcPeerConnectionIceEvent>()
                .candidate()?;
            let fragment = js_sys::Reflect::get(&candidate, &JsValue::from_str(FRAGMENT)).ok();
            let candidate = Candidate {
                candidate: candidate.candidate(),
                sdp_mid: candidate.sdp_mid(),
                sdp_m_line_index: candidate.sdp_m_line_index(),
                username_fragment: fragment.and_then(|fragment| fragment.as_string()),
            };
            Some(peer_event(key, PeerInput::LocalCandidate(candidate)))
        }),
        on("track", |key, event| {
            let connection: RtcPeerConnection = event.target()?.unchecked_into();
            let track = event.unchecked_ref::<RtcTrackEvent>().track();
            Some(Event::Track(key, source_of(&connection, &track)?, track))
        }),
        on("connectionstatechange", |key, event| {
            let connection: RtcPeerConnection = event.target()?.unchecked_into();
            connection_state(&connection).map(|state| peer_event(key, PeerInput::Connection(state)))
        }),
    ]
}

/// The transceivers of `kind` that have a media section, in the order of the sections.
fn negotiated(
    connection: &RtcPeerConnection,
    kind: &str,
) -> impl Iterator<Item = RtcRtpTransceiver> {
    connection
        .get_transceivers()
        .into_iter()
        .filter_map(|transceiver| transceiver.dyn_into::<RtcRtpTransceiver>().ok())
        .filter(move |transceiver| {
            transceiver.mid().is_some() && transceiver.receiver().track().kind() == kind
        })
}

/// What a track of the other side shows or carries, by its place.
fn source_of(connection: &RtcPeerConnection, track: &MediaStreamTrack) -> Option<Source> {
    let kind = track.kind();
    let place = negotiated(connection, &kind)
        .position(|transceiver| transceiver.receiver().track().id() == track.id())?;
    let (source, ..) = SOURCES
        .into_iter()
        .find(|(_, of, at)| *of == kind && *at == place)?;
    Some(source)
}

fn peer_event(peer: PeerKey, input: PeerInput) -> Event {
    Event::Input(Input::Peer { peer, input })
}

fn local_description(connection: &RtcPeerConnection) -> Option<Description> {
    let description = connection.local_description()?;
    let kind = if description.type_() == RtcSdpType::Offer {
        DescriptionKind::Offer
    } else {
        DescriptionKind::Answer
    };
    Some(Description {
        kind,
        sdp: description.sdp(),
    })
}

fn signaling_state(connection: &RtcPeerConnection) -> SignalingState {
    match connection.signaling_state() {
        RtcSignalingState::Stable => SignalingState::Stable,
        RtcSignalingState::HaveLocalOffer | RtcSignalingState::HaveLocalPranswer => {
            SignalingState::HaveLocalOffer
        }
        RtcSignalingState::HaveRemoteOffer | RtcSignalingState::HaveRemotePranswer => {
            SignalingState::HaveRemoteOffer
        }
        RtcSignalingState::Closed | _ => SignalingState::Closed,
    }
}

fn connection_state(connection: &RtcPeerConnection) -> Option<ConnectionState> {
    match connection.connection_state() {
        RtcPeerConnectionState::Connecting => Some(ConnectionState::Connecting),
        RtcPeerConnectionState::Connected => Some(ConnectionState::Connected),
        RtcPeerConnectionState::Disconnected => Some(ConnectionState::Disconnected),
        RtcPeerConnectionState::Failed => Some(ConnectionState::Failed),
        RtcPeerConnectionState::New | RtcPeerConnectionState::Closed | _ => None,
    }
}

/// Tells whether a promise was fulfilled, and logs why if not.
fn is_fulfilled(result: &Result<JsValue, JsValue>, failure: &str) -> bool {
    if let Err(error) = result {
        log::warn(failure, error);
    }
    result.is_ok()
}
