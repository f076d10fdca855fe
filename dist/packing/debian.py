"""A Debian package of the tree, by dpkg-deb."""
import hashlib
import os
import re
import shutil
import subprocess
import sys
from email.utils import formatdate

from . import archive, tree

NAME = "llmfit-exact"
HOME = "usr/lib/llmfit-exact"
MAINTAINER = "the authors of llmfit <noreply@llmfit.invalid>"
# What lintian says of every package that brings a Java of its own.
OVERRIDES = (
    ("embedded-library", "Java's own copy of zlib, as its makers build it."),
    ("unstripped-binary-or-object", "Java as its makers build it."),
    ("jar-not-in-usr-share", "The jars are the program's alone; others must not take them."),
    ("unknown-java-class-version", "Classes of Java 25, which comes with the package."),
)
# Another program has the same command; where it comes first, whoever installs this one is told.
POSTINST = f"""#!/bin/sh
set -e
if [ "$1" = configure ]; then
    first=$(command -v llmfit || true)
    if [ -n "$first" ] && ! head -n 2 "$first" | grep -q 'Starts llmfit'; then
        echo "{NAME}: the command llmfit on PATH is another program, $first: call this one {NAME}." >&2
    fi
fi
"""


def version(build):
    return build.version.replace("-SNAPSHOT", "~snapshot")


def glibc(root):
    """The newest version of glibc that a native program or library of the tree asks for."""
    newest = (2, 2)
    for _, path, _, link in tree.entries(root):
        if link is None and (path.endswith(".so") or "/bin/" in path):
            with open(path, "rb") as file:
                found = re.findall(rb"GLIBC_(\d+)\.(\d+)", file.read())
            newest = max([newest, *((int(a), int(b)) for a, b in found)])
    return "%d.%d" % newest


def package(build, app):
    if not shutil.which("dpkg-deb"):
        print("dist/package: no .deb: there is no dpkg-deb here", file=sys.stderr)
        return []
    architecture = {"x64": "amd64", "arm64": "arm64"}[build.machine]
    root = build.temporary("deb")
    shutil.copytree(app, os.path.join(root, HOME), symlinks=True)
    share = os.path.join(root, HOME, "share")
    doc = os.path.join(root, "usr/share/doc", NAME)
    os.makedirs(doc)
    moves = {"man/man1": "usr/share/man/man1", "bash-completion/completions": "usr/share/bash-completion/completions",
             "zsh/site-functions": "usr/share/zsh/vendor-completions", "fish/vendor_completions.d": "usr/share/fish/vendor_completions.d",
             "systemd": "usr/lib/systemd"}
    for source, target in moves.items():
        if os.path.isdir(os.path.join(share, source)):
            os.makedirs(os.path.dirname(os.path.join(root, target)), exist_ok=True)
            shutil.move(os.path.join(share, source), os.path.join(root, target))
    shutil.rmtree(share, ignore_errors=True)
    pages = os.path.join(root, "usr/share/man/man1")
    for page in os.listdir(pages) if os.path.isdir(pages) else []:
        with open(os.path.join(pages, page), "rb") as file:
            archive.gzipped(file.read(), os.path.join(pages, page + ".gz"))
        os.remove(os.path.join(pages, page))
    if os.path.isdir(pages):
        os.symlink("llmfit.1.gz", os.path.join(pages, NAME + ".1.gz"))
    os.makedirs(os.path.join(root, "usr/bin"))
    for command in ("llmfit", NAME):
        os.symlink(f"../lib/{NAME}/bin/llmfit", os.path.join(root, "usr/bin", command))
    with open(os.path.join(tree.ROOT, "NOTICE"), encoding="utf-8") as notice:
        tree.write(f"""Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: llmfit
Comment: Texts of all licences are in /{HOME}/licenses and /{HOME}/runtime/legal.

Files: *
Copyright: the authors of llmfit
License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.
 .
""" + "".join(f" {line.strip() or '.'}\n" for line in notice) + f"""
Files: {HOME}/runtime/*
Copyright: Oracle and others
License: GPL-2.0-only WITH Classpath-exception-2.0
 The text is in /{HOME}/runtime/legal/java.base/LICENSE.
""", os.path.join(doc, "copyright"))
    with open(os.path.join(tree.ROOT, "CHANGELOG.md"), "rb") as file:
        archive.gzipped(file.read(), os.path.join(doc, "NEWS.gz"))
    changes = f"{NAME} ({version(build)}) unstable; urgency=medium\n\n  * What changed stands in NEWS.gz beside this file.\n\n -- {MAINTAINER}  {formatdate(build.time)}\n"
    archive.gzipped(changes.encode(), os.path.join(doc, "changelog.gz"))
    tree.write("".join(f"# {why}\n{NAME}: {tag} *\n" for tag, why in OVERRIDES), os.path.join(root, "usr/share/lintian/overrides", NAME))
    control = os.path.join(root, "DEBIAN")
    files = [(place, path) for place, path, _, link in tree.entries(root) if link is None]
    size = sum(os.path.getsize(path) for _, path in files)
    tree.write(f"""Package: {NAME}
Version: {version(build)}
Architecture: {architecture}
Maintainer: {MAINTAINER}
Installed-Size: {-(-size // 1024)}
Depends: libc6 (>= {glibc(app)})
Section: science
Priority: optional
Description: hardware sizing and quantization advisor for local language models
 Says which model, which quantization, which launch options and which context
 fit a machine, to the byte, and how fast it will be, before anything is
 downloaded. Has a Java of its own.
""", os.path.join(control, "control"))
    sums = "".join(f"{md5(path)}  {place}\n" for place, path in files)
    tree.write(sums, os.path.join(control, "md5sums"))
    tree.write(POSTINST, os.path.join(control, "postinst"), executable=True)
    for folder, folders, names in os.walk(root):
        os.chmod(folder, 0o755)
        for name in folders + names:
            path = os.path.join(folder, name)
            if not os.path.islink(path) and os.path.isfile(path):
                os.chmod(path, 0o755 if os.stat(path).st_mode & 0o100 else 0o644)
            os.utime(path, (build.time, build.time), follow_symlinks=False)
    path = os.path.join(build.out, f"{NAME}_{version(build)}_{architecture}.deb")
    # The widest window that dpkg-deb gives: see archive.WINDOW.
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "-z" + ("0" if build.fast else "9"), "--build", root, path], check=True,
                   env={**os.environ, "SOURCE_DATE_EPOCH": str(build.time)}, stdout=subprocess.DEVNULL)
    return [path]


def md5(path):
    with open(path, "rb") as file:
        return hashlib.md5(file.read()).hexdigest()
