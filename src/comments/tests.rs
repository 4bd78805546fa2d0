use super::*;
use crate::posts;
use crate::testing::{given, given_by, person};
use uuid::Uuid;

const ID: CommentId = CommentId(Uuid::from_u128(8));
const PARENT: CommentId = CommentId(Uuid::from_u128(9));
const POST: PostId = PostId(Uuid::from_u128(7));
const ELSEWHERE: PostId = PostId(Uuid::from_u128(6));

fn post() -> posts::Post {
    posts::Post { author: Some(person(5)), ..posts::Post::default() }
}

fn command(parent: Option<CommentId>) -> Add {
    Add { post: POST, parent, body: "So it is.".into(), mentions: vec![] }
}

/// A comment of person 2 on `post`.
fn parent(post: PostId) -> Comment {
    Comment { author: Some(person(2)), post: Some(post), ..Comment::default() }
}

fn added() -> Event {
    answer(None, None)
}

fn answer(parent: Option<CommentId>, parent_author: Option<PersonId>) -> Event {
    let body = "So it is.".into();
    let post_author = person(5);
    Added {
        comment: ID,
        post: POST,
        parent,
        parent_author,
        post_author,
        body,
        community: None,
        private: false,
        mentions: vec![],
    }
    .into()
}

fn deleted() -> Event {
    Deleted { comment: ID, post: POST, community: None }.into()
}

#[test]
fn a_comment_names_whom_it_concerns() {
    given([]).when(|state| add(state, ID, &post(), None, Ok(()), &command(None))).then(added());
    given([])
        .when(|state| add(state, ID, &post(), Some(&parent(POST)), Ok(()), &command(Some(PARENT))))
        .then(answer(Some(PARENT), Some(person(2))));
    given([added()]).when(|state| add(state, ID, &post(), None, Ok(()), &command(None))).nothing();
}

#[test]
fn it_answers_only_what_is_there_under_the_same_post() {
    let gone = Comment { gone: true, ..parent(POST) };
    for parent in [parent(ELSEWHERE), gone, Comment::default()] {
        given([])
            .when(|state| add(state, ID, &post(), Some(&parent), Ok(()), &command(Some(PARENT))))
            .refused(Refused::NoSuchParent);
    }
    let gone = posts::Post { gone: true, ..post() };
    given([]).when(|state| add(state, ID, &gone, None, Ok(()), &command(None))).refused(Refused::UnknownPost);
}

#[test]
fn its_author_changes_it() {
    let edit_by = |actor: PersonId, body: &str| {
        let command = Edit { body: body.into(), mentions: vec![] };
        move |state: &Comment| edit(state, ID, actor, &command)
    };
    let edited = Edited { comment: ID, post: POST, body: "No.".into(), community: None, mentions: vec![] };
    given([added()]).when(edit_by(person(1), "No.")).then(edited);
    given([added()]).when(edit_by(person(1), "So it is.")).nothing();
    given([added()]).when(edit_by(person(2), "No.")).refused(Refused::NotAuthor);
    given([added(), deleted()]).when(edit_by(person(1), "No.")).refused(Refused::Unknown);
}

#[test]
fn its_author_or_an_administrator_deletes_it() {
    let delete_by = |number, role| move |state: &Comment| delete(state, ID, Actor { person: person(number), role });
    given([added()]).when(delete_by(1, Role::Member)).then(deleted());
    given([added()]).when(delete_by(2, Role::Admin)).then(deleted());
    given([added()]).when(delete_by(2, Role::Member)).refused(Refused::NotAuthor);
    given([added(), deleted()]).when(delete_by(1, Role::Member)).refused(Refused::Unknown);
}

#[test]
fn likes_strictly_alternate() {
    let by_three = || given_by([(person(3), added())]);
    let liked = Liked { comment: ID, post: POST, author: person(3), community: None };
    by_three().when(|state| react(state, ID, Ok(()), false, true)).then(liked);
    by_three().when(|state| react(state, ID, Ok(()), true, true)).nothing();
    by_three().when(|state| react(state, ID, Ok(()), false, false)).nothing();
    given([added(), deleted()]).when(|state| react(state, ID, Ok(()), false, true)).refused(Refused::Unknown);
}

#[test]
fn a_tombstone_may_come_first() {
    let erased: Event = Erased { comment: ID, post: POST, community: None }.into();
    assert_eq!(given::<Comment>([erased]).state(), Comment { post: Some(POST), gone: true, ..Comment::default() });
}

#[test]
fn a_block_closes_comments_and_likes() {
    for closed in [Closed::Blocked, Closed::NotAllowed] {
        given([])
            .when(|state| add(state, ID, &post(), None, Err(closed), &command(None)))
            .refused(Refused::Closed(closed));
        given([added()]).when(|state| react(state, ID, Err(closed), false, true)).refused(Refused::Closed(closed));
    }
}
