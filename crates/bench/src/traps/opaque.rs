use anyhow::Result;

use crate::contender::Contender;
use crate::frame;
use crate::pair::Pair;
use crate::traps::Finding;

/// Deeper than `serde_json::Value` goes.
const DEPTH: usize = 1_000;

/// A signal that no one who parses it passes on to the letter, or at all.
pub(super) async fn check() -> Result<Finding> {
    let signal = odd_signal();
    let server = Contender::Tatap.start()?;
    let mut pair = Pair::open(server.port, "opaque").await?;
    let message = format!(r#"{{"type":"signal","to":2,"signal":{signal}}}"#);
    pair.first.send(&frame::text_frame(&message)).await?;
    let passed = match pair.second.receive().await {
        Ok(text) => String::from_utf8_lossy(text).contains(&signal),
        Err(_) => false,
    };
    let detail = if passed {
        "one of odd content and spacing came out to the letter"
    } else {
        "one of odd content and spacing came out otherwise, or not at all"
    };
    Ok(Finding {
        passed,
        detail: detail.to_owned(),
    })
}

/// Wrong types, a key twice, escapes and numbers that are usually written otherwise, white space, and depth.
fn odd_signal() -> String {
    let deep = "[".repeat(DEPTH) + &"]".repeat(DEPTH);
    format!(
        r#"{{ "generation" : "none", "description":[1.50e+02, -0.0 ,"\u0041\/"],  "x":1, "x":2,"deep":{deep} }}"#
    )
}
