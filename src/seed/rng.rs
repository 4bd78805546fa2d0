//! Randomness that is the same on every machine and for ever: integers and IEEE arithmetic only, no logarithms.

/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    pub fn new(seed: u64) -> Rng {
        Rng(seed)
    }

    /// A stream of its own for a part, so that a change in one part moves nothing in another.
    pub fn part(&self, name: &str, number: usize) -> Rng {
        let mut state = self.0 ^ (number as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        for byte in name.bytes() {
            state = mixed(state.wrapping_add(u64::from(byte)).wrapping_add(0x9E37_79B9_7F4A_7C15));
        }
        Rng(mixed(state))
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed(self.0)
    }

    /// 0 <= x < 1
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// 0 <= n < `end`; 0 when `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        // The bias is below 2^-40 for anything we count.
        if end == 0 { 0 } else { (self.next() % end as u64) as usize }
    }

    /// `from` <= n < `end`
    pub fn between(&mut self, from: i64, end: i64) -> i64 {
        from + self.below((end - from).max(0) as usize) as i64
    }

    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// # Panics
    /// When there is nothing to choose from.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// The index of one weight, the heavier the likelier; `None` when all are zero.
    pub fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> Option<usize> {
        let total: f64 = weights.clone().sum();
        if total <= 0.0 {
            return None;
        }
        let mut left = self.unit() * total;
        let mut last = None;
        for (index, weight) in weights.enumerate().filter(|(_, weight)| *weight > 0.0) {
            last = Some(index);
            if left < weight {
                break;
            }
            left -= weight;
        }
        last
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.below(end + 1));
        }
    }

    /// Ten bytes, what a UUIDv7 has beside its time.
    pub fn ten_bytes(&mut self) -> [u8; 10] {
        let (a, b) = (self.next().to_be_bytes(), self.next().to_be_bytes());
        [a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], b[0], b[1]]
    }
}

fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_never_changes() {
        // Vigna's reference implementation gives these for seed 1234567.
        let mut rng = Rng::new(1_234_567);
        assert_eq!(
            [rng.next(), rng.next(), rng.next()],
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn parts_differ_and_repeat() {
        let rng = Rng::new(42);
        assert_eq!(rng.part("thread", 3).next(), rng.part("thread", 3).next());
        assert_ne!(rng.part("thread", 3).next(), rng.part("thread", 4).next());
        assert_ne!(rng.part("thread", 3).next(), rng.part("person", 3).next());
    }

    #[test]
    fn weights_are_kept() {
        let mut rng = Rng::new(1);
        let mut counts = [0; 3];
        for _ in 0..10_000 {
            counts[rng.weighted([1.0, 0.0, 3.0].into_iter()).unwrap()] += 1;
        }
        assert_eq!(counts[1], 0);
        assert!((2_200..2_800).contains(&counts[0]), "{counts:?}");
        assert_eq!(rng.weighted([0.0].into_iter()), None);
    }
}
