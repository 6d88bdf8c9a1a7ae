use protocol::{
    Candidate, ChatId, ChatText, ClientFrame, ClientMessage, Description, DescriptionKind,
    DisplayName, Engine, Entry, Join, ParticipantId, Publication, Publications, Resume,
    ResumeToken, RoomId, Signal, SignalBody, Source, StreamId,
};

use crate::frame::text_frame;

const OFFER_BYTES: usize = 5_600;
const ANSWER_BYTES: usize = 3_900;
const CANDIDATES: usize = 20;

/// The largest signal that is sent: it and what is around it stay within one frame of 64 KiB.
const LARGE_BYTES: usize = 60_000;

/// One message of a call setup, and who of the two sends it.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) from: ParticipantId,
    pub(crate) frame: Vec<u8>,
}

/// The participants of a fresh room of two.
pub(crate) const FIRST: ParticipantId = ParticipantId(1);
pub(crate) const SECOND: ParticipantId = ParticipantId(2);

/// The 22 messages by which two participants set up a call; the one who came later offers.
pub(crate) fn call_setup() -> Vec<Step> {
    let mut steps = vec![
        step(SECOND, description(DescriptionKind::Offer, OFFER_BYTES)),
        step(FIRST, description(DescriptionKind::Answer, ANSWER_BYTES)),
    ];
    steps.extend(candidates_in_turn());
    steps
}

/// The candidates of a call setup, from one side and the other in turn.
pub(crate) fn candidates_in_turn() -> Vec<Step> {
    let sides = [SECOND, FIRST].into_iter().cycle();
    sides
        .take(CANDIDATES)
        .map(|from| step(from, candidate()))
        .collect()
}

/// As many candidates, two from the one side, then two from the other.
pub(crate) fn candidates_by_twos() -> Vec<Step> {
    let sides = [SECOND, SECOND, FIRST, FIRST].into_iter().cycle();
    sides
        .take(CANDIDATES)
        .map(|from| step(from, candidate()))
        .collect()
}

/// One ICE candidate for `to`.
pub(crate) fn candidate_for(to: ParticipantId) -> Vec<u8> {
    signal_frame(to, candidate())
}

/// One signal of about 60 kB for `to`.
pub(crate) fn large_signal_for(to: ParticipantId) -> Vec<u8> {
    signal_frame(to, description(DescriptionKind::Offer, LARGE_BYTES))
}

pub(crate) fn join(room: &str) -> Vec<u8> {
    let join = Join {
        versions: protocol::VERSIONS.to_vec(),
        room: RoomId::parse(room).expect("rooms are named by the scenarios"),
        name: DisplayName::parse("Ana").expect("it is within the rule"),
        publications: Publications::default(),
        engine: Engine::default(),
        entry: Entry::default(),
    };
    frame_of(&ClientMessage::Join(join))
}

/// What comes first on a connection that takes the place of a lost one.
pub(crate) fn resume(room: &RoomId, token: ResumeToken, attempt: u64) -> Vec<u8> {
    resume_after(room, token, attempt, 0, 0)
}

/// The same by someone who has heard of events up to `received` and of chat messages up to `chat`.
pub(crate) fn resume_after(
    room: &RoomId,
    token: ResumeToken,
    attempt: u64,
    received: u64,
    chat: u64,
) -> Vec<u8> {
    frame_of(&ClientMessage::Resume(Resume {
        versions: protocol::VERSIONS.to_vec(),
        room: room.clone(),
        token,
        attempt,
        received: Some(received),
        chat,
        publications: Publications::default(),
    }))
}

/// A chat message, as the command of this number.
pub(crate) fn chat(counter: u64, id: &str, text: &str) -> Vec<u8> {
    let message = ClientMessage::<Signal>::Chat {
        id: ChatId::parse(id).expect("ids are made of digits"),
        text: ChatText::parse(text).expect("there is something in it"),
    };
    let frame = ClientFrame {
        counter: Some(counter),
        message,
    };
    text_frame(&frame.to_json())
}

pub(crate) fn leave() -> Vec<u8> {
    frame_of(&ClientMessage::Leave { may_return: false })
}

/// What someone sends who has muted the microphone.
pub(crate) fn set_publications() -> Vec<u8> {
    let stream = StreamId::parse("6d1f0b0e-9f2f-4f5e-8a55-0d6fca2f9d10").expect("it is visible");
    let publish = |source, muted| Publication {
        source,
        muted,
        stream: stream.clone(),
    };
    let publications = Publications::try_from(vec![
        publish(Source::Microphone, true),
        publish(Source::Camera, false),
    ]);
    frame_of(&ClientMessage::SetPublications {
        publications: publications.expect("each source is there once"),
    })
}

fn step(from: ParticipantId, body: SignalBody) -> Step {
    let to = if from == FIRST { SECOND } else { FIRST };
    Step {
        from,
        frame: signal_frame(to, body),
    }
}

fn signal_frame(to: ParticipantId, body: SignalBody) -> Vec<u8> {
    let signal = Signal {
        generation: 0,
        negotiation: 0,
        body,
    };
    frame_of(&ClientMessage::Signal { to, signal })
}

fn frame_of(message: &ClientMessage) -> Vec<u8> {
    text_frame(&serde_json::to_string(message).expect("messages are JSON"))
}

/// A description of about `bytes`, in lines as long as those of browsers.
fn description(kind: DescriptionKind, bytes: usize) -> SignalBody {
    const LINES: [&str; 4] = [
        "a=rtpmap:96 VP8/90000\r\n",
        "a=rtcp-fb:96 nack pli\r\n",
        "a=fmtp:98 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\n",
        "a=extmap:4 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n",
    ];
    let mut sdp = "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\n".to_owned();
    let mut json_bytes = sdp.len();
    for line in LINES.iter().cycle() {
        // The line's end takes two bytes more in JSON.
        json_bytes += line.len() + 2;
        if json_bytes > bytes {
            break;
        }
        sdp.push_str(line);
    }
    SignalBody::Description(Description { kind, sdp })
}

fn candidate() -> SignalBody {
    let candidate = "candidate:842163049 1 udp 1677729535 203.0.113.77 46154 typ srflx raddr 0.0.0.0 rport 0 \
         generation 0 ufrag EsAw network-cost 10";
    SignalBody::Candidate(Candidate {
        candidate: candidate.to_owned(),
        sdp_mid: Some("0".to_owned()),
        sdp_m_line_index: Some(0),
        username_fragment: Some("EsAw".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_setup_is_as_long_as_browsers_make_it() {
        let frames: Vec<usize> = call_setup().iter().map(|step| step.frame.len()).collect();
        assert_eq!(frames.len(), 22);
        assert!((5_500..5_900).contains(&frames[0]), "{}", frames[0]);
        assert!((3_800..4_200).contains(&frames[1]), "{}", frames[1]);
        assert!((240..310).contains(&frames[2]), "{}", frames[2]);
    }

    #[test]
    fn the_largest_signal_fits_a_frame() {
        let bytes = large_signal_for(FIRST).len();
        assert!(
            (LARGE_BYTES..protocol::MAX_FRAME_BYTES).contains(&bytes),
            "{bytes}"
        );
    }
}
