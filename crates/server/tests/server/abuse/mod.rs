//! What strangers do to a server, a function for each, and all with the same look at what must hold: [`siege::Siege`].

mod churn;
mod doors;
mod floods;
mod heads;
mod hearing;
mod logs;
mod media;
mod origins;
mod relay;
mod rooms;
mod siege;
mod tokens;
