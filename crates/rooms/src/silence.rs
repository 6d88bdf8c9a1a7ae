use protocol::{ParticipantAct, Publication, Publications, Source};

/// What an act of a host takes away: the microphone is muted, everything else stopped.
pub(crate) fn sources_of(act: ParticipantAct) -> &'static [Source] {
    match act {
        ParticipantAct::Mute => &[Source::Microphone],
        ParticipantAct::StopCamera => &[Source::Camera],
        ParticipantAct::StopScreen => &[Source::Screen, Source::ScreenAudio],
        ParticipantAct::AskToUnmute
        | ParticipantAct::LowerHand
        | ParticipantAct::Remove
        | ParticipantAct::MakeHost
        | ParticipantAct::MakeMember
        | ParticipantAct::MakeViewer
        | ParticipantAct::HandOver => &[],
    }
}

/// The publications without what carries anything of `sources`; `None` if that is what they are.
pub(crate) fn silenced(publications: &Publications, sources: &[Source]) -> Option<Publications> {
    let is_touched = |publication: &&Publication| {
        sources.contains(&publication.source)
            && !(publication.source == Source::Microphone && publication.muted)
    };
    publications.iter().find(is_touched)?;
    let silenced: Vec<Publication> = publications
        .iter()
        .filter(|publication| {
            publication.source == Source::Microphone || !sources.contains(&publication.source)
        })
        .map(|publication| Publication {
            muted: publication.muted || sources.contains(&publication.source),
            ..publication.clone()
        })
        .collect();
    Publications::try_from(silenced).ok()
}

#[cfg(test)]
mod tests {
    use protocol::StreamId;

    use super::*;

    #[test]
    fn a_microphone_is_muted_and_everything_else_is_stopped() {
        use Source::{Camera, Microphone, Screen, ScreenAudio};
        let all = [
            (Microphone, false),
            (Camera, false),
            (Screen, false),
            (ScreenAudio, false),
        ];
        let check = |act, expected: Option<&[(Source, bool)]>| {
            let got = silenced(&publications(&all), sources_of(act));
            assert_eq!(got, expected.map(publications), "{act:?}");
        };
        check(
            ParticipantAct::Mute,
            Some(&[
                (Microphone, true),
                (Camera, false),
                (Screen, false),
                (ScreenAudio, false),
            ]),
        );
        check(
            ParticipantAct::StopCamera,
            Some(&[(Microphone, false), (Screen, false), (ScreenAudio, false)]),
        );
        check(
            ParticipantAct::StopScreen,
            Some(&[(Microphone, false), (Camera, false)]),
        );
        check(ParticipantAct::Remove, None);
    }

    #[test]
    fn what_is_silent_stays_as_it_is() {
        let muted = publications(&[(Source::Microphone, true)]);
        assert_eq!(silenced(&muted, &[Source::Microphone]), None);
        assert_eq!(silenced(&muted, &[Source::Camera]), None);
    }

    fn publications(all: &[(Source, bool)]) -> Publications {
        let stream = StreamId::parse("s").unwrap();
        let all = all.iter().map(|(source, muted)| Publication {
            source: *source,
            muted: *muted,
            stream: stream.clone(),
        });
        Publications::try_from(all.collect::<Vec<_>>()).unwrap()
    }
}
