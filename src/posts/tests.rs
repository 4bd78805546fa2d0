use super::*;
use crate::testing::{at, given, person};
use uuid::Uuid;

const ID: PostId = PostId(Uuid::from_u128(7));

fn text() -> Create {
    Create { kind: Kind::Text, title: "Hello".into(), body: "there".into(), link: None, poll: None, mentions: vec![] }
}

fn created(command: Create) -> Event {
    let Create { kind, title, body, link, poll, mentions } = command;
    Created { post: ID, kind, title, body, link, poll, community: None, private: false, mentions }.into()
}

/// A poll of three, over at 100 s.
fn poll(multiple: bool) -> Event {
    let options = ["red", "green", "blue"].map(String::from).to_vec();
    created(Create {
        kind: Kind::Poll,
        poll: Some(PollSetup { options, multiple, closes_at: Some(at(100)) }),
        ..text()
    })
}

fn deleted() -> Event {
    Deleted { post: ID, community: None }.into()
}

fn erased() -> Event {
    Erased { post: ID, community: None }.into()
}

fn titled(title: &str) -> Edit {
    Edit { title: Some(title.into()), body: None, mentions: vec![] }
}

fn voted(options: &[usize], previous: &[usize]) -> Event {
    Voted { post: ID, author: person(1), options: options.into(), previous: previous.into(), community: None }.into()
}

#[test]
fn a_post_is_written_once() {
    given([]).when(|state| create(state, ID, &text(), at(9))).then(created(text()));
    given([created(text())]).when(|state| create(state, ID, &text(), at(9))).nothing();
    given([created(text()), deleted()]).when(|state| create(state, ID, &text(), at(9))).refused(Refused::Unknown);
    given([erased()]).when(|state| create(state, ID, &text(), at(9))).refused(Refused::Unknown);
}

#[test]
fn a_poll_ends_after_it_began() {
    let setup = PollSetup { options: vec!["a".into(), "b".into()], multiple: false, closes_at: Some(at(9)) };
    let command = Create { kind: Kind::Poll, poll: Some(setup), ..text() };
    given([]).when(|state| create(state, ID, &command, at(9))).refused(Refused::EndsInThePast);
    given([]).when(|state| create(state, ID, &command, at(8))).then(created(command.clone()));
}

#[test]
fn its_author_changes_what_differs() {
    let edited = Edited { post: ID, title: Some("Hi".into()), body: None, community: None, mentions: vec![] };
    given([created(text())]).when(|state| edit(state, ID, person(1), &titled("Hi"))).then(edited.clone());
    given([created(text()), edited.into()]).when(|state| edit(state, ID, person(1), &titled("Hi"))).nothing();
    given([created(text())]).when(|state| edit(state, ID, person(1), &titled("Hello"))).nothing();
}

#[test]
fn nobody_else_changes_it() {
    given([created(text())]).when(|state| edit(state, ID, person(2), &titled("Hi"))).refused(Refused::NotAuthor);
    given([]).when(|state| edit(state, ID, person(1), &titled("Hi"))).refused(Refused::Unknown);
    given([created(text()), deleted()])
        .when(|state| edit(state, ID, person(1), &titled("Hi")))
        .refused(Refused::Unknown);
}

#[test]
fn its_author_or_an_administrator_deletes_it() {
    let actor = |number, role| Actor { person: person(number), role };
    given([created(text())]).when(|state| delete(state, ID, actor(1, Role::Member))).then(deleted());
    given([created(text())]).when(|state| delete(state, ID, actor(2, Role::Admin))).then(deleted());
    given([created(text())]).when(|state| delete(state, ID, actor(2, Role::Member))).refused(Refused::NotAuthor);
    given([created(text()), deleted()])
        .when(|state| delete(state, ID, actor(1, Role::Member)))
        .refused(Refused::Unknown);
}

#[test]
fn likes_strictly_alternate() {
    let liked = Liked { post: ID, author: person(1), community: None };
    let unliked = Unliked { post: ID, author: person(1), community: None };
    let post = || given([created(text())]);
    post().when(|state| react(state, ID, Ok(()), false, true)).then(liked);
    post().when(|state| react(state, ID, Ok(()), true, true)).nothing();
    post().when(|state| react(state, ID, Ok(()), true, false)).then(unliked);
    post().when(|state| react(state, ID, Ok(()), false, false)).nothing();
    given([created(text()), deleted()]).when(|state| react(state, ID, Ok(()), false, true)).refused(Refused::Unknown);
}

#[test]
fn a_new_vote_replaces_the_old() {
    given([poll(false)]).when(|state| vote(state, ID, Ok(()), &[], &[1], at(9))).then(voted(&[1], &[]));
    given([poll(false)]).when(|state| vote(state, ID, Ok(()), &[1], &[2], at(9))).then(voted(&[2], &[1]));
    given([poll(false)]).when(|state| vote(state, ID, Ok(()), &[2], &[2], at(9))).nothing();
    given([poll(true)]).when(|state| vote(state, ID, Ok(()), &[], &[2, 0], at(9))).then(voted(&[0, 2], &[]));
    given([poll(true)]).when(|state| vote(state, ID, Ok(()), &[0, 2], &[2, 0], at(9))).nothing();
}

#[test]
fn a_vote_names_options_of_an_open_poll() {
    given([created(text())]).when(|state| vote(state, ID, Ok(()), &[], &[0], at(9))).refused(Refused::NoPoll);
    given([poll(false)]).when(|state| vote(state, ID, Ok(()), &[], &[0], at(100))).refused(Refused::PollClosed);
    given([poll(false)]).when(|state| vote(state, ID, Ok(()), &[], &[3], at(9))).refused(Refused::NoSuchOption);
    given([poll(false)]).when(|state| vote(state, ID, Ok(()), &[], &[0, 1], at(9))).refused(Refused::OneChoice);
    given([poll(false), deleted()]).when(|state| vote(state, ID, Ok(()), &[], &[0], at(9))).refused(Refused::Unknown);
}

#[test]
fn a_block_closes_a_post_to_likes_and_votes_but_not_to_taking_them_back() {
    for closed in [Closed::Blocked, Closed::NotAllowed] {
        let post = || given([poll(false)]);
        post().when(|state| react(state, ID, Err(closed), false, true)).refused(Refused::Closed(closed));
        post().when(|state| vote(state, ID, Err(closed), &[], &[1], at(9))).refused(Refused::Closed(closed));
        let unliked = Unliked { post: ID, author: person(1), community: None };
        post().when(|state| react(state, ID, Err(closed), true, false)).then(unliked);
    }
}
