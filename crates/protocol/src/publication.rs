use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What a track shows or carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Microphone,
    Camera,
    Screen,
    ScreenAudio,
}

impl Source {
    /// Returns the word for it in JSON.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Microphone => "microphone",
            Self::Camera => "camera",
            Self::Screen => "screen",
            Self::ScreenAudio => "screen_audio",
        }
    }
}

/// The id of the `MediaStream` that a track is sent in: the `msid` of its media section (RFC 8830).
///
/// It is 1 to 64 visible ASCII characters. A receiver tells sources of the same kind apart by it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StreamId(String);

impl StreamId {
    /// Checks `text` against the rule for stream ids.
    ///
    /// # Errors
    ///
    /// Fails unless `text` is 1 to 64 visible ASCII characters.
    pub fn parse(text: &str) -> Result<Self, PublicationsError> {
        if (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(PublicationsError::StreamId)
        }
    }

    /// Returns the id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for StreamId {
    type Error = PublicationsError;

    fn try_from(text: String) -> Result<Self, PublicationsError> {
        Self::parse(&text)
    }
}

impl From<StreamId> for String {
    fn from(id: StreamId) -> Self {
        id.0
    }
}

/// One track that a participant offers to the room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// What the track shows or carries.
    pub source: Source,
    /// True while the track carries silence or black by the participant's own wish.
    pub muted: bool,
    /// The stream that the track is sent in.
    pub stream: StreamId,
}

/// All that a participant publishes: at most one track of each source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Publication>", into = "Vec<Publication>")]
pub struct Publications(Vec<Publication>);

impl Publications {
    /// Returns the publication of `source`, if there is one.
    #[must_use]
    pub fn get(&self, source: Source) -> Option<&Publication> {
        self.0
            .iter()
            .find(|publication| publication.source == source)
    }

    /// True if `source` is published and not muted.
    #[must_use]
    pub fn is_live(&self, source: Source) -> bool {
        self.get(source)
            .is_some_and(|publication| !publication.muted)
    }

    /// Iterates over the publications in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = &Publication> {
        self.0.iter()
    }
}

impl TryFrom<Vec<Publication>> for Publications {
    type Error = PublicationsError;

    fn try_from(list: Vec<Publication>) -> Result<Self, PublicationsError> {
        for (index, publication) in list.iter().enumerate() {
            if list[..index]
                .iter()
                .any(|earlier| earlier.source == publication.source)
            {
                return Err(PublicationsError::Twice(publication.source));
            }
        }
        Ok(Self(list))
    }
}

impl From<Publications> for Vec<Publication> {
    fn from(publications: Publications) -> Self {
        publications.0
    }
}

/// Why a list of publications is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PublicationsError {
    #[error("a source is published once, not twice: {0:?}")]
    Twice(Source),
    #[error("a stream id is 1 to 64 visible ascii characters")]
    StreamId,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn microphone(muted: bool) -> Publication {
        Publication {
            source: Source::Microphone,
            muted,
            stream: StreamId::parse("s").unwrap(),
        }
    }

    #[test]
    fn a_source_is_published_once() {
        let twice = Publications::try_from(vec![microphone(true), microphone(false)]);
        assert_eq!(twice, Err(PublicationsError::Twice(Source::Microphone)));
    }

    #[test]
    fn a_muted_publication_is_not_live() {
        let muted = Publications::try_from(vec![microphone(true)]).unwrap();
        assert!(!muted.is_live(Source::Microphone));
        assert!(!muted.is_live(Source::Camera));
    }

    #[test]
    fn stream_ids_are_short_and_visible() {
        assert!(StreamId::parse("{6d1f0b0e-9f2f-4f5e-8a55-0d6fca2f9d10}").is_ok());
        for bad in ["", "a b", "é", "a\n", &"x".repeat(65)] {
            assert_eq!(
                StreamId::parse(bad),
                Err(PublicationsError::StreamId),
                "{bad:?}"
            );
        }
    }
}
