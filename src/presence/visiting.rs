//! The teller's part about rooms: who is in those that somebody on this node looks at.

use super::choice::Choice;
use super::heard::{Change, Status};
use super::rooms::kind_of;
use super::telling::Teller;
use crate::id::PersonId;
use crate::rights::ROOMS;
use crate::socket::Sockets;
use crate::socket::frame::Outgoing;
use crate::socket::topics::Topic;
use sqlx::PgPool;
use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The read side is waited for so long; a room that is looked at too soon is looked at again when it changes.
const READ_SIDE: Duration = Duration::from_secs(1);

impl Teller {
    /// Somebody came or went: the rooms they belong to may look different.
    pub(super) async fn stir(&self, changes: &[Change]) {
        let watched = self.presence.0.rooms.lock().all();
        if watched.is_empty() || changes.is_empty() {
            return;
        }
        let people: Vec<_> = changes.iter().map(|change| change.person).collect();
        match shared(&self.app.db, &people, &watched).await {
            Ok(stirred) => {
                let mut rooms = self.presence.0.rooms.lock();
                stirred.iter().for_each(|room| rooms.stir(room));
            }
            // Then all of them: what has not changed is not told.
            Err(_) => self.presence.0.rooms.lock().stir_all(),
        }
    }

    /// Looks into the rooms whose time has come; answers when the next one's does.
    pub(super) async fn visit(&self) -> Option<tokio::time::Instant> {
        let Some(sockets) = &self.app.sockets else { return None };
        let due = self.presence.0.rooms.lock().due(Instant::now());
        if !due.is_empty() {
            self.app.progress.reached(self.presence.0.stirred.load(Ordering::Relaxed), READ_SIDE).await;
            match members(&self.app.db, &due).await {
                Ok(members) => self.tell_rooms(sockets, &due, members),
                Err(error) => {
                    tracing::warn!(%error, "who is in a room is told later");
                    let mut rooms = self.presence.0.rooms.lock();
                    due.iter().for_each(|room| rooms.stir(room));
                    return Some(tokio::time::Instant::now() + READ_SIDE);
                }
            }
        }
        let next = self.presence.0.rooms.lock().next(Instant::now());
        next.map(tokio::time::Instant::from_std)
    }

    fn tell_rooms(&self, sockets: &Sockets, due: &[Topic], mut members: HashMap<Uuid, Vec<PersonId>>) {
        for room in due {
            let Some((_, id)) = kind_of(room) else { continue };
            let mut people = members.remove(&id).unwrap_or_default();
            {
                let (heard, here) = (self.presence.0.heard.lock(), self.presence.0.here.lock());
                // Who has just come here is there before Redis says so.
                let is_here = |person| here.has(person) && heard.choice(person) != Choice::Invisible;
                let is_online = |person| heard.status(person).is_some_and(|status| status != Status::Offline);
                people.retain(|person| is_online(*person) || is_here(*person));
            }
            people.sort();
            let to = self.presence.0.rooms.lock().look(room, &people, Instant::now());
            if !to.is_empty() {
                let frame = Outgoing::ConnectedUsers { conversation: id, people }.text();
                sockets.whisper_in(room, &to, &frame);
            }
        }
    }
}

/// The ids of those of these topics that are rooms of that kind.
fn ids(kind: &str, topics: &[Topic]) -> Vec<Uuid> {
    topics.iter().filter_map(kind_of).filter(|(known, _)| known.kind == kind).map(|(_, id)| id).collect()
}

async fn shared(db: &PgPool, people: &[PersonId], rooms: &[Topic]) -> Result<Vec<Topic>, sqlx::Error> {
    let mut stirred = Vec::new();
    for room in ROOMS {
        let of_kind = ids(room.kind, rooms);
        let found: Vec<Uuid> = sqlx::query_scalar(room.shared).bind(people).bind(of_kind).fetch_all(db).await?;
        stirred.extend(found.into_iter().map(|id| Topic::of(room.kind, id)));
    }
    Ok(stirred)
}

async fn members(db: &PgPool, rooms: &[Topic]) -> Result<HashMap<Uuid, Vec<PersonId>>, sqlx::Error> {
    let mut members: HashMap<_, Vec<_>> = HashMap::new();
    for room in ROOMS {
        let rows: Vec<(Uuid, PersonId)> =
            sqlx::query_as(room.members).bind(ids(room.kind, rooms)).fetch_all(db).await?;
        for (id, person) in rows {
            members.entry(id).or_default().push(person);
        }
    }
    Ok(members)
}
