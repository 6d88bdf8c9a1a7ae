use anyhow::{Result, ensure};
use e2e::Kind::{self, Chromium};
use e2e::{Role, Server, Story, Theme, stories};

use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![the_operator_sees_who_is_where_and_drains];

fn the_operator_sees_who_is_where_and_drains(stage: &mut Stage) -> Result<()> {
    stage.in_both(operator)
}

fn operator(stage: &mut Stage, kind: Kind) -> Result<()> {
    // The answer to a wrong token.
    stage.expected_errors.push("/admin");
    stage.expects_a_lost_server();
    let settings = [
        ("TATAP_ADMIN_TOKEN", "token-of-the-operator"),
        ("TATAP_TURN_ADDR", "off"),
    ];
    let server = Server::start(&stage.network, &settings)?;
    let [ana, operator] = stage.people_at(&server.origin(), [Chromium, kind])?;
    let room = stage.room();
    ana.joins(&room)?;

    operator.opens("/admin")?;
    let page = &operator.browser;
    has_no_barriers(&operator)?;
    page.fill("Token (TATAP_ADMIN_TOKEN)", "something-else-entirely")?;
    page.click(Role::Button, "Sign in")?;
    page.says(&["This is not the token."])?;
    has_no_barriers(&operator)?;
    page.fill("Token (TATAP_ADMIN_TOKEN)", "token-of-the-operator")?;
    page.click(Role::Button, "Sign in")?;
    page.says(&[&room, "Ana", "There will be no new rooms."])?;
    has_no_barriers(&operator)?;
    page.take_picture("operator", "rooms")?;
    page.click(Role::Button, "Drain this server")?;
    page.says(&["Draining: there are no new rooms"])?;
    has_no_barriers(&operator)?;
    ana.sees_only(&[])?;
    page.click(Role::Button, "Sign out")?;
    page.says(&["Sign in"])?;
    operator.opens("/admin")?;
    page.says(&["Sign in"])
}

/// Looks in both themes and on a small screen.
fn has_no_barriers(operator: &Person) -> Result<()> {
    let page = &operator.browser;
    for theme in Theme::ALL {
        page.set_theme(theme)?;
        let barriers = page.barriers()?;
        ensure!(barriers.is_empty(), "{theme:?}: {barriers:#?}");
    }
    let wide = "return document.documentElement.scrollWidth - innerWidth";
    page.has_screen(320, 640)?;
    let beyond = page.script(wide, vec![])?;
    page.has_no_screen()?;
    ensure!(
        beyond.as_i64() <= Some(0),
        "{beyond} pixels are out of sight"
    );
    Ok(())
}
