//! Notifications: what concerns somebody, derived from the events alone (`projections/notifications`). Only how far they have
//! seen them is kept, in `account`.

pub mod http;
pub mod read;
pub mod view;
