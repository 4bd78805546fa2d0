//! What falls due by itself: a call nobody answers, a player whose time runs out. The clock issues the command nobody else would.
//!
//! One clock of a generation is at work, others stand by. What is due, and when, comes from the read models; the command is an
//! ordinary one, its time coming in with it, and its key a function of the unit and the due time. So a fact is appended once
//! over restarts, failovers and two clocks at once, and a command that is no longer true is refused like anybody's.
//!
//! Nothing here names an area: what can fall due stands in [`crate::deadlines`].

mod agenda;

use crate::app::App;
use crate::id::{Key, PersonId};
use crate::log::{Away, CommandError, Request};
use crate::projector::generation::Place;
use agenda::{Agenda, Item};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};
use uuid::Uuid;

/// Between two looks at the read models, however often they move.
const PACE: Duration = Duration::from_millis(20);
/// Without news it looks this often: news may be lost, and so may the connection that holds the turn.
const LOOK: Duration = Duration::from_secs(1);
/// A look that takes longer is given up.
const PATIENCE: Duration = Duration::from_secs(5);
/// One command. Who is slow holds up nobody else.
const COMMAND: Duration = Duration::from_secs(5);
const SHORTEST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// One kind of thing that falls due: an area's line in [`crate::deadlines`].
pub struct Deadline {
    /// Part of its commands' keys, so never changed: `calls.unanswered`.
    pub name: &'static str,
    /// A statement that gives `(unit uuid, due_at timestamptz)`, also of what is not due yet, the earliest first; `$1`: how many
    /// at most. A unit leaves it when the command's event is folded in.
    pub due: &'static str,
    pub issue: Issue,
}

/// Carries out the command for a unit that is due. The request's time is not before the due time.
pub type Issue = for<'a> fn(&'a App, &'a Request, Uuid) -> BoxFuture<'a, Fate>;

/// What came of a command.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate {
    /// Done, now or earlier; or refused, because it is no longer true.
    Settled,
    /// Something that no read model knows keeps it: looked at again, less and less often.
    NotYet,
    /// It could not be carried out now.
    Again(String),
}

impl Fate {
    pub fn of<T, R>(outcome: Result<T, CommandError<R>>) -> Fate {
        match outcome {
            Ok(_) | Err(CommandError::Refused(_)) => Fate::Settled,
            Err(error) => Fate::Again(error.to_string()),
        }
    }
}

pub struct Clock {
    pub app: App,
    /// The generation it reads.
    pub place: Place,
    pub deadlines: &'static [Deadline],
}

/// Why one turn at work ended; it begins again.
#[derive(Debug, thiserror::Error)]
enum Ended {
    #[error(transparent)]
    Postgres(#[from] sqlx::Error),
    #[error(transparent)]
    Log(#[from] Away),
    #[error("Postgres does not answer")]
    Slow,
}

impl Clock {
    /// Never ends; what can pass is tried again for ever.
    pub async fn run(self) -> Infallible {
        if self.deadlines.is_empty() {
            return std::future::pending().await;
        }
        let mut pause = SHORTEST_PAUSE;
        loop {
            let begun = Instant::now();
            let Err(ended) = self.turn().await;
            tracing::warn!(why = %ended, schema = self.place.schema(), "the clock begins again");
            pause = if begun.elapsed() > LONGEST_PAUSE { SHORTEST_PAUSE } else { (pause * 2).min(LONGEST_PAUSE) };
            tokio::time::sleep(pause).await;
        }
    }

    /// From standing by to whatever ends it. Commands under way are dropped with it: whoever is next repeats them, as the same.
    async fn turn(&self) -> Result<Infallible, Ended> {
        let mut connection = self.stand_by().await?;
        self.caught_up().await?;
        tracing::info!(schema = self.place.schema(), "the clock is at work");
        let statement: Arc<str> = statement(self.deadlines).into();
        let mut news = self.app.progress.subscribe();
        let mut agenda = Agenda::default();
        let mut under_way = JoinSet::new();
        loop {
            let items = timeout(PATIENCE, look(&mut connection, &statement, agenda.room()));
            let items = items.await.map_err(|_| Ended::Slow)??;
            let looked = Instant::now();
            let (due, wait) = agenda.take(&items, OffsetDateTime::now_utc(), looked);
            for item in due {
                under_way.spawn(self.carry_out(item));
            }
            let wake = looked + wait.min(LOOK);
            tokio::select! {
                () = sleep_until(wake) => {}
                () = moved(&mut news) => sleep_until(wake.min(looked + PACE)).await,
                Some(done) = under_way.join_next() => {
                    settle(&mut agenda, done);
                    sleep_until(wake.min(looked + PACE)).await;
                }
            }
            while let Some(done) = under_way.try_join_next() {
                settle(&mut agenda, done);
            }
        }
    }

    /// Waits for the turn, which is held until the connection ends. It only saves double work: that a fact is appended once
    /// rests on its key.
    async fn stand_by(&self) -> Result<PgConnection, Ended> {
        let name = format!("loggia clock {}", self.place.schema());
        let mut connection = PgConnection::connect_with(&self.place.reading().application_name(&name)).await?;
        sqlx::query("select pg_advisory_lock(hashtextextended($1, 3))")
            .bind(self.place.schema())
            .execute(&mut connection)
            .await?;
        Ok(connection)
    }

    /// Read models that are being built are full of what was due long ago, and was seen to.
    async fn caught_up(&self) -> Result<(), Ended> {
        let end = self.app.log.end().await?;
        while !self.app.progress.reached(end, LOOK).await {}
        Ok(())
    }

    fn carry_out(&self, item: Item) -> impl Future<Output = (Item, Fate)> + Send + use<> {
        let app = self.app.clone();
        let Deadline { name, issue, .. } = self.deadlines[item.line];
        async move {
            let request = request(name, &item, OffsetDateTime::now_utc());
            let late = request.at - item.due_at;
            metrics::histogram!("loggia_clock_late_seconds", "deadline" => name).record(late.as_seconds_f64());
            let command = AssertUnwindSafe(issue(&app, &request, item.unit)).catch_unwind();
            let fate = match timeout(COMMAND, command).await {
                Ok(Ok(fate)) => fate,
                Ok(Err(_panic)) => Fate::Again("it panicked".into()),
                Err(_) => Fate::Again(format!("no answer within {COMMAND:?}")),
            };
            if let Fate::Again(why) = &fate {
                tracing::warn!(deadline = name, unit = %item.unit, why, "what is due has to wait");
            }
            (item, fate)
        }
    }
}

/// What was issued is known by it for ever: the same unit and due time make the same command.
fn request(name: &str, item: &Item, now: OffsetDateTime) -> Request {
    let due = item.due_at.unix_timestamp_nanos() / 1000;
    let key = Key(Uuid::new_v5(&item.unit, format!("{name} {due}").as_bytes()));
    let at = now.replace_microsecond(now.microsecond()).unwrap_or(now);
    Request { actor: PersonId::OPERATOR, key, at, fingerprint: key.to_string().into() }
}

/// Ends at the next news; without anybody who could tell any, never.
async fn moved(news: &mut watch::Receiver<u64>) {
    if news.changed().await.is_err() {
        std::future::pending().await
    }
}

fn settle(agenda: &mut Agenda, done: Result<(Item, Fate), tokio::task::JoinError>) {
    // It neither panics nor is aborted while somebody looks.
    if let Ok((item, fate)) = done {
        agenda.settled(item, fate == Fate::Settled, Instant::now());
    }
}

/// All deadlines in one statement.
fn statement(deadlines: &[Deadline]) -> String {
    let lines: Vec<String> = deadlines
        .iter()
        .enumerate()
        .map(|(line, Deadline { due, .. })| {
            format!("(select {line} as line, unit, due_at from (\n{due}\n) as l (unit, due_at))")
        })
        .collect();
    lines.join("\nunion all\n")
}

async fn look(connection: &mut PgConnection, statement: &Arc<str>, room: i64) -> Result<Vec<Item>, sqlx::Error> {
    let rows: Vec<(i32, Uuid, OffsetDateTime)> =
        sqlx::query_as(AssertSqlSafe(statement.clone())).bind(room).fetch_all(&mut *connection).await?;
    Ok(rows.into_iter().map(|(line, unit, due_at)| Item { line: line.unsigned_abs() as usize, unit, due_at }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_unit_and_due_time_make_the_same_command() {
        let due_at = OffsetDateTime::UNIX_EPOCH + Duration::from_micros(1_500_000);
        let item = Item { line: 0, unit: Uuid::from_u128(7), due_at };
        let first = request("calls.unanswered", &item, due_at + Duration::from_millis(3));
        let again = request("calls.unanswered", &item, due_at + Duration::from_secs(900));
        assert_eq!(first.event_id(), again.event_id());
        assert_eq!(first.fingerprint, again.fingerprint);
        let later = Item { due_at: due_at + Duration::from_micros(1), ..item };
        assert_ne!(first.event_id(), request("calls.unanswered", &later, due_at).event_id());
        assert_ne!(first.event_id(), request("games.flag", &item, due_at).event_id());
    }

    #[test]
    fn what_is_no_longer_true_is_settled() {
        assert_eq!(Fate::of::<(), _>(Err(CommandError::Refused("over"))), Fate::Settled);
        assert!(matches!(Fate::of::<(), &str>(Err(CommandError::Conflict)), Fate::Again(_)));
    }
}
