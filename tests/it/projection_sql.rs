//! The statements of `projections/`, each on its own: they fit the tables, the events and the list of events without any.

use crate::support::{Bed, Models};
use loggia::event::Event;
use loggia::projector::source::{Column, Source};
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::openapi::{RefOr, Schema};

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_fits_the_tables() {
    let bed = Bed::new().await;
    let mut models = Models::live(&bed).await;
    for model in &models.source.models {
        for handler in &model.handlers {
            let statement = AssertSqlSafe(handler.sql.clone()).into_sql_str();
            if let Err(error) = models.reader.prepare(statement).await {
                panic!("projections/{}: {error}", handler.file);
            }
        }
    }
}

#[test]
fn every_column_a_statement_names_is_a_field_of_its_event() {
    let fields: BTreeMap<&str, BTreeSet<String>> =
        Event::schemas().into_iter().map(|(kind, schema)| (kind, names(schema))).collect();
    for model in &Source::embedded().unwrap().models {
        for handler in &model.handlers {
            let kind = handler.file.rsplit_once('/').unwrap().1.trim_end_matches(".sql");
            let known =
                fields.get(kind).unwrap_or_else(|| panic!("projections/{}: there is no such event", handler.file));
            for Column { name, .. } in handler.columns.as_ref().expect("columns") {
                let fits = known.contains(name) || ["seq", "at", "actor", "id"].contains(&name.as_str());
                assert!(fits, "projections/{}: {kind} has no field `{name}`", handler.file);
            }
        }
    }
}

/// Fields that keys name, too: a misspelt one would be no key for any event.
#[test]
fn every_key_names_fields_of_its_event() {
    let fields: BTreeMap<&str, BTreeSet<String>> =
        Event::schemas().into_iter().map(|(kind, schema)| (kind, names(schema))).collect();
    for (kind, used) in &Source::embedded().unwrap().kinds {
        for field in &used.fields {
            let known = fields[kind.as_str()].contains(field) || field == "at";
            assert!(known, "a key or column of {kind} names `{field}`, which is no field of it");
        }
    }
}

/// An event type without a statement is a decision, so it stands in a file that is reviewed.
#[test]
fn events_that_no_read_model_handles_are_listed() {
    let listed: BTreeSet<&str> = include_str!("unprojected_events.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    let source = Source::embedded().unwrap();
    let unhandled: BTreeSet<&str> =
        Event::kinds().into_iter().filter(|kind| !source.kinds.contains_key(*kind)).collect();
    assert_eq!(unhandled, listed, "tests/it/unprojected_events.txt");
}

/// A read model that reads another's tables could see them ahead of, or behind, itself.
#[test]
fn table_names_are_unique_and_no_statement_names_a_schema() {
    let source = Source::embedded().unwrap();
    let mut tables: BTreeMap<String, &str> = BTreeMap::new();
    for model in &source.models {
        for line in model.schema.lines().filter_map(|line| line.strip_prefix("create table ")) {
            let table = line.split(' ').next().unwrap().to_owned();
            assert!(!table.contains('.'), "{table} is qualified");
            let other = tables.insert(table.clone(), &model.name);
            assert_eq!(other, None, "{table} is in two read models");
        }
    }
    for model in &source.models {
        for handler in &model.handlers {
            for table in handler
                .sql
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .filter(|word| is_table(&handler.sql, word))
            {
                let owner = tables.get(table);
                assert!(owner.is_none_or(|owner| *owner == model.name), "projections/{} names {table}", handler.file);
            }
        }
    }
}

/// Whether the word stands where a table's name stands.
fn is_table(sql: &str, word: &str) -> bool {
    ["from ", "join ", "into ", "update ", "using "].iter().any(|before| {
        sql.match_indices(&format!("{before}{word}")).any(|(at, found)| {
            sql[at + found.len()..].chars().next().is_none_or(|next| !next.is_alphanumeric() && next != '_')
        })
    })
}

fn names(schema: RefOr<Schema>) -> BTreeSet<String> {
    match schema {
        RefOr::T(Schema::Object(object)) => object.properties.keys().cloned().collect(),
        _ => panic!("an event that is no object"),
    }
}
