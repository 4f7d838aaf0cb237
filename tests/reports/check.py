#!/usr/bin/env python3
"""Holds reports against the schemas and parsers of the programs that read them: check.py FOLDER.

FOLDER has report.sarif, report.gitlab, report.rdjson and report.junit. Wants jsonschema and junitparser.
"""

import json
import sys
from pathlib import Path

import jsonschema
import junitparser

folder, schemas = Path(sys.argv[1]), Path(__file__).parent / "schemas"
for report, schema in [
    ("report.sarif", "sarif-2.1.0.json"),
    ("report.gitlab", "gitlab-code-quality.json"),
    ("report.rdjson", "rdjson.json"),
]:
    rules = json.loads((schemas / schema).read_text())
    kind = jsonschema.validators.validator_for(rules)
    kind.check_schema(rules)
    held = kind(rules, format_checker=jsonschema.FormatChecker())
    errors = list(held.iter_errors(json.loads((folder / report).read_text())))
    for e in errors:
        print(f"{report}: {e.json_path}: {e.message}", file=sys.stderr)
    if errors:
        sys.exit(1)
    print(f"{report} is valid by {schema}")

suites = junitparser.JUnitXml.fromfile(str(folder / "report.junit"))
cases = [case for suite in suites for case in suite]
failed = [case for case in cases if any(isinstance(r, junitparser.Failure) for r in case.result)]
assert cases and suites.tests == len(cases), (suites.tests, len(cases))
assert suites.failures == len(failed), (suites.failures, len(failed))
print(f"report.junit is read by junitparser: {len(cases)} cases, {len(failed)} failures")
