use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::relayed::{relayed_candidate, relayed_description};

/// One step of the negotiation between two peers (W3C WebRTC, section 4.4), relayed by the server unread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "FlatSignal")]
pub struct Signal {
    /// Counts the peer connections that this pair has built, from 0.
    ///
    /// A signal of a lower generation is stale and dropped; a higher one asks the receiver to start over.
    pub generation: u32,
    /// The number of the offer that this is, answers or belongs to; it rises within a generation.
    pub negotiation: u32,
    pub body: SignalBody,
}

/// What a signal carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignalBody {
    /// A session description.
    Description(Description),
    /// An ICE candidate, or the end of candidates where its text is empty.
    Candidate(Candidate),
}

/// A [`Signal`] as it is written: `serde(flatten)` would cost the web app kilobytes.
#[derive(Serialize)]
struct FlatSignal {
    generation: u32,
    negotiation: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Description>,
    #[serde(skip_serializing_if = "Option::is_none")]
    candidate: Option<Candidate>,
}

impl From<Signal> for FlatSignal {
    fn from(signal: Signal) -> Self {
        let (description, candidate) = match signal.body {
            SignalBody::Description(description) => (Some(description), None),
            SignalBody::Candidate(candidate) => (None, Some(candidate)),
        };
        Self {
            generation: signal.generation,
            negotiation: signal.negotiation,
            description,
            candidate,
        }
    }
}

/// A session description (`RTCSessionDescriptionInit`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Description {
    pub kind: DescriptionKind,
    /// The description in SDP (RFC 8866).
    pub sdp: String,
}

/// The two kinds of description that Tatap exchanges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DescriptionKind {
    Offer,
    Answer,
}

impl DescriptionKind {
    /// Returns the word for it in JSON.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::Answer => "answer",
        }
    }
}

/// An ICE candidate (`RTCIceCandidateInit`, RFC 8839).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Candidate {
    pub candidate: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sdp_mid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sdp_m_line_index: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username_fragment: Option<String>,
}

/// A signal as the server handles it: a JSON object that is passed on as it came, unread.
///
/// Parsing an SDP of 5 kB and writing it out again would cost more than everything else in relaying it.
#[derive(Clone, Debug)]
pub struct OpaqueSignal(Box<RawValue>);

impl OpaqueSignal {
    /// Returns the JSON text of the signal.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// Returns the signal without its sender's own address; `None` if it is nothing but that.
    ///
    /// What it takes is proportional to the length of the signal.
    #[must_use]
    pub fn relayed(&self) -> Option<Self> {
        let mut signal: Map<String, Value> = serde_json::from_str(self.as_str()).ok()?;
        if let Some(description) = signal.get_mut("description") {
            let sdp = description.get_mut("sdp")?;
            *sdp = relayed_description(sdp.as_str()?).into();
        }
        if let Some(candidate) = signal.get_mut("candidate") {
            let text = candidate.get_mut("candidate")?;
            *text = relayed_candidate(text.as_str()?)?.into();
        }
        serde_json::value::to_raw_value(&signal).ok().map(Self)
    }
}

impl PartialEq for OpaqueSignal {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for OpaqueSignal {}

impl Serialize for OpaqueSignal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for OpaqueSignal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        if raw.get().starts_with('{') {
            Ok(Self(raw))
        } else {
            Err(serde::de::Error::custom("a signal is an object"))
        }
    }
}
