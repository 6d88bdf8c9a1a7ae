//! What hosts see: who asks to come in, who may, and what can be done to whom.

mod act_button;
mod invite;
mod knocks;
mod manage;
mod panel;
mod password;

pub(super) use self::{knocks::knock_banner, manage::manage, panel::doors_panel};
