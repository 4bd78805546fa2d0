//! How far the projection of this binary's generation is, and waiting for it.
use crate::id::Position;
use std::time::Duration;
#[derive(Clone)]
pub struct Progress;
impl Progress {
    pub fn position(&self) -> Position {
        unimplemented!()
    }
    /// Waits until `position` has been folded in; `false` when that took longer than `patience`.
    pub async fn reached(&self, _position: Position, _patience: Duration) -> bool {
        unimplemented!()
    }
}
