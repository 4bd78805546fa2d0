use super::*;
use crate::conversations::{Actor, Conversation, Kind, Opened};
use crate::testing::{Given, at, given, given_by, person};
use std::time::Duration;
use uuid::Uuid;

const CALL: CallId = CallId(Uuid::from_u128(7));
const TALK: ConversationId = ConversationId(Uuid::from_u128(9));
const OPEN: Result<(), Closed> = Ok(());

/// 1 calls 2 at 1 s; it rings until 31 s.
fn started() -> Event {
    let (caller, callee) = (person(1), person(2));
    Started { call: CALL, conversation: TALK, caller, callee, video: true, rings_until: at(31) }.into()
}

fn accepted() -> Event {
    Accepted { call: CALL, conversation: TALK, caller: person(1), callee: person(2) }.into()
}

fn ended(outcome: Outcome, seconds: u64) -> Event {
    let (caller, callee) = (person(1), person(2));
    Ended { call: CALL, conversation: TALK, caller, callee, video: true, outcome, seconds }.into()
}

fn ringing() -> Given<Call> {
    given([started()])
}

/// Accepted at 2 s.
fn on() -> Given<Call> {
    given([started(), accepted()])
}

fn over(outcome: Outcome) -> Given<Call> {
    given([started(), ended(outcome, 0)])
}

fn accepts(who: u128, seconds: i64) -> impl Fn(&Call) -> Decided {
    move |state| accept(state, CALL, person(who), at(seconds))
}

fn declines(who: u128) -> impl Fn(&Call) -> Decided {
    move |state| decline(state, CALL, person(who))
}

fn hangs_up(who: u128, seconds: i64) -> impl Fn(&Call) -> Decided {
    move |state| hang_up(state, CALL, person(who), at(seconds))
}

fn is_missed(seconds: i64) -> impl Fn(&Call) -> Decided {
    move |state| miss(state, CALL, at(seconds))
}

/// Who calls in a conversation of 1 and 2, at 1 s.
fn calls(who: u128, kind: Kind, reach: Result<(), Closed>) -> impl Fn(&Call) -> Decided {
    move |state| {
        let people = vec![person(1), person(2)];
        let opened = Opened { conversation: TALK, kind, name: None, description: None, people, owner: None };
        let conversation: Conversation = given_by([(person(1), opened.into())]).state();
        let seat = conversation.seat(person(who), None);
        let actor = Actor { person: person(who), seat, administrator: false };
        let scene = Scene { id: TALK, conversation: &conversation, actor: &actor, at: at(1) };
        start(state, &scene, reach, &Start { call: CALL, video: true, ring: Duration::from_secs(30) })
    }
}

fn nothing() -> Given<Call> {
    given([])
}

#[test]
fn one_of_two_calls_the_other() {
    nothing().when(calls(1, Kind::Direct, OPEN)).then(started());
    ringing().when(calls(1, Kind::Direct, OPEN)).nothing();
}

#[test]
fn only_two_people_call_each_other() {
    nothing().when(calls(1, Kind::Group, OPEN)).refused(Refused::NotDirect);
    nothing().when(calls(1, Kind::Room, OPEN)).refused(Refused::NotDirect);
    nothing().when(calls(3, Kind::Direct, OPEN)).refused(Refused::UnknownConversation);
    for closed in [Closed::Blocked, Closed::NotAllowed] {
        nothing().when(calls(1, Kind::Direct, Err(closed))).refused(Refused::Closed(closed));
    }
}

#[test]
fn who_is_called_accepts_once() {
    ringing().when(accepts(2, 30)).then(accepted());
    on().when(accepts(2, 40)).nothing();
    ringing().when(accepts(1, 5)).refused(Refused::NotCalled);
    ringing().when(accepts(3, 5)).refused(Refused::Unknown);
    nothing().when(accepts(2, 5)).refused(Refused::Unknown);
}

#[test]
fn it_is_too_late_from_the_very_moment_it_is_missed() {
    ringing().when(accepts(2, 31)).refused(Refused::Over);
    ringing().when(is_missed(30)).refused(Refused::Early);
    ringing().when(is_missed(31)).then(ended(Outcome::Missed, 0));
    on().when(is_missed(31)).refused(Refused::Accepted);
    over(Outcome::Declined).when(is_missed(31)).refused(Refused::Over);
    over(Outcome::Missed).when(accepts(2, 20)).refused(Refused::Over);
}

#[test]
fn who_is_called_declines() {
    ringing().when(declines(2)).then(ended(Outcome::Declined, 0));
    ringing().when(declines(1)).refused(Refused::NotCalled);
    ringing().when(declines(3)).refused(Refused::Unknown);
    on().when(declines(2)).refused(Refused::Accepted);
    over(Outcome::Declined).when(declines(2)).nothing();
    over(Outcome::Missed).when(declines(2)).refused(Refused::Over);
}

#[test]
fn how_it_ends_depends_on_who_hangs_up_and_when() {
    ringing().when(hangs_up(1, 10)).then(ended(Outcome::Missed, 0));
    ringing().when(hangs_up(2, 10)).then(ended(Outcome::Declined, 0));
    on().when(hangs_up(1, 62)).then(ended(Outcome::Completed, 60));
    on().when(hangs_up(2, 62)).then(ended(Outcome::Completed, 60));
    on().when(hangs_up(2, 1)).then(ended(Outcome::Completed, 0));
    on().when(hangs_up(3, 62)).refused(Refused::Unknown);
    over(Outcome::Completed).when(hangs_up(1, 70)).nothing();
}

#[test]
fn what_both_have_left_ends_as_if_one_had_hung_up() {
    let is_abandoned = |seconds: i64| move |state: &Call| abandon(state, CALL, at(seconds));
    on().when(is_abandoned(92)).then(ended(Outcome::Completed, 90));
    ringing().when(is_abandoned(92)).refused(Refused::Early);
    over(Outcome::Completed).when(is_abandoned(92)).refused(Refused::Over);
}

#[test]
fn the_two_of_it_are_the_two_of_it() {
    let call = on().state();
    assert!(call.is_of(person(1), person(2)) && call.is_of(person(2), person(1)));
    assert!(!call.is_of(person(1), person(3)) && !call.is_of(person(1), person(1)));
    assert!(!nothing().state().is_of(person(1), person(2)));
}

#[test]
fn it_concerns_the_conversation_and_both() {
    let both = vec![topic(TALK), Topic::person(person(1)), Topic::person(person(2))];
    for event in [started(), accepted(), ended(Outcome::Missed, 0)] {
        assert_eq!(event.topics(), both);
    }
}
