//! What falls due by itself: the one place that lists the areas for the clock. An area with deadlines adds its line here.

use crate::clock::Deadline;
use crate::{calls, games};

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
    Deadline { name: "games.flag", due: include_str!("games/sql/flags.sql"), issue: games::commands::flag_due },
    Deadline { name: "games.expiry", due: include_str!("games/sql/expiries.sql"), issue: games::commands::expiry_due },
];
