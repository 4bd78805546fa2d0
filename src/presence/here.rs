//! Who has sockets on this node, and what of it Redis has yet to be told. Without I/O: the writer takes what there is to do,
//! always from how things are at that moment, so that a refresh can never come after the leave it did not know of.

use super::scripts::{Leave, Reason, Times};
use crate::id::{PersonId, SessionId};
use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

pub struct Here {
    times: Times,
    people: HashMap<PersonId, Local>,
    /// Whose state in Redis is not, or perhaps not, as it is here.
    untold: HashSet<PersonId>,
}

#[derive(Default)]
struct Local {
    /// How many sockets each session has.
    open: Vec<(SessionId, usize)>,
    /// Sessions whose last socket closed without a word, and when: their grace. One that signs out has none.
    left: Vec<(SessionId, Instant)>,
    told: Option<Instant>,
}

/// What Redis is to be told in one go.
#[derive(Debug, Default, PartialEq)]
pub struct Work {
    pub touch: Vec<PersonId>,
    pub leave: Vec<Leave>,
}

impl Work {
    pub fn is_empty(&self) -> bool {
        self.touch.is_empty() && self.leave.is_empty()
    }
}

impl Local {
    fn grace(&self, whole: Duration, now: Instant) -> Duration {
        let left = self.left.iter().map(|(_, at)| (*at + whole).saturating_duration_since(now));
        left.max().unwrap_or_default()
    }
}

impl Here {
    pub fn new(times: Times) -> Here {
        Here { times, people: HashMap::new(), untold: HashSet::new() }
    }

    /// Whether somebody has a socket here.
    pub fn has(&self, person: PersonId) -> bool {
        self.people.get(&person).is_some_and(|local| !local.open.is_empty())
    }

    /// A socket said hello. Says whether Redis is to be told.
    pub fn opened(&mut self, person: PersonId, session: SessionId) -> bool {
        let local = self.people.entry(person).or_default();
        let first = local.open.is_empty();
        local.left.retain(|(left, _)| *left != session);
        match local.open.iter_mut().find(|(open, _)| *open == session) {
            Some((_, sockets)) => *sockets += 1,
            None => local.open.push((session, 1)),
        }
        first && self.untold.insert(person)
    }

    /// A socket is gone. `signed_out`: because its session is over. Says whether Redis is to be told.
    pub fn closed(&mut self, person: PersonId, session: SessionId, signed_out: bool, now: Instant) -> bool {
        let Some(local) = self.people.get_mut(&person) else { return false };
        if let Some((_, sockets)) = local.open.iter_mut().find(|(open, _)| *open == session) {
            *sockets -= 1;
        }
        local.open.retain(|(_, sockets)| *sockets > 0);
        if !signed_out && !local.open.iter().any(|(open, _)| *open == session) {
            local.left.retain(|(left, _)| *left != session);
            local.left.push((session, now));
        }
        local.open.is_empty() && self.untold.insert(person)
    }

    /// Sessions ended: whoever closed their last socket just before has no grace either. Says whether Redis is to be told.
    pub fn signed_out(&mut self, over: impl Fn(PersonId, SessionId) -> bool) -> bool {
        let mut any = false;
        for (person, local) in &mut self.people {
            let before = local.left.len();
            local.left.retain(|(session, _)| !over(*person, *session));
            if local.left.len() < before && local.open.is_empty() {
                any |= self.untold.insert(*person);
            }
        }
        any
    }

    /// Redis says that somebody who is here went: their node, this one, was thought dead.
    pub fn contradict(&mut self, person: PersonId) -> bool {
        self.has(person) && self.untold.insert(person)
    }

    /// Redis has lost what it was told, graces included.
    pub fn tell_again(&mut self) {
        self.untold.extend(self.people.keys().copied());
    }

    /// Notes who is to be refreshed, and forgets those whose grace is over.
    pub fn tick(&mut self, now: Instant) {
        let (times, untold) = (self.times, &mut self.untold);
        self.people.retain(|person, local| {
            if untold.contains(person) {
                return true;
            }
            local.left.retain(|(_, at)| *at + times.grace > now);
            if local.open.is_empty() {
                return !local.left.is_empty();
            }
            if local.told.is_none_or(|told| told + times.refresh() <= now) {
                untold.insert(*person);
            }
            true
        });
    }

    /// What is to be told, of at most so many people.
    pub fn take(&mut self, most: usize, now: Instant) -> Work {
        let people: Vec<PersonId> = self.untold.iter().take(most).copied().collect();
        let mut work = Work::default();
        for person in people {
            self.untold.remove(&person);
            let Some(local) = self.people.get_mut(&person) else { continue };
            if local.open.is_empty() {
                let reason = if local.left.is_empty() { Reason::SignOut } else { Reason::Close };
                work.leave.push(Leave { person, grace: local.grace(self.times.grace, now), reason });
            } else {
                local.told = Some(now);
                work.touch.push(person);
            }
        }
        work
    }

    /// Redis was perhaps not told. By the time of another try things may be different.
    pub fn not_told(&mut self, work: Work) {
        self.untold.extend(work.touch);
        self.untold.extend(work.leave.into_iter().map(|leave| leave.person));
    }

    /// Whether there is anything to tell.
    pub fn is_told(&self) -> bool {
        self.untold.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const TIMES: Times = Times { grace: Duration::from_secs(8), ttl: Duration::from_secs(75) };
    const ADA: PersonId = PersonId(Uuid::from_u128(1));
    const LAPTOP: SessionId = SessionId(Uuid::from_u128(10));
    const PHONE: SessionId = SessionId(Uuid::from_u128(11));

    fn leave(here: &mut Here, now: Instant) -> (Duration, Reason) {
        let work = here.take(10, now);
        assert_eq!((work.touch.len(), work.leave.len()), (0, 1));
        (work.leave[0].grace, work.leave[0].reason)
    }

    #[test]
    fn only_the_first_socket_and_the_last_are_told() {
        let (mut here, now) = (Here::new(TIMES), Instant::now());
        assert!(here.opened(ADA, LAPTOP));
        assert_eq!(here.take(10, now).touch, [ADA]);
        assert!(!here.opened(ADA, LAPTOP));
        assert!(!here.closed(ADA, LAPTOP, false, now));
        assert!(here.take(10, now).is_empty());
        assert!(here.closed(ADA, LAPTOP, false, now));
        assert_eq!(leave(&mut here, now), (TIMES.grace, Reason::Close));
    }

    #[test]
    fn who_is_back_before_redis_was_told_never_left() {
        let (mut here, now) = (Here::new(TIMES), Instant::now());
        here.opened(ADA, LAPTOP);
        here.take(10, now);
        here.closed(ADA, LAPTOP, false, now);
        here.opened(ADA, LAPTOP);
        assert_eq!(here.take(10, now), Work { touch: vec![ADA], leave: vec![] });
    }

    #[test]
    fn signing_out_has_no_grace_but_another_device_keeps_its_own() {
        let (mut here, now) = (Here::new(TIMES), Instant::now());
        here.opened(ADA, LAPTOP);
        here.closed(ADA, LAPTOP, true, now);
        assert_eq!(leave(&mut here, now), (Duration::ZERO, Reason::SignOut));
        here.opened(ADA, LAPTOP);
        here.opened(ADA, PHONE);
        here.closed(ADA, PHONE, false, now);
        let later = now + Duration::from_secs(3);
        here.closed(ADA, LAPTOP, true, later);
        assert_eq!(leave(&mut here, later), (Duration::from_secs(5), Reason::Close));
    }

    #[test]
    fn a_socket_that_closed_just_before_its_session_ended_has_no_grace() {
        let (mut here, now) = (Here::new(TIMES), Instant::now());
        here.opened(ADA, LAPTOP);
        here.closed(ADA, LAPTOP, false, now);
        assert_eq!(leave(&mut here, now).1, Reason::Close);
        here.tick(now + Duration::from_secs(1));
        assert!(!here.signed_out(|_, session| session == PHONE));
        assert!(here.signed_out(|_, session| session == LAPTOP));
        assert_eq!(leave(&mut here, now), (Duration::ZERO, Reason::SignOut));
        here.tick(now);
        assert!(here.people.is_empty());
    }

    #[test]
    fn who_is_here_is_told_again_every_third_of_the_ttl() {
        let (mut here, now) = (Here::new(TIMES), Instant::now());
        here.opened(ADA, LAPTOP);
        here.take(10, now);
        here.tick(now + Duration::from_secs(24));
        assert!(here.is_told());
        here.tick(now + Duration::from_secs(25));
        assert_eq!(here.take(10, now).touch, [ADA]);
    }

    #[test]
    fn what_redis_was_not_told_is_told_as_it_then_is() {
        let (mut here, now) = (Here::new(TIMES), Instant::now());
        here.opened(ADA, LAPTOP);
        let work = here.take(10, now);
        here.closed(ADA, LAPTOP, false, now);
        here.not_told(work);
        assert_eq!(leave(&mut here, now).1, Reason::Close);
    }
}
