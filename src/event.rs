//! What the mechanisms (log, projector, socket) may ask of an event, and the one line that lists the areas.
//!
//! An area declares its events with [`events!`]; [`areas!`] sums them up into [`Event`]. Nothing here names what an event means.

use crate::id::{EventId, PersonId, Position};
use crate::log::Entry;
use crate::socket::topics::{Effect, Topic};
use serde_json::Value;
use time::OffsetDateTime;

/// What every event carries beside its own fields.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Meta {
    pub position: Position,
    pub id: EventId,
    /// The command's time. Order is by position only.
    pub at: OffsetDateTime,
    pub actor: PersonId,
}

/// The questions the socket tier asks. Pure functions of the event: authorising and routing need no lookup.
pub trait Deliver {
    /// Topics beside the actor's own `person:<actor>`, which every event has.
    fn topics(&self) -> Vec<Topic>;

    /// The topic one must have oneself to receive it, whoever it names: somebody mentioned who has just been removed does not.
    fn within(&self) -> Option<Topic> {
        None
    }

    /// What the event changes about who may receive what.
    fn effects(&self) -> Vec<Effect> {
        Vec::new()
    }

    /// Whether somebody waits for it right now (a move in a game): it does not share a busy socket's window with others.
    fn urgent(&self) -> bool {
        false
    }

    /// Markdown text whose rendering goes into the frame as `html`.
    fn markdown(&self) -> Option<&str> {
        None
    }

    /// Whether others may know who did it.
    fn shows_actor(&self) -> bool {
        true
    }

    /// What readers may have in place of `fields`, the event's own, where not everybody may have all of them; `None`: all of it.
    fn renderings(&self, _fields: &Value) -> Option<Renderings> {
        None
    }
}

/// The fields of one event for each class of readers. What is in none of them never leaves the server.
#[derive(Clone, Debug, PartialEq)]
pub struct Renderings {
    pub everyone: Value,
    /// Who sees something else.
    pub own: Vec<(PersonId, Value)>,
}

/// The question erasing asks.
pub trait Forget {
    /// What takes the place of this event's unit when its actor is erased; `None`: the event holds nobody's words.
    fn tombstone(&self) -> Option<Event>;
}

/// Declares an area's events: the enum, the wire name of each variant, and the folding in and out of JSON.
///
/// ```ignore
/// events! {
///     "post.created" => Created,
/// }
/// ```
/// Each variant wraps a struct of the same name: serde (unknown fields ignored, new ones defaulted), `ToSchema`, `Clone`, `Debug`, `PartialEq`.
#[macro_export]
macro_rules! events {
    ($($(#[$doc:meta])* $wire:literal => $name:ident),+ $(,)?) => {
        #[derive(Clone, Debug, PartialEq)]
        #[allow(clippy::large_enum_variant, reason = "events are few at a time and short-lived: a box each costs more")]
        pub enum Event {
            $($(#[$doc])* $name($name),)+
        }

        $(impl From<$name> for Event {
            fn from(event: $name) -> Event {
                Event::$name(event)
            }
        })+

        impl Event {
            pub const KINDS: &'static [&'static str] = &[$($wire),+];

            /// The wire name, e.g. `post.created`.
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Event::$name(_) => $wire,)+
                }
            }

            /// The event of that wire name; `None` when the name is another area's.
            pub fn parse(kind: &str, payload: &[u8]) -> Option<Result<Event, serde_json::Error>> {
                match kind {
                    $($wire => Some(serde_json::from_slice::<$name>(payload).map(Event::$name)),)+
                    _ => None,
                }
            }

            /// The event's own fields, a flat JSON object.
            pub fn fields(&self) -> Result<serde_json::Value, serde_json::Error> {
                match self {
                    $(Event::$name(event) => serde_json::to_value(event),)+
                }
            }

            /// Schemas that the events' schemas refer to, by name.
            pub fn referenced() -> Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)> {
                let mut all = Vec::new();
                $(<$name as utoipa::ToSchema>::schemas(&mut all);)+
                all
            }

            /// Name and JSON schema of every event, for the OpenAPI document and the test of the projections' columns.
            pub fn schemas() -> Vec<(&'static str, utoipa::openapi::RefOr<utoipa::openapi::Schema>)> {
                vec![$(($wire, <$name as utoipa::PartialSchema>::schema()),)+]
            }
        }
    };
}

macro_rules! areas {
    ($($variant:ident => $area:ident),+ $(,)?) => {
        /// Any event of any area.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(clippy::large_enum_variant, reason = "as in each area")]
        pub enum Event {
            $($variant($crate::$area::Event),)+
        }

        $(impl From<$crate::$area::Event> for Event {
            fn from(event: $crate::$area::Event) -> Event {
                Event::$variant(event)
            }
        })+

        impl Event {
            /// Every wire name there is.
            pub fn kinds() -> Vec<&'static str> {
                [$($crate::$area::Event::KINDS),+].concat()
            }

            pub fn kind(&self) -> &'static str {
                match self {
                    $(Event::$variant(event) => event.kind(),)+
                }
            }

            /// `None`: a newer release wrote it, this one does not know it.
            pub fn parse(kind: &str, payload: &[u8]) -> Option<Result<Event, serde_json::Error>> {
                None
                    $(.or_else(|| $crate::$area::Event::parse(kind, payload).map(|parsed| parsed.map(Event::$variant))))+
            }

            pub fn fields(&self) -> Result<Value, serde_json::Error> {
                match self {
                    $(Event::$variant(event) => event.fields(),)+
                }
            }

            pub fn referenced() -> Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)> {
                let mut all = Vec::new();
                $(all.extend($crate::$area::Event::referenced());)+
                all
            }

            pub fn schemas() -> Vec<(&'static str, utoipa::openapi::RefOr<utoipa::openapi::Schema>)> {
                let mut all = Vec::new();
                $(all.extend($crate::$area::Event::schemas());)+
                all
            }
        }

        impl Event {
            /// See [`Forget`].
            pub fn tombstone(&self) -> Option<Event> {
                match self {
                    $(Event::$variant(event) => event.tombstone(),)+
                }
            }
        }

        impl Deliver for Event {
            fn topics(&self) -> Vec<Topic> {
                match self {
                    $(Event::$variant(event) => event.topics(),)+
                }
            }
            fn within(&self) -> Option<Topic> {
                match self {
                    $(Event::$variant(event) => event.within(),)+
                }
            }
            fn effects(&self) -> Vec<Effect> {
                match self {
                    $(Event::$variant(event) => event.effects(),)+
                }
            }
            fn urgent(&self) -> bool {
                match self {
                    $(Event::$variant(event) => event.urgent(),)+
                }
            }
            fn markdown(&self) -> Option<&str> {
                match self {
                    $(Event::$variant(event) => event.markdown(),)+
                }
            }
            fn shows_actor(&self) -> bool {
                match self {
                    $(Event::$variant(event) => event.shows_actor(),)+
                }
            }
            fn renderings(&self, fields: &Value) -> Option<Renderings> {
                match self {
                    $(Event::$variant(event) => event.renderings(fields),)+
                }
            }
        }
    };
}

// The areas: the one place that lists them for the mechanisms.
areas! {
    People => people,
    Friends => friends,
    Posts => posts,
    Comments => comments,
    Conversations => conversations,
    Messages => messages,
    Calls => calls,
    Games => games,
    Spectators => spectators,
}

/// Why an entry of the log could not be read as an event.
#[derive(Debug, thiserror::Error)]
#[error("{kind} at {position} cannot be read: {source}")]
pub struct Unreadable {
    kind: String,
    position: Position,
    source: serde_json::Error,
}

impl Event {
    /// The event an entry holds; `Ok(None)` when this release does not know its kind.
    pub fn of(entry: &Entry) -> Result<Option<Event>, Unreadable> {
        Event::parse(&entry.kind, &entry.payload).transpose().map_err(|source| Unreadable {
            kind: entry.kind.to_string(),
            position: entry.position,
            source,
        })
    }
}

/// A unit's state is a fold of its subject.
pub trait Aggregate: Default + Clone + Send + Sync + 'static {
    type Event: Into<Event>;

    /// Takes one event of this unit's subject; events of kinds it does not know never reach it. A tombstone may come first.
    fn evolve(&mut self, meta: &Meta, event: &Self::Event);

    /// Reads an entry as an event of this unit; `Ok(None)` for kinds that do not concern its state.
    fn read(entry: &Entry) -> Result<Option<Self::Event>, Unreadable>;
}

/// Shortens `Aggregate::read` for an area whose unit has only its own events.
#[macro_export]
macro_rules! read_own_events {
    ($variant:ident) => {
        fn read(entry: &$crate::log::Entry) -> Result<Option<Event>, $crate::event::Unreadable> {
            Ok(match $crate::event::Event::of(entry)? {
                Some($crate::event::Event::$variant(event)) => Some(event),
                Some(_) | None => None,
            })
        }
    };
}
