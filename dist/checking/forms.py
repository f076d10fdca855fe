"""Each package, used where there is nothing else."""
import base64
import csv
import glob
import hashlib
import importlib
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile

from . import additions, parts, roots, servers
from .report import judge, row, untried_row
from .roots import bare_root, entered, inside, of, tree_of

# The first five minutes: words, exit codes that are answers, and what the answer holds.
LINES = [
    ("--version", (0,), "llmfit "), ("--version -v", (0,), "program"), ("--help", (0,), "Usage: llmfit"), ("size --help", (0,), "Usage: llmfit size"),
    ("help quantization", (0,), "Q4_K_M"), ("", (0, 3), ""), ("probe", (0,), "RAM"), ("probe --json", (0,), '"schema"'), ("recommend", (0, 3), ""),
    ("recommend --hardware rtx4090-24g-64g", (0,), "llama-server"), ("recommend --model qwen3:8b --hardware rtx4090-24g-64g", (0,), "-ngl"),
    ("size llama3.1:8b -c 8192 --hardware rtx4090-24g-64g", (0,), "GiB"), ("quants llama3.1:8b --hardware rtx4090-24g-64g", (0,), "Q4_K_M"),
    ("models qwen3", (0,), "qwen3"), ("plan qwen3:8b --hardware geforce-rtx-3060-12g", (0, 3), ""), ("rules list", (0,), ""), ("doctor", (0, 3), ""),
    ("completion bash", (0,), "complete"), ("uninstall", (0,), "The program itself"), ("recomend", (2,), "did you mean"),
    ("size no-such-model-at-all", (4,), ""), ("bench smollm2:135m --engine embedded", (4, 7), "llmfit add embedded"),
]
SIZE = ["size", "qwen3:8b", "--hardware", "rtx4090-24g-64g"]
TAKEN = {"LLMFIT_JAVA_OPTS": "-XX:AOTMode=on"}  # a JVM ends where its cache is not taken


def named(line):
    return f"`llmfit {line}`".replace(" `", "`")


def lines(start, environment, root, uid=0):
    for line, codes, part in LINES:
        judge(named(line), inside(root, [*start, *line.split()], environment, uid=uid), codes, part)
    servers.check(lambda words: entered(root, [*start, *words], environment, uid=uid), None)


def has_caches(tree):
    if os.path.exists(os.path.join(tree, "lib", "llmfit.aot")):
        return True
    untried_row("its caches are taken", "it was made without them")
    return False


def outside(command, environment, **more):
    return subprocess.run(command, capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL, **more)


def first_day(root, start, work):
    """What eight people typed on their first day, each line in the root alone."""
    roots.starter(root, start, work + "/llmfit")
    run = outside([os.path.join(os.path.dirname(roots.HERE), "docs", "make-first-five-minutes"), "--check"], {**os.environ, "LLMFIT": work + "/llmfit"})
    row("docs/first-five-minutes.md, each line", (run.stderr or run.stdout)[-600:] if run.returncode else "", run.stdout.strip())


def archive(work):
    root = bare_root(work)
    package = of("llmfit-*-x64.tar.xz")
    row("45 MB at most", "" if os.path.getsize(package) <= 45e6 else "larger", f"{os.path.getsize(package) / 1e6:.1f} MB")
    roots.unpack(package, root + "/opt")
    top = os.listdir(root + "/opt")[0]
    tree = f"{root}/opt/{top}"
    parts.contents(tree, java=True)
    parts.own_natives(tree)
    start = [f"/opt/{top}/bin/llmfit"]
    home = {"HOME": "/root", "PATH": "/bin"}
    lines(start, home, root)
    if has_caches(tree):
        judge("its caches are taken: help", inside(root, [*start, "--help"], {**home, **TAKEN}), (0,), "Usage")
        judge("its caches are taken: size", inside(root, [*start, *SIZE], {**home, **TAKEN}), (0,), "GiB")
    first_day(root, start[0], work)
    judge("an empty PATH", inside(root, [*start, "probe"], {"HOME": "/root", "PATH": ""}), (0,), "RAM")
    judge("no variable at all", inside(root, [*start, "probe"], {}), (0,), "RAM")
    judge("no /proc", inside(root, [*start, *SIZE], home, proc=False), (0,), "GiB")
    judge("a user with no home", inside(root, [*start, "recommend", "--hardware", "rtx4090-24g-64g"], {"PATH": "/bin"}, uid=12345), (0,), "llama-server")
    judge("`uninstall --yes`", inside(root, [*start, "uninstall", "--yes"], home), (0,), f"remove the folder /opt/{top}")
    row("uninstalled, nothing is left in the home folder", ", ".join(roots.left_in(root + "/root")[:5]))
    os.symlink(start[0], root + "/bin/llmfit")
    os.symlink("llmfit", root + "/bin/fit")
    judge("by a link to a link", inside(root, ["/bin/fit", "--version"], {"PATH": "/bin"}), (1,), "there is no readlink")
    roots.put_program(root, "readlink")
    judge("the same where readlink is", inside(root, ["/bin/fit", "--version"], {"PATH": "/bin"}), (0,), "llmfit ")
    judge("standard input closed", inside(root, ["/bin/sh", "-c", f"{start[0]} --version <&-"], home), (0,), "llmfit ")
    judge("standard output closed", inside(root, ["/bin/sh", "-c", f"{start[0]} --version >&-"], home), (1,), "cannot be written")
    for locale in glob.glob("/usr/lib/locale/C.[uU]*"):  # of Debian's libc-bin: Java reads its own path by the locale
        shutil.copytree(locale, root + locale)
    os.rename(tree, f"{root}/opt/é moved")
    judge("moved to a name with é and a blank", inside(root, ["/opt/é moved/bin/llmfit", "probe"], {**home, **(TAKEN if os.path.exists(f"{root}/opt/é moved/lib/llmfit.aot") else {})}), (0,), "RAM")
    mine = os.path.join(work, "home")
    os.makedirs(mine)
    environment = {"PATH": "/usr/bin:/bin"}
    additions.check([f"{root}/opt/é moved/bin/llmfit"], mine, environment)
    additions.uninstalled([f"{root}/opt/é moved/bin/llmfit"], mine, environment)


def jars(work):
    roots.unpack(of("llmfit-*-java.tar.gz"), work)
    top = os.path.join(work, next(name for name in os.listdir(work)))
    parts.contents(top, java=False)
    parts.all_natives(top)
    home = os.path.join(work, "home")
    os.makedirs(home)
    environment = {**{k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "LLMFIT_DATA", "LLMFIT_CACHE"))}, "HOME": home}
    start = [top + "/bin/llmfit"]
    for name, part in (("the first call prepares", "preparing a fast start"), ("the second does not", "llmfit ")):
        run = outside([*start, "--version"], environment)
        judge(name, run, (0,), part, but_not="preparing" if "second" in name else None)
    judge("its cache is taken", outside([*start, *SIZE], {**environment, **TAKEN}), (0,), "GiB")
    for line, codes, part in LINES:
        judge(named(line), outside([*start, *line.split()], environment), codes, part)
    servers.check(lambda words: [*start, *words], environment)
    additions.uninstalled(start, home, environment)
    judge("without a Java", outside(["/bin/sh", start[0], "--version"], {"HOME": home, "PATH": "/usr/bin:/bin", "LLMFIT_JAVA_HOME": "/nowhere"}) if not glob.glob("/usr/lib/jvm/*")
          else outside(["unshare", "--mount", "sh", "-c", f"mount -t tmpfs none /usr/lib/jvm && exec {start[0]} --version"], {"HOME": home, "PATH": "/usr/sbin:/usr/bin:/bin"}), (1,), "needs a Java 25 or later")
    grammar("PowerShell's completion, by a grammar", "tree_sitter_powershell", top + "/share/powershell/llmfit.ps1")
    grammar("`llmfit.cmd`, by a grammar", "tree_sitter_batch", top + "/bin/llmfit.cmd")
    for shell in ("sh", "bash", "dash"):
        run = outside([shell, "-n", start[0]], environment)
        row(f"`{shell} -n bin/llmfit`", run.stderr[-200:] if run.returncode else "")
    with zipfile.ZipFile(of("llmfit-*-java.zip")) as file:
        folder = file.namelist()[0].split("/")[0] + "/"
        row("the zip holds the same files", differences_of(file, folder, top))
        script = next(name for name in file.namelist() if name.endswith("llmfit.cmd"))
        text = file.read(script).decode()
        named_jars = set(re.findall(r"%app%\\([^;\"]+)", text))
        there = {os.path.basename(name) for name in file.namelist() if name.endswith(".jar")}
        row("llmfit.cmd names the jars that are there", str(named_jars ^ there) if named_jars != there else "")
        row("llmfit.cmd has lines of Windows", "" if "\n" not in text.replace("\r\n", "") else "a bare line feed")
        row("llmfit.cmd has no letter beyond ASCII", "" if text.isascii() else "cmd.exe reads it by the code page")
        row("a command line of Windows holds its jars", "" if len(text.split('-cp "')[1]) + 60 * len(there) < 8000 else "longer than 8,191 characters with a path of 60")


def grammar(name, package, path):
    """Parses a script by a grammar of its language, where Python has it."""
    try:
        import tree_sitter
        language = tree_sitter.Language(importlib.import_module(package).language())
    except ImportError:
        untried_row(name, f"Python has no tree_sitter and {package} here")
        return
    with open(path, "rb") as file:
        found = [tree_sitter.Parser(language).parse(file.read()).root_node]
    wrong = []
    while found:
        node = found.pop()
        found += node.children
        if node.is_error or node.is_missing:
            wrong.append(f"line {node.start_point[0] + 1}")
    row(name, ", ".join(wrong[:5]))


def differences_of(file, folder, top):
    first = {name[len(folder):]: hashlib.sha256(file.read(name)).hexdigest() for name in file.namelist() if not name.endswith("/")}
    second = {place: parts.sha256(os.path.join(top, place)) for place in tree_of(top) if os.path.isfile(os.path.join(top, place))}
    return ", ".join(name for name in sorted(first.keys() | second.keys()) if first.get(name) != second.get(name))[:300]


def deb(work):
    root = bare_root(work)
    for folder in ("var/lib/dpkg/info", "var/lib/dpkg/updates", "var/lib/dpkg/triggers", "var/log", "usr/bin", "usr/lib", "usr/share/doc"):
        os.makedirs(f"{root}/{folder}", exist_ok=True)
    for name in ("status", "available"):
        open(f"{root}/var/lib/dpkg/{name}", "w").close()
    dpkg = ["dpkg", f"--root={root}", "--force-depends", "--log=/dev/null", "--force-not-root", "--force-script-chrootless"]
    package = of("llmfit-exact_*.deb")
    subprocess.run([*dpkg, "--audit"], capture_output=True)
    before = tree_of(root)
    other = os.path.join(work, "other")
    os.makedirs(other)
    with open(other + "/llmfit", "w") as file:
        file.write("#!/bin/sh\necho llmfit 1.1.17\n")
    os.chmod(other + "/llmfit", 0o755)
    run = subprocess.run([*dpkg, "--install", package], capture_output=True, text=True, env={**os.environ, "PATH": other + os.pathsep + os.environ["PATH"]})
    row("installs", run.stderr[-300:] if run.returncode else "")
    row("says where another program has the command", "" if f"another program, {other}/llmfit: call this one llmfit-exact" in run.stderr else run.stderr[-300:] or "says nothing")
    parts.contents(root + "/usr/lib/llmfit-exact", java=True)
    parts.own_natives(root + "/usr/lib/llmfit-exact")
    added = roots.put_program(root, "readlink")  # a system has it; the command is a link
    home = {"HOME": "/root", "PATH": "/usr/bin:/bin"}
    lines(["/usr/bin/llmfit"], home, root)
    judge("its second name", inside(root, ["/usr/bin/llmfit-exact", "--version"], home), (0,), "llmfit ")
    for place in ("man/man1/llmfit.1.gz", "bash-completion/completions/llmfit", "zsh/vendor-completions/_llmfit", "fish/vendor_completions.d/llmfit.fish", "doc/llmfit-exact/copyright"):
        row(f"`/usr/share/{place}`", "" if os.path.getsize(f"{root}/usr/share/{place}") > 0 else "empty") if os.path.exists(f"{root}/usr/share/{place}") else row(f"`/usr/share/{place}`", "is missing")
    judge("uninstall names the package", inside(root, ["/usr/bin/llmfit", "uninstall", "--yes"], home), (0,), "apt purge llmfit-exact")
    for path in added:
        os.remove(root + path)
    for device in os.listdir(root + "/dev"):
        os.remove(f"{root}/dev/{device}")
    sums = subprocess.run(["md5sum", "-c", "--quiet", "var/lib/dpkg/info/llmfit-exact.md5sums"], cwd=root, capture_output=True, text=True)
    row("its sums are right", sums.stdout[-300:] + sums.stderr[-300:] if sums.returncode else "")
    run = subprocess.run([*dpkg, "--purge", "llmfit-exact"], capture_output=True, text=True)
    left = [path for path in tree_of(root) if path not in before and not path.startswith("var/lib/dpkg/")]
    for empty in (".local", ".cache", ".config"):  # folders that uninstall leaves: they are the user's
        left = [path for path in left if not (path.startswith("root/" + empty) and os.path.isdir(os.path.join(root, path)))]
    row("purged, nothing is left", run.stderr[-300:] if run.returncode else ", ".join(left[:5]))


def wheel(work):
    package = of("llmfit_exact-*.whl")
    row("100 MB at most, as PyPI takes it", "" if os.path.getsize(package) <= 100e6 else "larger", f"{os.path.getsize(package) / 1e6:.1f} MB")
    with zipfile.ZipFile(package) as file:
        record = next(name for name in file.namelist() if name.endswith("/RECORD"))
        rows = list(csv.reader(io.StringIO(file.read(record).decode())))
        wrong = [name for name, digest, size in rows if name != record
                 and (len(data := file.read(name)) != int(size) or "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode() != digest)]
        missing = set(file.namelist()) ^ {name for name, _, _ in rows}
        row("RECORD has every file with its hash", ", ".join([*wrong, *missing][:5]))
    venv = os.path.join(work, "venv")
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    before = tree_of(venv)
    pip = [venv + "/bin/python", "-m", "pip", "--disable-pip-version-check", "-q"]
    run = subprocess.run([*pip, "install", "--no-index", package], capture_output=True, text=True)
    row("installs without an index", run.stderr[-300:] if run.returncode else "")
    tree = venv + "/share/llmfit-exact"
    parts.contents(tree, java=True)
    parts.own_natives(tree)
    home = os.path.join(work, "home")
    os.makedirs(home)
    environment = {"HOME": home, "PATH": "/usr/bin:/bin"}
    for line, codes, part in LINES:
        judge(named(line), outside([venv + "/bin/llmfit", *line.split()], environment), codes, part)
    servers.check(lambda words: [venv + "/bin/llmfit", *words], environment)
    judge("its second name", outside([venv + "/bin/llmfit-exact", "--version"], environment), (0,), "llmfit ")
    if has_caches(tree):
        judge("its caches are taken", outside([venv + "/bin/llmfit-exact", *SIZE], {**environment, **TAKEN}), (0,), "GiB")
    additions.uninstalled([venv + "/bin/llmfit"], home, environment)
    run = subprocess.run([*pip, "uninstall", "-y", "llmfit-exact"], capture_output=True, text=True)
    left = [path for path in tree_of(venv) if path not in before and "__pycache__" not in path and not os.path.isdir(os.path.join(venv, path))]  # pip leaves folders
    row("uninstalled, nothing is left", run.stderr[-300:] if run.returncode else ", ".join(left[:5]))
    if uvx := shutil.which("uvx"):
        cache = os.path.join(work, "uv")
        run = outside([uvx, "--offline", "--cache-dir", cache, "--from", package, "llmfit", "--version"], {**os.environ, "HOME": home, "UV_PYTHON": sys.executable, "UV_TOOL_DIR": work + "/tools"})
        row("`uvx --from FILE llmfit --version`", "" if run.returncode == 0 and run.stdout.startswith("llmfit ") else run.stderr[-300:])
    else:
        untried_row("`uvx --from FILE llmfit --version`", "there is no uvx here")
