use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Role, Story, eventually, stories};

use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] =
    stories![another_microphone_in_the_call_and_in_the_next_one];

/// Chooses an option by its words in the list with this label, as a person does.
const CHOOSE: &str = r"
    const [label, words] = arguments;
    const select = [...document.querySelectorAll('label')]
      .find((one) => one.textContent.trim().startsWith(label))?.querySelector('select')
      ?? [...document.querySelectorAll('select')].find((one) => one.ariaLabel?.startsWith(label));
    const option = [...(select?.options ?? [])].find((one) => one.textContent.includes(words));
    if (!option) return false;
    select.value = option.value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
    return true;
";

/// The names of the microphones whose tracks are sent.
const SENT: &str = "return window.__e2e.connections.flatMap((pc) => pc.getSenders().map((s) => s.track).filter((t) => t?.kind === 'audio' && t.readyState === 'live').map((t) => t.label))";

fn another_microphone_in_the_call_and_in_the_next_one(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Firefox])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    budi.sees_and_hears(1)?;

    ana.clicks("Settings")?;
    chooses(&ana, "Microphone", "Fake Audio Input 2")?;
    sends(&ana, "Fake Audio Input 2")?;
    budi.sees_and_hears(1)?;
    let made = ana
        .browser
        .script("return window.__e2e.connections.length", vec![])?;
    ensure!(made == 1, "{made} connections for one microphone");

    // Muted, another one is not heard either, until the person speaks.
    ana.clicks("Mute microphone")?;
    budi.sees_muted(ana.name, true)?;
    chooses(&ana, "Microphone", "Fake Audio Input 1")?;
    ana.browser.shows(Role::Button, "Unmute microphone")?;
    budi.sees_muted(ana.name, true)?;
    ana.clicks("Unmute microphone")?;
    sends(&ana, "Fake Audio Input 1")?;
    budi.sees_and_hears(1)?;

    ana.clicks("Leave")?;
    let next = stage.room();
    ana.joins(&next)?;
    budi.clicks("Leave")?;
    budi.joins(&next)?;
    sends(&ana, "Fake Audio Input 1")
}

pub(crate) fn chooses(person: &Person, label: &str, words: &str) -> Result<()> {
    let what = format!("{} chooses {words}", person.name);
    eventually(&what, || {
        let done = person
            .browser
            .script(CHOOSE, vec![label.into(), words.into()])?;
        Ok((done == true).then_some(()))
    })
}

pub(crate) fn sends(person: &Person, microphone: &str) -> Result<()> {
    let what = format!("{} is heard through {microphone}", person.name);
    eventually(&what, || {
        let sent = person.browser.script(SENT, vec![])?;
        ensure!(sent == serde_json::json!([microphone]), "sent is {sent}");
        Ok(Some(()))
    })
}
