//! Ways to break presence on purpose. Those of the scripts are made by changing their text, the others by what the model's nodes
//! then do wrong.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// Who is online already is announced again.
    EveryTouchIsNews,
    /// The last socket's going leaves the node's word in place.
    LeaveKeepsTheNode,
    /// After leaving nobody looks before the time the touch has set.
    LeaveComputesNothing,
    /// There is no grace.
    NoGrace,
    /// Signing out on one device forgets the others, as `DEL` would.
    SignOutForgetsTheRest,
    /// Whoever was reaped is reaped again.
    ReapForgetsNobody,
    /// After Redis was away nobody waits for the nodes.
    NobodyIsWaitedFor,
    /// A refresh that was made ready before a leave comes after it.
    RefreshAfterLeave,
    /// What Redis was not told is not told again.
    ForgetWhatFailed,
    /// After Redis lost everything nobody tells it again before the next refresh.
    NobodyTellsAgain,
    /// After Redis lost everything, what it says at once is taken for all there is.
    NobodyWaits,
    /// Who closed the last socket and then signed out has a grace.
    GraceAfterSignOut,
    /// The invisible are shown.
    ShowTheInvisible,
}

impl Mutant {
    pub const ALL: [Mutant; 13] = [
        Mutant::EveryTouchIsNews,
        Mutant::LeaveKeepsTheNode,
        Mutant::LeaveComputesNothing,
        Mutant::NoGrace,
        Mutant::SignOutForgetsTheRest,
        Mutant::ReapForgetsNobody,
        Mutant::NobodyIsWaitedFor,
        Mutant::RefreshAfterLeave,
        Mutant::ForgetWhatFailed,
        Mutant::NobodyTellsAgain,
        Mutant::NobodyWaits,
        Mutant::GraceAfterSignOut,
        Mutant::ShowTheInvisible,
    ];

    /// What of which script reads how instead; nothing for the other ways.
    fn edit(self) -> Option<(&'static str, &'static str, &'static str)> {
        Some(match self {
            Mutant::EveryTouchIsNews => ("touch", "now + ttl, person) == 1 then", "now + ttl, person) >= 0 then"),
            Mutant::LeaveKeepsTheNode => ("leave", "redis.call('ZREM', at(person), node, '~' .. node)", ""),
            Mutant::LeaveComputesNothing => ("leave", "redis.call('ZADD', ONLINE, 'XX', till, person)", ""),
            Mutant::NoGrace => ("leave", "now + grace, '~' .. node", "now, '~' .. node"),
            Mutant::SignOutForgetsTheRest => {
                ("leave", "if grace > 0 then", "if grace == 0 then redis.call('DEL', at(person)) else")
            }
            Mutant::ReapForgetsNobody => ("due", "redis.call('ZREM', ONLINE, person)", ""),
            Mutant::NobodyIsWaitedFor => ("any", "if now - looked > pause then", "if false then"),
            Mutant::RefreshAfterLeave
            | Mutant::ForgetWhatFailed
            | Mutant::NobodyTellsAgain
            | Mutant::NobodyWaits
            | Mutant::GraceAfterSignOut
            | Mutant::ShowTheInvisible => return None,
        })
    }

    /// The script as this mutant has it; the one it breaks is known by a word only that one has.
    pub fn broken(self, script: &str) -> String {
        let own = |named: &str| match named {
            "touch" => script.contains("now + ttl"),
            "leave" => script.contains("'offline ' .. reason"),
            "any" => true,
            _ => script.contains("ZRANGEBYSCORE"),
        };
        match self.edit() {
            Some((named, part, instead)) if own(named) => {
                assert!(script.contains(part), "{self:?} breaks nothing: the script has changed");
                script.replace(part, instead)
            }
            Some(_) | None => script.to_owned(),
        }
    }
}
