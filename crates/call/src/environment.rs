use protocol::Engine;

/// What the browser offers to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Environment {
    /// The page is a secure context (W3C Secure Contexts, section 3.1).
    pub secure: bool,
    /// `RTCPeerConnection` exists.
    pub peer_connections: bool,
    /// `navigator.mediaDevices` exists.
    pub media_devices: bool,
    /// Whose WebRTC it is.
    pub engine: Engine,
}

/// Why no call can be made in this browser or on this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// The page came by plain HTTP from another machine: browsers give no camera and no microphone to it.
    NotSecure,
    /// The browser has no WebRTC, or it is switched off.
    NoWebRtc,
}

impl Environment {
    /// Tells whether a call can be made here.
    ///
    /// # Errors
    ///
    /// Returns what makes it impossible.
    pub fn check(self) -> Result<(), Unusable> {
        if !self.secure {
            Err(Unusable::NotSecure)
        } else if !self.peer_connections || !self.media_devices {
            Err(Unusable::NoWebRtc)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_insecure_page_is_told_before_a_missing_api() {
        let check = |secure, peer_connections, media_devices| {
            Environment {
                secure,
                peer_connections,
                media_devices,
                engine: Engine::Other,
            }
            .check()
        };
        assert_eq!(check(true, true, true), Ok(()));
        assert_eq!(check(false, true, false), Err(Unusable::NotSecure));
        assert_eq!(check(false, false, false), Err(Unusable::NotSecure));
        assert_eq!(check(true, false, true), Err(Unusable::NoWebRtc));
        assert_eq!(check(true, true, false), Err(Unusable::NoWebRtc));
    }
}
