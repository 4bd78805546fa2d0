//! Games: a move is accepted, and how soon the opponent sees it, with a thousand and with five thousand games on.

use crate::Options;
use crate::crowd::{self, Reader};
use crate::figures::{Latency, Watch};
use crate::play::{self, Made, Plan, Played, Table};
use crate::record::Expected;
use crate::report::Report;
use crate::servers::Spent;
use crate::servers::loggia::{Loggia, Member};
use crate::table::median;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Of so many games one is watched by somebody else.
const WATCHED: usize = 20;
/// Up to so many games a move has to be there in 10 ms, with more in 50.
const MANY: usize = 1_000;
/// Of the moves asked for, so many must be made in the time for them.
const IN_TIME: f64 = 0.98;

struct Outcome {
    moves: usize,
    spectators: usize,
    /// From the moment a move was to be sent.
    answered: Latency,
    /// From the same moment to the opponent's frame, and from the answer.
    due: Latency,
    accepted: Latency,
    busy: f64,
    spent: String,
}

impl Outcome {
    fn told(&self) -> String {
        let span =
            |latency: &Latency| format!("p50 {:.1} p99 {:.1} max {:.1} ms", latency.p50, latency.p99, latency.most);
        format!(
            "{} moves; accepted → frame {}; due → accepted {}; due → frame {}; client {:.0} %; {}",
            self.moves,
            span(&self.accepted),
            span(&self.answered),
            span(&self.due),
            self.busy * 100.0,
            self.spent
        )
    }
}

/// One list of topics for each who is connected: the players in their order, then spectators of every so manieth game.
fn topics(tables: &[Table], members: &[Member]) -> Vec<Vec<String>> {
    let players = tables.iter().flat_map(|table| [table.number; 2]);
    let watched = players.chain((0..tables.len()).step_by(WATCHED));
    watched.zip(members).map(|(game, member)| vec![tables[game].topic(), member.topic.clone()]).collect()
}

async fn measure(options: &Options, games: usize) -> Result<Outcome, String> {
    let mut loggia = Loggia::whole(&options.settings()).await;
    let spectators = games.div_ceil(WATCHED);
    let members = loggia.members(games * 2 + spectators).await;
    let tables = play::open(&loggia, &members, games).await;
    loggia.read_by_all().await;
    let openings = loggia.openings(topics(&tables, &members)).await;
    let (base, epoch) = (loggia.end().await, Instant::now());
    let readers = crowd::connect(openings, crowd::AT_ONCE, crowd::records(members.len(), base, true), epoch).await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let plan = Plan { rate: options.moves, count: options.moves * options.seconds, seed: options.seed };
    let (before, watch) = (Spent::of(loggia.processes()), Watch::start());
    let playing = play::start(loggia.sockets.base.clone(), tables, plan, epoch);
    while !playing.is_finished() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let played = playing.join().map_err(|_| "playing failed")?;
    let at = |made: &Made| 2 + u64::from(made.game.is_multiple_of(WATCHED));
    crowd::delivered(&readers, played.made.iter().map(at).sum()).await;
    let (spent, strain) = (Spent::of(loggia.processes()).since(&before), watch.stop());
    let expected = loggia.expected(base, &readers).await;
    let mut wrong = faults(&played, &plan, &readers, &expected);
    wrong.extend(strain.overload().filter(|_| !options.anyway));
    if !wrong.is_empty() {
        return Err(wrong[..wrong.len().min(5)].join("; "));
    }
    let came: Vec<HashMap<u64, u32>> = readers.iter().map(|reader| came(reader, base)).collect();
    let at_opponent = |made: &Made| came[2 * made.game + made.seat.other().index()].get(&made.position).copied();
    let latency = |of: &dyn Fn(&Made) -> Option<u32>| Latency::of(played.made.iter().filter_map(of).collect());
    Ok(Outcome {
        moves: played.made.len(),
        spectators,
        answered: latency(&|made| Some(made.accepted.saturating_sub(made.due))),
        due: latency(&|made| Some(at_opponent(made)?.saturating_sub(made.due))),
        accepted: latency(&|made| Some(at_opponent(made)?.saturating_sub(made.accepted))),
        busy: strain.busy,
        spent: spent.told(),
    })
}

/// When each position came.
fn came(reader: &Reader, base: u64) -> HashMap<u64, u32> {
    let record = reader.record.borrow();
    record.samples.iter().flatten().map(|(offset, at)| (base + u64::from(*offset), *at)).collect()
}

/// Everything that is not as it should be: with what was played, with the deliveries, with the log.
fn faults(played: &Played, plan: &Plan, readers: &[Reader], expected: &Expected) -> Vec<String> {
    let mut wrong = played.refused.clone();
    let gone = crowd::gone(readers);
    if gone > 0 {
        wrong.push(format!("{gone} connections were lost"));
    }
    if played.over > 0 {
        wrong.push(format!("{} games were over before the end", played.over));
    }
    let rate = played.made.len() as f64 / played.took.as_secs_f64();
    if rate < plan.rate as f64 * IN_TIME {
        wrong.push(format!("only {rate:.0} of {} moves/s were made", plan.rate));
    }
    wrong.extend(crowd::audit(readers, expected));
    wrong.extend(against_the_log(played, readers, expected));
    wrong
}

/// Of each game the log has what was accepted, in that order, and nothing else.
fn against_the_log(played: &Played, readers: &[Reader], expected: &Expected) -> Vec<String> {
    let mut accepted: HashMap<&String, Vec<u64>> = HashMap::new();
    for made in &played.made {
        accepted.entry(&readers[2 * made.game].topics[0]).or_default().push(made.position);
    }
    let wrong = accepted.into_iter().filter(|(topic, positions)| {
        let logged =
            |at: &u64| expected.topics.get(*topic).is_some_and(|log| log.has(at.saturating_sub(expected.base)));
        let all = expected.due(std::slice::from_ref(*topic)) == positions.len() as u64;
        !(all && positions.iter().all(logged) && positions.is_sorted_by(|one, next| one < next))
    });
    wrong.map(|(topic, positions)| format!("{topic}: accepted at {positions:?}, and the log says otherwise")).collect()
}

pub async fn running(options: &Options, report: &mut Report) {
    for games in &options.games {
        let mut outcomes = Vec::new();
        for round in 1..=options.rounds {
            match measure(options, *games).await {
                Err(why) => report.refuse(format!("{games} games, round {round}: {why}")),
                Ok(outcome) => {
                    eprintln!("{games} games, round {round}: {}", outcome.told());
                    outcomes.push(outcome);
                }
            }
        }
        if outcomes.is_empty() {
            continue;
        }
        let of = |figure: fn(&Outcome) -> f64| median(outcomes.iter().map(figure).collect());
        let settings = format!(
            "{} moves/s of every kind for {} s in {} rounds, with clocks, log synced {}; p50 {:.1} ms, from the moment each was due \
             p50 {:.1} p99 {:.1} ms; {} players and {} spectators compared with the log",
            options.moves,
            options.seconds,
            outcomes.len(),
            options.sync,
            of(|outcome| outcome.accepted.p50),
            of(|outcome| outcome.due.p50),
            of(|outcome| outcome.due.p99),
            games * 2,
            outcomes[0].spectators,
        );
        let what = format!("{games} games: move accepted → opponent's frame, p99");
        let asked = if *games > MANY { 50.0 } else { 10.0 };
        report.table.at_most(&what, of(|outcome| outcome.accepted.p99), asked, "ms", settings);
    }
}
