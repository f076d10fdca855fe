"""Where another program has the command: the Rust llmfit of PyPI, the real one."""
import os
import subprocess
import sys

from . import forms, roots
from .report import judge, row, untried_row

OTHER = "llmfit==1.1.17"
TAKEN = "The command llmfit on PATH is another program"


def names(work):
    venv = os.path.join(work, "theirs")
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    pip = [venv + "/bin/python", "-m", "pip", "--disable-pip-version-check", "-q"]
    run = subprocess.run([*pip, "install", OTHER], capture_output=True, text=True)
    if run.returncode != 0:
        untried_row(f"PyPI's {OTHER}", "it cannot be had here")
        return
    theirs, home = venv + "/bin", os.path.join(work, "home")
    os.makedirs(home)
    roots.unpack(roots.of("llmfit-*-x64.tar.xz"), work + "/ours")
    ours = os.path.join(work, "ours", os.listdir(work + "/ours")[0], "bin")
    first = {"HOME": home, "PATH": f"{theirs}:{ours}:/usr/bin:/bin"}
    second = {"HOME": home, "PATH": f"{ours}:{theirs}:/usr/bin:/bin"}
    for words in (["doctor"], ["--version", "-v"]):
        line = "llmfit " + " ".join(words)
        judge(f"`{line}` where theirs comes first", forms.outside([ours + "/llmfit", *words], first), (0, 3), 'which says "llmfit 1.1.17"')
        judge(f"`{line}` where ours comes first", forms.outside([ours + "/llmfit", *words], second), (0, 3), "", but_not=TAKEN)
    run = forms.outside([ours + "/llmfit", "doctor", "--json"], first)
    row("`doctor --json` has the finding", "" if '"command-taken"' in run.stdout else run.stdout[-300:])
    check = os.path.join(os.path.dirname(roots.HERE), "integrations", "github", "check")
    matrix = os.path.join(work, "machines.yaml")
    with open(matrix, "w", encoding="utf-8") as file:
        file.write("machines:\n- RTX 3060\n")
    action = {"LLMFIT_MATRIX": matrix, "LLMFIT_JUNIT": work + "/junit.xml"}
    judge("the action refuses theirs", forms.outside(["bash", check], {**first, **action}, cwd=work), (2,), "is another program")
    judge("the action takes ours", forms.outside(["bash", check], {**second, **action}, cwd=work), (0,), "")
    wheel = roots.of("llmfit_exact-*.whl")
    subprocess.run([*pip, "install", "--no-index", wheel], check=True, capture_output=True)
    judge("one environment, ours installed last: the command is ours", forms.outside([theirs + "/llmfit", "--version"], first), (0,), ", models ")
    subprocess.run([*pip, "install", "--force-reinstall", "--no-deps", OTHER], check=True, capture_output=True)
    judge("theirs installed last: the second name is ours, and says so", forms.outside([theirs + "/llmfit-exact", "doctor"], first), (0, 3), "call this one llmfit-exact")
    subprocess.run([*pip, "uninstall", "-y", "llmfit"], check=True, capture_output=True)
    judge("theirs uninstalled: the second name is left", forms.outside([theirs + "/llmfit-exact", "--version"], first), (0,), ", models ")
