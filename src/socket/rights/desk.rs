//! Where rights are asked for: many at a time, one snapshot for all of them.

use super::{Holder, Rights, Snapshot, Sorted, Topic};
use crate::id::{PersonId, Position, SessionId};
use crate::rights::{BLOCKS, MEMBERSHIPS, WELCOME};
use crate::socket::delivery::Grant;
use sqlx::{Connection, PgConnection, PgPool};
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use uuid::Uuid;

/// Who may wait. More are told to come back later: a queue of seconds helps nobody.
const WAITING: usize = 2048;
/// Answered by one snapshot.
const AT_ONCE: usize = 128;
const POSTGRES: Duration = Duration::from_secs(2);

/// One question: what may they have?
struct Question {
    holder: Holder,
    asked: Vec<Topic>,
    /// For a hello: also what the server subscribes, and whom they blocked.
    first: bool,
    answer: oneshot::Sender<Rights>,
}

/// Postgres does not answer, or too many ask.
#[derive(Debug, PartialEq)]
pub struct Unanswered;

#[derive(Clone)]
pub struct Desk(mpsc::Sender<Question>);

impl Desk {
    /// The desk, and the task that serves it, which ends with the last handle.
    pub fn open(db: PgPool) -> (Desk, impl Future<Output = ()> + Send) {
        let (sender, receiver) = mpsc::channel(WAITING);
        (Desk(sender), serve(db, receiver))
    }

    /// What the read models say, of a position not before that of this call.
    pub async fn ask(&self, holder: Holder, asked: &[Topic], first: bool) -> Result<Rights, Unanswered> {
        let (answer, answered) = oneshot::channel();
        let question = Question { holder, asked: asked.to_vec(), first, answer };
        self.0.try_send(question).map_err(|_| Unanswered)?;
        answered.await.map_err(|_| Unanswered)
    }
}

async fn serve(db: PgPool, mut waiting: mpsc::Receiver<Question>) {
    let mut questions = Vec::with_capacity(AT_ONCE);
    while waiting.recv_many(&mut questions, AT_ONCE).await > 0 {
        // Those not answered hear of it: their sender is dropped.
        match timeout(POSTGRES, answer(&db, &mut questions)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "rights cannot be read"),
            Err(_) => tracing::warn!("rights could not be read in time"),
        }
        questions.clear();
    }
}

async fn answer(db: &PgPool, questions: &mut Vec<Question>) -> Result<(), sqlx::Error> {
    let mut connection = db.acquire().await?;
    let mut work = connection.begin_with("begin isolation level repeatable read read only").await?;
    let mut found = Found::default();
    found.welcome(&mut work, questions).await?;
    found.topics(&mut work, questions).await?;
    let newcomers: Vec<PersonId> = questions.iter().filter(|one| one.first).map(|one| one.holder.person).collect();
    if !newcomers.is_empty() {
        found.memberships(&mut work, &newcomers).await?;
    }
    work.rollback().await?;
    for question in questions.drain(..) {
        let Question { holder, asked, first, answer } = question;
        // Who asked may be gone.
        let _ = answer.send(found.rights(holder, &asked, first));
    }
    Ok(())
}

/// What the statements said, of one position.
#[derive(Default)]
struct Found {
    position: Position,
    welcome: HashMap<SessionId, bool>,
    topics: HashMap<(&'static str, PersonId, Uuid), (Option<Topic>, Position)>,
    memberships: HashMap<PersonId, Vec<Grant>>,
    blocked: HashMap<PersonId, Vec<PersonId>>,
}

impl Found {
    async fn welcome(&mut self, work: &mut PgConnection, questions: &[Question]) -> Result<(), sqlx::Error> {
        let (sessions, people): (Vec<SessionId>, Vec<PersonId>) =
            questions.iter().map(|one| (one.holder.session, one.holder.person)).unzip();
        let rows: Vec<(i64, SessionId, bool)> =
            sqlx::query_as(WELCOME).bind(sessions).bind(people).fetch_all(work).await?;
        self.position = rows.first().map_or(0, |row| row.0.unsigned_abs());
        self.welcome = rows.into_iter().map(|(_, session, welcome)| (session, welcome)).collect();
        Ok(())
    }

    async fn topics(&mut self, work: &mut PgConnection, questions: &[Question]) -> Result<(), sqlx::Error> {
        let mut asked: HashMap<&'static str, (Vec<Uuid>, Vec<PersonId>)> = HashMap::new();
        for question in questions {
            for (statement, id, _) in Sorted::of(&question.asked, question.holder.person).to_ask {
                let (ids, people) = asked.entry(statement).or_default();
                ids.push(id);
                people.push(question.holder.person);
            }
        }
        for (statement, (ids, people)) in asked {
            let rows: Vec<(PersonId, Uuid, Option<String>, i64)> =
                sqlx::query_as(statement).bind(ids).bind(people).fetch_all(&mut *work).await?;
            self.topics.extend(rows.into_iter().map(|(person, id, right, joined)| {
                ((statement, person, id), (right.as_deref().map(Topic::read), joined.unsigned_abs()))
            }));
        }
        Ok(())
    }

    async fn memberships(&mut self, work: &mut PgConnection, people: &[PersonId]) -> Result<(), sqlx::Error> {
        for statement in MEMBERSHIPS {
            let rows: Vec<(PersonId, String, i64)> =
                sqlx::query_as(*statement).bind(people).fetch_all(&mut *work).await?;
            for (person, topic, joined) in rows {
                let topic = Topic::read(&topic);
                let grant = Grant { right: Some(topic.clone()), topic, joined: joined.unsigned_abs() };
                self.memberships.entry(person).or_default().push(grant);
            }
        }
        for statement in BLOCKS {
            let rows: Vec<(PersonId, PersonId)> = sqlx::query_as(*statement).bind(people).fetch_all(&mut *work).await?;
            for (by, person) in rows {
                self.blocked.entry(by).or_default().push(person);
            }
        }
        Ok(())
    }

    fn rights(&self, holder: Holder, asked: &[Topic], first: bool) -> Rights {
        let person = holder.person;
        let (grants, refused) =
            Sorted::of(asked, person).answer(|statement, id| self.topics.get(&(statement, person, id)).cloned());
        let of =
            |known: &HashMap<PersonId, Vec<Grant>>| known.get(&person).filter(|_| first).cloned().unwrap_or_default();
        let snapshot = Snapshot {
            position: self.position,
            memberships: of(&self.memberships),
            blocked: self.blocked.get(&person).filter(|_| first).cloned().unwrap_or_default(),
            grants,
        };
        Rights { snapshot, welcome: self.welcome.get(&holder.session).copied().unwrap_or(false), refused }
    }
}
