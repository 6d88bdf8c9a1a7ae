mod bad_room;
mod ended;
mod incomplete;
mod left;
mod not_found;

pub(crate) use bad_room::BadRoomPage;
pub(crate) use ended::EndedPage;
pub(crate) use incomplete::IncompletePage;
pub(crate) use left::LeftPage;
pub(crate) use not_found::NotFoundPage;
