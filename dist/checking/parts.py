"""What a tree of files holds: jars, natives, licences, the list of components; each held against the others."""
import hashlib
import json
import os
import re
import stat
import struct
import zipfile

from . import roots
from .report import differences, row

SOURCES = os.path.dirname(roots.HERE)
# Systems of the platforms that the jars are for, as JNA and JLine name their folders, and how a library of each begins.
SYSTEMS = {"linux": "ELF", "win32": "PE", "windows": "PE", "darwin": "Mach-O", "mac": "Mach-O", "freebsd": "ELF", "openbsd": "ELF", "dragonflybsd": "ELF", "sunos": "ELF", "aix": "XCOFF", "android": "ELF"}
ELF_MACHINES = {62: "x86-64", 183: "aarch64", 3: "x86", 40: "arm", 243: "riscv64", 21: "ppc64le", 258: "loongarch64", 22: "s390x", 8: "mips64el", 2: "sparc", 43: "sparcv9", 20: "ppc"}
PE_MACHINES = {0x8664: "x86-64", 0xAA64: "aarch64", 0x14C: "x86"}
MACH_MACHINES = {0x7: "x86", 0x01000007: "x86-64", 0x0100000C: "aarch64"}


def kind(data):
    """The format of a native library, and the machine that it is for where the format tells one."""
    if data[:4] == b"\x7fELF":
        order = "<" if data[5] == 1 else ">"
        return "ELF", ELF_MACHINES.get(struct.unpack(order + "H", data[18:20])[0], "?")
    if data[:2] == b"MZ":
        at = struct.unpack("<I", data[60:64])[0]
        return "PE", PE_MACHINES.get(struct.unpack("<H", data[at + 4:at + 6])[0], "?")
    if data[:4] in (b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe"):
        return "Mach-O", MACH_MACHINES.get(struct.unpack("<I", data[4:8])[0], "?")
    if data[:4] in (b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf"):
        return "Mach-O", "several"
    return ("XCOFF", "?") if data[:2] in (b"\x01\xdf", b"\x01\xf7") else ("?", "?")


def natives(tree):
    """Every native library in the jars of a tree: jar, folder as the jar names it, format, machine."""
    for name in sorted(os.listdir(os.path.join(tree, "lib"))):
        if name.endswith(".jar"):
            with zipfile.ZipFile(os.path.join(tree, "lib", name)) as jar:
                for entry in jar.namelist():
                    found = re.search(r"([^/]+/?[^/]*)/[^/]+\.(?:so|dll|jnilib|dylib)$", entry)
                    if found:
                        yield (f"{name}!{entry}", found.group(1).lower().replace("_", "-"), *kind(jar.read(entry)))


def named_machine(folder):
    for name, machine in (("x86-64", "x86-64"), ("aarch64", "aarch64"), ("arm64", "aarch64"), ("riscv64", "riscv64"), ("loongarch64", "loongarch64"), ("ppc64le", "ppc64le"), ("s390x", "s390x")):
        if folder.endswith(name):
            return machine
    return "x86" if folder.endswith(("x86", "-x86", "/x86")) else None


def wrong_natives(tree):
    wrong, seen = [], set()
    for place, folder, form, machine in natives(tree):
        system = next((name for name in SYSTEMS if re.search(rf"(^|/){name}", folder)), None)
        wanted = named_machine(folder)
        if system is None or SYSTEMS[system] != form or wanted and machine not in (wanted, "several"):
            wrong.append(f"{place} is {form} for {machine}")
        seen.add((form, machine))
    return wrong, seen


def own_natives(tree, machine="x86-64"):
    """A package of one platform has natives of that platform alone."""
    wrong = [f"{place} is {form} for {of}" for place, _, form, of in natives(tree) if (form, of) != ("ELF", machine)]
    row("natives are of this platform alone", ", ".join(wrong[:3]))


def all_natives(tree):
    wrong, seen = wrong_natives(tree)
    needed = {("ELF", "x86-64"), ("ELF", "aarch64"), ("PE", "x86-64"), ("PE", "aarch64")}
    mac = {("Mach-O", "aarch64"), ("Mach-O", "several")} & seen
    missing = [f"none of {form} for {machine}" for form, machine in sorted(needed - seen)] + ([] if mac else ["none of Mach-O for aarch64"])
    row("natives are what their folders say, of Linux, Windows and macOS", ", ".join([*wrong[:3], *missing]))


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def contents(tree, java):
    """java: has the tree a Java of its own?"""
    jars = sorted(name for name in os.listdir(os.path.join(tree, "lib")) if name.endswith(".jar"))
    with open(os.path.join(tree, "llmfit.cdx.json"), encoding="utf-8") as file:
        bom = json.load(file)
    listed = {f"{c['name']}-{c['version']}.jar" if c["name"] != "cli" else "llmfit.jar": c for c in bom["components"] if c["type"] == "library"}
    wrong = differences(jars, listed) or ", ".join(name for name in jars if listed[name]["hashes"][0]["content"] != sha256(os.path.join(tree, "lib", name)))
    row("llmfit.cdx.json lists its jars with their hashes", wrong or ("" if any(c["type"] == "platform" for c in bom["components"]) == java else "its Java"))
    licences = os.path.join(tree, "licenses")
    with open(os.path.join(licences, "LIBRARIES.txt"), encoding="utf-8") as file:
        lines = [line.split() for line in file if re.match(r"[\w.-]+:[\w.-]+ ", line)]
    row("LIBRARIES.txt lists its jars and no others", differences([name for name in jars if name != "llmfit.jar"], [f"{words[0].split(':')[1]}-{words[1]}.jar" for words in lines]))
    without = []
    for words in lines:
        name = words[0].split(":")[1]
        texts = [os.path.join(licences, place) for place in (name, name.split("-")[0] + ".txt", name + ".txt") if os.path.exists(os.path.join(licences, place))]
        if words[2] != "Apache-2.0" and not texts:
            without.append(f"{name} ({words[2]})")
    row("every licence has its text", ", ".join(without))
    strays = [name for name in os.listdir(licences) if name not in ("LICENSE", "NOTICE", "LIBRARIES.txt")
              and not any(words[0].split(":")[1].startswith(re.sub(r"\.txt$", "", name)) for words in lines)]
    row("no licence of what is not there", ", ".join(strays))
    for name in ("LICENSE", "NOTICE"):
        with open(os.path.join(SOURCES, name), "rb") as ours, open(os.path.join(licences, name), "rb") as theirs:
            row(f"{name} is that of the sources", "" if ours.read() == theirs.read() else "it differs")
    if java:
        row("its Java has its licence", "" if os.path.exists(os.path.join(tree, "runtime", "legal", "java.base", "LICENSE")) else "runtime/legal is missing")
    odd = []
    for place in roots.tree_of(tree):
        mode = os.lstat(os.path.join(tree, place)).st_mode
        if not stat.S_ISLNK(mode) and (mode & 0o7022 or stat.S_ISREG(mode) and stat.S_IMODE(mode) not in (0o644, 0o755)):
            odd.append(f"{place} {stat.S_IMODE(mode):o}")
    row("modes are 644 and 755", ", ".join(odd[:5]))
