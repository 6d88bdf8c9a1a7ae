use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, anyhow};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::{Certificate, Skipped, on_path};

/// A kind of browser, with its devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Chromium with a fake camera and microphone that the page may use.
    Chromium,
    /// Chromium whose fake camera gives 30 frames a second, not 15, for whoever measures what lies between two.
    ChromiumSmooth,
    /// Chromium on a machine with several cameras.
    ChromiumWithCameras,
    /// Chromium whose person refuses the camera and the microphone.
    ChromiumRefusing,
    /// Chromium on a machine without a camera and a microphone.
    ChromiumWithoutDevices,
    /// Firefox with a fake camera and microphone that the page may use.
    Firefox,
    /// Firefox whose settings refuse the camera and the microphone.
    FirefoxRefusing,
    /// Firefox on a screen, which its environment names (`DISPLAY`): it has a clipboard with all kinds of data.
    FirefoxOnScreen,
}

impl Kind {
    /// True if the browser speaks the Chrome `DevTools` Protocol and hands out its console.
    #[must_use]
    pub fn is_chromium(self) -> bool {
        match self {
            Self::Chromium
            | Self::ChromiumSmooth
            | Self::ChromiumWithCameras
            | Self::ChromiumRefusing
            | Self::ChromiumWithoutDevices => true,
            Self::Firefox | Self::FirefoxRefusing | Self::FirefoxOnScreen => false,
        }
    }

    /// Starts the kind's driver on a port of the driver's choice.
    pub(crate) async fn start_driver(
        self,
        environment: Vec<(String, String)>,
    ) -> Result<(Child, u16)> {
        let (program, arguments): (_, &[&str]) = if self.is_chromium() {
            ("chromedriver", &["--port=0"])
        } else {
            (
                "geckodriver",
                // Its own settings say what a person's device is like.
                &[
                    "--port",
                    "0",
                    "--websocket-port",
                    "0",
                    "--allow-system-access",
                ],
            )
        };
        let path =
            on_path(&[program]).ok_or_else(|| Skipped::new(format!("{program} is missing")))?;
        let mut driver = Command::new(path)
            .args(arguments)
            // Whether the machine has a sound card is nothing that a story should depend on.
            .env("PULSE_SERVER", "unix:/dev/null")
            .envs(environment)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .process_group(0)
            .spawn()?;
        let stdout = driver
            .stdout
            .take()
            .context("the driver's output is piped")?;
        let mut lines = BufReader::new(stdout).lines();
        let port = loop {
            let line = lines.next_line().await?;
            let line = line.ok_or_else(|| anyhow!("{program} ended at its start"))?;
            if let Some(port) = port_in(&line) {
                break port;
            }
        };
        // A full pipe would stop the driver.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok((driver, port))
    }

    /// Asks for a browser in which pages of the origins `trusted` are as secure as those of `localhost`;
    /// Chromium also takes `certificate` for good.
    pub(crate) fn capabilities(
        self,
        trusted: &[String],
        certificate: Option<&Certificate>,
    ) -> Result<Value> {
        let mut capabilities = self.plain_capabilities()?;
        if self.is_chromium() {
            let arguments = capabilities["goog:chromeOptions"]["args"]
                .as_array_mut()
                .context("the arguments are a list")?;
            if !trusted.is_empty() {
                let origins = trusted.join(",");
                arguments
                    .push(format!("--unsafely-treat-insecure-origin-as-secure={origins}").into());
            }
            if let Some(Certificate {
                public_key_hash, ..
            }) = certificate
            {
                arguments.push(
                    format!("--ignore-certificate-errors-spki-list={public_key_hash}").into(),
                );
            }
        } else if !trusted.is_empty() {
            // It holds host names; `isSecureContext` is true there.
            let hosts: Vec<&str> = trusted
                .iter()
                .filter_map(|origin| host_of(origin))
                .collect();
            capabilities["moz:firefoxOptions"]["prefs"]["dom.securecontext.allowlist"] =
                hosts.join(",").into();
        }
        Ok(capabilities)
    }

    fn plain_capabilities(self) -> Result<Value> {
        let browser = |names: &[&str]| {
            on_path(names).ok_or_else(|| Skipped::new(format!("{} is missing", names[0])))
        };
        Ok(match self {
            Self::Chromium => chromium(&browser(CHROMIUM_NAMES)?, &[FAKE_DEVICES, ALLOWED]),
            Self::ChromiumSmooth => chromium(&browser(CHROMIUM_NAMES)?, &[SMOOTH_DEVICES, ALLOWED]),
            Self::ChromiumWithCameras => {
                chromium(&browser(CHROMIUM_NAMES)?, &[MORE_DEVICES, ALLOWED])
            }
            Self::ChromiumRefusing => {
                let refused = "--use-fake-ui-for-media-stream=deny";
                chromium(&browser(CHROMIUM_NAMES)?, &[FAKE_DEVICES, refused])
            }
            Self::ChromiumWithoutDevices => chromium(&browser(CHROMIUM_NAMES)?, &[ALLOWED]),
            Self::Firefox => firefox(&browser(FIREFOX_NAMES)?),
            Self::FirefoxRefusing => {
                let mut capabilities = firefox(&browser(FIREFOX_NAMES)?);
                let preferences = &mut capabilities["moz:firefoxOptions"]["prefs"];
                preferences["media.navigator.permission.disabled"] = false.into();
                // 2 is "block".
                preferences["permissions.default.camera"] = 2.into();
                preferences["permissions.default.microphone"] = 2.into();
                capabilities
            }
            Self::FirefoxOnScreen => {
                let mut capabilities = firefox(&browser(FIREFOX_NAMES)?);
                capabilities["moz:firefoxOptions"]["args"] = json!([]);
                capabilities
            }
        })
    }
}

const FAKE_DEVICES: &str = "--use-fake-device-for-media-stream=fps=15";
const SMOOTH_DEVICES: &str = "--use-fake-device-for-media-stream=fps=30";
const MORE_DEVICES: &str = "--use-fake-device-for-media-stream=fps=15,device-count=3";
const ALLOWED: &str = "--use-fake-ui-for-media-stream";

const FIREFOX_NAMES: &[&str] = &["firefox-esr", "firefox"];

const CHROMIUM_NAMES: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// Reads "… successfully on port 37123." (chromedriver) or "… Listening on 127.0.0.1:37123" (geckodriver).
fn port_in(line: &str) -> Option<u16> {
    if !line.contains("successfully on port") && !line.contains("Listening on") {
        return None;
    }
    line.trim_end_matches('.')
        .rsplit([' ', ':'])
        .next()?
        .parse()
        .ok()
}

/// The host of `http://host:port`.
fn host_of(origin: &str) -> Option<&str> {
    let (_, rest) = origin.split_once("://")?;
    rest.split(':').next()
}

fn chromium(binary: &Path, devices: &[&str]) -> Value {
    let mut capabilities = json!({
        "browserName": "chrome",
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": {
            "binary": binary,
            "args": [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--lang=en-US",
                "--mute-audio",
                "--window-size=1280,800",
                // Where the network is the machine's own, loopback may be all there is.
                "--allow-loopback-in-peer-connection",
                "--disable-features=WebRtcHideLocalIpsWithMdns",
            ],
        },
    });
    if let Some(arguments) = capabilities["goog:chromeOptions"]["args"].as_array_mut() {
        arguments.extend(devices.iter().map(|argument| Value::from(*argument)));
    }
    capabilities
}

fn firefox(binary: &Path) -> Value {
    json!({
        "browserName": "firefox",
        "moz:firefoxOptions": {
            "binary": binary,
            "args": ["-headless", "--width=1280", "--height=800"],
            "prefs": {
                "intl.accept_languages": "en-US, en",
                "media.navigator.streams.fake": true,
                "media.navigator.permission.disabled": true,
                "media.peerconnection.ice.loopback": true,
                "media.peerconnection.ice.obfuscate_host_addresses": false,
                "media.gmp-manager.updateEnabled": false,
                "devtools.jsonview.enabled": false,
                "datareporting.policy.dataSubmissionEnabled": false,
                "network.captive-portal-service.enabled": false,
                "network.connectivity-service.enabled": false,
            },
        },
    })
}
