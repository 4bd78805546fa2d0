//! Games: rules that the server judges, every move a fact in the log.

pub mod rules;

// A kind of game is a file of rules and its line in `KINDS`.
pub mod connect_four;
pub mod othello;
pub mod battleship;
pub mod checkers;
pub mod chess;
#[cfg(test)]
mod tic_tac_toe;

#[cfg(test)]
mod trial;

use rules::Kind;

/// The games there are, in the order in which they are offered.
pub static KINDS: &[Kind] = &[
    Kind::of::<connect_four::ConnectFour>(),
    Kind::of::<othello::Othello>(),
    Kind::of::<battleship::Battleship>(),
    Kind::of::<checkers::Checkers>(),
    Kind::of::<chess::Chess>(),
    #[cfg(test)]
    Kind::of::<tic_tac_toe::TicTacToe>(),
];
