//! What is printed in the end, and what is not, and why.

use crate::servers::Kind;
use crate::table::{Table, median};
use std::collections::BTreeMap;

#[derive(Default)]
pub struct Report {
    pub table: Table,
    notes: Vec<String>,
    refused: Vec<String>,
}

impl Report {
    /// Something to know beside the figures.
    pub fn note(&mut self, what: String) {
        eprintln!("{what}");
        if !self.notes.contains(&what) {
            self.notes.push(what);
        }
    }

    /// A figure that is not to be believed.
    pub fn refuse(&mut self, what: String) {
        eprintln!("NOT REPORTED: {what}");
        self.refused.push(what);
    }

    /// How many times more of a figure Loggia has than each peer.
    pub fn more<T>(
        &mut self,
        sides: &Sides<T>,
        figure: impl Fn(&T) -> f64,
        what: &str,
        asked: Targets,
        settings: &str,
    ) {
        self.ratios(sides, figure, asked, |kind, ours, theirs| {
            (
                format!("{what}: Loggia / {}", kind.name()),
                ours / theirs,
                format!("{settings}; {ours:.1} against {theirs:.1}"),
            )
        });
    }

    /// How many times less.
    pub fn less<T>(
        &mut self,
        sides: &Sides<T>,
        figure: impl Fn(&T) -> f64,
        what: &str,
        asked: Targets,
        settings: &str,
    ) {
        self.ratios(sides, figure, asked, |kind, ours, theirs| {
            (
                format!("{what}: {} / Loggia", kind.name()),
                theirs / ours,
                format!("{settings}; {ours:.1} against {theirs:.1}"),
            )
        });
    }

    fn ratios<T>(
        &mut self,
        sides: &Sides<T>,
        figure: impl Fn(&T) -> f64,
        asked: Targets,
        row: impl Fn(Kind, f64, f64) -> (String, f64, String),
    ) {
        let Some(ours) = sides.median(Kind::Loggia, &figure) else { return };
        for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Loggia) {
            let Some(theirs) = sides.median(kind, &figure) else { continue };
            let (what, ratio, settings) = row(kind, ours, theirs);
            match asked.iter().find(|(of, _)| *of == kind) {
                Some((_, asked)) => self.table.at_least(&what, ratio, *asked, settings),
                None => self.table.beside(&what, ratio, settings),
            }
        }
    }

    /// Whether everything measured could be reported.
    pub fn print(&self) -> bool {
        self.table.print();
        for note in &self.notes {
            println!("\n{note}");
        }
        for refused in &self.refused {
            println!("\nNOT REPORTED: {refused}");
        }
        self.refused.is_empty()
    }
}

/// The ratio asked for to each peer; others are shown without.
pub type Targets = &'static [(Kind, f64)];

/// Figures of several rounds by whom they are of.
pub struct Sides<T>(BTreeMap<Kind, Vec<T>>);

impl<T> Default for Sides<T> {
    fn default() -> Sides<T> {
        Sides(BTreeMap::new())
    }
}

impl<T> Sides<T> {
    pub fn add(&mut self, kind: Kind, figure: T) {
        self.0.entry(kind).or_default().push(figure);
    }

    /// `None`: there was no round of it that counts.
    pub fn median(&self, kind: Kind, figure: impl Fn(&T) -> f64) -> Option<f64> {
        let of: Vec<_> = self.0.get(&kind)?.iter().map(figure).collect();
        (!of.is_empty()).then(|| median(of))
    }
}
