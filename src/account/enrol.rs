//! A name and an address become a person in the log, whatever crashes in between.
//!
//! 1. Reserve: a row in `account.person`, unconfirmed, with the key that makes the ids of the person and of `person.joined`.
//! 2. Append `person.joined` on the person's own subject, which must be empty.
//! 3. Confirm the row.
//!
//! A crash between leaves a reservation. The retry (same key), the same form sent again (same name, address and password) or the
//! next login goes on from it. If none of them comes, somebody else may take the name over after a while: first a tombstone goes
//! to the person's subject, so that a `person.joined` still on its way is refused.

use super::password;
use crate::app::App;
use crate::http::problem::Problem;
use crate::id::{Key, PersonId, Position, created};
use crate::log::{CommandError, Decision, Request, Subject, Unit};
use crate::people::{Erased, Event, Join, Person, Refused, Role, join};
use time::OffsetDateTime;

/// An unconfirmed reservation older than this was given up.
const GIVEN_UP: time::Duration = time::Duration::seconds(30);
/// Each time a stale reservation was in the way.
const ATTEMPTS: usize = 3;

const RESERVE: &str = include_str!("sql/reserve.sql");
const HOLDER: &str = include_str!("sql/holder.sql");
const CONFIRM: &str = "update account.person set confirmed_at = now() where id = $1 and confirmed_at is null";
const RELEASE: &str = "delete from account.person where id = $1 and confirmed_at is null";
/// Signing up happens one after the other, so that exactly one is the first.
const ONE_AT_A_TIME: &str = "select pg_advisory_xact_lock(hashtextextended('loggia.enrol', 0))";

/// Somebody who wants to become a person.
pub struct Newcomer {
    pub username: String,
    /// `None`: imported, can never sign in, and is never the administrator.
    pub email: Option<String>,
    pub password: Option<String>,
    pub key: Key,
    pub fingerprint: Box<str>,
    pub at: OffsetDateTime,
}

/// Somebody who is a person now.
pub struct Enrolled {
    pub person: PersonId,
    pub state: Person,
    pub email: Option<String>,
    /// Of `person.joined`.
    pub position: Position,
}

/// A row of `account.person`.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Account {
    pub id: PersonId,
    pub username: String,
    pub email: Option<String>,
    pub password_hash: Option<String>,
    key: Key,
    fingerprint: String,
    role: String,
    reserved_at: OffsetDateTime,
    pub confirmed_at: Option<OffsetDateTime>,
}

/// # Errors
/// 409 `accounts.username_taken`, `accounts.email_taken` or `idempotency_key_reused`; 503.
pub async fn enrol(app: &App, newcomer: Newcomer) -> Result<Enrolled, Problem> {
    let hash = match newcomer.password.clone() {
        Some(password) => Some(password::hash(password).await?),
        None => None,
    };
    for _ in 0..ATTEMPTS {
        if let Some(account) = reserve(app, &newcomer, hash.as_deref()).await? {
            return complete(app, &account, newcomer.at).await;
        }
        let held: Vec<Account> = sqlx::query_as(HOLDER)
            .bind(person_id(newcomer.key))
            .bind(&newcomer.username)
            .bind(&newcomer.email)
            .fetch_all(&app.db)
            .await?;
        match standing(&newcomer, &held).await? {
            Standing::Own(account) => return complete(app, account, newcomer.at).await,
            Standing::GivenUp(account) => take_over(app, account, newcomer.at).await?,
            Standing::Gone => {}
            Standing::Taken(problem) => return Err(problem),
        }
    }
    Err(Problem::conflict("request.conflict", "Others are signing up with this name at the same time. Try again."))
}

/// Goes on where a signing up ended: appends `person.joined` unless it is there, and confirms. Also for logins.
pub async fn complete(app: &App, account: &Account, at: OffsetDateTime) -> Result<Enrolled, Problem> {
    let person = account.id;
    let role = if account.role == "admin" { Role::Admin } else { Role::Member };
    let wanted = Join { username: account.username.clone(), role };
    let request = Request { actor: person, key: account.key, at, fingerprint: account.fingerprint.as_str().into() };
    let subject = Subject::of(Unit::Person, person);
    let done = app.log.execute_new::<Person, _>(&subject, &request, |state| join(state, person, &wanted)).await;
    if let Err(CommandError::Refused(Refused::Lapsed)) = &done {
        sqlx::query(RELEASE).bind(person).execute(&app.db).await?;
    }
    let done = done?;
    if account.confirmed_at.is_none() {
        sqlx::query(CONFIRM).bind(person).execute(&app.db).await?;
    }
    Ok(Enrolled { person, state: done.state, email: account.email.clone(), position: done.position })
}

/// Whom a key signs up. There is no actor yet, so the operator stands for them.
pub fn person_id(key: Key) -> PersonId {
    PersonId(created("person", PersonId::OPERATOR, key))
}

/// The row, unless the name, the address or the id is held already.
async fn reserve(app: &App, newcomer: &Newcomer, hash: Option<&str>) -> Result<Option<Account>, sqlx::Error> {
    let mut work = app.db.begin().await?;
    sqlx::query(ONE_AT_A_TIME).execute(&mut *work).await?;
    let account = sqlx::query_as(RESERVE)
        .bind(person_id(newcomer.key))
        .bind(&newcomer.username)
        .bind(&newcomer.email)
        .bind(hash)
        .bind(newcomer.key)
        .bind(&*newcomer.fingerprint)
        .fetch_optional(&mut *work)
        .await?;
    work.commit().await?;
    Ok(account)
}

/// What a reservation that is in the way means.
enum Standing<'a> {
    /// It is this very newcomer's.
    Own(&'a Account),
    /// Nobody has come back for it.
    GivenUp(&'a Account),
    /// Not there any more.
    Gone,
    Taken(Problem),
}

async fn standing<'a>(newcomer: &Newcomer, held: &'a [Account]) -> Result<Standing<'a>, Problem> {
    if let Some(own) = held.iter().find(|account| account.key == newcomer.key) {
        let same = *own.fingerprint == *newcomer.fingerprint && knows_password(newcomer, own).await?;
        return Ok(match same {
            true => Standing::Own(own),
            false => Standing::Taken(CommandError::<Refused>::KeyReused.into()),
        });
    }
    let username = newcomer.username.to_lowercase();
    let email = newcomer.email.as_deref().map(str::to_lowercase);
    // Whoever holds the name or the address: of two, the other is looked at when this one has given way.
    let Some(account) = held.first() else { return Ok(Standing::Gone) };
    let same_name = account.username.to_lowercase() == username;
    let same_email = email.is_some() && account.email.as_deref().map(str::to_lowercase) == email;
    if account.confirmed_at.is_none() {
        if same_name && same_email && knows_password(newcomer, account).await? {
            return Ok(Standing::Own(account));
        }
        if newcomer.at - account.reserved_at > GIVEN_UP {
            return Ok(Standing::GivenUp(account));
        }
    }
    Ok(Standing::Taken(match same_name {
        true => Problem::conflict("accounts.username_taken", "That name is taken."),
        false => Problem::conflict("accounts.email_taken", "There is an account with that e-mail address."),
    }))
}

async fn knows_password(newcomer: &Newcomer, account: &Account) -> Result<bool, Problem> {
    match &newcomer.password {
        Some(password) => password::verify(password.clone(), account.password_hash.clone()).await,
        None => Ok(account.password_hash.is_none()),
    }
}

/// Makes way for another: unless its person has joined after all, nothing of it may come any more.
async fn take_over(app: &App, account: &Account, at: OffsetDateTime) -> Result<(), Problem> {
    let person = account.id;
    let fence = |state: &Person| -> Result<Decision<Event>, Refused> {
        Ok(match state.is_here() || state.erased {
            true => Decision::Nothing,
            false => Decision::Append(Erased { person }.into()),
        })
    };
    let request = Request { actor: PersonId::OPERATOR, key: Key::fresh(), at, fingerprint: "take over".into() };
    let done = app.log.execute::<Person, _>(&Subject::of(Unit::Person, person), &request, fence).await?;
    let statement = if done.state.is_here() { CONFIRM } else { RELEASE };
    sqlx::query(statement).bind(person).execute(&app.db).await?;
    Ok(())
}
