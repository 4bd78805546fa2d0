use super::*;
use crate::games::trial::{played, random_games};

fn at(fen: &str) -> Chess {
    Chess::from(fen.parse().unwrap())
}

/// Leaves of the tree, through the moves' texts at the root: what the engine's own way gives.
fn perft(board: &Board, depth: u32) -> u64 {
    let mut count = 0;
    board.generate_moves(|moves| {
        if depth == 1 {
            count += moves.len() as u64;
        } else {
            for mv in moves {
                let mut next = board.clone();
                next.play_unchecked(mv);
                count += perft(&next, depth - 1);
            }
        }
        false
    });
    count
}

#[test]
fn the_tree_has_the_published_size() {
    // The usual test positions, as the Chess Programming Wiki lists them, to depth 4.
    for (fen, counts) in [
        ("rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1", [20, 400, 8902, 197_281]),
        ("r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1", [48, 2039, 97_862, 4_085_603]),
        ("8/2p5/3p4/KP5r/1R3p1k/8/4P1P1/8 w - - 0 1", [14, 191, 2812, 43_238]),
        ("r3k2r/Pppp1ppp/1b3nbN/nP6/BBP1P3/q4N2/Pp1P2PP/R2Q1RK1 w kq - 0 1", [6, 264, 9467, 422_333]),
        ("rnbq1k1r/pp1Pbppp/2p5/8/2B5/8/PPP1NnPP/RNBQK2R w KQ - 1 8", [44, 1486, 62_379, 2_103_487]),
        ("r4rk1/1pp1qppp/p1np1n2/2b1p1B1/2B1P1b1/P1NP1N2/1PP1QPPP/R4RK1 w - - 0 10", [46, 2079, 89_890, 3_894_594]),
    ] {
        for (depth, count) in (1..).zip(counts) {
            assert_eq!(perft(&at(fen).board, depth), count, "{fen} to depth {depth}");
        }
    }
}

#[test]
fn moves_are_uci_in_and_algebraic_out() {
    let mut game = Chess::start();
    for (mv, text) in [
        ("e2e4", "e4"),
        ("d7d5", "d5"),
        ("e4d5", "exd5"),
        ("g8f6", "Nf6"),
        ("f1b5", "Bb5+"),
        ("c8d7", "Bd7"),
        ("g1f3", "Nf3"),
        ("d7b5", "Bxb5"),
        ("b1c3", "Nc3"),
        ("b8d7", "Nbd7"),
        ("d2d3", "d3"),
        ("h7h6", "h6"),
        ("a2a3", "a3"),
        ("b5d3", "Bxd3"),
        ("c2d3", "cxd3"),
        ("a7a6", "a6"),
        ("e1g1", "O-O"),
    ] {
        let seat = Rules::turn(&game).unwrap();
        assert_eq!(game.text(seat, mv), text);
        Rules::play(&mut game, seat, mv).unwrap();
    }
    assert_eq!(game.board(Eyes::Spectator)[7], "R.BQ.RK.");
    assert_eq!(game.board(Eyes::Spectator)[0], "r..qkb.r");
}

#[test]
fn a_pawn_becomes_what_it_says() {
    let game = at("8/4P1k1/8/8/8/8/8/K7 w - - 0 1");
    for (mv, text, row) in [("e7e8q", "e8=Q", "....Q..."), ("e7e8n", "e8=N+", "....N...")] {
        let mut after = game.clone();
        assert_eq!(game.text(Seat::First, mv), text);
        Rules::play(&mut after, Seat::First, mv).unwrap();
        assert_eq!(after.board(Eyes::Spectator)[0], row);
    }
    assert!(Rules::play(&mut game.clone(), Seat::First, "e7e8").is_err());
    assert!(Rules::play(&mut game.clone(), Seat::First, "e7e8k").is_err());
}

#[test]
fn mate_and_stalemate_end_it() {
    let game = played::<Chess>("f2f3 e7e5 g2g4 d8h4");
    assert_eq!(game.outcome(), Some(Outcome::won(Seat::Second, "checkmate")));
    assert!(Rules::turn(&game).is_none() && game.legal_moves(Seat::First).is_empty());
    let mut game = at("7k/5Q2/8/6K1/8/8/8/8 w - - 0 1");
    Rules::play(&mut game, Seat::First, "g5g6").unwrap();
    assert_eq!(game.outcome(), Some(Outcome::drawn("stalemate")));
}

#[test]
fn material_that_cannot_mate_is_a_draw() {
    for (fen, dead) in [
        ("8/8/4k3/8/8/4K3/8/8 w - - 0 1", true),
        ("8/8/4k3/8/8/4KN2/8/8 w - - 0 1", true),
        ("8/8/4k3/8/8/4KB2/8/8 w - - 0 1", true),
        ("8/8/4k1b1/8/8/4KB2/8/8 w - - 0 1", true),
        ("8/8/4kb2/8/8/4KB2/8/8 w - - 0 1", false),
        ("8/8/4kn2/8/8/4KN2/8/8 w - - 0 1", false),
        ("8/8/4k3/8/8/3NKN2/8/8 w - - 0 1", false),
        ("8/8/4k3/7p/8/4K3/8/8 w - - 0 1", false),
        ("8/8/4k3/8/8/4K2R/8/8 w - - 0 1", false),
    ] {
        let drawn = at(fen).outcome() == Some(Outcome::drawn("insufficient_material"));
        assert_eq!(drawn, dead, "{fen}");
    }
}

#[test]
fn the_third_time_is_a_draw() {
    let twice = "g1f3 g8f6 f3g1 f6g8 g1f3 g8f6 f3g1";
    assert_eq!(played::<Chess>(twice).outcome(), None);
    assert_eq!(played::<Chess>(&format!("{twice} f6g8")).outcome(), Some(Outcome::drawn("threefold_repetition")));
    // The first time a right to castle was there, so it was another position.
    let rook = "g1f3 g8f6 h1g1 h8g8 g1h1 g8h8 h1g1 h8g8 g1h1 g8h8";
    assert_eq!(played::<Chess>(rook).outcome(), None);
    assert_eq!(played::<Chess>(&format!("{rook} h1g1 h8g8")).outcome(), Some(Outcome::drawn("threefold_repetition")));
}

#[test]
fn en_passant_that_is_not_possible_makes_no_other_position() {
    let (with, without) = ("8/4k3/8/8/4P3/8/8/4K3 b - e3 0 1", "8/4k3/8/8/4P3/8/8/4K3 b - - 0 1");
    assert_eq!(identity(&at(with).board), identity(&at(without).board));
    let (with, without) = ("8/4k3/8/8/3pP3/8/8/4K3 b - e3 0 1", "8/4k3/8/8/3pP3/8/8/4K3 b - - 0 1");
    assert_ne!(identity(&at(with).board), identity(&at(without).board));
}

#[test]
fn fifty_moves_each_without_progress_are_a_draw() {
    let mut game = at("7k/8/8/8/8/1r6/8/K5R1 b - - 98 80");
    Rules::play(&mut game, Seat::Second, "b3b4").unwrap();
    assert_eq!(game.outcome(), None);
    Rules::play(&mut game, Seat::First, "g1g2").unwrap();
    assert_eq!(game.outcome(), Some(Outcome::drawn("fifty_moves")));
    let mut mate = at("7k/R7/8/6K1/8/8/8/1R6 w - - 99 80");
    let mut drawn = mate.clone();
    Rules::play(&mut drawn, Seat::First, "b1c1").unwrap();
    assert_eq!(drawn.outcome(), Some(Outcome::drawn("fifty_moves")));
    Rules::play(&mut mate, Seat::First, "b1b8").unwrap();
    assert_eq!(mate.outcome(), Some(Outcome::won(Seat::First, "checkmate")), "mate goes before");
}

#[test]
fn what_is_no_move_is_refused_with_a_reason() {
    let game = Chess::start();
    for (mv, reason) in [
        ("e7e5", "There is no piece of this seat on that square."),
        ("e4e5", "There is no piece of this seat on that square."),
        ("e2e5", "That piece cannot move so, or the king would stand in check."),
        ("e1g1", "That piece cannot move so, or the king would stand in check."),
    ] {
        assert_eq!(Rules::play(&mut game.clone(), Seat::First, mv), Err(Illegal(reason)), "{mv}");
    }
    for no_move in ["", "e4", "e2-e4", "E2E4", "e2e4 ", "e2e4q", "e2i4", "0000", "O-O"] {
        assert!(Rules::play(&mut game.clone(), Seat::First, no_move).is_err(), "{no_move:?}");
    }
    // Castling is the king's move; the library's own text for it is none.
    let castles = at("4k3/8/8/8/8/8/8/4K2R w K - 0 1");
    assert!(Rules::play(&mut castles.clone(), Seat::First, "e1h1").is_err());
    assert!(Rules::play(&mut castles.clone(), Seat::First, "e1g1").is_ok());
}

#[test]
fn random_games_end_and_keep_their_promises() {
    random_games::<Chess>(15, 6000);
}
