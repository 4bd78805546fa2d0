//! What is done in Redis: scripts, each of which publishes its own transitions, and the words they publish.
//!
//! `{presence}:at:<person>` holds until when each node vouches for somebody, `{presence}:online` who is online and when to look
//! again. All times are Redis' own. A script takes many people at once.

use super::choice::Choice;
use crate::id::PersonId;
use redis::Cmd;
use std::time::Duration;

/// Where transitions are published.
pub const CHANNEL: &str = "{presence}";
/// People a script looks at, so that nobody else waits long for Redis.
pub const EACH: usize = 200;

const CLOCK: &str = include_str!("lua/clock.lua");
const SAID: &str = include_str!("lua/said.lua");

/// How long everything lasts.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// After the last socket closed.
    pub grace: Duration,
    /// Of what a node says, should it die.
    pub ttl: Duration,
}

impl Times {
    /// How often a node says that somebody is still here.
    pub fn refresh(&self) -> Duration {
        self.ttl / 3
    }

    /// How often a node looks for those whose time is over.
    pub fn look(&self) -> Duration {
        (self.ttl / 6).clamp(Duration::from_millis(20), Duration::from_millis(500))
    }

    /// How long all nodes have to say who is here when Redis may have lost it, or was away.
    pub fn settle(&self) -> Duration {
        self.grace.max(Duration::from_secs(2))
    }

    /// When nobody has looked for so long, Redis was away.
    fn pause(&self) -> Duration {
        Duration::from_secs(1)
    }

    /// How long nobody is found gone then: what the nodes could not tell, they tell within it.
    fn patience(&self) -> Duration {
        Duration::from_secs(2)
    }

    /// After it Redis forgets about somebody, whatever else fails.
    fn memory(&self) -> Duration {
        (self.ttl + self.grace) * 2
    }
}

/// Somebody whose last socket on this node is gone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leave {
    pub person: PersonId,
    /// What is left of the grace; none after signing out.
    pub grace: Duration,
    pub reason: Reason,
}

/// Why somebody came or went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Connect,
    /// The last socket closed, where there is no grace.
    Close,
    /// The grace after closing ran out.
    Grace,
    /// Their node died.
    Reaped,
    SignOut,
}

impl Reason {
    pub const ALL: [Reason; 5] = [Reason::Connect, Reason::Close, Reason::Grace, Reason::Reaped, Reason::SignOut];

    pub fn as_str(self) -> &'static str {
        match self {
            Reason::Connect => "connect",
            Reason::Close => "close",
            Reason::Grace => "grace",
            Reason::Reaped => "reaped",
            Reason::SignOut => "sign_out",
        }
    }

    fn read(text: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// One thing that was published.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// Grows with every word there is.
    pub number: u64,
    pub person: PersonId,
    pub news: News,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum News {
    Online(Reason),
    Offline(Reason),
    Chose { choice: Choice, revision: i64 },
}

impl Word {
    /// `17 <person> offline grace`; `None`: of another release.
    pub fn read(text: &str) -> Option<Word> {
        let mut parts = text.split(' ');
        let mut part = || parts.next();
        let (number, person) = (part()?.parse().ok()?, part()?.parse().ok()?);
        let news = match part()? {
            "online" => News::Online(Reason::read(part()?)?),
            "offline" => News::Offline(Reason::read(part()?)?),
            "chose" => News::Chose { choice: Choice::read(part()?)?, revision: part()?.parse().ok()? },
            _ => return None,
        };
        Some(Word { number, person, news })
    }
}

/// What a look answers.
#[derive(Debug, Default, PartialEq)]
pub struct Look {
    pub epoch: String,
    /// There was more than one script may do.
    pub more: bool,
    pub words: Vec<Word>,
}

impl Look {
    pub fn read(mut answer: Vec<String>) -> Look {
        if answer.len() < 2 {
            return Look::default();
        }
        let words = words(&answer.split_off(2));
        Look { more: answer[1] == "1", epoch: answer.swap_remove(0), words }
    }
}

pub fn words(answer: &[String]) -> Vec<Word> {
    answer.iter().filter_map(|text| Word::read(text)).collect()
}

/// What the script for everybody answers: epoch, time, number of the last word, people.
pub type Everybody = (String, u64, u64, Vec<String>);

/// When that epoch began, in the same milliseconds as the answer's time.
pub fn began(epoch: &str) -> u64 {
    epoch.split(' ').next().and_then(|time| time.parse().ok()).unwrap_or(0)
}

/// The scripts' texts. Sent whole each time: Redis knows them by their hash, and may have forgotten them.
#[derive(Clone, Debug)]
pub struct Scripts {
    touch: String,
    leave: String,
    reap: String,
    everybody: String,
    chose: String,
    times: Times,
}

impl Scripts {
    pub fn new(times: Times) -> Scripts {
        Scripts::by_clock(times, CLOCK, &str::to_owned)
    }

    /// With another clock, and each script changed: for tests, which set the time and break things.
    pub fn by_clock(times: Times, clock: &str, changed: &dyn Fn(&str) -> String) -> Scripts {
        let script = |text| format!("{clock}\n{}", changed(&format!("{SAID}\n{text}")));
        Scripts {
            touch: script(include_str!("lua/touch.lua")),
            leave: script(include_str!("lua/leave.lua")),
            reap: script(include_str!("lua/reap.lua")),
            everybody: script(include_str!("lua/everybody.lua")),
            chose: script(include_str!("lua/chose.lua")),
            times,
        }
    }

    pub fn times(&self) -> &Times {
        &self.times
    }

    /// These people have sockets on `node`.
    pub fn touch(&self, node: &str, people: &[PersonId]) -> Cmd {
        let mut cmd = eval(&self.touch);
        cmd.arg(node).arg(milliseconds(self.times.ttl)).arg(milliseconds(self.times.memory()));
        for person in people {
            cmd.arg(person.to_string());
        }
        cmd
    }

    /// These people have no sockets on `node` any more.
    pub fn leave(&self, node: &str, people: &[Leave]) -> Cmd {
        let mut cmd = eval(&self.leave);
        cmd.arg(node).arg(milliseconds(self.times.memory()));
        cmd.arg(milliseconds(self.times.pause())).arg(milliseconds(self.times.patience()));
        for leave in people {
            cmd.arg(leave.person.to_string()).arg(milliseconds(leave.grace)).arg(leave.reason.as_str());
        }
        cmd
    }

    /// Looks for those whose time is over; see [`Look`].
    pub fn reap(&self, new_epoch: &str) -> Cmd {
        let mut cmd = eval(&self.reap);
        cmd.arg(new_epoch).arg(EACH);
        cmd.arg(milliseconds(self.times.pause())).arg(milliseconds(self.times.patience()));
        cmd
    }

    /// Who is online; see [`Everybody`].
    pub fn everybody(&self, new_epoch: &str) -> Cmd {
        let mut cmd = eval(&self.everybody);
        cmd.arg(new_epoch);
        cmd
    }

    /// Tells the nodes what these people chose.
    pub fn chose(&self, people: &[(PersonId, Choice, i64)]) -> Cmd {
        let mut cmd = eval(&self.chose);
        for (person, choice, revision) in people {
            cmd.arg(person.to_string()).arg(choice.as_str()).arg(*revision);
        }
        cmd
    }
}

fn eval(script: &str) -> Cmd {
    let mut cmd = redis::cmd("EVAL");
    cmd.arg(script).arg(0);
    cmd
}

/// Up, so that what is not nothing stays something.
fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_micros().div_ceil(1000)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn words_are_read_as_the_scripts_write_them() {
        let person = PersonId(Uuid::from_u128(7));
        let read = |news: &str| Word::read(&format!("17 {person} {news}")).map(|word| word.news);
        assert_eq!(read("online connect"), Some(News::Online(Reason::Connect)));
        assert_eq!(read("offline sign_out"), Some(News::Offline(Reason::SignOut)));
        assert_eq!(read("chose away 3"), Some(News::Chose { choice: Choice::Away, revision: 3 }));
        for other in ["", "offline", "offline soon", "chose red 1", "chose away", "dances"] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
