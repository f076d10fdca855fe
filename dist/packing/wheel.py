"""A wheel for pip and uv. Its commands are shell scripts, so that no Python is started before Java."""
import base64
import hashlib
import os
import re

from . import archive, debian, tree

NAME = "llmfit_exact"
COMMAND = """#!/bin/sh
# Starts llmfit, installed with this Python environment.
self=$0
while [ -L "$self" ]; do
    link=$(PATH=${PATH:+$PATH:}/usr/bin:/bin readlink "$self") || exit 1
    case $link in /*) self=$link ;; *) self=${self%/*}/$link ;; esac
done
case $self in */*) here=${self%/*} ;; *) here=. ;; esac
exec "$here/../share/llmfit-exact/bin/llmfit" "$@"
"""


def version(build):
    return re.sub("-SNAPSHOT$", ".dev0", build.version)


def platform(build, app):
    """The tag: a glibc no older than what the natives ask for; 2.28 is the oldest that pip still meets."""
    if build.system == "macos":
        return "macosx_11_0_" + {"x64": "x86_64", "arm64": "arm64"}[build.machine]
    if tuple(map(int, debian.glibc(app).split("."))) > (2, 28):
        raise SystemExit(f"dist/package: the natives ask for glibc {debian.glibc(app)}, newer than the wheel's tag says")
    return "manylinux_2_28_" + {"x64": "x86_64", "arm64": "aarch64"}[build.machine]


def wheel(build, app):
    tag = "py3-none-" + platform(build, app)
    top = f"{NAME}-{version(build)}"
    info = f"{top}.dist-info"
    with open(os.path.join(tree.ROOT, "README.md"), encoding="utf-8") as file:
        readme = file.read()
    metadata = f"""Metadata-Version: 2.4
Name: llmfit-exact
Version: {version(build)}
Summary: Hardware sizing and quantization advisor for local language models
License-Expression: Apache-2.0
License-File: LICENSE
License-File: NOTICE
Requires-Python: >=3.8
Keywords: llm,gguf,llama.cpp,quantization,vram,sizing
Description-Content-Type: text/markdown

{readme}"""
    files = [(f"{top}.data/data/share/llmfit-exact/{place}", path, mode) for place, path, mode, _ in tree.entries(app)]
    # A Python environment has these where shells and man look for them.
    for place, path, mode, _ in tree.entries(app):
        if place.startswith("share/"):
            files.append((f"{top}.data/data/{place}", path, mode))
    files += [(f"{top}.data/scripts/{name}", COMMAND.encode(), 0o755) for name in ("llmfit", "llmfit-exact")]
    files += [(f"{info}/METADATA", metadata.encode(), 0o644),
              (f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: llmfit\nRoot-Is-Purelib: false\nTag: {tag}\n".encode(), 0o644)]
    for name in ("LICENSE", "NOTICE"):
        files.append((f"{info}/licenses/{name}", os.path.join(tree.ROOT, name), 0o644))
    files.sort(key=lambda f: (f[0].startswith(info), f[0]))
    record = "".join(f"{name},{hashed(content)},{length(content)}\n" for name, content, _ in files) + f"{info}/RECORD,,\n"
    files.append((f"{info}/RECORD", record.encode(), 0o644))
    path = os.path.join(build.out, f"{top}-{tag}.whl")
    archive.zip_of(files, build, path)
    return [path]


def hashed(content):
    digest = hashlib.sha256()
    if isinstance(content, bytes):
        digest.update(content)
    else:
        with open(content, "rb") as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                digest.update(block)
    return "sha256=" + base64.urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()


def length(content):
    return len(content) if isinstance(content, bytes) else os.path.getsize(content)
