//! From the log into what is to be pushed. The follower's place and what it makes of a batch are written in one transaction, so
//! each event counts once, on however many nodes this runs.

use crate::app::App;
use crate::config::seconds;
use crate::event::{Deliver, Event};
use crate::id::{ConversationId, PersonId, Position};
use crate::log::{Cursor, Entry};
use crate::messages;
use std::time::Duration;
use time::OffsetDateTime;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

const BEGIN: &str = include_str!("sql/begin.sql");
const WANTED: &str = include_str!("sql/wanted.sql");
const ENQUEUE: &str = include_str!("sql/enqueue.sql");

const BATCH: usize = 512;
/// How long the cursor may stand where it was while nothing concerns anybody: a write for every few events would be too many.
const UNWRITTEN: Duration = Duration::from_millis(500);
const AGAIN: Duration = Duration::from_secs(1);
/// How long the read side is waited for before it is asked anew.
const READ_SIDE: Duration = Duration::from_secs(5);
/// What happened longer ago, or is told of an earlier time by an import, is no news.
const NEWS: time::Duration = time::Duration::hours(1);

/// What of a batch may concern somebody who is away.
#[derive(Debug, Default, PartialEq)]
struct Candidates {
    people: Vec<PersonId>,
    positions: Vec<i64>,
    conversations: Vec<ConversationId>,
    senders: Vec<PersonId>,
    sent: Vec<i64>,
}

impl Candidates {
    fn of(entries: &[Entry], now: OffsetDateTime) -> Candidates {
        let mut all = Candidates::default();
        for entry in entries {
            // What this release cannot read tells nobody anything.
            let Ok(Some(event)) = Event::of(entry) else { continue };
            let meta = entry.meta();
            if meta.at < now - NEWS || entry.stored_at < now - NEWS {
                continue;
            }
            let position = meta.position as i64;
            for person in event.topics().iter().filter_map(person).filter(|person| *person != meta.actor) {
                all.people.push(person);
                all.positions.push(position);
            }
            if let Event::Messages(messages::Event::Sent(sent)) = event {
                all.conversations.push(sent.conversation);
                all.senders.push(meta.actor);
                all.sent.push(position);
            }
        }
        all
    }

    fn is_empty(&self) -> bool {
        self.people.is_empty() && self.conversations.is_empty()
    }
}

fn person(topic: &crate::socket::topics::Topic) -> Option<PersonId> {
    match topic.parts() {
        ("person", Some(id)) => id.parse().ok(),
        _ => None,
    }
}

/// How far the follower is, and how far that is written.
struct Place {
    considered: Position,
    written: Position,
    at: Instant,
}

impl Place {
    fn is_due(&self) -> bool {
        self.written < self.considered && self.at.elapsed() >= UNWRITTEN
    }
}

/// Follows the log from where it was left, at first from its end; `news` is told when there is something to push.
pub async fn run(app: &App, news: &Notify) {
    let position = begin(app).await;
    let mut place = Place { considered: position, written: position, at: Instant::now() };
    let mut follower = app.log.follow(Cursor::at(position));
    loop {
        let entries = match timeout(UNWRITTEN, follower.next(BATCH)).await {
            Ok(Ok(entries)) => entries,
            Ok(Err(replaced)) => {
                tracing::error!(%replaced, "nothing is pushed any more");
                return;
            }
            // Nothing new; but perhaps something to be written.
            Err(_) => Vec::new(),
        };
        // Until it is done, as nothing may be left out.
        while let Err(error) = take(app, &entries, &mut place, news).await {
            tracing::debug!(%error, "events wait to be pushed");
            tokio::time::sleep(AGAIN).await;
        }
    }
}

/// Where it was left.
async fn begin(app: &App) -> Position {
    loop {
        match try_begin(app).await {
            Ok(position) => return position.unsigned_abs(),
            Err(why) => tracing::debug!(%why, "pushing begins later"),
        }
        tokio::time::sleep(AGAIN).await;
    }
}

async fn try_begin(app: &App) -> Result<i64, String> {
    let end = app.log.end().await.map_err(|away| away.to_string())?;
    let begun = sqlx::query_scalar(BEGIN).bind(app.log.incarnation()).bind(end as i64).fetch_one(&app.db);
    begun.await.map_err(|error| error.to_string())
}

/// Takes a batch in.
async fn take(app: &App, entries: &[Entry], place: &mut Place, news: &Notify) -> Result<(), sqlx::Error> {
    let last = entries.last().map_or(place.considered, |last| last.position);
    let concerns = !Candidates::of(entries, OffsetDateTime::now_utc()).is_empty();
    place.considered = last;
    while concerns || place.is_due() {
        let (from, wanted): (i64, bool) = sqlx::query_as(WANTED).fetch_one(&app.db).await?;
        let written = from.unsigned_abs();
        if written >= last {
            // Another node was here.
            (place.written, place.at) = (written, Instant::now());
            return Ok(());
        }
        let new = &entries[entries.partition_point(|entry| entry.position <= written)..];
        let candidates = if wanted { Candidates::of(new, OffsetDateTime::now_utc()) } else { Candidates::default() };
        if candidates.is_empty() && !place.is_due() {
            return Ok(());
        }
        if !candidates.is_empty() {
            while !app.progress.reached(last, READ_SIDE).await {}
        }
        if enqueue(app, from, last, &candidates).await? {
            (place.written, place.at) = (last, Instant::now());
            if !candidates.is_empty() {
                news.notify_one();
            }
            return Ok(());
        }
    }
    Ok(())
}

/// Moves the follower and queues what comes of the batch; `false`: it was elsewhere.
async fn enqueue(app: &App, from: i64, to: Position, candidates: &Candidates) -> Result<bool, sqlx::Error> {
    let moved: Option<i64> = sqlx::query_scalar(ENQUEUE)
        .bind(from)
        .bind(to as i64)
        .bind(&candidates.people)
        .bind(&candidates.positions)
        .bind(&candidates.conversations)
        .bind(&candidates.senders)
        .bind(&candidates.sent)
        .bind(seconds(app.config.push_after_s).as_secs_f64())
        .fetch_optional(&app.db)
        .await?;
    Ok(moved.is_some())
}
