//! The newcomer's walk: what `docs/deployment.md` says is done, as far as one machine without Docker can.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::project::Project;
use crate::steps;
use crate::suite::guides::image::Image;
use crate::suite::guides::machine::Machine;
use crate::suite::tally::Tally;

mod blocks;
mod dockerfile;
mod image;
mod machine;

/// The most that `systemd-analyze security` may find open of the unit, in tenths of its points of 10.
const MOST_EXPOSURE: &str = "20";

/// Walks; `python` has the linters beside it.
pub(crate) fn run(project: &Project, python: Option<&Path>) -> Result<Tally> {
    if !cfg!(target_os = "linux") {
        return Ok(Tally::of_skipped("the guides are walked on Linux alone"));
    }
    let folder = project.scratch()?.join("guides");
    let sources = folder.join("sources");
    if sources.exists() {
        fs::remove_dir_all(&sources)?;
    }
    image::copy_context(project, &sources)?;
    seed(project, &sources.join("target"))?;

    let mut tally = Tally::default();
    tally.add(lints(project, python));
    tally.add(unit(project, &folder));
    tally.add(check(
        "the commands of the guide",
        walk(project, &folder, &sources),
    ));
    tally.add(docker(project, &folder, &sources));
    fs::remove_dir_all(&sources)?;
    Ok(tally)
}

/// Puts into the copy's own `target` what has been built of other people's crates; it must not write to the project's.
fn seed(project: &Project, target: &Path) -> Result<()> {
    for part in ["release", "wasm32-unknown-unknown/web", "web"] {
        let built = project.scratch()?.join("..").join(part);
        if !built.exists() {
            continue;
        }
        let place = target.join(part);
        fs::create_dir_all(&place)?;
        let mut copy = project.command("cp");
        copy.arg("--archive").arg(built.join(".")).arg(&place);
        quiet(&mut copy)?;
    }
    Ok(())
}

/// Types every command of the guide that needs nothing but this machine, and looks whether it is undone at the end.
fn walk(project: &Project, folder: &Path, sources: &Path) -> Result<()> {
    let guide = fs::read_to_string(sources.join("docs/deployment.md"))?;
    let machine = Machine::new(folder)?;
    for commands in blocks::blocks(&guide, "sh") {
        machine.types(project, sources, &commands)?;
    }
    let leftovers = machine.leftovers()?;
    ensure!(
        leftovers.is_empty(),
        "left behind: {}",
        leftovers.join(", ")
    );
    let mut build = project.command("bash");
    build
        .arg(sources.join("deploy/vercel-build.sh"))
        .env("TATAP_SERVER_URL", "https://server.example.org")
        .env_remove("CARGO_TARGET_DIR");
    steps::run(project, "Building the pages as Vercel would", &mut build)?;
    let config = fs::read_to_string(sources.join("dist/config.json"))?;
    ensure!(
        config == "{\"server\":\"https://server.example.org\"}\n",
        "config.json is {config}"
    );
    ensure!(
        sources.join("dist/index.html").is_file(),
        "there is no page"
    );
    Ok(())
}

fn docker(project: &Project, folder: &Path, sources: &Path) -> Tally {
    let name = "the steps of the Dockerfile by hand";
    let user = project.command("id").arg("-u").output();
    if !user.is_ok_and(|user| user.stdout.trim_ascii() == b"0") {
        return Tally::of_skipped("the image by hand: only root may change the root of a program");
    }
    let tried = Image::build(project, sources, folder)
        .and_then(|image| steps::work("Trying the image by hand", || image.try_out()));
    check(name, tried)
}

fn lints(project: &Project, python: Option<&Path>) -> Tally {
    let Some(python) = python else {
        return Tally::of_skipped("hadolint and check-jsonschema are not installed");
    };
    let mut hadolint = project.program(&python.with_file_name("hadolint"));
    hadolint.arg("Dockerfile");
    let mut schema = project.program(&python.with_file_name("check-jsonschema"));
    schema.args(["--builtin-schema", "vendor.compose-spec", "compose.yaml"]);
    let mut tally = check("hadolint", quiet(&mut hadolint));
    tally.add(check(
        "the schema of the Compose specification",
        quiet(&mut schema),
    ));
    tally
}

/// Has systemd read the unit; the program that it starts is this one, for there is no other here.
fn unit(project: &Project, folder: &Path) -> Tally {
    if project.find("systemd-analyze").is_none() {
        return Tally::of_skipped("systemd-analyze is not installed");
    }
    let written = || -> Result<_> {
        let unit = fs::read_to_string(project.root().join("deploy/tatap.service"))?;
        let program = std::env::current_exe()?;
        let unit = unit.replace("/usr/local/bin/tatap", &program.display().to_string());
        let path = folder.join("tatap.service");
        fs::write(&path, unit)?;
        Ok(path)
    };
    let path = match written() {
        Ok(path) => path,
        Err(error) => return check("the unit", Err(error)),
    };
    let mut verify = project.command("systemd-analyze");
    verify.arg("verify").arg(&path);
    let mut security = project.command("systemd-analyze");
    security.args(["security", "--offline=true", "--threshold", MOST_EXPOSURE]);
    security.arg(&path);
    let mut tally = check("systemd-analyze verify", quiet(&mut verify));
    tally.add(check("systemd-analyze security", quiet(&mut security)));
    tally
}

fn quiet(command: &mut Command) -> Result<()> {
    let output = command
        .output()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    let said = [output.stdout, output.stderr].concat();
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&said)
    );
    Ok(())
}

fn check(name: &str, outcome: Result<()>) -> Tally {
    match outcome {
        Ok(()) => {
            steps::say(&format!("passed: {name}"));
            Tally::of(1, 0)
        }
        Err(error) => {
            steps::say(&format!("FAILED: {name}: {error:#}"));
            Tally::of(0, 1)
        }
    }
}
