pub(crate) mod caller;
pub(crate) mod reply;
pub(crate) mod server;

pub(crate) use caller::Caller;
pub(crate) use reply::Reply;
pub(crate) use server::Server;
