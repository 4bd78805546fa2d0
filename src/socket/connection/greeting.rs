//! The first exchange: hello, rights read at a position that nothing can slip past, and where to go on from.

use super::wire::{Heard, Wire, first_frame};
use super::{End, Place, asking};
use crate::id::{self, Position};
use crate::socket::Node;
use crate::socket::close::Close;
use crate::socket::frame::{Hello, Incoming, Outgoing, Refusal, ResetReason};
use crate::socket::rights::TOO_MANY;
use crate::socket::topics::{Holder, Topic};
use std::sync::Arc;
use tokio::time::timeout;

/// Where a connection begins.
enum Start {
    Now,
    After(Position),
    /// Now, and everything must be fetched anew.
    Anew(ResetReason),
}

pub async fn greet(node: &Arc<Node>, wire: &mut Wire, holder: Holder) -> Result<Place, End> {
    let line = wire.line().clone();
    let hello = timeout(first_frame(node), first(wire)).await.map_err(|_| Close::NoHello)??;
    let start = start(node, &hello).await?;
    let (id, read_from) = node.with(|delivery| delivery.register(holder, line.clone()));
    let mut place = Place { node: node.clone(), id, attendance: None };
    // From here on a revocation finds the connection; one before it is known here, or to Postgres.
    if node.sessions.ended(holder.person, holder.session) {
        return Err(Close::SessionEnded.into());
    }
    if node.is_closed() {
        return Err(Close::TryLater.into());
    }
    let (asked, mut refused) = within(hello.topics, node.config.topics_per_socket, holder);
    let rights = asking::rights(node, holder, &asked, true, read_from).await?;
    if !rights.welcome {
        return Err(Close::SessionEnded.into());
    }
    refused.extend(rights.refused);
    let (since, reset) = match start {
        Start::Now => (None, None),
        Start::After(position) => (Some(position), None),
        Start::Anew(reason) => (None, Some(reason)),
    };
    let admitted = node.with(|delivery| delivery.admit(id, rights.snapshot, since));
    let (position, topics) = admitted.ok_or(End::Gone)?;
    let mut frames = vec![Outgoing::Hello {
        connection: id::passing().to_string(),
        incarnation: node.log.incarnation().to_owned(),
        position,
        heartbeat_ms: u64::try_from(node.heartbeat().as_millis()).unwrap_or(u64::MAX),
        person: holder.person,
        topics: topics.clone(),
        refused,
    }];
    if let Some(reason) = reset {
        metrics::counter!("loggia_socket_resets_total", "reason" => reason.as_str()).increment(1);
        frames.push(Outgoing::Reset { topics, position, reason });
    }
    line.put(frames.iter().map(Outgoing::text).collect());
    // How long things are on their way is known from the beginning.
    line.ping();
    if !line.drain().await {
        return Err(End::Gone);
    }
    let attendance = node.presence.attend(holder, id);
    attendance.enter(&asked);
    place.attendance = Some(attendance);
    Ok(place)
}

async fn first(wire: &mut Wire) -> Result<Hello, End> {
    loop {
        match wire.hear().await {
            Heard::Nothing | Heard::RoundTrip(_) => {}
            Heard::End(end) => return Err(end),
            Heard::Text(text) => {
                return match Incoming::read(text.as_str()) {
                    Ok(Incoming::Hello(hello)) => Ok(hello),
                    Ok(
                        Incoming::Subscribe(_)
                        | Incoming::Unsubscribe(_)
                        | Incoming::Typing(_)
                        | Incoming::Signal(_)
                        | Incoming::Unknown,
                    ) => Err(Close::NoHello.into()),
                    Err(_) => Err(Close::BadFrame.into()),
                };
            }
        }
    }
}

async fn start(node: &Node, hello: &Hello) -> Result<Start, End> {
    let (Some(since), Some(incarnation)) = (hello.since, &hello.incarnation) else { return Ok(Start::Now) };
    if incarnation != node.log.incarnation() {
        return Ok(Start::Anew(ResetReason::UnknownIncarnation));
    }
    match asking::reach(node, since).await? {
        true => Ok(Start::After(since)),
        false => Ok(Start::Anew(ResetReason::BeyondEnd)),
    }
}

/// The first so many topics, each once; one's own is the server's and does not count.
fn within(topics: Vec<Topic>, most: usize, holder: Holder) -> (Vec<Topic>, Vec<Refusal>) {
    let own = Topic::person(holder.person);
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    let mut seen = std::collections::HashSet::new();
    for topic in topics.into_iter().filter(|topic| seen.insert(topic.clone())) {
        if kept.len() < most || topic == own {
            kept.push(topic);
        } else {
            refused.push(Refusal { topic, code: TOO_MANY });
        }
    }
    (kept, refused)
}
