//! Which sessions were revoked and who is banned, as this node knows: checked on every request, and what closes sockets.
use crate::id::{PersonId, SessionId};
#[derive(Clone)]
pub struct Sessions;
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    Session(SessionId),
    Person(PersonId),
}
impl Sessions {
    /// Whether this node knows the session to be over or its person banned.
    pub fn ended(&self, _person: PersonId, _session: SessionId) -> bool {
        false
    }
    /// Tells each revocation as it becomes known on this node (local, signal, or the 30 s reload).
    pub fn watch(&self) -> tokio::sync::broadcast::Receiver<Ended> {
        unimplemented!()
    }
}
