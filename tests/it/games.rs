//! Games from outside: how they go, what is refused, what nobody may see, and who meets whom.

mod clocks;
mod crash;
mod hidden;
mod life;
mod matching;
mod races;
mod refusals;
mod spectators;
mod standings;
mod time;
