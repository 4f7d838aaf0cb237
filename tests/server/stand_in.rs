//! A search server of the tests' own: as much of the dialect as the program speaks, and faults on demand.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// What goes wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    None,
    /// Each answer takes so long.
    Slow(Duration),
    Status(u16),
    NotJson,
    /// The connection is closed without an answer.
    Silent,
    /// Searches are answered by one shard of two.
    HalfTheShards,
}

/// What the server has and has been asked.
pub struct State {
    pub documents: BTreeMap<String, Value>,
    pub exists: bool,
    pub fault: Fault,
    /// Requests before the fault, and those that it is for; all others are served.
    pub before: u32,
    pub faulty: u32,
    /// Bulk requests whose every other document the server is too busy for.
    pub busy: u32,
    pub version: &'static str,
    pub credentials: Option<&'static str>,
    /// What each request said of who asks.
    pub authorizations: Vec<Option<String>>,
    /// Method, path and body.
    pub requests: Vec<(String, String, String)>,
}

pub struct StandIn {
    pub url: String,
    state: Arc<Mutex<State>>,
}

impl StandIn {
    pub fn start() -> StandIn {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        let state = Arc::new(Mutex::new(State {
            documents: BTreeMap::new(),
            exists: false,
            fault: Fault::None,
            before: 0,
            faulty: 0,
            busy: 0,
            version: "2.19.1",
            credentials: None,
            authorizations: Vec::new(),
            requests: Vec::new(),
        }));
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = shared.clone();
                std::thread::spawn(move || serve(&stream, &shared));
            }
        });
        StandIn { url, state }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic")
    }

    /// From now on every request fails in this way.
    pub fn fail(&self, fault: Fault) {
        self.fail_between(0, u32::MAX, fault);
    }

    /// After some requests so many fail in this way.
    pub fn fail_between(&self, before: u32, faulty: u32, fault: Fault) {
        let mut state = self.state();
        (state.before, state.faulty, state.fault) = (before, faulty, fault);
    }

    pub fn recover(&self) {
        self.fail(Fault::None);
    }

    /// The requests since the last time, by method and path.
    pub fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.state().requests).into_iter().map(|(m, p, _)| format!("{m} {p}")).collect()
    }
}

fn serve(stream: &TcpStream, state: &Mutex<State>) {
    let mut input = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let mut words = line.split_whitespace().map(str::to_owned);
        let (Some(method), Some(path)) = (words.next(), words.next()) else { return };
        let (mut length, mut authorization) = (0, None);
        loop {
            let mut header = String::new();
            if input.read_line(&mut header).unwrap_or(0) == 0 || header.trim().is_empty() {
                break;
            }
            let Some((name, value)) = header.split_once(':') else { continue };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().unwrap_or(0),
                "authorization" => authorization = Some(value.trim().to_owned()),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        if input.read_exact(&mut body).is_err() {
            return;
        }
        let body = String::from_utf8_lossy(&body).into_owned();
        let (fault, answer) = {
            let mut state = state.lock().expect("no panic");
            state.authorizations.push(authorization.clone());
            state.requests.push((method.clone(), path.clone(), body.clone()));
            let due = state.before == 0 && state.faulty > 0;
            let fault = if due { state.fault } else { Fault::None };
            state.before = state.before.saturating_sub(1);
            state.faulty = state.faulty.saturating_sub(u32::from(due));
            let answer = match state.credentials {
                Some(wanted) if authorization.as_deref() != Some(wanted) => (401, json!({"error": "who are you"})),
                _ => state.answer(&method, &path, &body, fault),
            };
            (fault, answer)
        };
        let (mut status, mut text) = (answer.0, answer.1.to_string());
        match fault {
            Fault::Silent => return,
            Fault::Slow(time) => std::thread::sleep(time),
            Fault::Status(s) => (status, text) = (s, json!({"error": {"reason": "as asked"}}).to_string()),
            Fault::NotJson => text = "<html><body>Sign in to the network</body></html>".to_owned(),
            Fault::None | Fault::HalfTheShards => {}
        }
        let head =
            format!("HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", text.len());
        let mut output = stream;
        if output.write_all(head.as_bytes()).and_then(|()| output.write_all(text.as_bytes())).is_err() {
            return;
        }
    }
}

impl State {
    fn answer(&mut self, method: &str, path: &str, body: &str, fault: Fault) -> (u16, Value) {
        let missing = || (404, json!({"error": {"reason": "no such index"}, "status": 404}));
        match (method, path.rsplit('/').next().unwrap_or("")) {
            ("GET", "") => (200, json!({"version": {"number": self.version, "distribution": "opensearch"}})),
            ("PUT", _) if self.exists => (400, json!({"error": {"reason": "index already exists"}})),
            ("PUT", _) => {
                self.exists = true;
                (200, json!({"acknowledged": true}))
            }
            ("POST", "_msearch") => {
                let searches = body.lines().skip(1).step_by(2);
                let responses: Vec<Value> = searches.map(|s| self.search(s, fault)).collect();
                (200, json!({"responses": responses}))
            }
            _ if !self.exists => missing(),
            ("POST", "_search") => (200, self.search(body, fault)),
            ("POST", "_bulk") => (200, self.bulk(body)),
            ("POST", "_refresh") => (200, json!({})),
            _ => (400, json!({"error": {"reason": "not of the dialect"}})),
        }
    }

    fn bulk(&mut self, body: &str) -> Value {
        let busy = self.busy > 0;
        self.busy = self.busy.saturating_sub(1);
        let mut lines = body.lines();
        let (mut items, mut errors) = (Vec::new(), false);
        while let Some(action) = lines.next() {
            let action: Value = serde_json::from_str(action).expect("an action");
            if let Some(id) = action.pointer("/delete/_id").and_then(Value::as_str) {
                let status = if self.documents.remove(id).is_some() { 200 } else { 404 };
                items.push(json!({"delete": {"status": status}}));
                continue;
            }
            let id = action.pointer("/index/_id").and_then(Value::as_str).expect("an id");
            let document = serde_json::from_str(lines.next().expect("a document")).expect("JSON");
            if busy && items.len() % 2 == 1 {
                errors = true;
                items.push(json!({"index": {"status": 429, "error": {"reason": "too busy"}}}));
                continue;
            }
            self.documents.insert(id.to_owned(), document);
            items.push(json!({"index": {"status": 201}}));
        }
        json!({"errors": errors, "items": items})
    }

    fn search(&self, body: &str, fault: Fault) -> Value {
        let search: Value = serde_json::from_str(body).expect("a search");
        let (terms, at_least) = wanted(&search["query"]);
        let mut hits: Vec<(u64, &Value)> = Vec::new();
        let rarity = |t: &Clause| 1_000_000 / (1 + self.documents.values().filter(|d| t.holds(d)).count() as u64);
        let rarities: Vec<u64> = terms.iter().map(rarity).collect();
        for document in self.documents.values() {
            let met: Vec<u64> =
                terms.iter().zip(&rarities).filter(|(t, _)| t.holds(document)).map(|(_, r)| *r).collect();
            if met.len() >= at_least {
                hits.push((met.iter().sum(), document));
            }
        }
        let total = hits.len();
        hits.sort_by_key(|h| std::cmp::Reverse(h.0));
        hits.truncate(search["size"].as_u64().expect("a size") as usize);
        let hits: Vec<Value> =
            hits.into_iter().map(|(_, d)| json!({"_id": null, "_score": null, "_source": d})).collect();
        let failed = u64::from(fault == Fault::HalfTheShards);
        let hits = if failed > 0 { hits.into_iter().step_by(2).collect() } else { hits };
        json!({
            "timed_out": false, "_shards": {"total": 2, "successful": 2 - failed, "failed": failed},
            "hits": {"total": {"value": total, "relation": "eq"}, "hits": hits},
        })
    }
}

/// What a document is asked for.
enum Clause {
    Term(String, String),
    Days(String, String, String),
}

impl Clause {
    fn new(query: &Value) -> Clause {
        let only = |q: &Value| {
            let (field, value) = q.as_object().and_then(|o| o.iter().next()).expect("a field");
            (field.clone(), value.clone())
        };
        let text = |value: &Value| value.as_str().expect("a word").to_owned();
        if query.get("range").is_some() {
            let (field, days) = only(&query["range"]);
            return Clause::Days(field, text(&days["gte"]), text(&days["lte"]));
        }
        let (field, value) = only(&query["term"]);
        Clause::Term(field, text(&value))
    }

    fn holds(&self, document: &Value) -> bool {
        match self {
            Clause::Term(field, value) => match &document[field] {
                Value::Array(values) => values.iter().any(|v| v == value),
                one => one == value,
            },
            Clause::Days(field, first, last) => {
                document[field].as_str().is_some_and(|day| (first.as_str()..=last.as_str()).contains(&day))
            }
        }
    }
}

/// A query's clauses, and how many of them must hold for a document.
fn wanted(query: &Value) -> (Vec<Clause>, usize) {
    match query.pointer("/bool/should").and_then(Value::as_array) {
        Some(should) => {
            let at_least = query.pointer("/bool/minimum_should_match").and_then(Value::as_u64).expect("a number");
            (should.iter().map(Clause::new).collect(), at_least as usize)
        }
        None => (vec![Clause::new(query)], 1),
    }
}
