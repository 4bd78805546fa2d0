//! Battleship by counting: shoot where most of the placements that are still possible have a ship.

use crate::seed::rng::Rng;

const SIDE: usize = 10;
const SHIPS: [usize; 5] = [5, 4, 3, 3, 2];
/// How much more a placement counts for each hit it would explain.
const EXPLAINS: f64 = 40.0;

/// A fleet at random, as the move that lays it.
pub fn fleet(rng: &mut Rng) -> String {
    let mut taken = [false; SIDE * SIDE];
    let mut placements = Vec::new();
    for length in SHIPS {
        let free: Vec<Placement> =
            placements_of(length).filter(|place| place.squares().all(|square| !taken[square])).collect();
        let place = free[rng.below(free.len())];
        place.squares().for_each(|square| taken[square] = true);
        placements.push(format!("{}{}", name_of(place.first), if place.step == 1 { 'h' } else { 'v' }));
    }
    placements.join(" ")
}

/// The square to shoot at in a sea of ten rows as the API shows it: `.` unknown, `o` a miss, `x` a hit, `#` a sunk ship.
/// `None` when nothing is left to shoot at.
pub fn shot(sea: &[&str], rng: &mut Rng) -> Option<String> {
    let squares: Vec<u8> = sea.iter().flat_map(|row| row.bytes()).collect();
    if squares.len() != SIDE * SIDE {
        return None;
    }
    let sunk = squares.iter().filter(|square| **square == b'#').count();
    let mut chances = [0.0; SIDE * SIDE];
    for afloat in afloat(sunk) {
        for place in afloat.into_iter().flat_map(placements_of) {
            if place.squares().any(|square| matches!(squares[square], b'o' | b'#')) {
                continue;
            }
            let hits = place.squares().filter(|square| squares[*square] == b'x').count();
            let weight = EXPLAINS.powi(i32::try_from(hits).unwrap_or(0));
            place.squares().for_each(|square| chances[square] += weight);
        }
    }
    let open = (0..SIDE * SIDE).filter(|square| squares[*square] == b'.');
    // A breath of chance, so that equals are not always taken from the same corner.
    let rated = open.map(|square| (square, chances[square] + 0.001 * rng.unit()));
    rated.max_by(|one, other| one.1.total_cmp(&other.1)).map(|(square, _)| name_of(square))
}

/// The lengths that may be afloat when `sunk` squares are: each set of ships that has just as many may have gone.
fn afloat(sunk: usize) -> Vec<Vec<usize>> {
    let sets = (0..1u32 << SHIPS.len())
        .map(|set| SHIPS.iter().enumerate().partition::<Vec<_>, _>(|(ship, _)| set & (1 << ship) != 0));
    let possible = sets.filter(|(gone, _)| gone.iter().map(|(_, length)| **length).sum::<usize>() == sunk);
    possible.map(|(_, left)| left.into_iter().map(|(_, length)| *length).collect()).collect()
}

/// A ship somewhere: its first square, the way to the next, its length.
#[derive(Clone, Copy)]
struct Placement {
    first: usize,
    step: usize,
    length: usize,
}

impl Placement {
    fn squares(self) -> impl Iterator<Item = usize> {
        (0..self.length).map(move |part| self.first + part * self.step)
    }
}

fn placements_of(length: usize) -> impl Iterator<Item = Placement> {
    let starts = (0..SIDE).flat_map(move |across| (0..=SIDE - length).map(move |along| (across, along)));
    starts.flat_map(move |(across, along)| {
        let level = Placement { first: across * SIDE + along, step: 1, length };
        let upright = Placement { first: along * SIDE + across, step: SIDE, length };
        [level, upright]
    })
}

fn name_of(square: usize) -> String {
    format!("{}{}", char::from(b'a' + (square % SIDE) as u8), square / SIDE + 1)
}
