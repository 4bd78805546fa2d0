//! What falls due by itself: the one place that lists the areas for the clock. An area with deadlines adds its line here.

use crate::calls;
use crate::clock::Deadline;

pub const DEADLINES: &[Deadline] = &[
    Deadline {
        name: "calls.unanswered",
        due: include_str!("calls/sql/unanswered.sql"),
        issue: calls::commands::unanswered,
    },
    Deadline {
        name: "calls.abandoned",
        due: include_str!("calls/sql/abandoned.sql"),
        issue: calls::commands::abandoned,
    },
];
