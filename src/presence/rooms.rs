//! Who is in the rooms that somebody on this node looks at: told on entering, then when it changes, at most once a second.
//! Without I/O.

use crate::id::PersonId;
use crate::rights::ROOMS;
use crate::socket::delivery::ConnectionId;
use crate::socket::topics::Topic;
use std::collections::HashMap;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// One kind of topic that is a room.
pub struct RoomKind {
    /// What stands before the colon.
    pub kind: &'static str,
    /// Whose room it is. `$1` ids; gives `(id uuid, person uuid)`.
    pub members: &'static str,
    /// Which of the rooms `$2` somebody of the people `$1` belongs to; gives `(id uuid)`.
    pub shared: &'static str,
}

/// Nobody hears of one room more often.
const PAUSE: Duration = Duration::from_secs(1);

/// Whether who is there is told to those who subscribe to it.
pub fn is_room(topic: &Topic) -> bool {
    kind_of(topic).is_some()
}

/// The kind a topic is of, and its id.
pub fn kind_of(topic: &Topic) -> Option<(&'static RoomKind, Uuid)> {
    let (kind, id) = topic.parts();
    let id = id.and_then(|id| Uuid::parse_str(id).ok())?;
    ROOMS.iter().find(|known| known.kind == kind).map(|known| (known, id))
}

/// One socket's attendance, never used again.
pub type Visitor = u64;

#[derive(Default)]
pub struct Rooms {
    rooms: HashMap<Topic, Room>,
    of_visitor: HashMap<Visitor, Vec<Topic>>,
}

#[derive(Default)]
struct Room {
    inside: HashMap<Visitor, (ConnectionId, PersonId)>,
    /// Not yet told anything.
    new: Vec<Visitor>,
    /// They went without what was told last. Told with the next, which is no sooner than for everybody.
    late: Vec<Visitor>,
    /// What those inside were told last, and when.
    shown: Vec<PersonId>,
    told: Option<Instant>,
    /// Something may have changed since.
    stirred: bool,
}

impl Room {
    /// When it is to be looked at; `None`: not before something happens.
    fn due(&self, now: Instant) -> Option<Instant> {
        match self.told {
            _ if !self.new.is_empty() => Some(now),
            Some(told) if self.stirred || !self.late.is_empty() => Some(told + PAUSE),
            Some(_) | None => None,
        }
    }
}

impl Rooms {
    pub fn enter(&mut self, visitor: Visitor, connection: ConnectionId, person: PersonId, room: &Topic) {
        let held = self.rooms.entry(room.clone()).or_default();
        if held.inside.insert(visitor, (connection, person)).is_none() {
            self.of_visitor.entry(visitor).or_default().push(room.clone());
        }
        held.new.push(visitor);
    }

    pub fn leave(&mut self, visitor: Visitor, room: &Topic) {
        let Some(held) = self.rooms.get_mut(room) else { return };
        held.inside.remove(&visitor);
        held.new.retain(|new| *new != visitor);
        held.late.retain(|late| *late != visitor);
        if held.inside.is_empty() {
            self.rooms.remove(room);
        }
        if let Some(rooms) = self.of_visitor.get_mut(&visitor) {
            rooms.retain(|other| other != room);
        }
    }

    /// The socket is gone.
    pub fn gone(&mut self, visitor: Visitor) {
        for room in self.of_visitor.remove(&visitor).unwrap_or_default() {
            self.leave(visitor, &room);
        }
    }

    /// A socket was not told something: it is told anew how its rooms look.
    pub fn again(&mut self, connection: ConnectionId, person: PersonId) {
        for room in self.rooms.values_mut() {
            let theirs = room.inside.iter().filter(|(_, inside)| **inside == (connection, person));
            room.late.extend(theirs.map(|(visitor, _)| *visitor));
        }
    }

    pub fn is_empty(&self) -> bool {
        self.rooms.is_empty()
    }

    /// Every room somebody is in.
    pub fn all(&self) -> Vec<Topic> {
        self.rooms.keys().cloned().collect()
    }

    /// Something may have changed in it.
    pub fn stir(&mut self, room: &Topic) {
        if let Some(room) = self.rooms.get_mut(room) {
            room.stirred = true;
        }
    }

    pub fn stir_all(&mut self) {
        self.rooms.values_mut().for_each(|room| room.stirred = true);
    }

    /// When there is next something to look at.
    pub fn next(&self, now: Instant) -> Option<Instant> {
        self.rooms.values().filter_map(|room| room.due(now)).min()
    }

    /// The rooms to look at now; what happens from here on stirs them anew.
    pub fn due(&mut self, now: Instant) -> Vec<Topic> {
        let due = self.rooms.iter_mut().filter(|(_, room)| room.due(now).is_some_and(|at| at <= now));
        due.map(|(topic, room)| {
            room.stirred = false;
            topic.clone()
        })
        .collect()
    }

    /// Takes who is in a room, in a fixed order; answers whom to tell.
    pub fn look(&mut self, room: &Topic, people: &[PersonId], now: Instant) -> Vec<(ConnectionId, PersonId)> {
        let Some(held) = self.rooms.get_mut(room) else { return Vec::new() };
        let mut tell = std::mem::take(&mut held.new);
        let changed = held.shown != people || held.told.is_none();
        if held.told.is_some_and(|told| told + PAUSE > now) {
            // Only those who came are told now; the others soon.
            held.stirred = changed;
        } else if changed {
            tell = held.inside.keys().copied().collect();
            (held.shown, held.told) = (people.to_vec(), Some(now));
            held.late.clear();
        } else if !held.late.is_empty() {
            tell.append(&mut held.late);
            held.told = Some(now);
        }
        tell.sort_unstable();
        tell.dedup();
        tell.iter().filter_map(|visitor| held.inside.get(visitor)).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(number))
    }

    fn look(rooms: &mut Rooms, people: &[u128], now: Instant) -> Vec<ConnectionId> {
        let people: Vec<_> = people.iter().map(|number| person(*number)).collect();
        let mut told: Vec<_> =
            rooms.due(now).iter().flat_map(|room| rooms.look(room, &people, now)).map(|(id, _)| id).collect();
        told.sort();
        told
    }

    #[test]
    fn who_went_without_is_told_no_sooner_than_a_change_would_be() {
        let (mut rooms, now, lounge) = (Rooms::default(), Instant::now(), Topic::read("room:lounge"));
        rooms.enter(1, 1, person(1), &lounge);
        rooms.enter(2, 2, person(2), &lounge);
        assert_eq!(look(&mut rooms, &[1, 2], now), [1, 2]);
        rooms.again(2, person(2));
        assert!(look(&mut rooms, &[1, 2], now + PAUSE / 2).is_empty());
        assert_eq!(rooms.next(now), Some(now + PAUSE));
        assert_eq!(look(&mut rooms, &[1, 2], now + PAUSE), [2]);
        assert_eq!(rooms.next(now), None, "once");
        rooms.again(2, person(2));
        rooms.stir(&lounge);
        assert_eq!(look(&mut rooms, &[1], now + PAUSE * 2), [1, 2]);
        assert_eq!(rooms.next(now), None);
    }

    #[test]
    fn on_entering_and_then_once_a_second_when_it_changes() {
        let (mut rooms, now, lounge) = (Rooms::default(), Instant::now(), Topic::read("room:lounge"));
        let after = |milliseconds| now + Duration::from_millis(milliseconds);
        rooms.enter(1, 10, person(1), &lounge);
        assert_eq!(look(&mut rooms, &[1], now), [10]);
        assert_eq!(rooms.next(now), None);
        rooms.stir(&lounge);
        assert_eq!(rooms.next(now), Some(after(1_000)));
        assert_eq!(look(&mut rooms, &[1, 2], after(999)), [0u32; 0]);
        rooms.enter(2, 20, person(2), &lounge);
        assert_eq!(look(&mut rooms, &[1, 2], after(999)), [20], "who enters need not wait");
        assert_eq!(look(&mut rooms, &[1, 2], after(1_000)), [10, 20]);
        rooms.stir(&lounge);
        assert_eq!(look(&mut rooms, &[1, 2], after(2_500)), [0u32; 0], "nothing has changed");
    }

    #[test]
    fn who_is_gone_is_told_no_more() {
        let (mut rooms, now, lounge) = (Rooms::default(), Instant::now(), Topic::read("room:lounge"));
        rooms.enter(1, 10, person(1), &lounge);
        rooms.enter(2, 20, person(2), &lounge);
        assert_eq!(look(&mut rooms, &[1, 2], now), [10, 20]);
        rooms.gone(1);
        rooms.stir_all();
        assert_eq!(look(&mut rooms, &[2], now + PAUSE), [20]);
        rooms.leave(2, &lounge);
        assert!(rooms.is_empty());
    }
}
