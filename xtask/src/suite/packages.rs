//! System packages that the tests need: browsers, their drivers, fonts, network tools.

use std::fs;
use std::process::Command;

use anyhow::{Result, bail};

use crate::project::Project;
use crate::steps;

/// Needed wherever apt is.
const COMMON: [&str; 19] = [
    "coturn",
    "faketime",
    "ffmpeg",
    "fonts-liberation",
    "fonts-noto-color-emoji",
    "fonts-noto-core",
    "iproute2",
    "libprotobuf-dev",
    "nftables",
    "nginx",
    "pebble",
    "procps",
    "protobuf-compiler",
    "pulseaudio",
    "pulseaudio-utils",
    "python3-venv",
    "systemd",
    "xclip",
    "xvfb",
];
const DEBIAN_BROWSERS: [&str; 3] = ["chromium", "chromium-driver", "firefox-esr"];
/// On Ubuntu these bring snaps.
const UBUNTU_BROWSERS: [&str; 3] = ["chromium-browser", "chromium-chromedriver", "firefox"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum System {
    Debian,
    Ubuntu,
    Other,
}

pub(crate) fn ensure(project: &Project) -> Result<()> {
    let system = system(&fs::read_to_string("/etc/os-release").unwrap_or_default());
    let missing = match system {
        System::Debian => missing_packages(project, DEBIAN_BROWSERS),
        System::Ubuntu if has_browsers(project) => missing_packages(project, []),
        System::Ubuntu => missing_packages(project, UBUNTU_BROWSERS),
        System::Other => return say_what_is_missing(project),
    };
    if missing.is_empty() {
        return Ok(());
    }
    if system == System::Ubuntu && missing.contains(&"firefox") {
        steps::say(
            "Ubuntu's browsers are snaps: if a test cannot start one, install it from its maker's own apt source",
        );
    }
    install(project, &missing)
}

fn system(os_release: &str) -> System {
    let value = |key: &str| {
        let line = os_release
            .lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        line.unwrap_or_default().trim_matches('"').to_owned()
    };
    let (id, like) = (value("ID"), value("ID_LIKE"));
    let is = |name: &str| id == name || like.split(' ').any(|like| like == name);
    if is("ubuntu") {
        System::Ubuntu
    } else if is("debian") {
        System::Debian
    } else {
        System::Other
    }
}

fn missing_packages<const N: usize>(
    project: &Project,
    browsers: [&'static str; N],
) -> Vec<&'static str> {
    let wanted: Vec<_> = COMMON.into_iter().chain(browsers).collect();
    let mut query = project.command("dpkg-query");
    query
        .args(["--show", "--showformat", "${Package} ${db:Status-Status}\n"])
        .args(&wanted);
    let output = query
        .output()
        .map(|output| output.stdout)
        .unwrap_or_default();
    let installed = installed(&String::from_utf8_lossy(&output));
    wanted
        .into_iter()
        .filter(|package| !installed.iter().any(|name| name == package))
        .collect()
}

fn installed(query: &str) -> Vec<String> {
    query
        .lines()
        .filter_map(|line| line.strip_suffix(" installed"))
        .map(str::to_owned)
        .collect()
}

fn install(project: &Project, packages: &[&str]) -> Result<()> {
    // An archive directory of its own: another apt's cleaning does not reach it.
    let archives = project.scratch()?.join("apt");
    fs::create_dir_all(archives.join("partial"))?;
    let apt = |arguments: &[&str]| {
        let mut command = as_root(project)?;
        command.args([
            "DEBIAN_FRONTEND=noninteractive",
            "apt-get",
            "--yes",
            "-o",
            "DPkg::Lock::Timeout=300",
        ]);
        command
            .arg("-o")
            .arg(format!("Dir::Cache::archives={}", archives.display()));
        command
            .args(["-o", "APT::Sandbox::User=root"])
            .args(arguments);
        Ok::<_, anyhow::Error>(command)
    };
    steps::run(
        project,
        "Updating the package lists",
        &mut apt(&["update"])?,
    )?;
    let label = format!("Installing {} by apt", packages.join(", "));
    steps::run(
        project,
        &label,
        apt(&["install", "--no-install-recommends"])?.args(packages),
    )?;
    Ok(fs::remove_dir_all(&archives)?)
}

/// `env`, as root.
fn as_root(project: &Project) -> Result<Command> {
    let user = project.command("id").arg("-u").output()?;
    if user.stdout.trim_ascii() == b"0" {
        return Ok(project.command("env"));
    }
    if project.find("sudo").is_none() {
        bail!("installing packages takes root: run the apt-get command yourself, or install sudo");
    }
    let mut sudo = project.command("sudo");
    sudo.arg("env");
    Ok(sudo)
}

fn has_browsers(project: &Project) -> bool {
    let one_of = |names: &[&str]| names.iter().any(|name| project.find(name).is_some());
    one_of(&["chromium", "google-chrome", "chromium-browser"])
        && one_of(&["chromedriver"])
        && one_of(&["firefox"])
}

fn say_what_is_missing(project: &Project) -> Result<()> {
    if !has_browsers(project) {
        steps::say(
            "The browser tests need Chromium or Google Chrome, the chromedriver of the same version, and Firefox on PATH: \
             install them with your system's package manager",
        );
    }
    if project.find("ip").is_none() {
        steps::say(
            "The browser tests make networks with the program ip (iproute2), which is Linux's alone",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_systems_apart() {
        assert_eq!(system("NAME=\"Debian\"\nID=debian\n"), System::Debian);
        assert_eq!(system("ID=ubuntu\nID_LIKE=debian\n"), System::Ubuntu);
        assert_eq!(
            system("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"),
            System::Ubuntu
        );
        assert_eq!(system("ID=raspbian\nID_LIKE=debian\n"), System::Debian);
        assert_eq!(system("ID=fedora\n"), System::Other);
        assert_eq!(system(""), System::Other);
    }

    #[test]
    fn a_removed_package_is_not_installed() {
        let query = "iproute2 installed\nprocps config-files\nfonts-noto-core not-installed\n";
        assert_eq!(installed(query), ["iproute2"]);
    }
}
