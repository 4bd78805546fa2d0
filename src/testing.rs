//! `given([events]).when(command).then(event)`: rules as sentences.

use crate::event::{Aggregate, Meta};
use crate::id::{EventId, PersonId};
use crate::log::Decision;
use std::fmt::Debug;
use time::OffsetDateTime;
use uuid::Uuid;

/// The person with that number.
pub fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

/// So many seconds after 1970.
pub fn at(seconds: i64) -> OffsetDateTime {
    OffsetDateTime::UNIX_EPOCH + time::Duration::seconds(seconds)
}

/// What has happened: each by `person(1)`, a second after the other.
pub struct Given<A>(A);

pub fn given<A: Aggregate>(events: impl IntoIterator<Item = A::Event>) -> Given<A> {
    given_by(events.into_iter().map(|event| (person(1), event)))
}

/// What has happened, and who did it.
pub fn given_by<A: Aggregate>(events: impl IntoIterator<Item = (PersonId, A::Event)>) -> Given<A> {
    let mut state = A::default();
    for (index, (actor, event)) in events.into_iter().enumerate() {
        let position = index as u64 + 1;
        let meta = Meta { position, id: EventId(Uuid::from_u128(position.into())), at: at(position as i64), actor };
        state.evolve(&meta, &event);
    }
    Given(state)
}

impl<A> Given<A> {
    pub fn when<E, R>(&self, decide: impl FnOnce(&A) -> Result<Decision<E>, R>) -> When<E, R> {
        When(decide(&self.0))
    }

    pub fn state(self) -> A {
        self.0
    }
}

pub struct When<E, R>(Result<Decision<E>, R>);

impl<E: Debug + PartialEq, R: Debug + PartialEq> When<E, R> {
    #[track_caller]
    pub fn then(self, event: impl Into<E>) {
        match self.0 {
            Ok(Decision::Append(appended)) => assert_eq!(appended, event.into()),
            other => panic!("nothing was appended: {other:?}"),
        }
    }

    /// The event, for a closer look.
    #[track_caller]
    pub fn appended(self) -> E {
        match self.0 {
            Ok(Decision::Append(appended)) => appended,
            other => panic!("nothing was appended: {other:?}"),
        }
    }

    /// The refusal, for a closer look.
    #[track_caller]
    pub fn why(self) -> R {
        match self.0 {
            Err(why) => why,
            other => panic!("it was not refused: {other:?}"),
        }
    }

    #[track_caller]
    pub fn nothing(self) {
        assert!(matches!(self.0, Ok(Decision::Nothing)), "{:?}", self.0);
    }

    #[track_caller]
    pub fn refused(self, refused: R) {
        match self.0 {
            Err(why) => assert_eq!(why, refused),
            other => panic!("it was not refused: {other:?}"),
        }
    }
}
