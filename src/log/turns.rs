//! Never two appends in flight for one subject with an expectation from one node: each waits for its turn.

use super::Subject;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{Mutex as Queue, OwnedMutexGuard};

#[derive(Default)]
pub(super) struct Turns {
    queues: Arc<Mutex<HashMap<Subject, Arc<Queue<()>>>>>,
}

/// Held while a command on the subject is under way.
pub(super) struct Turn {
    subject: Subject,
    guard: Option<OwnedMutexGuard<()>>,
    queues: Arc<Mutex<HashMap<Subject, Arc<Queue<()>>>>>,
}

impl Turns {
    /// Waits until nobody else on this node changes `subject`; first come, first served.
    pub async fn take(&self, subject: &Subject) -> Turn {
        let queue = self.queues.lock().entry(subject.clone()).or_default().clone();
        let guard = queue.lock_owned().await;
        Turn { subject: subject.clone(), guard: Some(guard), queues: self.queues.clone() }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut queues = self.queues.lock();
        self.guard = None;
        // The map's is the last handle: nobody waits.
        if queues.get(&self.subject).is_some_and(|queue| Arc::strong_count(queue) == 1) {
            queues.remove(&self.subject);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Unit;

    #[tokio::test]
    async fn one_after_the_other_and_nothing_is_left() {
        let turns = Arc::new(Turns::default());
        let subject = Subject::of(Unit::Post, 1);
        let first = turns.take(&subject).await;
        let waiting = tokio::spawn({
            let (turns, subject) = (turns.clone(), subject.clone());
            async move { drop(turns.take(&subject).await) }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        drop(turns.take(&Subject::of(Unit::Post, 2)).await);
        drop(first);
        waiting.await.unwrap();
        assert!(turns.queues.lock().is_empty());
    }
}
