"""Whole systems that are named by variables: a Debian with lintian, a Windows by Wine."""
import os
import re
import shutil
import subprocess
import zipfile

from . import forms, roots
from .report import judge, row, untried_row

# A root made by: debootstrap --variant=minbase STABLE FOLDER && chroot FOLDER apt-get install lintian
DEBIAN = os.environ.get("LLMFIT_DEBIAN", "")
# A root with Wine at /usr/lib/wine/wine64, and a Java 25 for Windows in its folder /w/jdk.
WINE = os.environ.get("LLMFIT_WINE", "")
# What changes where a package is installed and removed, whichever it is.
APT = ("var/log/", "var/lib/apt/", "var/lib/dpkg/", "var/cache/", "etc/ld.so.cache", "tmp/", "proc/", "sys/", "dev/", "root/")


def debian(work):
    if not DEBIAN:
        untried_row("a whole Debian", "LLMFIT_DEBIAN names none")
        return
    package = roots.of("llmfit-exact_*.deb")
    shutil.copy(package, DEBIAN + "/tmp/llmfit.deb")

    def listed():
        return {path for path in roots.tree_of(DEBIAN) if not path.startswith(APT)}

    def run(*words, seconds=300):
        return roots.inside(DEBIAN, list(words), {"HOME": "/root", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}, seconds=seconds)

    try:
        before = listed()
        judge("`apt install ./FILE`", run("apt-get", "install", "-y", "/tmp/llmfit.deb"), (0,), "Setting up llmfit-exact")
        for line, codes, part in forms.LINES[:4] + [forms.LINES[6]]:
            judge(forms.named(line), run("llmfit", *line.split()), codes, part)
        shown = run("dpkg", "-L", "llmfit-exact")
        judge("`dpkg -L` lists the manual page", shown, (0,), "/usr/share/man/man1/llmfit.1.gz")
        run("llmfit", "uninstall", "--yes")
        judge("`apt purge llmfit-exact`", run("apt-get", "purge", "-y", "llmfit-exact"), (0,), "Removing llmfit-exact")
        row("purged, nothing is left", ", ".join(sorted(listed() ^ before)[:5]))
        if os.path.exists(DEBIAN + "/usr/bin/lintian"):
            said = run("lintian", "--allow-root", "--fail-on", "error", "/tmp/llmfit.deb", seconds=3600)  # it opens every jar
            hints = sorted({words[1] + " " + words[2] for words in re.findall(r"^((?:([EW]): \S+: (\S+)).*)$", said.stdout, re.M)})
            row("lintian: no error", said.stdout[-400:] + said.stderr[-200:] if said.returncode else "", "holds" + ("; warnings: " + ", ".join(h[2:] for h in hints) if hints else ""))
        else:
            untried_row("lintian", "LLMFIT_DEBIAN has none")
    finally:
        os.remove(DEBIAN + "/tmp/llmfit.deb")


def podman(work):
    """The image loaded and run by podman of LLMFIT_DEBIAN."""
    if not DEBIAN or not os.path.exists(DEBIAN + "/usr/bin/podman"):
        untried_row("`podman load`", "LLMFIT_DEBIAN has no podman")
        return
    place = os.path.join(DEBIAN, "tmp", "llmfit-image")
    os.makedirs(place)
    shutil.copy(roots.of("llmfit-*-image-linux-*.tar"), place + "/image.tar")
    store = ["podman", "--storage-driver", "vfs", "--root", "/tmp/llmfit-image/store", "--runroot", "/tmp/llmfit-image/run", "--cgroup-manager", "cgroupfs", "--events-backend", "file"]

    def run(*words):
        return roots.inside(DEBIAN, [*store, *words], {"HOME": "/root", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}, mounted=True)

    try:
        judge("`podman load -i FILE`", run("load", "-i", "/tmp/llmfit-image/image.tar"), (0,), "localhost/llmfit:latest")
        shown = run("image", "inspect", "llmfit")
        judge("`podman image inspect llmfit`", shown, (0,), "65532:65532")
    finally:
        shutil.rmtree(place, ignore_errors=True)


def windows(work):
    if not WINE:
        untried_row("the archive for Windows", "LLMFIT_WINE names no root with Wine")
        return
    place = os.path.join(WINE, "w", "check")
    shutil.rmtree(place, ignore_errors=True)
    with zipfile.ZipFile(roots.of("llmfit-*-java.zip")) as file:
        file.extractall(place)
    script = "Z:\\w\\check\\" + os.listdir(place)[0] + "\\bin\\llmfit.cmd"
    # What asks the machine is left out: Wine has no reading of it that Java 25 takes.
    lines = [line for line in forms.LINES if line[0] in ("--version", "--version -v", "size --help", "recomend", "size no-such-model-at-all") or "--hardware" in line[0]]
    batch = "@echo off\r\n" + "".join(f"echo == {number}\r\ncall {script} {line}\r\necho == exit %ERRORLEVEL%\r\n" for number, (line, _, _) in enumerate(lines))
    with open(os.path.join(WINE, "w", "check.cmd"), "w", newline="") as file:
        file.write(batch)
    # Wine finds its own libraries by /proc.
    start = roots.entered(WINE, ["/usr/lib/wine/wine64", "cmd", "/c", "Z:\\w\\check.cmd"], {"HOME": "/root", "WINEDEBUG": "-all", "JAVA_HOME": "Z:\\w\\jdk", "LLMFIT_OFFLINE": "1"})
    run = subprocess.run(start, capture_output=True, stdin=subprocess.DEVNULL, timeout=3000)
    said = dict((int(number), (text, int(code))) for number, text, code in re.findall(r"== (\d+)\r?\n(.*?)== exit (\d+)", run.stdout.decode("utf-8", "replace"), re.S))
    for number, (line, codes, part) in enumerate(lines):
        text, code = said.get(number, ("", -1))
        text += run.stderr.decode("utf-8", "replace") if "did you mean" in part else ""
        # Wine makes a 1 of every other code that a script ends with.
        good = code in codes or code == 1 and 0 not in codes
        row(forms.named(line), "" if good and part in text else f"exit {code}: {text[-200:]}")
    shutil.rmtree(place)
