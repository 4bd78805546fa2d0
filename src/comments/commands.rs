//! The one path to a comment's own subject, for whoever asks: HTTP, seed, import. The values have been checked, the mentioned exist.

use super::{Add, Comment, Edit, Refused, add, delete, edit};
use crate::friends::commands::reach;
use crate::id::{CommentId, created};
use crate::log::{CommandError, Done, Log, Request, Subject, Unit};
use crate::posts::{Actor, Post};

/// Comments a post or answers a comment; its id is a function of its author and the request's key.
pub async fn write(
    log: &Log,
    request: &Request,
    wanted: &Add,
) -> Result<(CommentId, Done<Comment>), CommandError<Refused>> {
    let comment = CommentId(created("comment", request.actor, request.key));
    let of: Post = log.state(&Subject::of(Unit::Post, wanted.post)).await?;
    let answered: Option<Comment> = match wanted.parent {
        Some(parent) => Some(log.state(&Subject::of(Unit::Comment, parent)).await?),
        None => None,
    };
    let spoken_to = of.author.into_iter().chain(answered.as_ref().and_then(|answered| answered.author));
    let reach = reach(log, request.actor, spoken_to).await?;
    let decide = |state: &Comment| add(state, comment, &of, answered.as_ref(), reach, wanted);
    Ok((comment, log.execute_new(&Subject::of(Unit::Comment, comment), request, decide).await?))
}

/// Changes one's own comment.
pub async fn change(
    log: &Log,
    request: &Request,
    comment: CommentId,
    wanted: &Edit,
) -> Result<Done<Comment>, CommandError<Refused>> {
    let decide = |state: &Comment| edit(state, comment, request.actor, wanted);
    log.execute(&Subject::of(Unit::Comment, comment), request, decide).await
}

/// Deletes a comment: one's own, or as an administrator anybody's.
pub async fn remove(
    log: &Log,
    request: &Request,
    comment: CommentId,
    actor: Actor,
) -> Result<Done<Comment>, CommandError<Refused>> {
    let decide = |state: &Comment| delete(state, comment, actor);
    log.execute(&Subject::of(Unit::Comment, comment), request, decide).await
}
