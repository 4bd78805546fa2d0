//! Rows of ratios.

use std::time::Duration;

#[derive(Default)]
pub struct Table(Vec<Row>);

struct Row {
    what: String,
    asked: String,
    measured: String,
    reached: bool,
    settings: String,
}

impl Table {
    /// A row whose ratio must be at least `asked`.
    pub fn at_least(&mut self, what: &str, measured: f64, asked: f64, settings: String) {
        self.push(what, format!("≥ {asked}"), format!("{measured:.2}"), measured >= asked, settings);
    }

    /// A row whose figure must be at most `asked`.
    pub fn at_most(&mut self, what: &str, measured: f64, asked: f64, unit: &str, settings: String) {
        self.push(what, format!("≤ {asked} {unit}"), format!("{measured:.1} {unit}"), measured <= asked, settings);
    }

    /// A ratio nothing was asked of.
    pub fn beside(&mut self, what: &str, measured: f64, settings: String) {
        self.push(what, "".into(), format!("{measured:.2}"), true, settings);
    }

    fn push(&mut self, what: &str, asked: String, measured: String, reached: bool, settings: String) {
        eprintln!("{what}: {measured} ({asked}) {settings}");
        self.0.push(Row { what: what.to_owned(), asked, measured, reached, settings });
    }

    pub fn print(&self) {
        println!("\n| | asked | measured | | settings |\n|---|---|---|---|---|");
        for row in &self.0 {
            let mark = match row.asked.is_empty() {
                true => "",
                false if row.reached => "reached",
                false => "short",
            };
            println!("| {} | {} | {} | {mark} | {} |", row.what, row.asked, row.measured, row.settings);
        }
    }
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// How many a second.
pub fn rate(many: usize, took: Duration) -> f64 {
    many as f64 / took.as_secs_f64()
}

/// The value below which 99 of 100 lie.
pub fn p99(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() * 99 / 100).copied().unwrap_or(f64::NAN)
}
