use super::*;
use crate::log::Unit;

pub fn waiting(subject: u128, id: u128, expected: Option<Position>) -> Waiting {
    let proposal = Proposal {
        subject: Subject::of(Unit::Talk, Uuid::from_u128(subject)),
        kind: "message.sent",
        actor: PersonId(Uuid::from_u128(1)),
        id: EventId(Uuid::from_u128(id)),
        request: "".into(),
        payload: Bytes::new(),
        expected,
        urgent: false,
    };
    Waiting { proposal, answer: oneshot::channel().0, since: Instant::now() }
}

/// The ids that go at once, and those that wait.
fn split(group: Vec<Waiting>) -> (Vec<u128>, Vec<u128>) {
    let ids = |group: &[Waiting]| group.iter().map(|one| one.proposal.id.0.as_u128()).collect();
    let mut now = group;
    let later = unfit_for_one_batch(&mut now);
    (ids(&now), ids(&later))
}

#[test]
fn what_nobody_expects_anything_of_goes_in_one_batch() {
    assert_eq!(split((1..=9).map(|id| waiting(7, id, None)).collect()), ((1..=9).collect(), vec![]));
}

#[test]
fn a_subject_of_which_something_is_expected_is_in_a_batch_once() {
    let group = vec![
        waiting(7, 1, Some(0)),
        waiting(7, 2, None),
        waiting(7, 3, Some(0)),
        waiting(8, 4, None),
        waiting(8, 5, Some(0)),
        waiting(8, 6, None),
    ];
    assert_eq!(split(group), (vec![1, 4, 6], vec![2, 3, 5]));
}

#[test]
fn the_same_thing_asked_for_twice_is_in_a_batch_once() {
    assert_eq!(split(vec![waiting(7, 1, None), waiting(7, 1, None)]), (vec![1], vec![1]));
}
