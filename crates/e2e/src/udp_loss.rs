use std::sync::Arc;

use anyhow::Result;

use crate::nft::nft;
use crate::{Network, Skipped};

const TABLE: &str = "inet tatap_e2e_udp";

/// Loss of UDP among all who are in one network, until it is dropped; TCP does not suffer.
///
/// It is the simplest way to disturb media where nobody has a cable: packets are lost as they come in,
/// so that the sender does not hear of it.
#[derive(Debug)]
pub struct UdpLoss(Arc<Network>);

impl UdpLoss {
    /// Loses so many of a hundred packets; all of them is a cut.
    ///
    /// # Errors
    ///
    /// Fails with [`Skipped`] if the network is the machine's own.
    pub fn start(network: &Arc<Network>, percent: u8) -> Result<Self> {
        if let Network::Host { why } = &**network {
            return Err(Skipped::new(format!("the network is the machine's ({why})")).into());
        }
        // `numgen` compares with less than its modulus.
        let some = match percent {
            100.. => String::new(),
            _ => format!("numgen random mod 100 < {percent}"),
        };
        // The table is emptied first: starting again changes the loss.
        let rules = format!(
            "table {TABLE}\n\
             delete table {TABLE}\n\
             table {TABLE} {{ chain loss {{\n\
             type filter hook input priority 0; policy accept;\n\
             meta l4proto udp {some} drop\n\
             }}\n}}\n"
        );
        nft(network, &rules)?;
        Ok(Self(Arc::clone(network)))
    }
}

impl Drop for UdpLoss {
    fn drop(&mut self) {
        // With the network go its rules.
        let _ = nft(&self.0, &format!("delete table {TABLE}\n"));
    }
}
