//! The rows of the table: what is offered, what is measured, what is asked for.

mod drain;
mod fanout;
mod games;
mod idle;
mod presence;
mod resume;
mod soak;
mod starve;
mod stalled;
mod talk;

use crate::Options;
use crate::report::Report;
use crate::servers::{Absent, Kind, Server};
use std::future::Future;
use std::pin::Pin;

type Row = for<'a> fn(&'a Options, &'a mut Report) -> Pin<Box<dyn Future<Output = ()> + 'a>>;

pub const ALL: [(&str, Row); 10] = [
    ("dense", |options, report| Box::pin(fanout::dense(options, report))),
    ("sparse", |options, report| Box::pin(fanout::sparse(options, report))),
    ("idle", |options, report| Box::pin(idle::memory_and_connects(options, report))),
    ("resume-warm", |options, report| Box::pin(resume::warm(options, report))),
    ("resume-cold", |options, report| Box::pin(resume::cold(options, report))),
    ("resume-all", |options, report| Box::pin(resume::all_at_once(options, report))),
    ("stalled", |options, report| Box::pin(stalled::one_in_a_hundred(options, report))),
    ("drain", |options, report| Box::pin(drain::everybody_moves(options, report))),
    ("presence", |options, report| Box::pin(presence::flapping(options, report))),
    ("starve", |options, report| Box::pin(starve::noticed_and_healed(options, report))),
];

/// Those that are measured only when they are named: two take very long, one is what the command line says, one has a command of
/// its own.
pub const NAMED: [(&str, Row); 4] = [
    ("soak", |options, report| Box::pin(soak::exactly_once(options, report))),
    ("talk", |options, report| Box::pin(talk::exactly_once(options, report))),
    ("load", |options, report| Box::pin(fanout::asked_for(options, report))),
    ("games", |options, report| Box::pin(games::running(options, report))),
];

/// Brings a server up; says so when it is not here.
async fn server(kind: Kind, options: &Options, report: &mut Report) -> Option<Server> {
    match Server::start(kind, &options.settings()).await {
        Ok(server) => Some(server),
        Err(Absent(why)) => {
            report.note(format!("{} is absent: {why}", kind.name()));
            None
        }
    }
}
