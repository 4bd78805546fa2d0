//! Load the state of one unit: from the cache, which the node's own follower keeps fresh, or by reading its subject.

use super::command::{Base, Loaded};
use super::{Away, CommandError, Entry, Log, Subject};
use crate::event::{Aggregate, Event, Meta};
use crate::id::{EventId, Position};
use lru::LruCache;
use parking_lot::Mutex;
use std::any::Any;
use std::collections::HashMap;
use std::num::NonZeroUsize;

const UNITS: NonZeroUsize = NonZeroUsize::new(20_000).expect("not zero");

/// Folds of recently used subjects. A slot exists from before its subject is read, so that nothing falls between reading and following.
pub(super) struct Cache(Mutex<LruCache<Subject, Slot>>);

impl Default for Cache {
    fn default() -> Cache {
        Cache(Mutex::new(LruCache::new(UNITS)))
    }
}

enum Slot {
    /// Being read: what the follower brings meanwhile is kept.
    Loading(Vec<Entry>),
    Held(Box<dyn Held>),
}

trait Held: Send {
    fn apply(&mut self, entry: &Entry);
    fn as_any(&self) -> &dyn Any;
}

struct Fold<A> {
    state: A,
    last: Position,
    /// Which requests wrote it, so that a repeat is known however late.
    requests: HashMap<EventId, (Position, Option<Box<str>>)>,
}

impl<A: Aggregate> Fold<A> {
    fn loaded(&self, request: EventId) -> Loaded<A> {
        Loaded { state: self.state.clone(), last: self.last, earlier: self.requests.get(&request).cloned() }
    }
}

impl<A: Aggregate> Held for Fold<A> {
    fn apply(&mut self, entry: &Entry) {
        if entry.position <= self.last {
            return;
        }
        match A::read(entry) {
            Ok(Some(event)) => self.state.evolve(&entry.meta(), &event),
            Ok(None) => {}
            Err(error) => tracing::error!(%error, subject = %entry.subject, "an event was left out of a state"),
        }
        self.last = entry.position;
        self.requests.insert(entry.id, (entry.position, entry.request.clone()));
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Log {
    /// The fold of `subject`, from the cache or read; with what `request` had appended earlier, if it had.
    pub async fn load<A: Aggregate>(&self, subject: &Subject, request: EventId) -> Result<Loaded<A>, Away> {
        if let Some(loaded) = self.cache().held::<A>(subject, request) {
            return Ok(loaded);
        }
        self.cache().begin(subject);
        let read = self.read(subject, 0).await;
        let entries = match read {
            Ok(entries) => entries,
            Err(away) => {
                self.forget(subject);
                return Err(away);
            }
        };
        let mut fold = Fold { state: A::default(), last: 0, requests: HashMap::new() };
        entries.iter().for_each(|entry| fold.apply(entry));
        let loaded = fold.loaded(request);
        self.cache().finish(subject, fold);
        Ok(loaded)
    }

    /// The state alone, for a decision that needs another unit's state without an expectation on it.
    pub async fn state<A: Aggregate>(&self, subject: &Subject) -> Result<A, Away> {
        Ok(self.load::<A>(subject, EventId(uuid::Uuid::nil())).await?.state)
    }

    /// Every entry of the subject after `after`, oldest first.
    pub async fn read(&self, subject: &Subject, after: Position) -> Result<Vec<Entry>, Away> {
        Ok(self.api().collect(subject.as_str(), after, |_| false).await?)
    }

    /// Takes what the node's reader has read into the cache, so that who was removed elsewhere cannot go on here.
    pub fn refresh(&self, entries: &[Entry]) {
        let cache = self.cache();
        entries.iter().for_each(|entry| cache.apply(entry));
    }

    pub(super) async fn load_tail<S, R>(
        &self,
        subject: &Subject,
        request: EventId,
        base: Base<S>,
        fold: &impl Fn(&mut S, &Meta, Event),
    ) -> Result<Loaded<S>, CommandError<R>> {
        let mut earlier = match base.earlier {
            Some(position) => {
                let entry = self.api().at_from_leader(position).await.map_err(Away::from)?;
                Some((position, entry.and_then(|entry| entry.request)))
            }
            None => None,
        };
        let tail = self.read(subject, base.position).await?;
        let last = match tail.last() {
            Some(entry) => entry.position,
            None => self.api().last_of(subject).await.map_err(Away::from)?,
        };
        let mut state = base.state;
        for entry in tail {
            if entry.id == request {
                earlier = Some((entry.position, entry.request.clone()));
            }
            match Event::of(&entry) {
                Ok(Some(event)) => fold(&mut state, &entry.meta(), event),
                Ok(None) => {}
                Err(error) => tracing::error!(%error, subject = %entry.subject, "an event was left out of a state"),
            }
        }
        Ok(Loaded { state, last, earlier })
    }

    /// Takes one's own event into the cache and answers the state after it.
    pub(super) fn remember<A: Aggregate>(&self, subject: &Subject, loaded: Loaded<A>, entry: &Entry) -> A {
        self.cache().apply(entry);
        if let Some(loaded) = self.cache().held::<A>(subject, entry.id) {
            return loaded.state;
        }
        let mut fold = Fold { state: loaded.state, last: loaded.last, requests: HashMap::new() };
        fold.apply(entry);
        fold.state
    }

    /// Before a unit's first event; `false`: it is known, or somebody else is about to know it.
    pub(super) fn begin(&self, subject: &Subject) -> bool {
        self.cache().begin(subject)
    }

    /// The state after the first event, kept if there was a [`Log::begin`].
    pub(super) fn remember_first<A: Aggregate>(&self, subject: &Subject, entry: &Entry) -> A {
        let mut fold = Fold { state: A::default(), last: 0, requests: HashMap::new() };
        fold.apply(entry);
        let state = fold.state.clone();
        self.cache().finish(subject, fold);
        state
    }

    pub(super) fn forget(&self, subject: &Subject) {
        self.cache().0.lock().pop(subject);
    }
}

impl Cache {
    fn held<A: Aggregate>(&self, subject: &Subject, request: EventId) -> Option<Loaded<A>> {
        match self.0.lock().get(subject)? {
            Slot::Held(held) => Some(held.as_any().downcast_ref::<Fold<A>>()?.loaded(request)),
            Slot::Loading(_) => None,
        }
    }

    /// `false`: somebody else has it, or is about to.
    fn begin(&self, subject: &Subject) -> bool {
        let mut slots = self.0.lock();
        let free = slots.get(subject).is_none();
        if free {
            slots.put(subject.clone(), Slot::Loading(Vec::new()));
        }
        free
    }

    fn finish<A: Aggregate>(&self, subject: &Subject, mut fold: Fold<A>) {
        let mut slots = self.0.lock();
        // Another load of the same subject may have finished, or the slot been forgotten: then this read is only an answer.
        if let Some(slot @ Slot::Loading(_)) = slots.get_mut(subject) {
            if let Slot::Loading(meanwhile) = slot {
                meanwhile.iter().for_each(|entry| fold.apply(entry));
            }
            *slot = Slot::Held(Box::new(fold));
        }
    }

    fn apply(&self, entry: &Entry) {
        match self.0.lock().peek_mut(&entry.subject) {
            Some(Slot::Loading(meanwhile)) => meanwhile.push(entry.clone()),
            Some(Slot::Held(held)) => held.apply(entry),
            None => {}
        }
    }
}
