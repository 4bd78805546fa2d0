use super::*;
use crate::testing::{Given, given_by, person};

fn pair() -> FriendshipId {
    Friendship::id(person(1), person(2))
}

/// What one does to the other: `1 -> 2` or `2 -> 1`.
fn requested(to: u128) -> Event {
    Requested { friendship: pair(), person: person(to) }.into()
}

fn accepted(of: u128) -> Event {
    Accepted { friendship: pair(), person: person(of) }.into()
}

fn blocked(by: u128, other: u128) -> Event {
    Blocked { friendship: pair(), by: person(by), person: person(other) }.into()
}

fn after(events: impl IntoIterator<Item = (u128, Event)>) -> Given<Friendship> {
    given_by(events.into_iter().map(|(actor, event)| (person(actor), event)))
}

fn friends() -> Given<Friendship> {
    after([(1, requested(2)), (2, accepted(1))])
}

type Decide = fn(&Friendship, PersonId, PersonId) -> Result<Decision<Event>, Refused>;

fn by(decide: Decide, actor: u128, other: u128) -> impl Fn(&Friendship) -> Result<Decision<Event>, Refused> {
    move |state| decide(state, person(actor), person(other))
}

#[test]
fn a_pair_is_the_same_from_both_sides() {
    assert_eq!(pair(), Friendship::id(person(2), person(1)));
    assert_ne!(pair(), Friendship::id(person(1), person(3)));
    assert_eq!(pair().0.get_version_num(), 5);
}

#[test]
fn who_is_asked_back_accepts() {
    after([]).when(by(befriend, 1, 2)).then(requested(2));
    after([(1, requested(2))]).when(by(befriend, 1, 2)).nothing();
    after([(1, requested(2))]).when(by(befriend, 2, 1)).then(accepted(1));
    friends().when(by(befriend, 1, 2)).nothing();
    friends().when(by(befriend, 2, 1)).nothing();
}

#[test]
fn it_ends_in_the_word_that_fits() {
    after([]).when(by(unfriend, 1, 2)).nothing();
    let request = || after([(1, requested(2))]);
    request().when(by(unfriend, 1, 2)).then(Cancelled { friendship: pair(), person: person(2) });
    request().when(by(unfriend, 2, 1)).then(Declined { friendship: pair(), person: person(1) });
    friends().when(by(unfriend, 2, 1)).then(Removed { friendship: pair(), person: person(1) });
}

#[test]
fn after_an_end_it_may_begin_again() {
    let ends: [Event; 3] = [
        Declined { friendship: pair(), person: person(1) }.into(),
        Cancelled { friendship: pair(), person: person(2) }.into(),
        Removed { friendship: pair(), person: person(2) }.into(),
    ];
    for end in ends {
        after([(1, requested(2)), (2, end)]).when(by(befriend, 2, 1)).then(requested(1));
    }
}

#[test]
fn a_block_ends_the_friendship_and_any_request() {
    let ended = after([(1, requested(2)), (2, accepted(1)), (1, blocked(1, 2))]).state();
    assert_eq!(ended.standing, Standing::Strangers);
    let ended = after([(1, requested(2)), (2, blocked(2, 1))]).state();
    assert_eq!(ended.standing, Standing::Strangers);
}

#[test]
fn a_block_prevents_new_requests_from_both_sides() {
    let closed = || after([(1, blocked(1, 2))]);
    closed().when(by(befriend, 1, 2)).refused(Refused::Closed(Closed::Blocked));
    closed().when(by(befriend, 2, 1)).refused(Refused::Closed(Closed::NotAllowed));
    closed().when(by(unfriend, 2, 1)).nothing();
}

#[test]
fn a_block_is_a_true_transition_of_each_side() {
    after([]).when(by(block, 1, 2)).then(blocked(1, 2));
    let closed = || after([(1, blocked(1, 2))]);
    closed().when(by(block, 1, 2)).nothing();
    closed().when(by(block, 2, 1)).then(blocked(2, 1));
    let unblocked = Unblocked { friendship: pair(), by: person(1), person: person(2) };
    closed().when(by(unblock, 1, 2)).then(unblocked.clone());
    closed().when(by(unblock, 2, 1)).nothing();
    after([(1, blocked(1, 2)), (1, unblocked.into())]).when(by(befriend, 2, 1)).then(requested(1));
}

#[test]
fn of_two_blocks_one_s_own_is_told() {
    let both = || after([(1, blocked(1, 2)), (2, blocked(2, 1))]);
    both().when(by(befriend, 1, 2)).refused(Refused::Closed(Closed::Blocked));
    both().when(by(befriend, 2, 1)).refused(Refused::Closed(Closed::Blocked));
}

#[test]
fn nobody_does_it_to_themselves() {
    for decide in [befriend as Decide, unfriend, block, unblock] {
        after([]).when(by(decide, 1, 1)).refused(Refused::Oneself);
    }
}

#[test]
fn the_blocked_hears_nothing_of_it() {
    assert_eq!(blocked(1, 2).topics(), vec![]);
    assert_eq!(blocked(1, 2).effects(), vec![Effect::Blocked { by: person(1), person: person(2) }]);
    assert_eq!(requested(2).topics(), vec![Topic::person(person(2))]);
}
