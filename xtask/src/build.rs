//! `cargo xtask build`: what is put on other machines.

use anyhow::{Result, bail};
use clap::Args;

use crate::project::Project;
use crate::run::build_server;
use crate::web::{self, Profile};
use crate::web_config::{self, SERVER_VARIABLE, SERVICE_VARIABLE};
use crate::{size, steps};

#[derive(Args)]
pub(crate) struct Options {
    /// Only the web app, into `dist`, for a host of files; its server is at TATAP_SERVER_URL, or the service
    /// that it has instead of one at TATAP_PUSHER_URL.
    #[arg(long)]
    web_app: bool,
}

pub(crate) fn run(project: &mut Project, options: &Options) -> Result<()> {
    if options.web_app && web_config::settings() == ["", ""] {
        bail!(
            "{SERVER_VARIABLE} is not set: on a host of its own, the web app must be told where its server is, \
             as https://meet.example.org; or {SERVICE_VARIABLE}, if it has a service instead of one"
        );
    }
    if web::build(project, Profile::Release)? {
        size::report(project)?;
    }
    if options.web_app {
        steps::say(&format!("The web app is in {}", project.dist().display()));
        return Ok(());
    }
    build_server(project, Profile::Release)?;
    let program = project.binary(Profile::Release.directory(), "tatap");
    steps::say(&format!("The program is {}", program.display()));
    Ok(())
}
