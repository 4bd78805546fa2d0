//! Two moves for one ply: one is made, wherever they were sent.

use crate::support::games::{on, try_to_move};
use crate::support::{Answer, Bed, Client, TestApp, eventually, setting};
use futures_util::future::join_all;
use loggia::games::rules::{Kind, Position, Seat};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};

/// Games in which they race at the same time.
const GAMES: u64 = 16;

/// `LOGGIA_RACES=10000` for long.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_moves_for_one_ply_one_is_made() {
    let races = setting("LOGGIA_RACES", 400);
    let bed = Bed::new().await;
    let (one, two) = (TestApp::start(&bed, &[]).await, TestApp::start(&bed, &["--roles=api,socket"]).await);
    let (ada, ben) = (one.person("ada").await, one.person("ben").await);
    let nodes = [[&ada, &ben], [&ada.at(&two.base), &ben.at(&two.base)]];
    let raced = join_all((0..GAMES).map(|seed| race(nodes, races.div_ceil(GAMES), seed))).await;
    let told = raced.into_iter().fold([0; 2], |sum, one| [sum[0] + one[0], sum[1] + one[1]]);
    assert_eq!(told[0] + told[1], races.div_ceil(GAMES) * GAMES);
    println!("{} were told games.stale, {} games.not_your_turn", told[0], told[1]);
}

/// Makes so many moves, each against another one for the same ply at the other node: either by the same player, who cannot decide,
/// or by the other, whose turn it is not. How many were told that they are stale, and that it is not their turn.
async fn race(nodes: [[&Client; 2]; 2], many: u64, seed: u64) -> [u64; 2] {
    let mut random = StdRng::seed_from_u64(seed);
    let mut told = [0; 2];
    while told[0] + told[1] < many {
        let game = on("othello", nodes[0][0], nodes[0][1]).await;
        let (mut board, mut made, mut last) = (Kind::named("othello").unwrap().start(), Vec::new(), 0);
        while told[0] + told[1] < many
            && let Some((seat, [left, right])) = two_moves(&board, &mut random)
        {
            let (here, there) = if random.random() { (0, 1) } else { (1, 0) };
            let rival = if random.random() { seat } else { seat.other() };
            let ply = made.len() as u32;
            let (first, second) = tokio::join!(
                try_to_move(nodes[here][seat.index()], &game, &left, ply),
                try_to_move(nodes[there][rival.index()], &game, &right, ply)
            );
            let won = first.status == 200 || rival != seat;
            let (done, refused) = if won { (first, second) } else { (second, first) };
            told[usize::from(not_your_turn(&done, &refused))] += 1;
            last = done.position();
            let mv = if won { left } else { right };
            board.play(seat, &mv).unwrap();
            made.push(mv);
        }
        let path = format!("/api/games/{game}/moves");
        eventually("all moves can be read", || async { nodes[1][0].get_after(&path, last).await.status == 200 }).await;
        let moves = nodes[1][0].get(&path).await.body;
        let kept: Vec<_> =
            moves["items"].as_array().unwrap().iter().map(|item| item["move"].as_str().unwrap()).collect();
        assert_eq!(kept, made, "each once, in its place");
    }
    told
}

/// Two moves of whose turn it is, the same one if there is no other; none when one of them would end it.
fn two_moves(board: &Position, random: &mut StdRng) -> Option<(Seat, [String; 2])> {
    let seat = board.turn()?;
    let mut legal = board.legal_moves(seat);
    legal.shuffle(random);
    let two = [legal.first()?.clone(), legal.last()?.clone()];
    let goes_on = |mv: &String| {
        let mut after = board.clone();
        after.play(seat, mv).unwrap();
        after.outcome().is_none()
    };
    two.iter().all(goes_on).then_some((seat, two))
}

/// Whether who was refused was told that it is not their turn, rather than that their move is stale.
fn not_your_turn(done: &Answer, refused: &Answer) -> bool {
    assert_eq!(done.status, 200, "{:?} {:?}", done.body, refused.body);
    match (refused.status, refused.code()) {
        (409, "games.stale") => false,
        (409, "games.not_your_turn") => true,
        other => panic!("{other:?}: {:?}", refused.body),
    }
}
