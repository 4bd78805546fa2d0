//! Where rights are asked for: many at a time, one snapshot for all of them.

use super::statement::{Part, Row, STATEMENT, gates, position};
use super::{Holder, Rights, Snapshot, Sorted, Topic};
use crate::id::{PersonId, Position, SessionId};
use crate::socket::delivery::Grant;
use sqlx::PgPool;
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
    let found = Found::read(db, questions).await?;
    for question in questions.drain(..) {
        let Question { holder, asked, first, answer } = question;
        // Who asked may be gone.
        let _ = answer.send(found.rights(holder, &asked, first));
    }
    Ok(())
}

/// What the statement said, of one position.
#[derive(Default)]
struct Found {
    position: Position,
    welcome: HashMap<SessionId, bool>,
    topics: HashMap<(&'static str, PersonId, Uuid), (Option<Topic>, Position)>,
    memberships: HashMap<PersonId, Vec<Grant>>,
    blocked: HashMap<PersonId, Vec<PersonId>>,
}

impl Found {
    async fn read(db: &PgPool, questions: &[Question]) -> Result<Found, sqlx::Error> {
        let (sessions, people): (Vec<SessionId>, Vec<PersonId>) =
            questions.iter().map(|one| (one.holder.session, one.holder.person)).unzip();
        let newcomers: Vec<PersonId> = questions.iter().filter(|one| one.first).map(|one| one.holder.person).collect();
        let mut query = sqlx::query_as(STATEMENT.as_str()).bind(sessions).bind(people).bind(newcomers);
        let mut asked = asked(questions);
        for gate in gates() {
            let (ids, people) = asked.remove(gate).unwrap_or_default();
            query = query.bind(ids).bind(people);
        }
        let (mut found, parts) = (Found::default(), Part::all());
        for row in query.fetch_all(db).await? {
            let row: Row = row;
            if let Some(part) = usize::try_from(row.0).ok().and_then(|number| parts.get(number)) {
                found.take(part, row);
            }
        }
        Ok(found)
    }

    fn take(&mut self, part: &Part, (_, person, id, topic, number, yes): Row) {
        match (part, person.map(PersonId), id) {
            (Part::Welcome, _, Some(session)) => {
                self.position = position(number);
                self.welcome.insert(SessionId(session), yes);
            }
            (Part::Topic(gate), Some(person), Some(id)) => {
                let right = topic.as_deref().map(Topic::read);
                self.topics.insert((gate, person, id), (right, position(number)));
            }
            (Part::Membership, Some(person), _) => {
                let topic = Topic::read(topic.as_deref().unwrap_or_default());
                let grant = Grant { right: Some(topic.clone()), topic, joined: position(number) };
                self.memberships.entry(person).or_default().push(grant);
            }
            (Part::Block, Some(by), Some(person)) => self.blocked.entry(by).or_default().push(PersonId(person)),
            (Part::Welcome | Part::Topic(_) | Part::Membership | Part::Block, _, _) => {}
        }
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

/// By gate the ids, and who asks for each.
fn asked(questions: &[Question]) -> HashMap<&'static str, (Vec<Uuid>, Vec<PersonId>)> {
    let mut asked: HashMap<&'static str, (Vec<Uuid>, Vec<PersonId>)> = HashMap::new();
    for question in questions {
        for (gate, id, _) in Sorted::of(&question.asked, question.holder.person).to_ask {
            let (ids, people) = asked.entry(gate).or_default();
            ids.push(id);
            people.push(question.holder.person);
        }
    }
    asked
}
