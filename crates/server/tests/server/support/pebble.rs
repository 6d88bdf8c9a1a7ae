use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::Stdio;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde_json::json;
use tokio::process::{Child, Command};

use super::installed::installed;
use super::scratch::Scratch;
use super::soon;
use super::tls::{Files, connect, get};

/// Pebble, the test authority of Let's Encrypt, for whose questions every name is this machine.
pub(crate) struct Pebble {
    authority: Child,
    _names: Child,
    /// Where it looks for whoever asks for a certificate.
    pub(crate) looks_at: u16,
    port: u16,
    management: SocketAddr,
    files: Files,
}

impl Pebble {
    /// Starts it, if it is installed; its certificates are good for so many seconds.
    pub(crate) async fn start(scratch: &Scratch, seconds: u32) -> Option<Self> {
        let (program, resolver) = (installed("pebble")?, installed("pebble-challtestsrv")?);
        let [port, management, looks_at, names, names_management] = free_ports();
        let files = Files::new(scratch);
        let here = |port: u16| format!("127.0.0.1:{port}");
        let config = json!({ "pebble": {
            "listenAddress": here(port),
            "managementListenAddress": here(management),
            "certificate": files.certificate,
            "privateKey": files.key,
            "httpPort": 1,
            "tlsPort": looks_at,
            "ocspResponderURL": "",
            "certificateValidityPeriod": seconds,
            "externalAccountBindingRequired": false,
        }});
        scratch.write("pebble.json", &config.to_string());
        let names = here(names);
        let names_child = start(Command::new(resolver).args([
            "-dns01",
            &names,
            "-management",
            &here(names_management),
            "-defaultIPv4",
            "127.0.0.1",
            "-defaultIPv6",
            "",
            "-http01",
            "",
            "-https01",
            "",
            "-tlsalpn01",
            "",
        ]));
        let config = scratch.path().join("pebble.json");
        let authority = start(
            Command::new(program)
                .arg("-config")
                .arg(config)
                .args(["-dnsserver", &names])
                .env("PEBBLE_VA_NOSLEEP", "1"),
        );
        let management = SocketAddr::from(([127, 0, 0, 1], management));
        soon("the authority", async {
            while connect(management, files.certificate()).await.is_err() {
                tokio::task::yield_now().await;
            }
        })
        .await;
        Some(Self {
            authority,
            _names: names_child,
            looks_at,
            port,
            management,
            files,
        })
    }

    pub(crate) fn directory(&self) -> String {
        format!("https://localhost:{}/dir", self.port)
    }

    /// The file with the certificate that vouches for the authority itself.
    pub(crate) fn vouched_by(&self) -> PathBuf {
        self.files.certificate.clone()
    }

    /// What vouches for the certificates that it gives out.
    pub(crate) async fn roots(&self) -> RootCertStore {
        let reply = get(self.management, self.files.certificate(), "/roots/0").await;
        let mut roots = RootCertStore::empty();
        let root = CertificateDer::from_pem_slice(&reply.body).unwrap();
        roots.add(root).unwrap();
        roots
    }

    /// From here on it answers nobody.
    pub(crate) async fn stop(&mut self) {
        self.authority.kill().await.unwrap();
    }
}

fn start(command: &mut Command) -> Child {
    let started = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn();
    started.unwrap()
}

/// Ports that nobody has; another program could take one meanwhile.
pub(crate) fn free_ports<const N: usize>() -> [u16; N] {
    let listeners = [(); N].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}
