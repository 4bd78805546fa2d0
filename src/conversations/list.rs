//! One's conversations as the read side has them.

use super::view::{Conversation as View, Row, Seated};
use super::{Conversation, Seat};
use crate::app::App;
use crate::http::command::Command;
use crate::http::fresh::{self, Raw, Seen};
use crate::http::page::{Page, Params};
use crate::http::problem::Problem;
use crate::id::{ConversationId, PersonId, Position};
use crate::log::{Subject, Unit};
use crate::people::Person;
use crate::people::view::Brief;
use time::OffsetDateTime;

macro_rules! rows {
    ($file:literal) => {
        concat!(
            "select (select position from checkpoint), (select coalesce(json_agg(r), '[]')::text from (\n",
            include_str!($file),
            include_str!("sql/row.sql"),
            include_str!("sql/message.sql"),
            include_str!("sql/last.sql"),
            "\n) r)"
        )
    };
}

const MINE: &str = rows!("sql/mine.sql");
const ONE: &str = rows!("sql/one.sql");

pub const QUERIES: &[(&str, &str)] = &[("conversations/mine", MINE), ("conversations/one", ONE)];

/// Members of a conversation that the read side does not know yet, at most.
const SHOWN: usize = 250;

/// A page of one's conversations, newest activity first.
pub async fn page(app: &App, viewer: PersonId, params: &Params) -> Result<Seen<Page<View>>, Problem> {
    let limit = params.limit()?;
    let before: Option<i64> = params.cursor("conversations")?;
    let raw: Raw = sqlx::query_as(MINE).bind(viewer).bind(limit as i64 + 1).bind(before).fetch_one(&app.db).await?;
    let now = OffsetDateTime::now_utc();
    Ok(Page::of(fresh::rows::<Row>(raw)?, limit, "conversations", |row| row.activity, |row| row.shown(now)))
}

/// One of one's conversations, and at which position.
pub async fn read(app: &App, viewer: PersonId, id: ConversationId) -> Result<(Position, Option<Row>), Problem> {
    let raw: Raw = sqlx::query_as(ONE).bind(viewer).bind(id).fetch_one(&app.db).await?;
    let (position, mut rows) = fresh::rows::<Row>(raw)?;
    Ok((position, rows.pop()))
}

/// The conversation after a command that ended at `position`: as the read side has it, with what the log knows better should the
/// read side be behind. `seat`: the viewer's own.
pub async fn after<B>(
    app: &App,
    command: &Command<B>,
    id: ConversationId,
    state: &Conversation,
    seat: &Seat,
    position: Position,
) -> Result<View, Problem> {
    let viewer = command.viewer.person;
    let settled = command.settle(app, position).await;
    let row = match read(app, viewer, id).await?.1 {
        Some(row) if settled => row,
        Some(row) => Row { name: state.name.clone(), description: state.description.clone(), ..row },
        // Not there yet; or an administrator changed a room they are not in.
        None => Row::unread(id, state, seat.member.as_ref(), seated(app, state, viewer, seat).await?),
    };
    Ok(View { position, ..row.shown(command.asked.at) })
}

/// The members that the log's state of the conversation knows.
async fn seated(app: &App, state: &Conversation, viewer: PersonId, seat: &Seat) -> Result<Vec<Seated>, Problem> {
    let own = seat.member.iter().map(|member| (viewer, member));
    let others = state.members().filter(|(person, _)| *person != viewer);
    let mut members: Vec<_> = own.chain(others).take(SHOWN).collect();
    members.sort_by_key(|(person, member)| (std::cmp::Reverse(member.role), member.joined, *person));
    let mut seated = Vec::with_capacity(members.len());
    for (id, member) in members {
        let person: Person = app.log.state(&Subject::of(Unit::Person, id)).await?;
        seated.push(Seated::of(Brief::of(id, &person), member));
    }
    Ok(seated)
}
