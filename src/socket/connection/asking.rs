//! Subscribing while connected: the rights are read aside, the answer is written before any event of its topics.

use super::{Connection, End};
use crate::id::Position;
use crate::socket::Node;
use crate::socket::catch_up;
use crate::socket::close::Close;
use crate::socket::delivery::{ConnectionId, Opened};
use crate::socket::frame::{Outgoing, Refusal, ResetReason, Subscribe, Subscribed, Text};
use crate::socket::rights::{self, Rights, TOO_MANY};
use crate::socket::topics::{Holder, Topic};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// A read side that is further behind than this is not waited for.
const READ_SIDE: Duration = Duration::from_secs(1);

pub type Asking = dyn Future<Output = Result<Answer, Close>> + Send;

/// Rights read for a subscribe.
pub struct Answer {
    request: Subscribe,
    rights: Rights,
    /// Its position is beyond the log's end.
    beyond_end: bool,
}

/// Reads the rights that a subscribe needs, at a position not before `read_from`.
pub fn ask(
    node: Arc<Node>,
    holder: Holder,
    id: ConnectionId,
    mut request: Subscribe,
    read_from: Position,
) -> Pin<Box<Asking>> {
    Box::pin(async move {
        let beyond_end = match request.since {
            Some(since) => !reach(&node, since).await?,
            None => false,
        };
        let held = node.delivery.lock().topics(id);
        let room = node.config.topics_per_socket.saturating_sub(held);
        let mut seen = std::collections::HashSet::new();
        request.topics.retain(|topic| seen.insert(topic.clone()));
        let beyond = if request.topics.len() > room { request.topics.split_off(room) } else { Vec::new() };
        let mut rights = rights(&node, holder, &request.topics, false, read_from).await?;
        rights.refused.extend(beyond.into_iter().map(|topic| Refusal { topic, code: TOO_MANY }));
        Ok(Answer { request, rights, beyond_end })
    })
}

/// Rights as of a position not before `read_from`.
pub async fn rights(
    node: &Node,
    holder: Holder,
    topics: &[Topic],
    first: bool,
    read_from: Position,
) -> Result<Rights, Close> {
    if !node.progress.reached(read_from, READ_SIDE).await {
        return Err(Close::TryLater);
    }
    match node.desk.ask(holder, topics, first).await {
        Ok(rights) if rights.snapshot.position >= read_from => Ok(rights),
        // A replica that is behind, or Postgres is away.
        Ok(_) | Err(_) => Err(Close::TryLater),
    }
}

/// Waits until this node has handed out everything up to `since`; `false`: the log does not reach that far.
pub async fn reach(node: &Node, since: Position) -> Result<bool, Close> {
    let mut head = node.head.subscribe();
    if *head.borrow_and_update() >= since {
        return Ok(true);
    }
    if node.log.end().await.map_err(|_| Close::TryLater)? < since {
        return Ok(false);
    }
    match timeout(READ_SIDE, head.wait_for(|head| *head >= since)).await {
        Ok(Ok(_)) => Ok(true),
        Ok(Err(_)) | Err(_) => Err(Close::TryLater),
    }
}

impl Connection<'_> {
    /// Makes the topics live, closes the gap since the client's snapshot, and answers.
    pub(super) async fn subscribed(&mut self, answer: Answer) -> Result<(), End> {
        let Answer { request, rights, beyond_end } = answer;
        let snapshot = rights.snapshot;
        let since = request.since.filter(|_| !beyond_end);
        let opened =
            self.node.with(|delivery| delivery.subscribe(self.place.id, snapshot.grants, snapshot.position, since));
        // It is to be closed: the next turn does.
        let Some(opened) = opened else { return Ok(()) };
        let (events, mut reset) = match &opened.gap {
            None => (Vec::new(), opened.unknowable.then_some(ResetReason::TooOld)),
            Some(gap) => match catch_up::fill(self.node, self.place.id, gap).await.map_err(|_| Close::TryLater)? {
                None => (Vec::new(), Some(ResetReason::TooOld)),
                Some(_) if !self.node.with(|delivery| delivery.filled(self.place.id, gap)) => return Ok(()),
                Some(events) => (events, None),
            },
        };
        if beyond_end {
            reset = Some(ResetReason::BeyondEnd);
        }
        self.answer(request.id, opened, rights.refused, events, reset).await
    }

    async fn answer(
        &mut self,
        id: u64,
        opened: Opened,
        mut refused: Vec<Refusal>,
        events: Vec<Text>,
        reset: Option<ResetReason>,
    ) -> Result<(), End> {
        let (topics, position) = (opened.topics, opened.position);
        refused.extend(opened.lost.into_iter().map(|topic| Refusal { topic, code: rights::NOT_FOUND }));
        let mut frames = Vec::new();
        // The reset first: were the connection cut between the two, a confirmed topic with a hole would be resumed.
        if let Some(reason) = reset.filter(|_| !topics.is_empty()) {
            metrics::counter!("loggia_socket_resets_total", "reason" => reason.as_str()).increment(1);
            frames.push(Outgoing::Reset { topics: topics.clone(), position, reason }.text());
        }
        let entered = topics.clone();
        frames.push(Subscribed { op: "subscribed", id, topics, refused, position, events }.text());
        let line = self.wire.line();
        self.node.with(|delivery| {
            line.put(frames);
            delivery.release(self.place.id);
        });
        self.sent().await?;
        self.place.attendance.iter().for_each(|attendance| attendance.enter(&entered));
        Ok(())
    }
}
