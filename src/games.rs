//! Games: rules that the server judges, every move a fact in the log.

pub mod rules;

// A kind of game is a file of rules and its line in `KINDS`.
pub mod connect_four;
#[cfg(test)]
mod tic_tac_toe;

#[cfg(test)]
mod trial;

use rules::Kind;

/// The games there are, in the order in which they are offered.
pub static KINDS: &[Kind] = &[
    Kind::of::<connect_four::ConnectFour>(),
    #[cfg(test)]
    Kind::of::<tic_tac_toe::TicTacToe>(),
];
