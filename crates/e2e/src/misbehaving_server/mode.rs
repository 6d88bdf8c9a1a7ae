/// How a server behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// As it should.
    #[default]
    Proper,
    /// It takes connections, and neither listens nor says a word.
    Silent,
    /// It says everything but `pong`.
    NeverPongs,
    /// It closes each connection before anyone can join.
    ClosesBeforeJoin,
    /// It lets everyone in, and closes the connection at once; those that are open as well.
    ClosesWhenConnected,
    /// The same, by a reset without a closing handshake.
    DropsWhenConnected,
    /// It resets the connection of whoever closes it.
    DropsOnClose,
    /// It takes nothing in, answers each message with garbage, and begins with more of it.
    Garbage,
    /// To whoever is in a room it sends events whose numbers go back, and then leap.
    WrongNumbers,
    /// It says thousands of things that nobody has asked for: to those whose connections are open, and to each new
    /// one before anything else.
    Flood,
    /// It refuses each chat message for good.
    RefusesChat,
}

impl Mode {
    /// False where the browser does not hear that the real server has ended a connection.
    pub(super) fn tells_of_the_end(self) -> bool {
        !matches!(self, Self::Silent | Self::Garbage)
    }
}
