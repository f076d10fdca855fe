"""SHA256SUMS of what was made."""
import hashlib
import os

from . import tree

SUMS = "SHA256SUMS"


def files(build):
    lines = []
    for name in sorted(os.listdir(build.out)):
        path = os.path.join(build.out, name)
        if name != SUMS and os.path.isfile(path) and build.version.split("-")[0] in name:
            with open(path, "rb") as file:
                lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest() if hasattr(hashlib, 'file_digest') else hashlib.sha256(file.read()).hexdigest()}  {name}\n")
    path = os.path.join(build.out, SUMS)
    tree.write("".join(lines), path)
    return [path]
