//! A command: load the state, decide, append with the expectation that the state is still the last, again when it was not.

use super::append::{AppendError, Appended, Proposal};
use super::{Away, Entry, Log, Subject};
use crate::event::{Aggregate, Event, Meta};
use crate::id::{EventId, Key, PersonId, Position};
use std::time::Duration;
use time::OffsetDateTime;

/// Who asks, under which key, when, and a fingerprint of what they ask (an HMAC over the command without its secrets).
#[derive(Clone, Debug)]
pub struct Request {
    pub actor: PersonId,
    pub key: Key,
    pub at: OffsetDateTime,
    pub fingerprint: Box<str>,
}

impl Request {
    pub fn event_id(&self) -> EventId {
        EventId::of(self.actor, self.key)
    }
}

/// What a decision comes to.
#[derive(Clone, Debug)]
pub enum Decision<E> {
    Append(E),
    /// It is so already: nothing to append.
    Nothing,
}

/// A command that was carried out.
#[derive(Clone, Debug)]
pub struct Done<S> {
    /// The position of the command's event, or the one at which nothing had to change.
    pub position: Position,
    /// The unit's state after it.
    pub state: S,
    /// `false`: it changed nothing.
    pub appended: bool,
    /// An earlier attempt of the same request had appended it already.
    pub repeated: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum CommandError<R> {
    /// A rule refuses it.
    #[error("refused")]
    Refused(R),
    /// The key was used for another command.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// Others kept changing the unit.
    #[error("too many others are changing this")]
    Conflict,
    #[error(transparent)]
    Away(#[from] Away),
    /// The log is full, or the event is beyond what it takes.
    #[error("the log refuses: {0}")]
    Full(String),
}

/// Where a command's state comes from.
#[derive(Clone, Debug)]
pub struct Loaded<S> {
    pub state: S,
    /// The last sequence of the subject that the state knows; 0 for none.
    pub last: Position,
    /// The position of the entry that this very request appended earlier, with its fingerprint, if it did.
    pub earlier: Option<(Position, Option<Box<str>>)>,
}

const ATTEMPTS: u32 = 5;

impl Log {
    /// Decides on the cached fold of `subject` and appends what comes out.
    pub async fn execute<A, R>(
        &self,
        subject: &Subject,
        request: &Request,
        decide: impl Fn(&A) -> Result<Decision<A::Event>, R>,
    ) -> Result<Done<A>, CommandError<R>>
    where
        A: Aggregate,
    {
        let _turn = self.turns().take(subject).await;
        let mut attempt = 0;
        loop {
            let loaded = self.load::<A>(subject, request.event_id()).await?;
            if let Some(done) = repeated(&loaded, request)? {
                return Ok(done);
            }
            let decision = decide(&loaded.state);
            // An append is checked by its expectation; what appends nothing has to be: this node may not yet have what another
            // has written.
            if !matches!(decision, Ok(Decision::Append(_))) && self.has_gone_on(subject, loaded.last).await? {
                self.forget(subject);
                attempt += 1;
                self.pause(attempt).await?;
                continue;
            }
            let event = match decision.map_err(CommandError::Refused)? {
                Decision::Nothing => {
                    return Ok(Done { position: loaded.last, state: loaded.state, appended: false, repeated: false });
                }
                Decision::Append(event) => event.into(),
            };
            match self.propose(subject, request, event, Some(loaded.last)).await {
                Ok(entry) => {
                    let state = self.remember::<A>(subject, loaded, &entry);
                    return Ok(Done { position: entry.position, state, appended: true, repeated: false });
                }
                Err(Rejected::Stale) => {
                    self.forget(subject);
                    attempt += 1;
                    self.pause(attempt).await?;
                }
                Err(Rejected::Final(error)) => return Err(error),
            }
        }
    }

    /// Like [`Log::execute`] for the command that makes a unit, whose id is a function of the request: decides on nothing, and
    /// only when somebody was there before (an earlier attempt of the same request, as a rule) loads what is there.
    pub async fn execute_new<A, R>(
        &self,
        subject: &Subject,
        request: &Request,
        decide: impl Fn(&A) -> Result<Decision<A::Event>, R>,
    ) -> Result<Done<A>, CommandError<R>>
    where
        A: Aggregate,
    {
        if !self.begin(subject) {
            return self.execute(subject, request, decide).await;
        }
        let decision = decide(&A::default());
        let Ok(Decision::Append(event)) = decision else {
            self.forget(subject);
            return self.execute(subject, request, decide).await;
        };
        match self.propose(subject, request, event.into(), Some(0)).await {
            Ok(entry) => {
                let state = self.remember_first::<A>(subject, &entry);
                Ok(Done { position: entry.position, state, appended: true, repeated: false })
            }
            Err(rejected) => {
                self.forget(subject);
                match rejected {
                    Rejected::Stale => self.execute(subject, request, decide).await,
                    Rejected::Final(error) => Err(error),
                }
            }
        }
    }

    /// Like [`Log::execute`] for a unit too long to fold (`reactions`): `base` gives the one key's state from a read model at
    /// its position; `fold` carries it on over the subject's entries after that.
    pub async fn execute_on_tail<S, R, L>(
        &self,
        subject: &Subject,
        request: &Request,
        base: impl Fn() -> L,
        fold: impl Fn(&mut S, &Meta, Event),
        decide: impl Fn(&S) -> Result<Decision<Event>, R>,
    ) -> Result<Done<S>, CommandError<R>>
    where
        S: Clone,
        L: Future<Output = Result<Base<S>, CommandError<R>>>,
    {
        let _turn = self.turns().take(subject).await;
        let mut attempt = 0;
        loop {
            let mut loaded = self.load_tail(subject, request.event_id(), base().await?, &fold).await?;
            if let Some(done) = repeated(&loaded, request)? {
                return Ok(done);
            }
            let event = match decide(&loaded.state).map_err(CommandError::Refused)? {
                Decision::Nothing => {
                    return Ok(Done { position: loaded.last, state: loaded.state, appended: false, repeated: false });
                }
                Decision::Append(event) => event,
            };
            match self.propose(subject, request, event.clone(), Some(loaded.last)).await {
                Ok(entry) => {
                    fold(&mut loaded.state, &entry.meta(), event);
                    return Ok(Done { position: entry.position, state: loaded.state, appended: true, repeated: false });
                }
                Err(Rejected::Stale) => {
                    attempt += 1;
                    self.pause(attempt).await?;
                }
                Err(Rejected::Final(error)) => return Err(error),
            }
        }
    }

    /// Appends without an expectation, to a subject that is never folded. That an earlier attempt of the same request was there
    /// already the log knows for some minutes; beyond them whoever asks has to have looked, see [`Log::confirm`].
    pub async fn append_freely<R>(
        &self,
        subject: &Subject,
        request: &Request,
        event: Event,
    ) -> Result<Appended, CommandError<R>> {
        let proposal = Proposal::new(subject.clone(), request, &event, None)
            .map_err(|error| CommandError::Full(error.to_string()))?;
        self.append(proposal).await.map_err(|error| match error {
            // Without an expectation nothing is stale but by an id that is on its way elsewhere.
            AppendError::Stale => CommandError::Conflict,
            AppendError::KeyReused => CommandError::KeyReused,
            AppendError::Refused(why) => CommandError::Full(why),
            AppendError::Away(away) => CommandError::Away(away),
        })
    }

    /// Whether what a read model has at `position` as this request's event was asked in the same words.
    pub async fn confirm<R>(&self, request: &Request, position: Position) -> Result<(), CommandError<R>> {
        match self.api().at_from_leader(position).await.map_err(Away::from)? {
            Some(entry) if entry.request.as_deref() != Some(&*request.fingerprint) => Err(CommandError::KeyReused),
            // Erased since: it was done.
            Some(_) | None => Ok(()),
        }
    }

    async fn propose<R>(
        &self,
        subject: &Subject,
        request: &Request,
        event: Event,
        expected: Option<Position>,
    ) -> Result<Entry, Rejected<R>> {
        let proposal = Proposal::new(subject.clone(), request, &event, expected)
            .map_err(|error| Rejected::Final(CommandError::Full(error.to_string())))?;
        let entry = proposal.entry();
        match self.append(proposal).await {
            // It was there already, so the state that was decided on is not the last: load again, and find it.
            Ok(appended) if appended.repeated => Err(Rejected::Stale),
            Ok(appended) => Ok(Entry { position: appended.position, ..entry }),
            Err(AppendError::Stale) => Err(Rejected::Stale),
            Err(AppendError::KeyReused) => Err(Rejected::Final(CommandError::KeyReused)),
            Err(AppendError::Refused(why)) => Err(Rejected::Final(CommandError::Full(why))),
            Err(AppendError::Away(away)) => Err(Rejected::Final(CommandError::Away(away))),
        }
    }

    /// Whether there is anything on `subject` after that.
    async fn has_gone_on(&self, subject: &Subject, last: Position) -> Result<bool, Away> {
        Ok(self.api().next_from_leader(subject.as_str(), last + 1).await?.is_some())
    }

    /// A short pause with jitter before deciding again; an error when it was tried often enough.
    async fn pause<R>(&self, attempt: u32) -> Result<(), CommandError<R>> {
        if attempt >= ATTEMPTS {
            return Err(CommandError::Conflict);
        }
        tokio::time::sleep(Duration::from_millis(rand::random_range(1..=4u64 << attempt))).await;
        Ok(())
    }
}

enum Rejected<R> {
    Stale,
    Final(CommandError<R>),
}

/// A read model's answer to start from.
#[derive(Clone, Debug)]
pub struct Base<S> {
    pub state: S,
    /// The position the read model stood at, from the same snapshot.
    pub position: Position,
    /// Where this very request was found to be done already, if the read model keeps that.
    pub earlier: Option<Position>,
}

fn repeated<S: Clone, R>(loaded: &Loaded<S>, request: &Request) -> Result<Option<Done<S>>, CommandError<R>> {
    match &loaded.earlier {
        None => Ok(None),
        Some((_, Some(fingerprint))) if **fingerprint != *request.fingerprint => Err(CommandError::KeyReused),
        Some((position, _)) => {
            Ok(Some(Done { position: *position, state: loaded.state.clone(), appended: true, repeated: true }))
        }
    }
}
