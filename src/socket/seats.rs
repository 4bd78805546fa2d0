//! How many sockets one person has on this node.

use crate::id::PersonId;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Clone)]
pub struct Seats {
    most: Option<usize>,
    taken: Arc<Mutex<HashMap<PersonId, usize>>>,
}

/// One socket's place; free again when dropped.
pub struct Seat {
    person: PersonId,
    taken: Arc<Mutex<HashMap<PersonId, usize>>>,
}

impl Seats {
    /// `most` for one person; `None`: any number.
    pub fn new(most: Option<usize>) -> Seats {
        Seats { most, taken: Arc::default() }
    }

    /// `None`: the person has as many as one may have.
    pub fn take(&self, person: PersonId) -> Option<Seat> {
        let mut taken = self.taken.lock();
        let count = taken.entry(person).or_default();
        if self.most.is_some_and(|most| *count >= most) {
            return None;
        }
        *count += 1;
        Some(Seat { person, taken: self.taken.clone() })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.taken.lock();
        if let Some(count) = taken.get_mut(&self.person) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.person);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_seat_is_free_again_when_its_socket_is_gone() {
        let (seats, person) = (Seats::new(Some(2)), PersonId(Uuid::from_u128(1)));
        let first = seats.take(person).unwrap();
        let _second = seats.take(person).unwrap();
        assert!(seats.take(person).is_none());
        assert!(seats.take(PersonId(Uuid::from_u128(2))).is_some(), "another person's sockets are their own");
        drop(first);
        assert!(seats.take(person).is_some());
    }
}
