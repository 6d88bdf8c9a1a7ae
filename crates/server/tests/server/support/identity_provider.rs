use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Once;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::http::{Reply, send};
use super::{skip, soon};

const SCRIPT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/server/support/oidc_provider.mjs"
);

/// A real identity provider, `oidc-provider` of npm, in a process of its own.
pub(crate) struct IdentityProvider {
    pub(crate) issuer: String,
    process: Child,
}

impl IdentityProvider {
    /// Starts it for a server that people come back to at `redirect`; `None` where it is not installed.
    pub(crate) async fn start(redirect: &str) -> Option<Self> {
        let folder = installed()?;
        let mut process = Command::new("node")
            .arg(SCRIPT)
            .arg(folder)
            .arg(redirect)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let issuer = soon("the identity provider", lines.next_line()).await;
        let issuer = issuer.unwrap().expect("the identity provider has ended");
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Some(Self { issuer, process })
    }

    pub(crate) async fn stop(mut self) {
        self.process.kill().await.unwrap();
    }
}

/// The folder of the package, which `cargo xtask test` installs.
fn installed() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("TATAP_OIDC_PROVIDER") {
        return Some(folder.into());
    }
    static TOLD: Once = Once::new();
    TOLD.call_once(|| skip("signing in: oidc-provider is missing, `cargo xtask test` installs it"));
    None
}

/// As much of a browser as signing in takes: it keeps cookies for each host and follows nothing by itself.
#[derive(Default)]
pub(crate) struct Browser {
    cookies: BTreeMap<SocketAddr, BTreeMap<String, String>>,
}

impl Browser {
    /// Asks for an address of http and a numeric host.
    pub(crate) async fn get(&mut self, url: &str) -> Reply {
        self.ask("GET", url, "").await
    }

    /// Sends a form.
    pub(crate) async fn post(&mut self, url: &str, form: &str) -> Reply {
        self.ask("POST", url, form).await
    }

    /// The header `Cookie` for the server at `address`.
    pub(crate) fn cookies(&self, address: SocketAddr) -> String {
        let cookies = self.cookies.get(&address).into_iter().flatten();
        let pairs: Vec<_> = cookies
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    /// Goes on from an answer to what it leads to, as `ana`, until somebody asks for another server than the
    /// provider; returns that address.
    pub(crate) async fn sign_in_as(&mut self, name: &str, provider: &str, first: &str) -> String {
        let mut url = first.to_owned();
        for _ in 0..20 {
            if !url.starts_with(provider) {
                return url;
            }
            let reply = self.get(&url).await;
            url = if reply.status == 303 || reply.status == 302 {
                absolute(provider, reply.header("location"))
            } else {
                let page = String::from_utf8_lossy(&reply.body).into_owned();
                let form = if page.contains("name=\"login\"") {
                    format!("prompt=login&login={name}&password=any")
                } else {
                    "prompt=consent".to_owned()
                };
                let reply = self.post(&url, &form).await;
                absolute(provider, reply.header("location"))
            };
        }
        panic!("the provider leads nowhere: {url}");
    }

    async fn ask(&mut self, method: &str, url: &str, body: &str) -> Reply {
        let rest = url.strip_prefix("http://").unwrap();
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let address: SocketAddr = host.parse().unwrap();
        let cookies = self.cookies(address);
        let mut headers = vec![("Cookie", cookies.as_str())];
        if !body.is_empty() {
            headers.push(("Content-Type", "application/x-www-form-urlencoded"));
        }
        let path = if path.is_empty() { "/" } else { path };
        let reply = send(address, method, path, &headers, body).await;
        self.keep(address, &reply);
        reply
    }

    fn keep(&mut self, address: SocketAddr, reply: &Reply) {
        let jar = self.cookies.entry(address).or_default();
        for cookie in reply.headers("set-cookie") {
            let pair = cookie.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').unwrap();
            let is_gone = value.is_empty() || cookie.to_lowercase().contains("max-age=0");
            if is_gone {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

fn absolute(base: &str, location: &str) -> String {
    if location.starts_with('/') {
        format!("{base}{location}")
    } else {
        location.to_owned()
    }
}
