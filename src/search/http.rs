//! `/api/search`

use super::words::Words;
use crate::app::App;
use crate::conversations::view::{Message, MessageRow};
use crate::http::fresh::{Fresh, Seen};
use crate::http::page::{Page, Params, cursor};
use crate::http::problem::Problem;
use crate::http::viewer::Viewer;
use crate::id::{PersonId, Position};
use crate::people::view::Profile;
use crate::posts::view::{Post, Row as PostRow};
use crate::{messages, people, posts};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const LONGEST: usize = 200;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(search))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FoundKind)]
enum Kind {
    Person,
    Post,
    Message,
}

/// Something that was found.
#[derive(Debug, Serialize, ToSchema)]
struct Found {
    kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    post: Option<Post>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<Profile>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
    /// The part of its text that has the words; plain text.
    snippet: String,
}

/// Where a page ended: among things of which kind, and after which.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Place {
    kind: Kind,
    after: Option<After>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum After {
    Position(i64),
    Name(String),
}

/// What one may see that has all the words, as beginnings of words: people by name, then posts, then messages of one's own
/// conversations, the newest first.
#[utoipa::path(get, path = "/api/search", tag = "search", security(("bearer" = [])), params(
    ("q" = String, Query), ("in" = Option<String>, Query, description = "some of people,posts,messages; all when left out"),
    ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query),
), responses((status = 200, body = Page<Found>)))]
async fn search(
    State(app): State<App>,
    viewer: Viewer,
    _: Fresh,
    params: Params,
) -> Result<Seen<Page<Found>>, Problem> {
    let text = params.get("q").unwrap_or_default().trim();
    if text.is_empty() {
        return Err(Problem::invalid_field("/q", "missing", "What shall be found?"));
    }
    if text.chars().count() > LONGEST {
        return Err(Problem::invalid_field("/q", "too_long", format!("At most {LONGEST} characters.")));
    }
    let kinds = kinds(params.get("in"))?;
    let limit = params.limit()?;
    let list = format!("search.{}.{text}", params.get("in").unwrap_or_default());
    let place: Option<Place> = params.cursor(&list)?;
    let search = Search { app: &app, viewer: viewer.person, text, words: Words::of(text) };
    let begun = kinds.iter().skip_while(|kind| place.as_ref().is_some_and(|place| place.kind != **kind));
    let (mut items, mut next, mut position) = (Vec::new(), None, None);
    for kind in begun {
        let after = place.as_ref().filter(|place| place.kind == *kind).and_then(|place| place.after.clone());
        let part = search.part(*kind, after, limit + 1 - items.len()).await?;
        position.get_or_insert(part.position);
        items.extend(part.items);
        if items.len() > limit {
            items.truncate(limit);
            next = items.last().map(|(found, after): &(Found, After)| {
                let (kind, after) = match found.kind == *kind {
                    true => (*kind, Some(after.clone())),
                    // The page ends where the kind before did: its next begins with this one.
                    false => (*kind, None),
                };
                cursor(&list, &Place { kind, after })
            });
            break;
        }
    }
    let position = position.unwrap_or_else(|| app.progress.position());
    let items = items.into_iter().map(|(found, _)| found).collect();
    Ok(Seen { position, body: Page { items, next_cursor: next, position } })
}

fn kinds(text: Option<&str>) -> Result<Vec<Kind>, Problem> {
    let all = [("people", Kind::Person), ("posts", Kind::Post), ("messages", Kind::Message)];
    let asked: Vec<&str> = match text {
        None => return Ok(all.map(|(_, kind)| kind).to_vec()),
        Some(text) => text.split(',').map(str::trim).collect(),
    };
    if asked.iter().any(|name| !all.iter().any(|(known, _)| known == name)) {
        return Err(Problem::invalid_field("/in", "unknown", "in must be some of people,posts,messages."));
    }
    Ok(all.iter().filter(|(name, _)| asked.contains(name)).map(|(_, kind)| *kind).collect())
}

struct Search<'a> {
    app: &'a App,
    viewer: PersonId,
    text: &'a str,
    words: Option<Words>,
}

/// What was found of one kind, each with where to go on after it.
struct Part {
    position: Position,
    items: Vec<(Found, After)>,
}

impl Search<'_> {
    async fn part(&self, kind: Kind, after: Option<After>, most: usize) -> Result<Part, Problem> {
        let Some(words) = &self.words else {
            return Ok(Part { position: self.app.progress.position(), items: Vec::new() });
        };
        match (kind, after) {
            (Kind::Person, Some(After::Name(name))) => self.people(words, Some(name), most).await,
            (Kind::Person, None) => self.people(words, None, most).await,
            (Kind::Post, Some(After::Position(before))) => self.posts(words, Some(before), most).await,
            (Kind::Post, None) => self.posts(words, None, most).await,
            (Kind::Message, Some(After::Position(before))) => self.messages(words, Some(before), most).await,
            (Kind::Message, None) => self.messages(words, None, most).await,
            (Kind::Person, Some(After::Position(_))) | (Kind::Post | Kind::Message, Some(After::Name(_))) => {
                Err(Problem::invalid_field("/cursor", "bad_cursor", "This is no cursor of this list."))
            }
        }
    }

    async fn people(&self, words: &Words, after: Option<String>, most: usize) -> Result<Part, Problem> {
        let (position, rows) = people::http::search(self.app, self.text, after, most).await?;
        let found = |person: Profile| {
            let after = After::Name(person.username.to_lowercase());
            let snippet = words.snippet(&person.bio);
            (Found { kind: Kind::Person, post: None, person: Some(person), message: None, snippet }, after)
        };
        Ok(Part { position, items: rows.into_iter().map(found).collect() })
    }

    async fn posts(&self, words: &Words, before: Option<i64>, most: usize) -> Result<Part, Problem> {
        let (position, rows) = posts::list::search(self.app, self.viewer, &words.tsquery(), before, most).await?;
        let now = OffsetDateTime::now_utc();
        let found = |row: PostRow| {
            let after = After::Position(row.created_position as i64);
            let snippet = words.snippet(&format!("{} {}", row.title, row.body));
            (Found { kind: Kind::Post, post: Some(row.shown(now)), person: None, message: None, snippet }, after)
        };
        Ok(Part { position, items: rows.into_iter().map(found).collect() })
    }

    async fn messages(&self, words: &Words, before: Option<i64>, most: usize) -> Result<Part, Problem> {
        let (position, rows) = messages::page::search(self.app, self.viewer, &words.tsquery(), before, most).await?;
        let found = |row: MessageRow| {
            let after = After::Position(row.created_position as i64);
            let snippet = words.snippet(&row.body);
            (Found { kind: Kind::Message, post: None, person: None, message: Some(row.into()), snippet }, after)
        };
        Ok(Part { position, items: rows.into_iter().map(found).collect() })
    }
}
