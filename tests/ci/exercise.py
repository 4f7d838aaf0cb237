#!/usr/bin/env python3
"""Exercises the action, the GitLab snippet and the pre-commit hook as far as it goes without their servers.

exercise.py ONRECORD: runs the action's own lint step, the script line of the snippet in docs/ci.md, and pre-commit
over the hook's own entry and types, in a scratch repository. Their install steps, which build the program, are not
run: ONRECORD stands in for what they build. Wants PyYAML and pre-commit.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
QUOTE = "“The ferries will sail at dawn, and nobody will be left standing on the quay,”"
onrecord = Path(sys.argv[1]).resolve()
work = Path(tempfile.mkdtemp())
runner, repository = work / "runner", work / "repository"
(runner / "onrecord/bin").mkdir(parents=True)
(runner / "onrecord/bin/onrecord").symlink_to(onrecord)
env = dict(os.environ, XDG_CACHE_HOME=str(work / "cache"), PRE_COMMIT_HOME=str(work / "pre-commit"))
env["PATH"] = f"{runner}/onrecord/bin:{Path(sys.executable).parent}:{env['PATH']}"


def write(name: str, text: str) -> None:
    path = repository / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def run(command: list[str], **more: str) -> subprocess.CompletedProcess:
    return subprocess.run(command, cwd=repository, env=env | more, capture_output=True, text=True)


def git(*arguments: str) -> None:
    done = run(["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments])
    assert done.returncode == 0, done.stderr


write("archive/a.md", f"---\ndate: 2021-06-16\n---\n\n{QUOTE} said Maria Fisk, the harbour master.\n")
write("drafts/good.md", f"---\ndate: 2021-06-18\n---\n\n{QUOTE} said Maria Fisk, the harbour master.\n")
write("drafts/bad.md", f"---\ndate: 2021-06-18\n---\n\n{QUOTE} said Karl Brandt, the mayor.\n")
write("tools/not_a_draft.py", f"# {QUOTE} said Karl Brandt, the mayor.\n")
write("onrecord.toml", '[record]\npaths = ["archive"]\n')
git("init", "-q")

# The action: its second step, with its inputs' defaults and with others.
action = yaml.safe_load((ROOT / "action.yml").read_text())
install, lint = action["runs"]["steps"]
assert "cargo install --locked --path" in install["run"]
inputs = {name: about["default"] for name, about in action["inputs"].items()}


def action_step(**given: str) -> subprocess.CompletedProcess:
    values = inputs | given
    filled = {k: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: values[m[1]], v) for k, v in lint["env"].items()}
    return run(["bash", "-e", "-o", "pipefail", "-c", lint["run"]], RUNNER_TEMP=str(runner), **filled)


done = action_step(paths="drafts", sarif="onrecord.sarif")
assert done.returncode == 1, done
assert done.stdout.startswith("::error file=drafts/bad.md,line=5,"), done.stdout
assert json.loads((repository / "onrecord.sarif").read_text())["version"] == "2.1.0"
assert action_step(paths="drafts/good.md", record="archive").returncode == 0
assert action_step(**{"paths": "drafts/bad.md drafts/good.md", "fail-on": "never"}).returncode == 0
print("the action's lint step runs")

# GitLab's snippet, out of the page that shows it.
page = (ROOT / "docs/ci.md").read_text()
job = next(j for j in (yaml.safe_load(b) for b in re.findall(r"```yaml\n(.*?)```", page, re.S)) if isinstance(j, dict) and "onrecord" in j)["onrecord"]
done = run(["bash", "-e", "-c", job["script"][-1]])
report = json.loads((repository / job["artifacts"]["reports"]["codequality"]).read_text())
assert done.returncode == 1 and report[0]["location"]["path"] == "drafts/bad.md", done
print("the GitLab snippet's script runs")

# pre-commit: the hook's own entry and types; `language: rust` would build the program first.
hook = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())[0]
assert run(["pre-commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")]).returncode == 0
config = {"repos": [{"repo": "local", "hooks": [hook | {"language": "system"}]}]}
write(".pre-commit-config.yaml", yaml.safe_dump(config))
git("add", "drafts", "tools", "onrecord.toml", ".pre-commit-config.yaml")
done = run(["pre-commit", "run", "onrecord"])
assert done.returncode == 1 and "bad.md" in done.stdout and "not_a_draft" not in done.stdout, done
git("rm", "-q", "--cached", "drafts/bad.md")
done = run(["pre-commit", "run", "onrecord"])
assert done.returncode == 0 and "Passed" in done.stdout, done
print("the pre-commit hook runs")
shutil.rmtree(work)
