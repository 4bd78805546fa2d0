//! Likes and votes: who passes by, when, and what they think.

use super::Thread;
use crate::seed::actions::{Act, Thing};
use crate::seed::rhythm;
use std::collections::BTreeSet;
use time::{Duration, OffsetDateTime};

impl Thread<'_> {
    pub(super) fn like_comment(&mut self, comment: Thing, since: OffsetDateTime, count: usize) {
        for (by, at) in self.passers_by(since, self.ends, comment.by, count) {
            self.act(at, by, Act::LikeComment { comment });
        }
    }

    pub(super) fn like(&mut self, post: Thing, since: OffsetDateTime, count: usize) {
        for (by, at) in self.passers_by(since, self.ends, self.author, count) {
            self.act(at, by, Act::LikePost { post });
            let again = at + Duration::seconds(self.rng.between(3, 4_000));
            if self.rng.chance(0.015) && again < self.ends {
                self.act(again, by, Act::UnlikePost { post });
            }
        }
    }

    pub(super) fn vote(
        &mut self,
        post: Thing,
        since: OffsetDateTime,
        until: OffsetDateTime,
        options: usize,
        multiple: bool,
    ) {
        // One option is liked best, which one is chance.
        let weights: Vec<f64> = (0..options).map(|_| 0.3 + self.rng.unit() * 2.0).collect();
        let count = (self.people.len() as i64 / 4).clamp(4, 60);
        let count = self.rng.between(count / 2, count) as usize;
        for (by, at) in self.passers_by(since, until, usize::MAX, count) {
            let choice = self.choice(&weights, multiple);
            self.act(at, by, Act::Vote { post, options: choice.clone() });
            let again = at + Duration::seconds(self.rng.between(20, 9_000));
            if self.rng.chance(0.06) && again < until {
                let other = self.choice(&weights, multiple);
                if other != choice {
                    self.act(again, by, Act::Vote { post, options: other });
                }
            }
        }
    }

    fn choice(&mut self, weights: &[f64], multiple: bool) -> Vec<usize> {
        let count = if multiple { 1 + self.rng.below(2) } else { 1 };
        let chosen: BTreeSet<usize> = (0..count).filter_map(|_| self.rng.weighted(weights.iter().copied())).collect();
        chosen.into_iter().collect()
    }

    /// Different people at different moments, everybody once.
    fn passers_by(
        &mut self,
        since: OffsetDateTime,
        until: OffsetDateTime,
        except: usize,
        count: usize,
    ) -> Vec<(usize, OffsetDateTime)> {
        let mut seen = vec![except];
        let mut passers_by = Vec::new();
        for _ in 0..count {
            let at = rhythm::soon(&mut self.rng, since);
            if let Some(by) = self.speaker(at, &seen).filter(|_| at < until) {
                seen.push(by);
                passers_by.push((by, at));
            }
        }
        passers_by
    }
}
