use protocol::ErrorCode;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

/// The hub's wish that a connection be closed; no code is a close without fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Closing(pub(crate) Option<ErrorCode>);

impl From<Closing> for CloseFrame {
    fn from(Closing(code): Closing) -> Self {
        match code {
            None => Self {
                code: CloseCode::Normal,
                reason: "".into(),
            },
            Some(code) => Self {
                code: code.close_code().into(),
                reason: name(code).into(),
            },
        }
    }
}

/// Returns the name of the code as it is on the wire.
fn name(code: ErrorCode) -> String {
    serde_json::to_string(&code)
        .unwrap_or_default()
        .trim_matches('"')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_the_name_of_the_code() {
        let frame = CloseFrame::from(Closing(Some(ErrorCode::TooSlow)));
        assert_eq!(
            (u16::from(frame.code), frame.reason.as_str()),
            (4000, "too_slow")
        );
        let frame = CloseFrame::from(Closing(None));
        assert_eq!((u16::from(frame.code), frame.reason.as_str()), (1000, ""));
    }
}
