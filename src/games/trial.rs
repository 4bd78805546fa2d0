//! Games played at random, and what must hold in each of them whatever the kind.

use super::rules::{Eyes, Kind, Position, Rules, Seat};
use crate::seed::rng::Rng;

/// The position after these moves, each by the seat whose turn it is.
pub fn played<R: Rules>(moves: &str) -> R {
    let mut game = R::start();
    for mv in moves.split_whitespace() {
        let seat = game.turn().expect("the game goes on");
        game.play(seat, mv).unwrap_or_else(|illegal| panic!("{mv}: {illegal}"));
    }
    game
}

/// How many games a test plays. Built with `LOGGIA_RANDOM_GAMES=10000`, every test plays that many instead.
pub fn trials(usually: u64) -> u64 {
    option_env!("LOGGIA_RANDOM_GAMES").and_then(|asked| asked.parse().ok()).unwrap_or(usually)
}

/// Plays whole games by random legal moves, each of at most `longest` moves.
pub fn random_games<R: Rules>(games: u64, longest: usize) {
    for seed in 0..trials(games) {
        let mut rng = Rng::new(seed);
        random_game::<R>(longest, &mut rng, |game, seat, rng| {
            let legal = game.legal_moves(seat);
            legal[rng.below(legal.len())].clone()
        });
    }
}

/// One game in which `choose` finds each move; returns its moves.
pub fn random_game<R: Rules>(
    longest: usize,
    rng: &mut Rng,
    choose: impl Fn(&R, Seat, &mut Rng) -> String,
) -> Vec<(Seat, String)> {
    let mut game = R::start();
    let mut moves = Vec::new();
    while game.outcome().is_none() {
        assert!(moves.len() < longest, "it does not end: {moves:?}");
        let movers: Vec<Seat> = Seat::BOTH.into_iter().filter(|seat| game.may_move(*seat)).collect();
        let seat = game.turn().unwrap_or_else(|| movers[rng.below(movers.len())]);
        assert!(movers.contains(&seat), "whose turn it is may move");
        let mv = choose(&game, seat, rng);
        refuses(&game, seat, &mv, rng);
        game.play(seat, &mv).unwrap_or_else(|illegal| panic!("{mv}: {illegal} after {moves:?}"));
        moves.push((seat, mv));
    }
    assert_eq!(game.turn(), None, "nobody moves after the end");
    for seat in Seat::BOTH {
        assert!(!game.may_move(seat) && game.legal_moves(seat).is_empty());
        refuses(&game, seat, "", rng);
    }
    folds_to(&moves, &game);
    moves
}

/// What is not legal is refused and changes nothing: another seat's move, a broken text.
fn refuses<R: Rules>(game: &R, seat: Seat, mv: &str, rng: &mut Rng) {
    let mut tried = game.clone();
    let other = seat.other();
    if !game.may_move(other) {
        assert!(tried.play(other, mv).is_err(), "{mv} by the other seat");
    }
    let mut broken: Vec<char> = mv.chars().collect();
    let place = rng.below(broken.len() + 1);
    broken.insert(place, ['a', '1', ' ', 'é', 'x', '-'][rng.below(6)]);
    let broken: String = broken.into_iter().collect();
    if !game.legal_moves(seat).contains(&broken) {
        assert!(tried.play(seat, &broken).is_err(), "{broken:?} is no move");
    }
    assert_eq!(&tried, game, "a refusal changes nothing");
}

/// The engine's way to the same position: a fold of the moves alone, without the type.
fn folds_to<R: Rules>(moves: &[(Seat, String)], game: &R) {
    let kind = Kind::named(R::ABOUT.kind).expect("it has its line in KINDS");
    let mut folded: Position = kind.start();
    for (seat, mv) in moves {
        assert_eq!(folded.outcome(), None, "it ends with its last move");
        folded.play(*seat, mv).unwrap();
    }
    assert_eq!(folded.outcome(), game.outcome());
    for eyes in [Eyes::Seat(Seat::First), Eyes::Seat(Seat::Second), Eyes::Spectator, Eyes::Afterwards] {
        assert_eq!(folded.board(eyes), game.board(eyes));
    }
    assert_eq!(folded, Position::from(game.clone()));
}
