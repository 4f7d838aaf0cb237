//! `onrecord.toml` and the client's settings: one struct.

use crate::check::{RULES, Severity};
use crate::read::{DateOrder, ReadOptions};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// The configuration's name, looked for beside the draft and in every folder above it.
pub const FILE_NAME: &str = "onrecord.toml";

/// What `onrecord.toml` and the client's `onrecord` section may say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    pub record: RecordConfig,
    pub rules: RulesConfig,
    pub people: PeopleConfig,
    pub dates: DatesConfig,
    /// Settings for some drafts, over those for all; the last that fits a draft has the last word.
    pub overrides: Vec<Override>,
}

/// Settings for drafts whose paths fit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// Globs, relative to the configuration file: `opinion/**`, `wire/*.md`. Without one it would hold for no draft.
    #[serde(deserialize_with = "some_paths")]
    pub paths: Vec<String>,
    #[serde(default)]
    pub rules: RulesConfig,
    #[serde(default)]
    pub people: PeopleConfig,
    #[serde(default)]
    pub dates: DatesConfig,
    /// Where the configuration file lies.
    #[serde(skip)]
    folder: PathBuf,
}

impl Override {
    /// Whether a draft's path fits.
    fn holds_for(&self, path: &Path) -> bool {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let Ok(below) = path.strip_prefix(&self.folder) else { return false };
        self.paths.iter().filter_map(|p| glob(p).ok()).any(|g| g.compile_matcher().is_match(below))
    }
}

fn some_paths<'de, D: serde::Deserializer<'de>>(paths: D) -> Result<Vec<String>, D::Error> {
    let paths = Vec::deserialize(paths)?;
    if paths.is_empty() {
        return Err(serde::de::Error::custom("an override without paths holds for no draft"));
    }
    Ok(paths)
}

/// What is checked after parsing, with its places in the file.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Placed {
    rules: PlacedRules,
    overrides: Vec<PlacedOverride>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PlacedRules {
    select: Vec<Spanned<String>>,
    ignore: Vec<Spanned<String>>,
    severity: BTreeMap<Spanned<String>, serde::de::IgnoredAny>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PlacedOverride {
    paths: Vec<Spanned<String>>,
    rules: PlacedRules,
}

impl Placed {
    /// Where `rule` is named first.
    fn rule(&self, rule: &str) -> Option<usize> {
        let all = [&self.rules].into_iter().chain(self.overrides.iter().map(|o| &o.rules));
        let mut named = all.flat_map(|r| r.select.iter().chain(&r.ignore).chain(r.severity.keys()));
        named.find(|n| n.get_ref() == rule).map(|n| n.span().start)
    }

    /// Where a path pattern stands first.
    fn pattern(&self, pattern: &str) -> Option<usize> {
        let mut all = self.overrides.iter().flat_map(|o| &o.paths);
        all.find(|p| p.get_ref() == pattern).map(|p| p.span().start)
    }
}

/// A path pattern in which `*` stays inside a folder and `**` does not.
fn glob(pattern: &str) -> Result<globset::Glob, globset::Error> {
    globset::GlobBuilder::new(pattern).literal_separator(true).build()
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecordConfig {
    /// Files and folders, relative to the configuration file.
    pub paths: Vec<PathBuf>,
    /// Where the index lies; in the user's cache where not given. Relative to the configuration file.
    /// With another engine, the index's name on the server.
    pub index: Option<PathBuf>,
    /// What has the record, beside the files of `paths`.
    pub engine: Option<EngineKind>,
    /// The server's: `https://host:port`.
    pub url: Option<String>,
    /// The command line's place for the index on disk.
    #[serde(skip)]
    pub index_dir: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EngineKind {
    /// The index on disk alone.
    Embedded,
    /// A search server too, of OpenSearch or its kin.
    #[serde(alias = "elasticsearch", alias = "quickwit")]
    Opensearch,
}

/// The index on a server, where the configuration names none.
pub const SERVER_INDEX: &str = "onrecord";

impl RecordConfig {
    fn is_on_server(&self) -> bool {
        self.engine == Some(EngineKind::Opensearch)
    }

    /// Whether there is a record at all.
    pub fn is_none(&self) -> bool {
        self.paths.is_empty() && !self.is_on_server()
    }

    /// Where the index on disk lies.
    pub fn local_index(&self) -> Option<PathBuf> {
        let configured = || self.index.clone().filter(|_| !self.is_on_server());
        self.index_dir.clone().or_else(configured)
    }

    /// The index's name on the server.
    pub fn server_index(&self) -> String {
        let name = self.index.as_deref().filter(|_| self.is_on_server()).and_then(Path::file_name);
        name.map_or_else(|| SERVER_INDEX.to_owned(), |n| n.to_string_lossy().into_owned())
    }

    /// How the archive on a server is reached, where there is one; `patience` is how long a look-up waits for it.
    pub fn server(&self, patience: std::time::Duration) -> Option<crate::record::ServerOptions> {
        let url = self.url.clone().unwrap_or_default();
        self.is_on_server().then(|| crate::record::ServerOptions { url, index: self.server_index(), patience })
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RulesConfig {
    /// Codes, names or prefixes (`Q`, `D0`); all rules where empty.
    pub select: Vec<String>,
    pub ignore: Vec<String>,
    /// By code, name or prefix; of several that take in a rule, the longest has the last word.
    pub severity: BTreeMap<String, Severity>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PeopleConfig {
    /// The house's name for a person, and other names for them.
    pub aliases: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DatesConfig {
    pub order: Option<DateOrder>,
}

/// What is wrong with a configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read the configuration {}: {source}", path.display())]
    Io { path: PathBuf, source: std::io::Error },
    #[error("{place}: {reason}")]
    Invalid {
        /// `onrecord.toml:3:1`, or the client's settings.
        place: String,
        /// What is wrong, and the nearest right key or value.
        reason: String,
    },
}

impl Config {
    /// The configuration that holds for a file or folder: the nearest [`FILE_NAME`] at or above it.
    pub fn find(from: &Path) -> Option<PathBuf> {
        let from = std::path::absolute(from).ok()?;
        from.ancestors().map(|folder| folder.join(FILE_NAME)).find(|file| file.is_file())
    }

    /// Reads a configuration file; its paths become relative to where it lies.
    pub fn load(path: &Path) -> Result<Config, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Io { path: path.to_owned(), source })?;
        let mut config = Config::from_toml(&text, &path.display().to_string())?;
        if let Some(folder) = path.parent() {
            config.relative_to(folder);
        }
        Ok(config)
    }

    /// Reads a configuration's text; `name` is what errors call the file.
    pub fn from_toml(text: &str, name: &str) -> Result<Config, ConfigError> {
        let place = |at: Option<usize>| match at {
            Some(at) => {
                let before = text.get(..at).unwrap_or(text);
                let line = 1 + before.matches('\n').count();
                let column = 1 + before.rsplit('\n').next().unwrap_or("").chars().count();
                format!("{name}:{line}:{column}")
            }
            None => name.to_owned(),
        };
        let config: Config = toml::from_str(text).map_err(|e| ConfigError::Invalid {
            place: place(e.span().map(|s| s.start)),
            reason: explain(e.message()),
        })?;
        let placed = || toml::from_str::<Placed>(text).unwrap_or_default();
        if let Some((pattern, reason)) = config.broken_glob() {
            return Err(ConfigError::Invalid { place: place(placed().pattern(&pattern)), reason });
        }
        match config.unknown_rule() {
            Some(rule) => Err(ConfigError::Invalid {
                place: place(placed().rule(&rule)),
                reason: format!("no rule is called `{rule}`{}", nearest_rule(&rule)),
            }),
            None => Ok(config),
        }
    }

    /// Reads the client's settings section; `null` is the empty one.
    pub fn from_client(settings: serde_json::Value) -> Result<Config, ConfigError> {
        let invalid = |reason| ConfigError::Invalid { place: "the client's `onrecord` settings".to_owned(), reason };
        if settings.is_null() {
            return Ok(Config::default());
        }
        let config: Config = serde_json::from_value(settings).map_err(|e| invalid(explain(&e.to_string())))?;
        config.validate_rules("the client's `onrecord` settings")?;
        match config.broken_glob() {
            Some((_, reason)) => Err(invalid(reason)),
            None => Ok(config),
        }
    }

    /// Whether every rule that is selected, ignored or given a severity exists; `place` is what the error calls it.
    pub fn validate_rules(&self, place: &str) -> Result<(), ConfigError> {
        match self.unknown_rule() {
            Some(rule) => Err(ConfigError::Invalid {
                place: place.to_owned(),
                reason: format!("no rule is called `{rule}`{}", nearest_rule(&rule)),
            }),
            None => Ok(()),
        }
    }

    /// What `over` says goes over what this says; lists replace, tables merge key by key.
    pub fn merge(&mut self, over: Config) {
        fn list<T>(under: &mut Vec<T>, over: Vec<T>) {
            if !over.is_empty() {
                *under = over;
            }
        }
        let (under, over_record) = (&mut self.record, over.record);
        list(&mut under.paths, over_record.paths);
        under.index = over_record.index.or(under.index.take());
        under.index_dir = over_record.index_dir.or(under.index_dir.take());
        under.engine = over_record.engine.or(under.engine);
        under.url = over_record.url.or(under.url.take());
        list(&mut self.rules.select, over.rules.select);
        list(&mut self.rules.ignore, over.rules.ignore);
        self.rules.severity.extend(over.rules.severity);
        self.people.aliases.extend(over.people.aliases);
        self.dates.order = over.dates.order.or(self.dates.order);
        self.overrides.extend(over.overrides);
    }

    /// The settings that hold for a draft: these, with the overrides for its path over them.
    pub fn for_draft(&self, path: &Path) -> std::borrow::Cow<'_, Config> {
        let mut config = std::borrow::Cow::Borrowed(self);
        for over in self.overrides.iter().filter(|o| o.holds_for(path)) {
            config.to_mut().merge(Config {
                rules: over.rules.clone(),
                people: over.people.clone(),
                dates: over.dates.clone(),
                ..Config::default()
            });
        }
        config
    }

    /// Makes the paths absolute, taking them as relative to `folder`.
    pub fn relative_to(&mut self, folder: &Path) {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        for path in self.record.paths.iter_mut().chain(&mut self.record.index).chain(&mut self.record.index_dir) {
            *path = folder.join(&*path);
        }
        for over in &mut self.overrides {
            over.folder.clone_from(&folder);
        }
    }

    /// What the reader needs to know of the house's conventions.
    pub fn read_options(&self) -> ReadOptions {
        ReadOptions { date_order: self.dates.order }
    }

    /// The first selector that names no rule.
    fn unknown_rule(&self) -> Option<String> {
        [&self.rules].into_iter().chain(self.overrides.iter().map(|o| &o.rules)).find_map(|rules| {
            let mut selectors = rules.select.iter().chain(&rules.ignore).chain(rules.severity.keys());
            selectors.find(|s| !RULES.iter().any(|r| crate::check::selects(s, r))).cloned()
        })
    }

    /// The first path pattern that is none, and what is wrong with it.
    fn broken_glob(&self) -> Option<(String, String)> {
        let mut patterns = self.overrides.iter().flat_map(|o| &o.paths);
        patterns.find_map(|p| glob(p).err().map(|e| (p.clone(), format!("no path pattern: {e}"))))
    }
}

/// `; did you mean …?` for a rule's code or name, or nothing.
pub fn nearest_rule(word: &str) -> String {
    let all: Vec<&str> = RULES.iter().flat_map(|r| [r.code, r.name]).collect();
    did_you_mean(word, &all)
}

/// `; did you mean …?` where one of `choices` is near enough to be a slip.
pub fn did_you_mean(word: &str, choices: &[&str]) -> String {
    // Jaro-Winkler over 0.75: "recrod" and "paths" for "path" pass, unrelated words do not.
    let nearest = choices
        .iter()
        .map(|c| (strsim::jaro_winkler(&word.to_lowercase(), &c.to_lowercase()), c))
        .filter(|(near, _)| *near > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    nearest.map_or(String::new(), |(_, choice)| format!("; did you mean `{choice}`?"))
}

/// Says a deserialiser's complaint in the desk's words, with the nearest right key or value.
fn explain(message: &str) -> String {
    let message = message.lines().next().unwrap_or(message).trim();
    let mut quoted = message.split('`').skip(1).step_by(2);
    let wrong = quoted.next().unwrap_or("");
    let choices: Vec<&str> = quoted.collect();
    if ["user", "username", "password", "api_key", "apikey", "token", "credentials"].contains(&wrong) {
        return format!(
            "`{wrong}`: credentials have no place in a configuration, which others read; set ONRECORD_RECORD_USER and \
             ONRECORD_RECORD_PASSWORD in the environment"
        );
    }
    for (head, what) in [("unknown field", "unknown key"), ("unknown variant", "unknown value")] {
        if message.starts_with(head) {
            let near = did_you_mean(wrong, &choices);
            let list = choices.iter().map(|c| format!("`{c}`")).collect::<Vec<_>>().join(", ");
            let near = if near.is_empty() { format!("; known are {list}") } else { near };
            return format!("{what} `{wrong}`{near}");
        }
    }
    if message.starts_with("missing field") {
        return format!("the key `{wrong}` is missing");
    }
    message.replace("a sequence", "a list").replace("a map", "a table")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Config::from_toml(text, "onrecord.toml").map_or_else(|e| e.to_string(), |c| format!("no error: {c:?}"))
    }

    #[test]
    fn an_unknown_key_is_named_with_its_place_and_the_nearest() {
        assert_eq!(error("[record]\npath = [\"a\"]\n"), "onrecord.toml:2:1: unknown key `path`; did you mean `paths`?");
        assert_eq!(error("[recrod]\n"), "onrecord.toml:1:2: unknown key `recrod`; did you mean `record`?");
    }

    #[test]
    fn credentials_in_the_file_are_refused_and_not_repeated() {
        let e = error("[record]\nengine = \"opensearch\"\nurl = \"https://a\"\npassword = \"pst\"\n");
        assert!(e.starts_with("onrecord.toml:4:1: ") && e.contains("ONRECORD_RECORD_PASSWORD"), "{e}");
        assert!(!e.contains("pst"), "{e}");
    }

    #[test]
    fn an_archive_on_a_server_stands_beside_the_files() {
        let text = "[record]\npaths = [\"notes\"]\nengine = \"opensearch\"\nurl = \"https://a\"\nindex = \"wire\"\n";
        let mut config = Config::from_toml(text, "x").unwrap();
        config.relative_to(Path::new("/desk"));
        let server = config.record.server(std::time::Duration::ZERO).unwrap();
        assert_eq!((server.url.as_str(), server.index.as_str()), ("https://a", "wire"));
        assert_eq!((config.record.local_index(), config.record.is_none()), (None, false));
        assert_eq!(Config::default().record.server(std::time::Duration::ZERO), None);
    }

    #[test]
    fn an_unknown_value_is_named_with_the_nearest() {
        let e = error("[dates]\norder = \"dayfirst\"\n");
        assert!(e.starts_with("onrecord.toml:2:9: unknown value `dayfirst`; did you mean `day-first`?"), "{e}");
    }

    #[test]
    fn a_wrong_type_says_what_is_wanted() {
        let e = error("[record]\npaths = \"archive\"\n");
        assert!(e.starts_with("onrecord.toml:2:9: ") && e.contains("expected a list"), "{e}");
    }

    #[test]
    fn broken_syntax_names_its_line() {
        assert!(error("[record\n").starts_with("onrecord.toml:1:"), "{}", error("[record\n"));
    }

    #[test]
    fn a_rule_that_does_not_exist_is_named_with_its_place_and_the_nearest() {
        assert_eq!(
            error("[rules]\nignore = [\"mis-attributed-quote\"]\n"),
            "onrecord.toml:2:11: no rule is called `mis-attributed-quote`; did you mean `misattributed-quote`?"
        );
        assert!(error("[rules]\nselect = [\"Q\"]\nseverity = { Q001 = \"hint\" }\n").starts_with("no error"));
        // Though the same letters stand elsewhere before.
        let e = error("[rules]\nselect = [\"D00\"]\nseverity = { Q001 = \"hint\", D0 = \"hint\", D00x = \"hint\" }\n");
        assert!(e.starts_with("onrecord.toml:3:42: no rule is called `D00x`"), "{e}");
        let e = error("[[overrides]]\npaths = [\"a\"]\nrules.ignore = [\"ules\"]\n");
        assert!(e.starts_with("onrecord.toml:3:17: "), "{e}");
        let e = error("[[overrides]]\npaths = [\"a\", \"[\"]\n");
        assert!(e.starts_with("onrecord.toml:2:15: no path pattern"), "{e}");
    }

    #[test]
    fn an_override_says_which_drafts_it_is_for() {
        let e = error("[dates]\n[[overrides]]\nrules.ignore = [\"Q\"]\n");
        assert_eq!(e, "onrecord.toml:2:1: the key `paths` is missing");
        let e = error("[[overrides]]\npaths = []\n");
        assert_eq!(e, "onrecord.toml:2:9: an override without paths holds for no draft");
    }

    #[test]
    fn the_client_goes_over_the_file_key_by_key() {
        let mut file = Config::from_toml("[record]\npaths = [\"a\"]\n[dates]\norder = \"day-first\"", "x").unwrap();
        let client = Config::from_client(serde_json::json!({"record": {"paths": ["b"]}})).unwrap();
        file.merge(client);
        assert_eq!(file.record.paths, [PathBuf::from("b")]);
        assert_eq!(file.dates.order, Some(DateOrder::DayFirst));
    }
}
