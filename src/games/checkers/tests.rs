use super::*;
use crate::games::trial::{played, random_games};

fn perft(game: &Checkers, depth: u32) -> u64 {
    if depth == 0 {
        return 1;
    }
    let next = game.moves(game.turn);
    if depth == 1 {
        return next.len() as u64;
    }
    let after = |made: &Move| {
        let mut after = game.clone();
        after.make(game.turn, made);
        after
    };
    next.iter().map(|made| perft(&after(made), depth - 1)).sum()
}

/// A position from its rows, row 8 first.
fn position(turn: Seat, rows: [&str; 8]) -> Checkers {
    let mut game = Checkers { pieces: [0, 0], kings: 0, turn, quiet: 0, outcome: None };
    for (row, text) in rows.iter().rev().enumerate() {
        for (column, piece) in text.chars().enumerate() {
            let square = bit((row * 8 + column) as u8);
            match piece {
                'x' | 'X' => game.pieces[0] |= square,
                'o' | 'O' => game.pieces[1] |= square,
                _ => continue,
            }
            game.kings |= if piece.is_uppercase() { square } else { 0 };
        }
    }
    game
}

const NOTHING: &str = "........";

#[test]
fn the_tree_has_the_published_size() {
    // Counts by Aart Bik; a capture by two ways counts twice, as here.
    for (depth, count) in [(1, 7), (2, 49), (3, 302), (4, 1469), (5, 7361), (6, 36768)] {
        assert_eq!(perft(&Checkers::start(), depth), count, "depth {depth}");
    }
}

#[test]
fn the_board_is_written_from_the_far_side() {
    let game = played::<Checkers>("c3-d4");
    assert_eq!(
        game.board(Eyes::Spectator),
        [".o.o.o.o", "o.o.o.o.", ".o.o.o.o", "........", "...x....", "x...x.x.", ".x.x.x.x", "x.x.x.x."]
    );
}

#[test]
fn a_capture_is_mandatory_and_goes_on() {
    let rows = [NOTHING, NOTHING, ".....o..", NOTHING, "...o....", "x.x.....", NOTHING, NOTHING];
    let game = position(Seat::First, rows);
    assert_eq!(game.legal_moves(Seat::First), ["c3xe5xg7"]);
    for (mv, reason) in [
        ("a3-b4", "A capture is mandatory."),
        ("c3xe5", "The capture must go on with the same piece."),
        ("a3xc5", "No piece of this seat can move so."),
    ] {
        assert_eq!(Rules::play(&mut game.clone(), Seat::First, mv), Err(Illegal(reason)), "{mv}");
    }
    let mut after = game;
    Rules::play(&mut after, Seat::First, "c3xe5xg7").unwrap();
    assert_eq!(after.outcome(), Some(Outcome::won(Seat::First, "no_pieces")));
}

#[test]
fn any_of_several_captures_may_be_chosen() {
    let rows = [NOTHING, NOTHING, ".....o..", NOTHING, ".o.o....", "..x.....", NOTHING, NOTHING];
    assert_eq!(position(Seat::First, rows).legal_moves(Seat::First), ["c3xa5", "c3xe5xg7"]);
}

#[test]
fn men_neither_step_nor_capture_backwards() {
    let rows = [NOTHING, NOTHING, NOTHING, "....x...", "...o....", NOTHING, NOTHING, NOTHING];
    assert_eq!(position(Seat::First, rows).legal_moves(Seat::First), ["e5-d6", "e5-f6"]);
    let crowned = rows.map(|row| row.replace('x', "X"));
    let crowned = position(Seat::First, std::array::from_fn(|row| crowned[row].as_str()));
    assert_eq!(crowned.legal_moves(Seat::First), ["e5xc3"]);
}

#[test]
fn kinging_ends_the_turn() {
    // As a king it could go on over c7's neighbour at once.
    let rows = [NOTHING, "..o.o...", ".x......", NOTHING, "o.......", NOTHING, NOTHING, NOTHING];
    let mut game = position(Seat::First, rows);
    assert_eq!(game.legal_moves(Seat::First), ["b6xd8"]);
    Rules::play(&mut game, Seat::First, "b6xd8").unwrap();
    assert_eq!(game.board(Eyes::Spectator)[0], "...X....");
    assert_eq!(Rules::turn(&game), Some(Seat::Second));
}

#[test]
fn a_king_may_come_round_to_where_it_began_but_takes_nothing_twice() {
    let rows = [NOTHING, NOTHING, NOTHING, "..o.o...", NOTHING, "..o.o...", "...X....", NOTHING];
    let mut game = position(Seat::First, rows);
    assert_eq!(game.legal_moves(Seat::First), ["d2xb4xd6xf4xd2", "d2xf4xd6xb4xd2"]);
    Rules::play(&mut game, Seat::First, "d2xf4xd6xb4xd2").unwrap();
    assert_eq!(game.board(Eyes::Spectator)[6], "...X....");
    assert_eq!(game.outcome(), Some(Outcome::won(Seat::First, "no_pieces")));
}

#[test]
fn who_cannot_move_loses() {
    // The light man on a5 goes down: b4 is taken, and so is c3 behind it.
    let rows = [NOTHING, NOTHING, NOTHING, "o.......", ".x......", "..x...x.", NOTHING, NOTHING];
    let mut blocked = position(Seat::First, rows);
    Rules::play(&mut blocked, Seat::First, "g3-h4").unwrap();
    assert_eq!(blocked.outcome(), Some(Outcome::won(Seat::First, "no_moves")));
}

#[test]
fn forty_moves_each_without_progress_are_a_draw() {
    let rows = ["...O....", NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, "X......."];
    let mut game = position(Seat::First, rows);
    for turn in 0..40 {
        assert_eq!(game.outcome(), None, "after {turn} of each");
        let (mine, theirs) = if turn % 2 == 0 { ("a1-b2", "d8-e7") } else { ("b2-a1", "e7-d8") };
        Rules::play(&mut game, Seat::First, mine).unwrap();
        Rules::play(&mut game, Seat::Second, theirs).unwrap();
    }
    assert_eq!(game.outcome(), Some(Outcome::drawn("forty_moves")));
}

#[test]
fn what_is_no_move_is_refused_with_a_reason() {
    let mut game = Checkers::start();
    for no_move in ["", "c3", "c3d4", "c3-d4-e5", "c3--d4", "c3-i4", "C3-D4", "c3-d4 "] {
        assert!(Rules::play(&mut game, Seat::First, no_move).is_err(), "{no_move:?}");
    }
    assert_eq!(Rules::play(&mut game, Seat::First, "c3-c4"), Err(Illegal("No piece of this seat can move so.")));
    assert!(Rules::play(&mut game, Seat::Second, "b6-a5").is_err(), "not its turn");
    assert_eq!(game, Checkers::start());
}

#[test]
fn random_games_end_and_keep_their_promises() {
    random_games::<Checkers>(60, 2000);
}
