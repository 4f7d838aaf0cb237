//! `onrecord explain`: the rules, in their own words.

use super::CliError;
use super::report::severity_name;
use crate::check::{RULES, Rule};
use crate::config::nearest_rule;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct ExplainArguments {
    /// A rule's code or name; all rules where not given
    code: Option<String>,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(arguments: &ExplainArguments) -> Result<ExitCode, CliError> {
    let out = match &arguments.code {
        None => match arguments.format {
            Format::Text => RULES.iter().map(line).collect(),
            Format::Json => format!("{}\n", json!(RULES.iter().map(object).collect::<Vec<_>>())),
        },
        Some(word) => {
            let rule = RULES
                .iter()
                .find(|r| r.code.eq_ignore_ascii_case(word) || r.name.eq_ignore_ascii_case(word))
                .ok_or_else(|| CliError::Usage(format!("no rule is called `{word}`{}", nearest_rule(word))))?;
            match arguments.format {
                Format::Text => page(rule),
                Format::Json => format!("{}\n", object(rule)),
            }
        }
    };
    super::print(&out)?;
    Ok(ExitCode::SUCCESS)
}

/// The first sentence of a rule's page.
pub(super) fn gist(rule: &Rule) -> String {
    let lines = rule.docs.lines().map(str::trim).skip_while(|l| l.is_empty() || l.starts_with('#'));
    let paragraph = lines.take_while(|l| !l.is_empty()).collect::<Vec<_>>().join(" ");
    paragraph.split_inclusive(". ").next().unwrap_or("").trim().to_owned()
}

fn line(rule: &Rule) -> String {
    format!("{}  {:<24} {:<12} {}\n", rule.code, rule.name, severity_name(rule.severity), gist(rule))
}

fn page(rule: &Rule) -> String {
    format!("{} {} ({})\n\n{}\n", rule.code, rule.name, severity_name(rule.severity), rule.docs.trim())
}

fn object(rule: &Rule) -> serde_json::Value {
    json!({"code": rule.code, "name": rule.name, "severity": rule.severity, "docs": rule.docs.trim()})
}
