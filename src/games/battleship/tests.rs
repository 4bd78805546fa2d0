use super::*;
use crate::games::trial::{random_game, trials};
use crate::seed::rng::Rng;

const FLEET: &str = "a1h c3v e5h g7v i9h";

/// Both fleets laid.
fn laid(first: &str, second: &str) -> Battleship {
    let mut game = Battleship::start();
    game.play(Seat::Second, second).unwrap();
    game.play(Seat::First, first).unwrap();
    game
}

fn random_fleet(rng: &mut Rng) -> String {
    loop {
        let placement = |rng: &mut Rng| format!("{}{}", name_of(rng.below(100)), ["h", "v"][rng.below(2)]);
        let fleet = (0..5).map(|_| placement(rng)).collect::<Vec<_>>().join(" ");
        if Fleet::parse(&fleet).is_ok() {
            return fleet;
        }
    }
}

fn choose(game: &Battleship, seat: Seat, rng: &mut Rng) -> String {
    match game.legal_moves(seat) {
        squares if squares.is_empty() => random_fleet(rng),
        squares => squares[rng.below(squares.len())].clone(),
    }
}

#[test]
fn fleets_are_laid_in_any_order_then_first_shoots() {
    let mut game = Battleship::start();
    assert_eq!(game.turn(), None);
    assert!(Seat::BOTH.into_iter().all(|seat| game.may_move(seat) && game.legal_moves(seat).is_empty()));
    game.play(Seat::Second, FLEET).unwrap();
    assert_eq!(game.turn(), Some(Seat::First));
    game.play(Seat::First, FLEET).unwrap();
    assert_eq!(game.turn(), Some(Seat::First));
    assert!(!game.may_move(Seat::Second));
    assert_eq!(game.legal_moves(Seat::First).len(), 100);
    game.play(Seat::First, "a1").unwrap();
    assert_eq!(game.turn(), Some(Seat::Second), "one shot a turn, even after a hit");
}

#[test]
fn a_second_fleet_is_refused() {
    let mut game = Battleship::start();
    game.play(Seat::First, FLEET).unwrap();
    assert!(game.may_move(Seat::First), "so that it is refused by the rules");
    assert_eq!(game.play(Seat::First, FLEET), Err(LAID));
    game.play(Seat::Second, FLEET).unwrap();
    assert_eq!(game.play(Seat::First, FLEET), Err(LAID));
}

#[test]
fn a_fleet_must_be_whole_inside_and_apart() {
    for (fleet, reason) in [
        ("", NO_FLEET),
        ("a1h", NO_FLEET),
        ("a1h c3v e5h g7v", NO_FLEET),
        ("a1h c3v e5h g7v i9h a10h", NO_FLEET),
        ("a1 c3v e5h g7v i9h", NO_FLEET),
        ("a1h c3v e5h g7v i9d", NO_FLEET),
        ("a1h  c3v e5h g7v i9h", NO_FLEET),
        ("a0h c3v e5h g7v i9h", NO_FLEET),
        ("a11h c3v e5h g7v i9h", NO_FLEET),
        ("é1h c3v e5h g7v i9h", NO_FLEET),
        ("g1h c3v e5h g7v i9h", OVER_THE_EDGE),
        ("a7v c3v e5h g7v i9h", OVER_THE_EDGE),
        ("a1h a1v e5h g7v i9h", ON_EACH_OTHER),
        ("a1h c3v c5h g7v i9h", ON_EACH_OTHER),
    ] {
        assert_eq!(Fleet::parse(fleet), Err(reason), "{fleet:?}");
    }
    for fleet in ["a1h a2h a3h a4h a5h", "f10h j1v j5v a8v i9h", "j6v i7v h8v g8v f9v"] {
        assert!(Fleet::parse(fleet).is_ok(), "{fleet:?} touches, and may");
    }
}

#[test]
fn a_ship_is_hit_square_by_square_and_sunk_with_the_last() {
    let mut game = laid(FLEET, FLEET);
    for (seat, mv, text) in [
        (Seat::First, "i9", "i9 hit"),
        (Seat::Second, "b2", "b2 miss"),
        (Seat::First, "j9", "j9 sunk"),
        (Seat::Second, "j10", "j10 miss"),
    ] {
        assert_eq!(game.text(seat, mv), text);
        game.play(seat, mv).unwrap();
    }
    let rows = game.board(Eyes::Spectator);
    assert_eq!((rows[8].as_str(), rows[1].as_str()), (".......... ........##", ".o........ .........."));
    assert_eq!(rows[9], ".........o ..........");
    let own = game.board(Eyes::Seat(Seat::First));
    assert_eq!((own[0].as_str(), own[2].as_str()), ("AAAAA..... ..........", "..B....... .........."));
    assert_eq!(game.board(Eyes::Afterwards)[0], "AAAAA..... AAAAA.....");
}

#[test]
fn the_last_ship_ends_it() {
    let mut game = laid(FLEET, FLEET);
    let targets = "a1 b1 c1 d1 e1 c3 c4 c5 c6 e5 f5 g5 g7 g8 g9 i9 j9";
    let waters = game.legal_moves(Seat::First);
    for (shot, water) in targets.split(' ').zip(waters.iter().rev()) {
        assert_eq!(game.outcome(), None);
        game.play(Seat::First, shot).unwrap();
        if game.outcome().is_none() {
            game.play(Seat::Second, water).unwrap();
        }
    }
    assert_eq!(game.outcome(), Some(Outcome::won(Seat::First, "fleet_sunk")));
    assert_eq!(game.turn(), None);
    assert!(game.play(Seat::Second, "a2").is_err());
}

#[test]
fn what_is_no_shot_is_refused_with_a_reason() {
    let mut game = laid(FLEET, FLEET);
    for no_shot in ["", "k1", "a0", "a11", "a1h", "A1", "a1 ", "11"] {
        assert!(game.play(Seat::First, no_shot).is_err(), "{no_shot:?}");
    }
    game.play(Seat::First, "a1").unwrap();
    assert!(game.play(Seat::First, "a2").is_err(), "not its turn");
    game.play(Seat::Second, "a1").unwrap();
    assert_eq!(game.play(Seat::First, "a1"), Err(Illegal("That square was shot at already.")));
}

/// Everything that eyes other than the owner's get of a game before its end, from start to here.
fn shown(moves: &[(Seat, String)], eyes: Eyes) -> Vec<String> {
    let mut game = Battleship::start();
    let mut shown = Vec::new();
    for (seat, mv) in moves {
        shown.push(game.text(*seat, mv));
        shown.push(Battleship::seen(*seat, mv, eyes).to_owned());
        game.play(*seat, mv).unwrap();
        if game.outcome().is_some() {
            break;
        }
        shown.extend(game.board(eyes));
        shown.push(format!("{game:?}"));
        for tried in ["a1h c3v e5h g7v i9h", "a1", "nonsense"] {
            let refusals = Seat::BOTH.map(|seat| game.clone().play(seat, tried));
            shown.extend(refusals.iter().filter_map(|refusal| refusal.err()).map(|illegal| illegal.to_string()));
        }
    }
    shown
}

fn others(owner: Seat) -> [Eyes; 2] {
    [Eyes::Seat(owner.other()), Eyes::Spectator]
}

#[test]
fn nothing_that_others_get_holds_a_placement() {
    for seed in 0..trials(20) {
        let moves = random_game::<Battleship>(202, &mut Rng::new(seed), choose);
        for (owner, fleet) in &moves[..2] {
            for eyes in others(*owner) {
                let all = shown(&moves, eyes).join("\n");
                // The other's own fleet may stand there; a refusal explains itself with an example.
                let own = moves[..2].iter().find(|(seat, _)| eyes.see(*seat)).map_or("", |(_, own)| own.as_str());
                let searched = all.replace(own, "").replace(&NO_FLEET.to_string(), "");
                for placement in fleet.split(' ') {
                    assert!(!searched.contains(placement), "{placement} of {owner:?} is shown to {eyes:?}");
                }
            }
            for rows in board_rows(&moves, others(*owner)) {
                let sea = rows.split(' ').nth(owner.index()).unwrap();
                assert!(sea.chars().all(|square| "xo#.".contains(square)), "{sea}");
            }
            assert_eq!(Battleship::seen(*owner, fleet, Eyes::Seat(*owner)), fleet);
            assert_eq!(Battleship::seen(*owner, fleet, Eyes::Afterwards), fleet);
        }
    }
}

fn board_rows(moves: &[(Seat, String)], eyes: [Eyes; 2]) -> Vec<String> {
    let mut game = Battleship::start();
    let mut rows = Vec::new();
    for (seat, mv) in moves {
        game.play(*seat, mv).unwrap();
        rows.extend(eyes.into_iter().flat_map(|eyes| game.board(eyes)));
    }
    rows
}

/// The stronger promise: what others get does not depend on what the answers to the shots have not told.
#[test]
fn two_fleets_that_answered_alike_look_alike() {
    let mut compared = 0;
    for seed in 0..trials(40) {
        let mut rng = Rng::new(seed);
        let moves = random_game::<Battleship>(202, &mut rng, choose);
        let length = 2 + rng.below(40);
        let (owner, fleet) = moves[rng.below(2)].clone();
        let moved = |rng: &mut Rng| {
            let mut placements: Vec<String> = fleet.split(' ').map(str::to_owned).collect();
            placements[rng.below(5)] = format!("{}{}", name_of(rng.below(100)), ["h", "v"][rng.below(2)]);
            placements.join(" ")
        };
        for _ in 0..50 {
            let other_fleet = moved(&mut rng);
            let swap = |(seat, mv): &(Seat, String)| {
                (*seat, if *seat == owner && *mv == fleet { other_fleet.clone() } else { mv.clone() })
            };
            let (before, after) = (&moves[..length], moves[..length].iter().map(swap).collect::<Vec<_>>());
            if Fleet::parse(&other_fleet).is_err() || texts(before) != texts(&after) {
                continue;
            }
            compared += 1;
            for eyes in others(owner) {
                assert_eq!(shown(before, eyes), shown(&after, eyes));
            }
        }
    }
    assert!(compared > 40, "only {compared} pairs answered alike");
}

fn texts(moves: &[(Seat, String)]) -> Vec<String> {
    let mut game = Battleship::start();
    let text = |(seat, mv): &(Seat, String)| {
        let text = game.text(*seat, mv);
        game.play(*seat, mv).unwrap();
        text
    };
    moves.iter().map(text).collect()
}

#[test]
fn random_games_end_and_keep_their_promises() {
    for seed in 0..trials(50) {
        random_game::<Battleship>(202, &mut Rng::new(seed), choose);
    }
}
