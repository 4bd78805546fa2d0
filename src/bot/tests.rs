use super::battleship::{fleet, shot};
use super::search::choose;
use crate::games::rules::{Eyes, Kind, Position, Seat};
use crate::seed::rng::Rng;

/// Moves by whoever's turn it is.
fn after(kind: &str, moves: &str) -> Position {
    let mut game = Kind::named(kind).unwrap().start();
    for mv in moves.split_whitespace() {
        let seat = game.turn().unwrap();
        game.play(seat, mv).unwrap();
    }
    game
}

fn best(game: &Position, effort: u32) -> String {
    choose(game, game.turn().unwrap(), effort, &mut Rng::new(1)).unwrap().mv
}

/// Who wins when the bot sits on `seat` and the other moves at random.
fn against_chance(kind: &str, seat: Seat, effort: u32, rng: &mut Rng) -> Option<Seat> {
    let mut game = Kind::named(kind).unwrap().start();
    while let Some(turn) = game.turn() {
        let legal = game.legal_moves(turn);
        let mv = match turn == seat {
            true => choose(&game, turn, effort, rng).unwrap().mv,
            false => legal[rng.below(legal.len())].clone(),
        };
        game.play(turn, &mv).unwrap();
    }
    game.outcome().unwrap().winner
}

/// Wins out of `games`, half of them on either seat.
fn wins(kind: &str, games: usize, effort: u32) -> usize {
    let seats = [Seat::First, Seat::Second].into_iter().cycle().zip(0..games);
    seats.filter(|(seat, game)| against_chance(kind, *seat, effort, &mut Rng::new(*game as u64)) == Some(*seat)).count()
}

#[test]
fn it_beats_chance_at_connect_four() {
    assert!(wins("connect_four", 10, 300) >= 9);
}

#[test]
fn it_beats_chance_at_othello() {
    assert!(wins("othello", 6, 200) >= 5);
}

/// By wins and losses alone: nothing here knows the sixth game.
#[test]
fn it_beats_chance_at_what_it_does_not_know() {
    assert!(wins("tic_tac_toe", 10, 300) >= 7);
}

#[test]
fn it_beats_chance_at_checkers() {
    assert!(wins("checkers", 6, 300) >= 5);
}

#[test]
fn it_beats_chance_at_chess() {
    assert!(wins("chess", 4, 500) >= 3);
}

#[test]
fn it_takes_a_win_and_stops_one() {
    assert_eq!(best(&after("connect_four", "a g a g a g"), 500), "a");
    assert_eq!(best(&after("connect_four", "d a d a d"), 500), "d", "three of the other's stand on each other");
}

#[test]
fn it_mates_in_two_and_sees_what_is_taken() {
    // The scholar's mate is there to be given, the queen's side to be left alone.
    assert_eq!(best(&after("chess", "e2e4 e7e5 d1h5 b8c6 f1c4 g8f6"), 2000), "h5f7");
    // The queen can be had for nothing.
    assert_eq!(best(&after("chess", "e2e4 d7d5 d1g4"), 2000), "c8g4");
}

#[test]
fn a_move_that_must_be_is_made_at_once() {
    let game = after("checkers", "c3-d4 d6-c5 a3-b4");
    assert_eq!(best(&game, 1), "c5xa3");
}

#[test]
fn the_same_seed_gives_the_same_move() {
    let game = after("othello", "d3 c3 c4");
    let moves: Vec<String> = (0..2).map(|_| best(&game, 400)).collect();
    assert_eq!(moves[0], moves[1]);
}

/// Shots until the whole fleet is sunk.
fn shots_needed(seed: u64) -> usize {
    let mut rng = Rng::new(seed);
    let mut game = Kind::named("battleship").unwrap().start();
    for seat in Seat::BOTH {
        game.play(seat, &fleet(&mut rng)).unwrap();
    }
    let mut shots = 0;
    while game.outcome().is_none() {
        let board = game.board(Eyes::Seat(Seat::First));
        let sea: Vec<&str> = board.iter().filter_map(|row| row.split(' ').nth(1)).collect();
        game.play(Seat::First, &shot(&sea, &mut rng).unwrap()).unwrap();
        shots += 1;
        let waste = game.legal_moves(Seat::Second);
        if game.outcome().is_none() {
            game.play(Seat::Second, &waste[0]).unwrap();
        }
    }
    shots
}

#[test]
fn it_finds_a_fleet_in_half_the_shots_that_chance_needs() {
    // Chance needs 95 on average; counting placements about 45.
    let average = (0..20).map(shots_needed).sum::<usize>() / 20;
    assert!(average < 55, "{average} shots");
}

#[test]
fn it_shoots_beside_a_hit() {
    let mut sea = vec![".........."; 10];
    sea[4] = "....x.....";
    let square = shot(&sea, &mut Rng::new(3)).unwrap();
    assert!(["e4", "e6", "d5", "f5"].contains(&square.as_str()), "{square}");
    assert_eq!(shot(&["oooooooooo"; 10], &mut Rng::new(3)), None);
    assert_eq!(shot(&["oo"; 10], &mut Rng::new(3)), None);
}
