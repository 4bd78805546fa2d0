//! The one path to a post's own subject, for whoever asks: HTTP, seed, import. The values have been checked, the mentioned exist.

use super::{Actor, Create, Edit, Post, Refused, create, delete, edit};
use crate::id::{PostId, created};
use crate::log::{CommandError, Done, Log, Request, Subject, Unit};

/// Writes a post; its id is a function of its author and the request's key.
pub async fn write(
    log: &Log,
    request: &Request,
    wanted: &Create,
) -> Result<(PostId, Done<Post>), CommandError<Refused>> {
    let post = PostId(created("post", request.actor, request.key));
    let decide = |state: &Post| create(state, post, wanted, request.at);
    Ok((post, log.execute_new(&Subject::of(Unit::Post, post), request, decide).await?))
}

/// Changes one's own post.
pub async fn change(
    log: &Log,
    request: &Request,
    post: PostId,
    wanted: &Edit,
) -> Result<Done<Post>, CommandError<Refused>> {
    let decide = |state: &Post| edit(state, post, request.actor, wanted);
    log.execute(&Subject::of(Unit::Post, post), request, decide).await
}

/// Deletes a post: one's own, or as an administrator anybody's.
pub async fn remove(
    log: &Log,
    request: &Request,
    post: PostId,
    actor: Actor,
) -> Result<Done<Post>, CommandError<Refused>> {
    log.execute(&Subject::of(Unit::Post, post), request, |state: &Post| delete(state, post, actor)).await
}
