//! Accounts: what is not in the log. Passwords, e-mail addresses, sessions, secrets.
pub mod forget;
pub mod secrets;
pub mod sessions;
