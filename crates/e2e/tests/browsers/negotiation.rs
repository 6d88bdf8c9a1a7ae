use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use e2e::Kind::{self, Chromium, Firefox};
use e2e::{Story, eventually, stories};
use serde_json::json;

use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    offers_that_cross_leave_a_call_in_chromium_as_it_is,
    offers_that_cross_leave_a_call_of_chromium_and_firefox_as_it_is,
    offers_that_cross_leave_a_call_of_firefox_and_chromium_as_it_is,
    what_cannot_be_applied_in_chromium_leads_to_a_new_connection,
    what_cannot_be_applied_in_firefox_leads_to_a_new_connection,
];

/// More than it takes until two offers cross.
const ROUNDS: usize = 30;

fn offers_that_cross_leave_a_call_in_chromium_as_it_is(stage: &mut Stage) -> Result<()> {
    offers_that_cross_leave_the_call_as_it_is(stage, [Chromium, Chromium])
}

fn offers_that_cross_leave_a_call_of_chromium_and_firefox_as_it_is(
    stage: &mut Stage,
) -> Result<()> {
    offers_that_cross_leave_the_call_as_it_is(stage, [Chromium, Firefox])
}

fn offers_that_cross_leave_a_call_of_firefox_and_chromium_as_it_is(
    stage: &mut Stage,
) -> Result<()> {
    offers_that_cross_leave_the_call_as_it_is(stage, [Firefox, Chromium])
}

fn what_cannot_be_applied_in_chromium_leads_to_a_new_connection(stage: &mut Stage) -> Result<()> {
    what_cannot_be_applied_leads_to_a_new_connection(stage, [Chromium, Firefox])
}

fn what_cannot_be_applied_in_firefox_leads_to_a_new_connection(stage: &mut Stage) -> Result<()> {
    what_cannot_be_applied_leads_to_a_new_connection(stage, [Firefox, Chromium])
}

/// Both sides offer at the same moment, again and again, until the polite one had to take its offer back.
fn offers_that_cross_leave_the_call_as_it_is(stage: &mut Stage, kinds: [Kind; 2]) -> Result<()> {
    let people = stage.people(kinds)?;
    let [ana, budi] = &people;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    for person in &people {
        person.sees_and_hears(1)?;
        person.browser.script(COUNT_CROSSED, vec![])?;
    }

    let mut crossed = 0;
    for _ in 0..ROUNDS {
        let moment = json!(millis_since_epoch()? + 100);
        for person in &people {
            person.browser.script(OFFER_AT, vec![moment.clone()])?;
        }
        for person in &people {
            is_settled(person)?;
        }
        crossed = count(budi, "crossed")?;
        if crossed > 0 {
            break;
        }
    }

    ensure!(crossed > 0, "no two offers crossed in {ROUNDS} rounds");
    for person in &people {
        person.sees_and_hears(1)?;
        ensure!(
            count(person, "connections.length")? == 1,
            "{} has built another connection",
            person.name
        );
    }
    Ok(())
}

/// The first description that the one who was there first gets does not go in.
fn what_cannot_be_applied_leads_to_a_new_connection(
    stage: &mut Stage,
    kinds: [Kind; 2],
) -> Result<()> {
    let people = stage.people(kinds)?;
    let [ana, budi] = &people;
    let room = stage.room();
    ana.waits_before(&room)?;
    ana.browser.script(REFUSE_FIRST, vec![])?;
    ana.enters()?;

    budi.joins(&room)?;

    for (one, other) in [(ana, budi), (budi, ana)] {
        one.sees_and_hears(1)?;
        one.sees_video(other.name, true)?;
        ensure!(
            count(one, "connections.length")? == 2,
            "{} has not built a second connection",
            one.name
        );
    }
    Ok(())
}

/// Counts the offers that come while one's own is out.
const COUNT_CROSSED: &str = "const pc = __e2e.connections[0];
    const original = pc.setRemoteDescription.bind(pc);
    __e2e.crossed = 0;
    __e2e.due = 0;
    pc.setRemoteDescription = (description) => {
        if (description.type === 'offer' && pc.signalingState === 'have-local-offer') __e2e.crossed += 1;
        return original(description);
    };";

/// Makes the connection ask for a negotiation at a moment that both browsers know.
const OFFER_AT: &str = "__e2e.due += 1;
    setTimeout(() => {
        __e2e.connections[0].dispatchEvent(new Event('negotiationneeded'));
        __e2e.due -= 1;
    }, arguments[0] - Date.now());";

const REFUSE_FIRST: &str = "const original = RTCPeerConnection.prototype.setRemoteDescription;
    let refused = false;
    RTCPeerConnection.prototype.setRemoteDescription = function (description) {
        if (refused) return original.call(this, description);
        refused = true;
        return Promise.reject(new DOMException('made up', 'OperationError'));
    };";

/// Waits until the moment is over and the connection has been stable for a while.
fn is_settled(person: &Person) -> Result<()> {
    let stable = "const until = Date.now() + 200;
        while (Date.now() < until) {
            if (__e2e.due > 0 || __e2e.connections[0].signalingState !== 'stable') return false;
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        return true;";
    eventually(&format!("{} has negotiated", person.name), || {
        Ok((person.browser.script(stable, vec![])? == true).then_some(()))
    })
}

fn count(person: &Person, what: &str) -> Result<u64> {
    let value = person
        .browser
        .script(&format!("return __e2e.{what}"), vec![])?;
    value.as_u64().with_context(|| format!("{what} is {value}"))
}

fn millis_since_epoch() -> Result<u64> {
    let now: Duration = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(u64::try_from(now.as_millis())?)
}
