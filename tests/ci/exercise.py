#!/usr/bin/env python3
"""Exercises the action, the GitLab snippet and the pre-commit hook as far as it goes without their servers.

exercise.py ONRECORD, which lies in cargo's target/debug: holds the three against the schemas of their services, and runs
both steps of the action, both script lines of the snippet in docs/ci.md, and pre-commit with this repository as `repo`,
in a scratch repository. Their commands are run as they are written, with a cargo that adds `--debug` and `--offline`
and takes what is built already, so that nothing is fetched and little is compiled. Wants PyYAML, pre-commit and
check-jsonschema.
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
runner, repository, tools, installed = work / "runner", work / "repository", work / "tools", work / "installed"
runner.mkdir()
tools.mkdir()
env = dict(os.environ, XDG_CACHE_HOME=str(work / "cache"), PRE_COMMIT_HOME=str(work / "pre-commit"))
env["PATH"] = f"{tools}:{installed}/bin:{Path(sys.executable).parent}:{env['PATH']}"
env["CARGO_INSTALL_ROOT"] = str(installed)
# The sources that a step names, or its own folder, must be this crate; what is built is this checkout's.
cargo = f"""#!/usr/bin/env bash
set -euo pipefail
[ "$1" = install ] || exec {shutil.which("cargo")} "$@"
echo "$@" >>{work}/cargo.log
arguments=()
while [ $# -gt 0 ]; do
  case $1 in
    --path) grep -q '^name = "onrecord"$' "$2/Cargo.toml" && arguments+=(--path {ROOT}) && shift 2 ;;
    --locked) shift ;;
    *) arguments+=("$1") && shift ;;
  esac
done
exec {shutil.which("cargo")} "${{arguments[@]}}" --debug --offline --locked --target-dir {onrecord.parents[1]}
"""
(tools / "cargo").write_text(cargo)
(tools / "cargo").chmod(0o755)


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



def valid(schema: str, file: Path) -> None:
    done = run([sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(file)])
    assert done.returncode == 0, done.stdout


# The action: its first step, then its second with its inputs' defaults and with others.
valid("github-actions", ROOT / "action.yml")
action = yaml.safe_load((ROOT / "action.yml").read_text())
install, lint = action["runs"]["steps"]
inputs = {name: about["default"] for name, about in action["inputs"].items()}
shell = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c"]
done = run([*shell, install["run"]], RUNNER_TEMP=str(runner), GITHUB_ACTION_PATH=str(ROOT))
assert done.returncode == 0 and (runner / "onrecord/bin/onrecord").exists(), done
print("the action's install step runs")


def action_step(**given: str) -> subprocess.CompletedProcess:
    values = inputs | given
    filled = {k: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: values[m[1]], v) for k, v in lint["env"].items()}
    return run([*shell, lint["run"]], RUNNER_TEMP=str(runner), **filled)


done = action_step(paths="drafts", sarif="onrecord.sarif")
assert done.returncode == 1, done
assert done.stdout.startswith("::error file=drafts/bad.md,line=5,"), done.stdout
assert json.loads((repository / "onrecord.sarif").read_text())["version"] == "2.1.0"
assert action_step(paths="drafts/good.md", record="archive").returncode == 0
assert action_step(**{"paths": "drafts/bad.md drafts/good.md", "fail-on": "never"}).returncode == 0
# As it is used without inputs, beside JSON that is no news.
write("package.json", '{"name": "desk"}')
done = action_step()
assert done.returncode == 1 and not done.stderr, done
assert done.stdout.startswith("::error file=drafts/bad.md,"), done.stdout
print("the action's lint step runs")

# GitLab's snippet, out of the page that shows it.
page = (ROOT / "docs/ci.md").read_text()
job = next(j for j in (yaml.safe_load(b) for b in re.findall(r"```yaml\n(.*?)```", page, re.S)) if isinstance(j, dict) and "onrecord" in j)["onrecord"]
write(".gitlab-ci.yml", yaml.safe_dump({"onrecord": job}))
valid("gitlab-ci", repository / ".gitlab-ci.yml")
(repository / "tools/onrecord").symlink_to(ROOT)
assert not (installed / "bin/onrecord").exists()
done = run([*shell, "\n".join(job["script"])])
assert (installed / "bin/onrecord").exists(), done
report = json.loads((repository / job["artifacts"]["reports"]["codequality"]).read_text())
assert done.returncode == 1 and report[0]["location"]["path"] == "drafts/bad.md", done
print("the GitLab snippet's script runs")

# pre-commit, as the page shows it: it clones the last commit of this repository, installs the program and runs it.
shutil.rmtree(installed)
assert run(["pre-commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")]).returncode == 0
shown = next(c for c in map(yaml.safe_load, re.findall(r"```yaml\n(.*?)```", page, re.S)) if "repos" in c)
shown["repos"][0]["repo"] = str(ROOT)
head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True)
shown["repos"][0]["rev"] = head.stdout.strip()
write(".pre-commit-config.yaml", yaml.safe_dump(shown))
git("add", "drafts", "tools", "onrecord.toml", ".pre-commit-config.yaml")
done = run(["pre-commit", "run", "onrecord"])
assert done.returncode == 1 and "bad.md" in done.stdout and "not_a_draft" not in done.stdout, done
git("rm", "-q", "--cached", "drafts/bad.md")
done = run(["pre-commit", "run", "onrecord"])
assert done.returncode == 0 and "Passed" in done.stdout, done
assert len((work / "cargo.log").read_text().splitlines()) == 3, "each of the three installed the program"
print("the pre-commit hook is installed and runs")
shutil.rmtree(work)
