//! Whose page is tampered with: what a host has decided holds in the pages of everyone else.

use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use e2e::Kind::{self, Chromium, Firefox};
use e2e::{Browser, Story, eventually, stories};
use serde_json::json;

use crate::doors::manages;
use crate::person::Person;
use crate::sound::TONE;
use crate::sound_card::SoundCard;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    whoever_is_muted_and_sends_on_is_neither_heard_nor_seen,
    whoever_is_removed_and_holds_on_is_cut_off,
];

/// What is louder is heard.
const SILENCE: f64 = 0.001;

/// Sends sound and picture over every connection, whatever the app has done about it.
const SEND_ON: &str = "
    const camera = await navigator.mediaDevices.getUserMedia({ video: true });
    for (const connection of window.__e2e.connections) {
        if (connection.signalingState === 'closed') continue;
        const first = (kind) => connection.getTransceivers().find(({ receiver }) => receiver.track.kind === kind).sender;
        first('audio').track.enabled = true;
        await first('video').replaceTrack(camera.getVideoTracks()[0]);
    }
";

fn whoever_is_muted_and_sends_on_is_neither_heard_nor_seen(stage: &mut Stage) -> Result<()> {
    stage.in_both(is_spared_what_is_sent_on)
}

fn is_spared_what_is_sent_on(stage: &mut Stage, kind: Kind) -> Result<()> {
    let ear = Ear::of(kind)?;
    let ana = ear.comes(stage, kind)?;
    let [budi] = stage.people([Chromium])?;
    budi.browser.run_before_pages(TONE)?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_and_hears(1)?;
    ana.sees_video(budi.name, true)?;
    ear.hears(&ana, true)?;

    manages(&ana, &budi, "Mute")?;
    // Two buttons would have this name.
    ana.clicks("Turn camera off")?;
    manages(&ana, &budi, "Turn camera off")?;
    sends_on(&budi, &ana)?;
    is_spared(&ana, &budi, &ear)?;

    // A page that was loaded again has not heard of it when it happened.
    ana.browser.script("window.location.reload()", vec![])?;
    ana.sees_only(&[&budi])?;
    sends_on(&budi, &ana)?;
    is_spared(&ana, &budi, &ear)?;

    budi.clicks("Unmute microphone")?;
    budi.clicks("Turn camera on")?;
    ana.sees_muted(budi.name, false)?;
    ana.sees_video(budi.name, true)?;
    if !kind.is_chromium() {
        // Firefox plays no sound in a page in which nobody has done anything yet.
        ana.clicks("Turn sound on")?;
    }
    ear.hears(&ana, true)
}

/// Tampers with Budi's page, and waits until what it sends arrives at Ana's browser.
fn sends_on(budi: &Person, ana: &Person) -> Result<()> {
    budi.browser.script(SEND_ON, vec![])?;
    ana.browser.receives(1, |before, after| {
        after.frames >= before.frames + 5 && after.packets >= before.packets + 50
    })?;
    Ok(())
}

fn is_spared(ana: &Person, budi: &Person, ear: &Ear) -> Result<()> {
    ana.sees_muted(budi.name, true)?;
    ana.sees_video(budi.name, false)?;
    ear.hears(ana, false)?;
    let let_through = "
        return [...document.querySelectorAll('.tile video')].filter(({ muted, srcObject }) =>
            !muted && srcObject?.getAudioTracks().some(({ enabled }) => enabled)).length;
    ";
    let let_through = ana.browser.script(let_through, vec![])?;
    ensure!(let_through == 0, "{let_through} elements have a sound");
    Ok(())
}

/// What is played in a browser.
enum Ear {
    /// Headless Chromium mixes without a sound card: what the elements play is measured in the page.
    Page,
    /// Firefox does not.
    Card(SoundCard),
}

/// The loudest sample of two seconds of what the elements of others play.
const LOUDEST: &str = "
    const context = new AudioContext();
    await context.resume();
    const playing = [...document.querySelectorAll('.tile video')]
        .filter((video) => !video.muted && video.srcObject?.getAudioTracks().length);
    const heard = playing.map((video) => {
        const analyser = new AnalyserNode(context, { fftSize: 32768 });
        context.createMediaStreamSource(video.srcObject).connect(analyser);
        return [video, analyser];
    });
    let loudest = 0;
    for (let looks = 0; looks < 4; looks++) {
        await new Promise((resolve) => setTimeout(resolve, 500));
        for (const [video, analyser] of heard) {
            const samples = new Float32Array(analyser.fftSize);
            analyser.getFloatTimeDomainData(samples);
            loudest = Math.max(loudest, ...samples.map((sample) => video.volume * Math.abs(sample)));
        }
    }
    await context.close();
    return loudest;
";

impl Ear {
    fn of(kind: Kind) -> Result<Self> {
        Ok(if kind.is_chromium() {
            Self::Page
        } else {
            Self::Card(SoundCard::start()?)
        })
    }

    /// Someone whose browser this ear hears.
    fn comes(&self, stage: &mut Stage, kind: Kind) -> Result<Person> {
        match self {
            Self::Page => {
                let [ana] = stage.people([kind])?;
                Ok(ana)
            }
            Self::Card(card) => {
                let address = card.address();
                let settings = [("PULSE_SERVER", address.as_str())];
                let browser = Browser::start_with(kind, &stage.network, &settings)?;
                stage.person_at(Rc::new(browser))
            }
        }
    }

    /// Waits until `person` hears something of the others, or nothing.
    fn hears(&self, person: &Person, expected: bool) -> Result<()> {
        let what = format!("{} hears someone: {expected}", person.name);
        eventually(&what, || {
            let loudest = match self {
                Self::Page => person.browser.script(LOUDEST, vec![])?.as_f64(),
                Self::Card(card) => Some(card.loudest(SoundCard::SPEAKERS[0], 2)?),
            };
            let loudest = loudest.context("there is no loudness")?;
            ensure!((loudest > SILENCE) == expected, "the loudest is {loudest}");
            Ok(Some(()))
        })
    }
}

/// Keeps connections, tracks and the line to the server from being closed, and says something once it is told to go.
const HOLD_ON: &str = "
    for (const Kind of [RTCPeerConnection, WebSocket]) Kind.prototype.close = () => {};
    MediaStreamTrack.prototype.stop = () => {};
    const Socket = window.WebSocket;
    window.WebSocket = class extends Socket {
        constructor(...given) {
            super(...given);
            window.__lines = [...window.__lines ?? [], this];
            this.addEventListener('message', ({ data }) => {
                const { type, token } = JSON.parse(data);
                if (token) window.__token = token;
                if (type === 'error') window.__signal(this);
            });
        }
    };
    window.__signal = (line) => {
        const candidate = { candidate: 'from beyond', sdp_mid: '0' };
        for (const to of [1, 2, 3]) {
            line.send(JSON.stringify({ type: 'signal', to, signal: { generation: 0, negotiation: 1, candidate } }));
        }
    };
";

/// Tries to come back to the seat, and signals by every line.
const COME_BACK: &str = "
    const line = new WebSocket(`ws://${location.host}/ws`);
    const heard = [];
    line.addEventListener('message', ({ data }) => heard.push(JSON.parse(data)));
    await new Promise((resolve, reject) => { line.onopen = resolve; line.onerror = reject; });
    line.send(JSON.stringify({
        type: 'resume', versions: [1], room: arguments[0], token: window.__token, attempt: 9, publications: [],
    }));
    await new Promise((resolve) => { line.onclose = resolve; });
    for (const one of window.__lines) window.__signal(one);
    return heard.map(({ type, code }) => `${type} ${code}`);
";

const OPEN: &str =
    "return window.__e2e.connections.filter((one) => one.signalingState !== 'closed').length";

fn whoever_is_removed_and_holds_on_is_cut_off(stage: &mut Stage) -> Result<()> {
    let [ana, budi, citra] = stage.people([Chromium, Firefox, Chromium])?;
    citra.browser.run_before_pages(HOLD_ON)?;
    // It says what it says to whoever listens no more.
    let signals_on = "already in CLOSING or CLOSED state";
    stage.expected_errors.push(signals_on);
    let room = stage.room();
    for person in [&ana, &budi, &citra] {
        person.joins(&room)?;
    }
    for person in [&ana, &budi] {
        person.sees_and_hears(2)?;
    }
    let open = |person: &Person| person.browser.script(OPEN, vec![]);

    manages(&ana, &citra, "Remove from the room")?;
    for (person, other) in [(&ana, &budi), (&budi, &ana)] {
        person.sees_only(&[other])?;
        eventually("the connection is closed", || {
            let open = open(person)?;
            ensure!(open == 1, "{} has {open} connections", person.name);
            Ok(Some(()))
        })?;
        person.sees_and_hears(1)?;
    }
    let open = open(&citra)?;
    ensure!(open == 2, "Citra's page has given up {open} connections");

    let answers = citra.browser.script(COME_BACK, vec![json!(room)])?;
    let refused = json!(["error cannot_resume", "error not_joined"]);
    ensure!(answers == refused, "{answers}");
    // Whatever was relayed before it is there when this is.
    ana.says_in_chat("Are we alone?")?;
    budi.reads_in_chat(&["Are we alone?"])?;
    budi.says_in_chat("We are.")?;
    ana.reads_in_chat(&["We are."])?;
    for person in [&ana, &budi] {
        let signals =
            "return window.__e2e.signals.filter((one) => one.includes('from beyond')).length";
        let signals = person.browser.script(signals, vec![])?;
        ensure!(signals == 0, "{} was sent {signals}", person.name);
        ensure!(person.browser.script(OPEN, vec![])? == 1);
    }
    Ok(())
}
