//! The SQL of `projections/`: one folder per read model, with `schema.sql` and one statement per event type.
//!
//! A statement's head says how its events depend on each other:
//! ```sql
//! -- key: like=post+actor     rows it writes, kind=field[+field]; several, separated by commas or blanks
//! -- after: post=post         rows it reads or needs
//! -- if: mentions             the event is only given to it when this field is there, and no empty list
//! ```
//! Kinds are free labels within the folder. Fields are the payload's top-level fields, or `actor`, `id`, `seq` of the envelope.
//!
//! The columns it names, `json_to_recordset($1::json) as e(seq bigint, ..)`, are all that it is given: reading JSON is most of
//! what a batch costs Postgres.

use rust_embed::Embed;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

#[derive(Embed)]
#[folder = "projections/"]
#[include = "*/*.sql"]
struct Files;

/// All read models of one content of `projections/`.
#[derive(Debug)]
pub struct Source {
    /// Eight hex digits over every file's path and content: the generation.
    pub hash: String,
    /// By name.
    pub models: Vec<Model>,
    /// What happens with an event of a type; types that are not here concern no read model.
    pub kinds: HashMap<String, Kind>,
}

/// One folder: a read model that reads no other's tables.
#[derive(Debug)]
pub struct Model {
    pub name: String,
    pub schema: String,
    /// By event type.
    pub handlers: Vec<Handler>,
}

#[derive(Debug)]
pub struct Handler {
    /// Path below `projections/`.
    pub file: String,
    pub sql: Arc<str>,
    pub writes: Vec<Key>,
    pub reads: Vec<Key>,
    /// The payload field without which an event does not concern it; index into [`Kind::fields`].
    pub needs: Option<usize>,
    /// What it takes of each event; `None`: all of it, because it does not name columns.
    pub columns: Option<Vec<Column>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub name: String,
    pub field: Field,
}

/// A row, as an event names it: a kind and the values of some fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    pub kind: String,
    pub fields: Vec<Field>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    Seq,
    Id,
    Actor,
    /// Index into [`Kind::fields`].
    Payload(usize),
}

/// What every read model does with one event type.
#[derive(Debug, Default)]
pub struct Kind {
    /// Payload fields some key or column needs.
    pub fields: Vec<String>,
    /// (model, handler), indexes into [`Source::models`] and [`Model::handlers`].
    pub uses: Vec<(usize, usize)>,
}

#[derive(Debug, PartialEq, thiserror::Error)]
#[error("projections/{file}: {fault}")]
pub struct BadSource {
    pub file: String,
    pub fault: String,
}

impl Source {
    /// What this binary was built with.
    pub fn embedded() -> Result<Arc<Source>, BadSource> {
        let mut files = Vec::new();
        for path in Files::iter() {
            let Some(file) = Files::get(&path) else { continue };
            let text = String::from_utf8(file.data.into_owned()).map_err(|_| bad(&path, "is not UTF-8"))?;
            files.push((path.into_owned(), text));
        }
        Source::of(files).map(Arc::new)
    }

    /// Reads (path below `projections/`, content) pairs, in any order.
    pub fn of(mut files: Vec<(String, String)>) -> Result<Source, BadSource> {
        files.sort();
        let mut source = Source { hash: hash8(&files), models: Vec::new(), kinds: HashMap::new() };
        let mut folders: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for (path, text) in files {
            let Some((folder, _)) = path.split_once('/') else {
                return Err(bad(&path, "is in no read model's folder"));
            };
            folders.entry(folder.to_owned()).or_default().push((path, text));
        }
        for (name, files) in folders {
            let model = source.model(name, files)?;
            source.models.push(model);
        }
        Ok(source)
    }

    /// The schema that holds this generation.
    pub fn schema(&self) -> String {
        format!("read_{}", self.hash)
    }

    fn model(&mut self, name: String, files: Vec<(String, String)>) -> Result<Model, BadSource> {
        let mut model = Model { name, schema: String::new(), handlers: Vec::new() };
        for (path, text) in files {
            let file = path.split_once('/').map_or("", |(_, file)| file);
            match file.strip_suffix(".sql") {
                Some("schema") => model.schema = text,
                Some(kind) if kind.contains('.') && !kind.contains('/') => {
                    let entry = self.kinds.entry(kind.to_owned()).or_default();
                    entry.uses.push((self.models.len(), model.handlers.len()));
                    model.handlers.push(handler(path, text, &mut entry.fields)?);
                }
                Some(_) | None => return Err(bad(&path, "is neither schema.sql nor <event type>.sql")),
            }
        }
        if model.schema.is_empty() {
            return Err(bad(&model.name, "has no schema.sql"));
        }
        Ok(model)
    }
}

fn handler(file: String, text: String, fields: &mut Vec<String>) -> Result<Handler, BadSource> {
    let (mut writes, mut reads, mut needs) = (Vec::new(), Vec::new(), None);
    for line in text.lines().take_while(|line| line.starts_with("--")) {
        let line = line.trim_start_matches('-').trim_start();
        let (into, keys) = match line.split_once(':') {
            Some(("key", keys)) => (&mut writes, keys),
            Some(("after", keys)) => (&mut reads, keys),
            Some(("if", name)) => match field(name.trim(), fields) {
                Field::Payload(index) => {
                    needs = Some(index);
                    continue;
                }
                Field::Seq | Field::Id | Field::Actor => return Err(bad(&file, "`if` names what every event has")),
            },
            Some(_) | None => continue,
        };
        for key in keys.split([' ', ',']).filter(|key| !key.is_empty()) {
            into.push(read_key(key, fields).ok_or_else(|| bad(&file, &format!("`{key}` is not kind=field[+field]")))?);
        }
    }
    let columns = columns(&text, fields);
    Ok(Handler { file, sql: text.into(), writes, reads, needs, columns })
}

/// The union of the columns of every `json_to_recordset($1::json) as e(..)`, if the statement uses its parameter in no other way.
fn columns(sql: &str, fields: &mut Vec<String>) -> Option<Vec<Column>> {
    const SET: &str = "json_to_recordset($1::json) as ";
    let mut columns: Vec<Column> = Vec::new();
    for set in sql.split(SET).skip(1) {
        let list = set.split_once('(')?.1;
        let mut depth = 1;
        let end = list.find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0
        })?;
        // A type like numeric(8,2) splits into a column and a number, which no event has: harmless.
        for name in list[..end].split(',').filter_map(|column| column.split_whitespace().next()) {
            if !columns.iter().any(|known| known.name == name) {
                columns.push(Column { name: name.to_owned(), field: field(name, fields) });
            }
        }
    }
    let uses = sql.lines().filter(|line| !line.starts_with("--")).map(|line| line.matches("$1").count()).sum::<usize>();
    (uses == sql.matches(SET).count() && uses > 0).then_some(columns)
}

fn field(name: &str, names: &mut Vec<String>) -> Field {
    match name {
        "seq" => Field::Seq,
        "id" => Field::Id,
        "actor" => Field::Actor,
        _ => Field::Payload(names.iter().position(|known| known == name).unwrap_or_else(|| {
            names.push(name.to_owned());
            names.len() - 1
        })),
    }
}

fn read_key(text: &str, names: &mut Vec<String>) -> Option<Key> {
    let word =
        |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'.');
    let (kind, fields) = text.split_once('=')?;
    if !word(kind) || !fields.split('+').all(word) {
        return None;
    }
    let fields = fields.split('+').map(|name| field(name, names));
    Some(Key { kind: kind.to_owned(), fields: fields.collect() })
}

fn hash8(files: &[(String, String)]) -> String {
    let mut hash = Sha256::new();
    for (path, text) in files {
        // Lengths keep the border between path and content.
        hash.update((path.len() as u64).to_be_bytes());
        hash.update(path);
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    hash.finalize()[..4].iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bad(file: &str, fault: &str) -> BadSource {
    BadSource { file: file.to_owned(), fault: fault.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(statement: &str) -> Vec<(String, String)> {
        vec![
            ("posts/schema.sql".into(), "create table post ()".into()),
            ("posts/post.liked.sql".into(), statement.into()),
        ]
    }

    #[test]
    fn what_is_embedded_can_be_read() {
        let source = Source::embedded().unwrap();
        assert_eq!(source.hash.len(), 8);
        assert!(source.models.iter().any(|model| model.name == "posts"));
        assert_eq!(source.kinds["comment.added"].uses.len(), 3, "comments, notifications and posts");
    }

    #[test]
    fn heads_become_keys() {
        let source =
            Source::of(files("-- key: like=post+actor\n-- why: prose\n-- after: post=post, x=id\nselect 1")).unwrap();
        let handler = &source.models[0].handlers[0];
        let key = |kind: &str, fields: &[Field]| Key { kind: kind.into(), fields: fields.to_vec() };
        assert_eq!(handler.writes, [key("like", &[Field::Payload(0), Field::Actor])]);
        assert_eq!(handler.reads, [key("post", &[Field::Payload(0)]), key("x", &[Field::Id])]);
        assert_eq!(source.kinds["post.liked"].fields, ["post"]);
    }

    #[test]
    fn a_head_says_what_an_event_must_have() {
        let source = Source::of(files("-- key: like=post+actor\n-- if: mentions\nselect 1")).unwrap();
        assert_eq!(source.models[0].handlers[0].needs, Some(1));
        assert_eq!(source.kinds["post.liked"].fields, ["post", "mentions"]);
        assert!(Source::of(files("-- if: actor\nselect 1")).is_err());
    }

    #[test]
    fn a_statement_is_given_the_columns_it_names() {
        let sql = "with a as (select from json_to_recordset($1::json) as e(seq bigint, post uuid)) \
                   select from json_to_recordset($1::json) as x(post uuid, much numeric(8, 2))";
        let source = Source::of(files(sql)).unwrap();
        let names =
            |handler: &Handler| handler.columns.clone().map(|all| all.into_iter().map(|column| column.name).collect());
        let expected: Vec<String> = ["seq", "post", "much", "2)"].map(str::to_owned).into();
        assert_eq!(names(&source.models[0].handlers[0]), Some(expected));
        let whole = Source::of(files("-- $1 is prose\nselect from json_array_elements($1::json)")).unwrap();
        assert_eq!(names(&whole.models[0].handlers[0]), None);
    }

    #[test]
    fn a_bad_head_names_its_file() {
        let error = Source::of(files("-- key: like\nselect 1")).unwrap_err();
        assert_eq!(error.file, "posts/post.liked.sql");
        assert!(Source::of(vec![("loose.sql".into(), String::new())]).is_err());
        assert!(Source::of(vec![("posts/post.liked.sql".into(), String::new())]).is_err(), "no schema");
    }

    #[test]
    fn the_hash_follows_the_content_and_not_the_order() {
        let mut reversed = files("select 1");
        reversed.reverse();
        assert_eq!(Source::of(files("select 1")).unwrap().hash, Source::of(reversed).unwrap().hash);
        assert_ne!(Source::of(files("select 1")).unwrap().hash, Source::of(files("select 2")).unwrap().hash);
    }
}
