//! A certificate that the server makes for itself, for a LAN.

use std::fs;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use sha2::{Digest, Sha256};

use crate::support::program::Program;
use crate::support::scratch::Scratch;
use crate::support::tls::{connect, get, open};

const SELF_SIGNED: (&str, &str) = ("TATAP_TLS", "self-signed");

fn fingerprint(der: &[u8]) -> String {
    let digits = Sha256::digest(der)
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect::<Vec<_>>();
    digits.join(":")
}

#[tokio::test]
async fn it_is_kept_over_a_restart_and_told_by_its_fingerprint() {
    let scratch = Scratch::new("tls_self_signed");
    let settings = [SELF_SIGNED, ("TATAP_DATA_DIR", scratch.text())];
    let program = Program::start(&settings).await;
    let kept = CertificateDer::from_pem_file(scratch.path().join("self-signed.pem")).unwrap();
    let reply = get(program.address, kept.clone(), "/healthz").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("strict-transport-security"), "");
    let told = program.said(&fingerprint(&kept)).await;
    assert!(told.starts_with("  "), "{told}");
    program.kill().await;
    let again = Program::start(&settings).await;
    open(again.address, kept).await.join("kitchen", "Ann").await;
}

#[tokio::test]
async fn without_a_directory_it_is_another_at_each_start() {
    let scratch = Scratch::new("tls_self_signed_nowhere");
    let settings = [SELF_SIGNED, ("TATAP_DATA_DIR", scratch.text())];
    let first = Program::start(&settings).await;
    let kept = CertificateDer::from_pem_file(scratch.path().join("self-signed.pem")).unwrap();
    assert!(connect(first.address, kept.clone()).await.is_ok());
    let other = Program::start(&[SELF_SIGNED]).await;
    assert!(connect(other.address, kept).await.is_err());
    assert!(fs::read_dir(scratch.path()).unwrap().count() > 0);
}
