//! What is asked and written, in the words that OpenSearch, Elasticsearch and Quickwit share: `_bulk`, `_search`,
//! `_msearch`, a `bool` of `term`s with `minimum_should_match`.
//!
//! An article is one document of the kind `article`; its passages and claims are documents of their own, each with the
//! article's id. Ids stand in fields, since not every server gives `_id` back.

use super::counts::Counted;
use super::http::Trouble;
use crate::record::article::{self, Article, NewArticle};
use crate::record::engine::{Kind, List};
use crate::record::pack::Packer;
use crate::record::terms;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::sync::Arc;

/// Of the fields and what they mean; raised whenever they change. Another one's index is not read.
pub(super) const SCHEMA: u64 = 2;

/// What an index begins with: `shards` primary ones.
pub(super) fn mapping(shards: Option<u32>) -> Value {
    let mut mapping: Value = serde_json::from_str(include_str!("mapping.json")).unwrap_or_default();
    if let Some(shards) = shards {
        mapping["settings"]["index"]["number_of_shards"] = json!(shards);
    }
    mapping
}

/// An article's id in the index.
pub(super) fn id(key: u64) -> String {
    format!("{key:016x}")
}

fn key(id: &Value) -> Option<u64> {
    u64::from_str_radix(id.as_str()?, 16).ok()
}

/// A search for documents that have at least `at_least` of some values of a field.
fn any_of(field: &str, values: &[String], at_least: usize) -> Value {
    let should: Vec<Value> = values.iter().map(|v| json!({"term": {field: v}})).collect();
    json!({"bool": {"should": should, "minimum_should_match": at_least}})
}

/// The search for the passages or claims that have the most of `terms`.
pub(super) fn candidates(kind: Kind, terms: &[String], at_least: usize, size: usize) -> Value {
    let field = match kind {
        Kind::Passage => "words",
        Kind::Claim => "claim",
    };
    json!({
        "size": size, "track_total_hits": false, "_source": ["of", "start", "end"],
        "query": any_of(field, terms, at_least), "sort": [{"_score": {"order": "desc"}}],
    })
}

/// The search for articles by their ids.
pub(super) fn articles(keys: &[u64]) -> Value {
    let ids: Vec<String> = keys.iter().map(|&k| id(k)).collect();
    json!({"size": ids.len(), "_source": ["id", "article"], "query": any_of("id", &ids, 1)})
}

/// The search for which of some articles are there.
pub(super) fn present(keys: &[u64]) -> Value {
    let ids: Vec<String> = keys.iter().map(|&k| id(k)).collect();
    json!({"size": ids.len(), "_source": ["id"], "query": any_of("id", &ids, 1)})
}

/// The search for all versions of some documents.
pub(super) fn versions(identities: &[String]) -> Value {
    let size = (identities.len() * 4).max(100);
    json!({"size": size, "_source": ["id", "identity", "members"], "query": any_of("identity", identities, 1)})
}

/// The search for articles by a person's name.
pub(super) fn named(list: List, term: &str, size: usize) -> Value {
    json!({"size": size, "_source": ["id", "article"], "query": {"term": {field_of(list): term}}})
}

fn field_of(list: List) -> &'static str {
    match list {
        List::Name => "name",
        List::Office => "office",
    }
}

/// The search that counts the articles listed under all of some terms, between two days if any are given.
pub(super) fn count(under: &[(List, String)], between: Option<(Date, Date)>) -> Value {
    let days = between.map(|(first, last)| json!({"range": {"date": {"gte": first, "lte": last}}}));
    let terms = under.iter().map(|(list, term)| json!({"term": {field_of(*list): term}}));
    let should: Vec<Value> = terms.chain(days).collect();
    let all = should.len();
    json!({
        "size": 0, "track_total_hits": true,
        "query": {"bool": {"should": should, "minimum_should_match": all}},
    })
}

/// How many documents such a search has found.
pub(super) fn total(answer: &Value) -> Result<u64, Trouble> {
    let total = answer.pointer("/hits/total/value").or_else(|| answer.pointer("/hits/total"));
    total.and_then(Value::as_u64).ok_or(Trouble::NotJson)
}

/// The search for what the writers say of the index.
pub(super) fn about() -> Value {
    json!({"size": 10_000, "_source": ["schema", "counts"], "query": {"term": {"kind": "about"}}})
}

/// The name of a writer's counts of one batch.
pub(super) fn batch_name(writer: &str, batch: u32) -> String {
    format!("{writer}-{batch}")
}

/// The search for what one writer says: its counts, and those of up to `batches` batches.
pub(super) fn about_one(writer: &str, batches: u32) -> Value {
    let names = (0..batches).map(|n| batch_name(writer, n)).chain([writer.to_owned()]);
    let ids: Vec<String> = names.map(|name| about_id(&name)).collect();
    json!({"size": ids.len(), "_source": ["schema", "counts"], "query": any_of("id", &ids, 1)})
}

fn about_id(name: &str) -> String {
    format!("about-{name}")
}

/// What takes the counts of some batches away.
pub(super) fn forget_batches(writer: &str, batches: u32) -> Vec<Operation> {
    (0..batches).map(|n| Operation::delete(about_id(&batch_name(writer, n)))).collect()
}

/// What every search's answer must be: whole.
pub(super) fn hits(answer: &Value) -> Result<Vec<&Value>, Trouble> {
    if let Some(error) = answer.get("error") {
        let reason = error.get("reason").and_then(Value::as_str).unwrap_or("no reason given");
        let status = answer.get("status").and_then(Value::as_u64).unwrap_or(500) as u16;
        let failed = || answer.pointer("/error/failed_shards").and_then(Value::as_array).map_or(1, Vec::len) as u64;
        return Err(match status {
            429 => Trouble::Busy(status),
            // No shard at all could answer.
            503 => Trouble::Shards { failed: failed(), total: failed() },
            _ => Trouble::Other { status, reason: reason.chars().take(200).collect() },
        });
    }
    if answer.get("timed_out").and_then(Value::as_bool) == Some(true) {
        return Err(Trouble::Busy(200));
    }
    let shards = |what: &str| answer.pointer(&format!("/_shards/{what}")).and_then(Value::as_u64).unwrap_or(0);
    let (failed, total) = (shards("failed"), shards("total"));
    // Of what a missing shard has, nothing may be said: it could hold the very article that clears a speaker.
    if failed > 0 || total > shards("successful") + shards("skipped") && total > 0 {
        return Err(Trouble::Shards { failed: failed.max(1), total });
    }
    let hits = answer.pointer("/hits/hits").and_then(Value::as_array).ok_or(Trouble::NotJson)?;
    Ok(hits.iter().filter_map(|h| h.get("_source")).collect())
}

/// A passage or claim found: its article's key, and its place there (a claim's number).
pub(super) fn member(source: &Value) -> Option<(u64, u32, u32)> {
    let number = |field: &str| source.get(field).and_then(Value::as_u64).unwrap_or(0) as u32;
    Some((key(source.get("of")?)?, number("start"), number("end")))
}

/// An article found.
pub(super) fn article(source: &Value) -> Option<(u64, Arc<Article>)> {
    let key = key(source.get("id")?)?;
    let bytes = STANDARD.decode(source.get("article")?.as_str()?).ok()?;
    Some((key, Arc::new(Article::decode(&bytes, key, &Packer::new(None))?)))
}

/// The key of an article found, with its identity and the number of its members where they were asked for.
pub(super) fn version(source: &Value) -> Option<(u64, Option<&str>, u64)> {
    let members = source.get("members").and_then(Value::as_u64).unwrap_or(0);
    Some((key(source.get("id")?)?, source.get("identity").and_then(Value::as_str), members))
}

/// The schema and the counts that a writer has left.
pub(super) fn counts(source: &Value) -> Option<(u64, Vec<u8>)> {
    let counts = source.get("counts").and_then(Value::as_str).unwrap_or("");
    Some((source.get("schema")?.as_u64()?, STANDARD.decode(counts).ok()?))
}

/// A document to write, or one to take away.
pub(super) struct Operation {
    pub id: String,
    /// `None` takes it away.
    pub document: Option<String>,
}

impl Operation {
    fn put(id: String, document: &Value) -> Operation {
        Operation { id, document: Some(document.to_string()) }
    }

    pub fn delete(id: String) -> Operation {
        Operation { id, document: None }
    }

    /// Its lines in a bulk request.
    pub fn lines(&self, out: &mut Vec<u8>) {
        let action = if self.document.is_some() { "index" } else { "delete" };
        out.extend(json!({action: {"_id": self.id}}).to_string().bytes());
        out.push(b'\n');
        if let Some(document) = &self.document {
            out.extend(document.bytes());
            out.push(b'\n');
        }
    }
}

/// What takes an article away again.
pub(super) fn removal(key: u64, members: u64) -> Vec<Operation> {
    let id = id(key);
    let members = (0..members).map(|n| Operation::delete(format!("{id}-{n}")));
    members.chain([Operation::delete(id.clone())]).collect()
}

/// The document in which a writer leaves its counts.
pub(super) fn about_writer(name: &str, counts: &[u8]) -> Operation {
    let id = about_id(name);
    let document = json!({"kind": "about", "id": id, "schema": SCHEMA, "counts": STANDARD.encode(counts)});
    Operation::put(id, &document)
}

/// An article as it is written. Its members go first: an article that is there is there as a whole.
pub(super) struct Group {
    pub key: u64,
    pub identity: Option<String>,
    pub members: Vec<Operation>,
    pub article: Operation,
    pub counted: Counted,
}

pub(super) fn group(article: &NewArticle, identity: Option<String>) -> Result<Group, String> {
    let key = article.source.key;
    let id = id(key);
    let mut members = Vec::new();
    let mut counted = Counted::default();
    for span in article::passages(&article.text) {
        let mut words = Vec::new();
        terms::terms(&article.text, span, |t| words.push(t.to_owned()));
        words.sort_unstable();
        words.dedup();
        let document = json!({"kind": "passage", "of": id, "start": span.start, "end": span.end, "words": words});
        members.push(Operation::put(format!("{id}-{}", members.len()), &document));
        counted.passages.push(words);
    }
    for (number, (_, claim)) in article.claims.iter().enumerate() {
        let words = crate::record::claims::terms(claim);
        let document = json!({"kind": "claim", "of": id, "start": number, "claim": words});
        members.push(Operation::put(format!("{id}-{}", members.len()), &document));
        counted.claims.push(words);
    }
    let source = &article.source;
    let names = article.names();
    let document = json!({
        "kind": "article", "id": id, "identity": identity, "members": members.len(), "name": names,
        "office": article.offices,
        "date": source.date.filter(|d| d.year() > 0), "outlet": source.outlet,
        "article": STANDARD.encode(article.encode(&Packer::new(None))?),
    });
    counted.documents = 1 + members.len() as u64;
    counted.quotes = article.said.quotes.len() as u64;
    counted.date = source.date.map(crate::record::pack::day_number);
    counted.outlet.clone_from(&source.outlet);
    counted.names = vec![names.into_iter().map(str::to_owned).collect()];
    counted.offices = vec![article.offices.clone()];
    Ok(Group { key, identity, members, article: Operation::put(id, &document), counted })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_of_half_the_shards_is_none() {
        let whole = json!({"_shards": {"total": 2, "successful": 2, "failed": 0}, "hits": {"hits": [{"_source": {}}]}});
        assert_eq!(hits(&whole).map(|h| h.len()), Ok(1));
        let half = json!({"_shards": {"total": 2, "successful": 1, "failed": 1}, "hits": {"hits": []}});
        assert_eq!(hits(&half), Err(Trouble::Shards { failed: 1, total: 2 }));
        let none = json!({"error": {"reason": "all shards failed", "failed_shards": []}, "status": 503});
        assert!(matches!(hits(&none), Err(Trouble::Shards { .. })));
        assert_eq!(hits(&json!({"took": 1})), Err(Trouble::NotJson));
    }
}
