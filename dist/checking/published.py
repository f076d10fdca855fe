"""What package managers read, rendered by JReleaser from dist/jreleaser.yml without a token, and held against their schemas."""
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess

from . import roots, systems
from .report import row, untried_row

SOURCES = os.path.dirname(roots.HERE)
PLUGIN = "org.jreleaser:jreleaser-maven-plugin:1.23.0"  # the newest that Maven Central has whole
POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>dev.llmfit</groupId><artifactId>cli</artifactId><version>{version}</version><packaging>pom</packaging></project>
"""
SCHEMAS = {  # in the folder LLMFIT_SCHEMAS: of microsoft/winget-cli (schemas/JSON/manifests/v1.9.0) and ScoopInstaller/Scoop (schema.json)
    "scoop/bucket/llmfit-exact.json": "scoop.json", "winget/**/*.installer.yaml": "winget-installer.json",
    "winget/**/*.locale.en-US.yaml": "winget-defaultLocale.json", "winget/**/llmfit.llmfit-exact.yaml": "winget-version.json",
}


def sums():
    path = os.path.join(roots.OUT, "SHA256SUMS")
    if not os.path.exists(path):
        untried_row("`SHA256SUMS`", "dist/package --only release makes it")
        return
    with open(path, encoding="utf-8") as file:
        listed = dict(reversed(line.split()) for line in file)
    there = {name for name in os.listdir(roots.OUT) if name != "SHA256SUMS"}
    wrong = sorted(there ^ listed.keys())
    for name in sorted(there & listed.keys()):
        with open(os.path.join(roots.OUT, name), "rb") as file:
            if hashlib.sha256(file.read()).hexdigest() != listed[name]:
                wrong.append(name)
    row("`SHA256SUMS` has every package with its hash", ", ".join(wrong))


def jreleaser(folder, goal, output):
    environment = {**os.environ, "JRELEASER_GITHUB_TOKEN": "none", "JRELEASER_PROJECT_VERSION": "0.1.0"}
    maven = shutil.which("mvn") or os.path.join(SOURCES, "mvnw")
    return subprocess.run([maven, "-B", "-ntp", f"{PLUGIN}:{goal}", f"-Djreleaser.config.file={folder}/dist/jreleaser.yml", f"-Djreleaser.basedir={folder}",
                           "-Djreleaser.config.full", "-Djreleaser.dry.run", f"-Djreleaser.output.directory={output}"], cwd=folder, env=environment, capture_output=True, text=True)


def release(work):
    sums()
    folder, output = os.path.join(work, "sources"), os.path.join(work, "out")
    os.makedirs(folder + "/dist/target/packages")
    for name in ("CHANGELOG.md", "LICENSE"):
        shutil.copy(os.path.join(SOURCES, name), folder)
    shutil.copy(os.path.join(roots.HERE, "jreleaser.yml"), folder + "/dist")
    shutil.copytree(os.path.join(roots.HERE, "templates"), folder + "/dist/templates")
    for path in glob.glob(roots.OUT + "/*"):  # a release has no SNAPSHOT
        name = re.sub(r"-SNAPSHOT|~snapshot|\.dev0", "", os.path.basename(path))
        os.symlink(path, os.path.join(folder, "dist/target/packages", name))
    with open(folder + "/pom.xml", "w", encoding="utf-8") as file:
        file.write(POM.format(version="0.1.0"))
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    for words in (["init", "-q"], ["add", "CHANGELOG.md"], ["commit", "-q", "-m", "a"], ["remote", "add", "origin", "https://github.com/owner/llmfit.git"]):
        subprocess.run([*git, *words], cwd=folder, check=True)
    run = jreleaser(folder, "config", output)
    if "could not be resolved" in run.stdout or "Could not find artifact" in run.stdout:
        untried_row("JReleaser", f"{PLUGIN} cannot be had here")
        return
    row("`jreleaser config --full`", "" if run.returncode == 0 else " ".join(line for line in run.stdout.splitlines() if "ERROR" in line)[:300])
    run = jreleaser(folder, "prepare", output)
    row("`jreleaser prepare --dry-run`", "" if run.returncode == 0 else " ".join(line for line in run.stdout.splitlines() if "ERROR" in line)[:300])
    made = os.path.join(output, "prepare", "llmfit-exact")
    with open(os.path.join(roots.of("llmfit-*-java.zip")), "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    for name, pattern in (("Homebrew", "brew/Formula/llmfit-exact.rb"), ("Scoop", "scoop/bucket/llmfit-exact.json"), ("winget", "winget/**/*.installer.yaml")):
        found = glob.glob(os.path.join(made, pattern), recursive=True)
        text = open(found[0], encoding="utf-8").read() if found else ""
        row(f"{name}: rendered, with the archive's hash", "" if digest in text and "{{" not in text else "is missing" if not found else "another hash")
    alias = os.path.join(made, "jbang", "jbang-catalog.json")
    row("jbang: the catalogue has the alias", "" if os.path.exists(alias) and "llmfit" in json.load(open(alias, encoding="utf-8"))["aliases"] else "is missing")
    with open(os.path.join(output, "trace.log"), encoding="utf-8") as file:
        row("SDKMAN: prepared", "" if "[sdkman] preparing llmfit-exact" in file.read() else "was left out")
    schemas(made)
    formula(os.path.join(made, "brew/Formula/llmfit-exact.rb"))


def formula(path):
    """Judges Homebrew's formula by Ruby: of this system, or of LLMFIT_DEBIAN."""
    # Homebrew joins paths by a slash without blanks around it.
    style = ["rubocop", "--only", "Lint,Layout", "--except", "Layout/LineLength,Layout/SpaceAroundOperators", "-f", "quiet"]
    for words in (["ruby", "-c"], style):
        said = f"Homebrew: `{' '.join(words)}`"
        if shutil.which(words[0]):
            run = subprocess.run([*words, path], capture_output=True, text=True)
        elif os.path.exists(f"{systems.DEBIAN}/usr/bin/{words[0]}") and systems.DEBIAN:
            shutil.copy(path, systems.DEBIAN + "/tmp/llmfit.rb")
            run = roots.inside(systems.DEBIAN, [*words, "/tmp/llmfit.rb"], {"HOME": "/root", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"})
            os.remove(systems.DEBIAN + "/tmp/llmfit.rb")
        else:
            untried_row(said, "there is none here, nor in LLMFIT_DEBIAN")
            continue
        row(said, (run.stdout + run.stderr)[-300:] if run.returncode else "")


def schemas(made):
    folder = os.environ.get("LLMFIT_SCHEMAS", "")
    try:
        import jsonschema
        import yaml
    except ImportError:
        folder = ""
    for pattern, schema in SCHEMAS.items():
        path = os.path.join(folder, schema)
        if not folder or not os.path.exists(path):
            untried_row(f"schema of `{pattern}`", "LLMFIT_SCHEMAS names a folder with the schemas, for Python's jsonschema and yaml")
            continue
        with open(glob.glob(os.path.join(made, pattern), recursive=True)[0], encoding="utf-8") as file:
            class Plain(yaml.SafeLoader):
                """Dates stay text, as winget reads them."""
            Plain.yaml_implicit_resolvers = {k: [r for r in v if r[0] != "tag:yaml.org,2002:timestamp"] for k, v in yaml.SafeLoader.yaml_implicit_resolvers.items()}
            document = yaml.load(file, Plain)
        with open(path, encoding="utf-8") as file:
            rules = json.load(file)
        problems = [error.message for error in jsonschema.validators.validator_for(rules)(rules).iter_errors(document)]
        row(f"schema of `{pattern}`", "; ".join(problems)[:300])
