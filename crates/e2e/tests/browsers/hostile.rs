//! People who write what is meant to break pages, a peer that floods, and a storage full of rubbish.

use anyhow::{Result, bail, ensure};
use e2e::Kind::Chromium;
use e2e::{Kind, Role, Story, eventually, stories};
use serde_json::{Value, json};

use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    what_others_write_stays_text,
    signals_that_mean_nothing_disturb_nobody,
    a_flood_of_hands_and_reactions_disturbs_nobody,
    a_flood_of_messages_is_over_in_a_moment,
    a_storage_full_of_rubbish_breaks_nothing,
];

/// Joins a room by the protocol alone, as any program may; its answers are kept.
const JOIN: &str = "
    const [room, name] = arguments;
    const socket = new WebSocket(`ws://${location.host}/ws`);
    const heard = [];
    socket.onmessage = ({ data }) => heard.push(JSON.parse(data));
    await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = reject; });
    const say = (message) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(message));
    say({ type: 'join', versions: [1], room, name });
    setInterval(() => say({ type: 'ping', received: 0 }), 5000);
    for (let tries = 0; tries < 100 && !heard.length; tries++) await new Promise((r) => setTimeout(r, 50));
    (window.__raw ??= []).push({ say, heard });
    return heard[0]?.type;
";

const SAY: &str = "for (const message of arguments[0]) window.__raw[0].say(message)";

/// Looks for anything that is not text, and for a page that is broken by it.
const DAMAGE: &str = r#"
    const damage = [];
    if (window.__harm) damage.push("a script has run");
    const markup = ":is(.chat-message, .tile figcaption, .people, .toast, .name-card) :is(img, script, b, i, iframe)";
    for (const one of document.querySelectorAll(markup)) damage.push(`there is ${one.outerHTML}`);
    for (const { href } of document.querySelectorAll(".messages a")) {
        if (!/^https?:/.test(href)) damage.push(`a link leads to ${href}`);
    }
    for (const one of document.querySelectorAll(".message-text, .message-name, .tile-name, .person-name, .messages a")) {
        if (getComputedStyle(one).unicodeBidi !== "isolate") damage.push(`${one.className} orders what is around it`);
    }
    return damage;
"#;

/// What was written, as the page has it.
const WRITTEN: &str =
    "return [...document.querySelectorAll('.message-text')].map((one) => one.textContent)";

fn texts() -> Vec<String> {
    vec![
        "<img src=x onerror=\"window.__harm = 1\"><script>window.__harm = 1</script><b>bold</b>"
            .to_owned(),
        "javascript:window.__harm=1 [here](javascript:window.__harm=1) data:text/html,<b>"
            .to_owned(),
        "https://example.org/\"onmouseover=\"window.__harm=1".to_owned(),
        "\u{202e}https://example.org/exe.gpj \u{2066}\u{2067} and never closed".to_owned(),
        "zero\u{200b}\u{200d}\u{2060}width\u{feff}.".to_owned(),
        "\u{1f600}".repeat(4000),
        "W".repeat(4000),
        format!(
            "tall {}",
            "e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}".repeat(300)
        ),
    ]
}

fn names() -> [String; 4] {
    [
        "<b onclick=window.__harm=1>Budi</b><img src=x>".to_owned(),
        "W".repeat(64),
        "\u{1f600}".repeat(64),
        "\u{5d3}\u{5d5}\u{5d3} (1) <i>".to_owned(),
    ]
}

fn what_others_write_stays_text(stage: &mut Stage) -> Result<()> {
    stage.in_both(reads_what_others_write)
}

fn reads_what_others_write(stage: &mut Stage, kind: Kind) -> Result<()> {
    let [ana, budi] = stage.people([kind, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.opens("/")?;
    for name in names() {
        joins_raw(&budi, &room, &name)?;
    }
    let chat: Vec<Value> = texts()
        .iter()
        .enumerate()
        .map(|(index, text)| json!({ "type": "chat", "id": format!("h-{index}"), "text": text }))
        .collect();
    budi.browser.script(SAY, vec![json!(chat)])?;

    ana.clicks("People (5)")?;
    for name in names() {
        ana.browser.says(&[&name])?;
    }
    no_damage(&ana)?;
    ana.reads_in_chat(&["tall"])?;
    eventually("everything is there as it was written", || {
        let written = ana.browser.script(WRITTEN, vec![])?;
        ensure!(written == json!(texts()), "there is {written}");
        Ok(Some(()))
    })?;
    no_damage(&ana)?;
    ana.browser.has_screen(360, 740)?;
    no_damage(&ana)?;
    ana.browser.has_no_screen()?;
    ana.says_in_chat("All is well")?;
    ana.browser.says(&["All is well"])
}

/// Sends everyone who is there what is no signal, in many ways, and then something that is none of its time.
const MEAN_NOTHING: &str = r#"
    const deep = (depth) => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    const nothing = [
        {},
        { generation: -1, description: { kind: 'offer', sdp: 'v=0' } },
        { generation: 0, description: { kind: 'rollback', sdp: 'v=0' } },
        { generation: 0, description: { kind: 'offer', sdp: '\ud800' } },
        { generation: 0, candidate: { candidate: '' }, description: { kind: 'offer', sdp: '' } },
        { a: deep(500) },
        { generation: 7, negotiation: 9, description: { kind: 'answer', sdp: 'none' } },
        { generation: 4000000000, negotiation: 1, candidate: { candidate: 'candidate:none' } },
        { generation: 0, negotiation: 1, description: { kind: 'offer', sdp: 'none' } },
    ];
    const { say, heard } = window.__raw[0];
    for (const { id } of heard[0].participants) {
        for (const signal of nothing) say({ type: 'signal', to: id, signal });
    }
    return heard[0].participants.length;
"#;

fn signals_that_mean_nothing_disturb_nobody(stage: &mut Stage) -> Result<()> {
    stage.in_both(gets_signals_that_mean_nothing)
}

fn gets_signals_that_mean_nothing(stage: &mut Stage, kind: Kind) -> Result<()> {
    let [ana, budi, citra] = a_call_and_a_program(stage, kind, "Nobody")?;
    let reached = budi.browser.script(MEAN_NOTHING, vec![])?;
    ensure!(reached == 2, "{reached} were there");
    citra.says_in_chat("Still here")?;
    ana.reads_in_chat(&["Still here"])?;
    ana.says_in_chat("So am I")?;
    citra.reads_in_chat(&["So am I"])?;
    for (person, other) in [(&ana, &citra), (&citra, &ana)] {
        person.sees_video(other.name, true)?;
        let sockets = person.browser.sockets()?;
        ensure!(
            sockets.len() == 1,
            "{} connected again: {sockets:?}",
            person.name
        );
    }
    Ok(())
}

/// Waits until nothing of what others wrote is more than text, and everything can be reached.
fn no_damage(person: &Person) -> Result<()> {
    eventually("nothing is broken by what others wrote", || {
        let damage = person.browser.script(DAMAGE, vec![])?;
        ensure!(damage == json!([]), "{damage}");
        let crowding = person.browser.crowding()?;
        ensure!(crowding.is_empty(), "{crowding:?}");
        Ok(Some(()))
    })
}

fn a_flood_of_hands_and_reactions_disturbs_nobody(stage: &mut Stage) -> Result<()> {
    stage.in_both(stands_a_flood)
}

fn stands_a_flood(stage: &mut Stage, kind: Kind) -> Result<()> {
    let [ana, budi, citra] = a_call_and_a_program(stage, kind, "Flood")?;
    let flood = "
        for (let round = 0; round < 1000; round++) {
            window.__raw[0].say({ type: 'react', reaction: 'heart' });
            window.__raw[0].say({ type: 'set_hand', raised: round % 2 === 0 });
            if (round % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 100));
        }
        return window.__raw[0].heard.filter(({ type }) => type === 'error').length;
    ";
    let refused = budi.browser.script(flood, vec![])?;
    ensure!(refused.as_u64() > Some(0), "nothing was refused");
    let shown =
        "return ['.reaction', '.toast'].map((what) => document.querySelectorAll(what).length)";
    let counts = ana.browser.script(shown, vec![])?;
    let [Some(reactions), Some(toasts)] = [&counts[0], &counts[1]].map(Value::as_u64) else {
        bail!("there is {counts}");
    };
    ensure!(reactions <= 24, "{reactions} reactions are shown");
    ensure!(toasts <= 3, "{toasts} notices are shown");
    ana.says_in_chat("Still here")?;
    citra.reads_in_chat(&["Still here"])?;
    ana.clicks("Mute microphone")?;
    citra.sees_muted(ana.name, true)?;
    ana.clicks("Unmute microphone")?;
    citra
        .browser
        .receives(1, |before, after| after.frames > before.frames)?;
    Ok(())
}

/// Keeps the page's socket.
const KEEP_SOCKET: &str = "
    const Socket = window.WebSocket;
    window.WebSocket = class extends Socket {
        constructor(...given) {
            super(...given);
            window.__line = this;
        }
    };
";

/// Lets the page hear so many messages at once; tells how long it is busy with them, in milliseconds.
const HEAR: &str = "
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    const begin = performance.now();
    for (let number = 1; number <= arguments[0]; number++) {
        const message = { type: 'chat', number, id: `f-${number}`, from: 4000, name: 'Flood', text: `flood ${number}`, sent_at: 1792000000000 + number };
        window.__line.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
    }
    await frame();
    await frame();
    return performance.now() - begin;
";

#[expect(clippy::print_stdout, reason = "a measurement is for the reader")]
fn a_flood_of_messages_is_over_in_a_moment(stage: &mut Stage) -> Result<()> {
    const MANY: usize = 3000;
    for shows in [false, true] {
        let [ana] = stage.people([Chromium])?;
        ana.browser.run_before_pages(KEEP_SOCKET)?;
        ana.joins(&stage.room())?;
        if shows {
            ana.clicks("Chat")?;
            ana.browser.shows(Role::Textbox, "Write to everyone")?;
        }
        let busy = ana.browser.script(HEAR, vec![json!(MANY)])?;
        let busy = busy.as_f64().unwrap_or(f64::MAX);
        println!("measured: {MANY} messages at once, chat open {shows}: busy for {busy:.0} ms");
        ana.reads_in_chat(&["flood 3000"])?;
        let written = ana.browser.script(WRITTEN, vec![])?;
        let written = written.as_array().map_or(0, Vec::len);
        ensure!(written == 1000, "{written} messages are shown");
        ensure!(busy < 2000.0, "it was busy for {busy} ms");
        stage.clear()?;
    }
    Ok(())
}

/// What another version, or another program, may have left.
const RUBBISH: &str = r#"
    const rubbish = ["", "\0", "{", "[1,2", "null", "tatap-preferences 99\nlayout=\nmicrophone=\u202e\nname=<b>\ntheme=7", "9".repeat(10000)];
    const [room, round] = arguments;
    const keys = ["preferences", "name", "language", "volumes", "recent", "theme", `seat.${room}`, "other"];
    keys.forEach((key, index) => {
        const value = rubbish[(index + round) % rubbish.length];
        localStorage.setItem(`tatap.${key}`, value);
        sessionStorage.setItem(`tatap.${key}`, value);
    });
    const cache = await caches.open("app");
    await cache.put("/", new Response("rubbish", { headers: { "Content-Type": "text/html" } }));
    try {
        for (let part = 0; part < 100; part++) localStorage.setItem(`full-${part}`, "x".repeat(100000));
    } catch {}
    return rubbish.length;
"#;

fn a_storage_full_of_rubbish_breaks_nothing(stage: &mut Stage) -> Result<()> {
    stage.in_both(finds_rubbish)
}

fn finds_rubbish(stage: &mut Stage, kind: Kind) -> Result<()> {
    let [ana, budi] = stage.people([kind, Chromium])?;
    let room = stage.room();
    budi.joins(&room)?;
    // Each piece of rubbish is at each place once; those with a call are enough for another browser.
    let step = if kind == Chromium { 1 } else { 3 };
    for round in (0..7).step_by(step) {
        ana.opens("/")?;
        ana.browser.shows(Role::Button, "New meeting")?;
        let arguments = vec![json!(room), json!(round)];
        ana.browser.script(RUBBISH, arguments)?;
        ana.waits_before(&room)?;
        if round % 3 == 0 {
            ana.enters()?;
            ana.sees_and_hears(1)?;
            ana.clicks("Leave")?;
            ana.browser.shows(Role::Button, "Rejoin")?;
        }
        ana.browser.forget(&format!("{}/config.json", ana.origin))?;
    }
    Ok(())
}

/// Two people in a call, the first and the last, and a third whose page joins as a program called `name`.
fn a_call_and_a_program(stage: &mut Stage, kind: Kind, name: &str) -> Result<[Person; 3]> {
    let [ana, budi, citra] = stage.people([kind, Chromium, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    citra.joins(&room)?;
    ana.sees_and_hears(1)?;
    budi.opens("/")?;
    joins_raw(&budi, &room, name)?;
    ana.browser.shows(Role::Tile, name)?;
    Ok([ana, budi, citra])
}

fn joins_raw(person: &Person, room: &str, name: &str) -> Result<()> {
    let answer = person
        .browser
        .script(JOIN, vec![json!(room), json!(name)])?;
    ensure!(
        answer == "joined",
        "the server answers {name:?} with {answer}"
    );
    Ok(())
}
