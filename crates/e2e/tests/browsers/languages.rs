use anyhow::{Result, ensure};
use e2e::Kind::Chromium;
use e2e::{Role, Story, stories};
use serde_json::json;

use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] =
    stories![the_page_speaks_the_language_of_the_browser_and_another_by_choice];

fn the_page_speaks_the_language_of_the_browser_and_another_by_choice(
    stage: &mut Stage,
) -> Result<()> {
    let [ana] = stage.people([Chromium])?;
    let agent = ana.browser.script("return navigator.userAgent", vec![])?;
    ana.browser.devtools(
        "Network.setUserAgentOverride",
        json!({ "userAgent": agent, "acceptLanguage": "id-ID,id" }),
    )?;

    ana.opens("/")?;
    ana.browser.shows(Role::Button, "Rapat baru")?;
    is_marked_as(&ana, "id")?;

    let choose = "const select = document.querySelector('select');
        select.value = 'en';
        select.dispatchEvent(new Event('change', { bubbles: true }));";
    ana.browser.script(choose, vec![])?;
    ana.browser.shows(Role::Button, "New meeting")?;
    is_marked_as(&ana, "en")?;

    ana.opens("/")?;
    ana.browser.shows(Role::Button, "New meeting")
}

fn is_marked_as(person: &Person, language: &str) -> Result<()> {
    let marked = person
        .browser
        .script("return document.documentElement.lang", vec![])?;
    ensure!(marked == language, "the page is marked as {marked}");
    Ok(())
}
