"""The tree of files that every package holds: launcher, jars, Java, caches, manual pages, licences, list of components."""
import glob
import json
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# What jdeps names for jars that have no descriptor; those that have one say it themselves.
MODULES = {"java.base", "java.logging", "java.management", "java.net.http", "jdk.httpserver", "jdk.management", "jdk.unsupported"}
# OSHI names it and what it brings in methods that are not called here.
UNCALLED = {"java.desktop", "java.datatransfer"}
# Jars that come by `llmfit add`: natives of the embedded engine and of JCuda, 22 MB that few need.
OPTIONAL = ("llama-", "jcuda-natives-")
LIST = "LIBRARIES.txt"
MARK_BEGIN, MARK_END = "# >>> packages\n", "# <<< packages\n"


class Build:
    """What was built, and where packages go."""

    def __init__(self, out, fast, caches=True):
        target = os.path.join(ROOT, "cli", "target")
        self.main_jar = os.path.join(target, "llmfit.jar")
        self.libraries = os.path.join(target, "lib")
        if not os.path.exists(self.main_jar) or not os.path.isdir(self.libraries):
            sys.exit("dist/package: there is no build: run mvn -Dquick -DskipTests package first")
        self.fast = fast
        self.caches = caches
        self.out = os.path.abspath(out or os.path.join(ROOT, "dist", "target", "packages"))
        self.work = os.path.join(ROOT, "dist", "target", "work")
        shutil.rmtree(self.work, ignore_errors=True)
        os.makedirs(self.out, exist_ok=True)
        os.makedirs(self.work)
        with zipfile.ZipFile(self.main_jar) as jar:
            manifest = jar.read("META-INF/MANIFEST.MF").decode()
        self.version = re.search(r"Implementation-Version: (\S+)", manifest).group(1)
        with open(os.path.join(ROOT, "pom.xml"), encoding="utf-8") as pom:
            stamp = re.search(r"<project.build.outputTimestamp>(\S+)<", pom.read()).group(1)
        # Every file of a package is of this time: the same build makes the same bytes.
        import calendar
        import time
        self.time = calendar.timegm(time.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ"))
        self.stamp = stamp
        self.machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine().lower()]
        self.system = {"Linux": "linux", "Darwin": "macos", "Windows": "windows"}[platform.system()]
        self.jdk = find_jdk()

    def jars(self, optional):
        """Names of the jars in the order of the class path."""
        names = sorted(os.path.basename(path) for path in glob.glob(os.path.join(self.libraries, "*.jar")))
        return ["llmfit.jar"] + [n for n in names if optional or not n.startswith(OPTIONAL)]

    def temporary(self, name):
        folder = os.path.join(self.work, name)
        os.makedirs(folder)
        return folder


def find_jdk():
    homes = [os.environ.get("LLMFIT_JAVA_HOME", ""), os.environ.get("JAVA_HOME", ""), *sorted(glob.glob("/usr/lib/jvm/*")),
             *glob.glob("/Library/Java/JavaVirtualMachines/*/Contents/Home"), *glob.glob(os.path.expanduser("~/.sdkman/candidates/java/*"))]
    for home in homes:
        try:
            with open(os.path.join(home, "release"), encoding="utf-8") as release:
                version = re.search(r'^JAVA_VERSION="(\d+)', release.read(), re.M)
        except OSError:
            continue
        if version and int(version.group(1)) >= 25 and os.path.exists(os.path.join(home, "bin", "jlink")):
            return home
    sys.exit("dist/package: there is no JDK 25 or later with jlink here: set LLMFIT_JAVA_HOME")


def put(source, target, executable=False):
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copyfile(source, target)
    os.chmod(target, 0o755 if executable else 0o644)


def write(text, target, executable=False):
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    os.chmod(target, 0o755 if executable else 0o644)


def launcher(middle, jars):
    """The launcher of a package: what ./llmfit has between marks, with what is of the package alone."""
    with open(os.path.join(ROOT, "llmfit"), encoding="utf-8") as file:
        text = file.read()
    parts = [part.split(MARK_END)[0] for part in text.split(MARK_BEGIN)[1:]]
    if len(parts) != 4:
        sys.exit("dist/package: ./llmfit has lost its marks")
    head, functions, flags, tail = parts
    with open(os.path.join(ROOT, "dist", "launcher", middle), encoding="utf-8") as file:
        own = file.read()
    own = own.replace("@JARS@", " ".join(jars))
    if "find_jdk" not in own:
        functions = functions[functions.index("refuse()"):]
    return ("#!/bin/sh\n# Starts llmfit. Setting: LLMFIT_JAVA_OPTS (JVM options). Made from ./llmfit of the sources by dist/package.\nset -u\n\n"
            + head + "\n" + functions + "\n" + flags + "\n" + own + "\n" + tail)


PLACES = {"bash": "share/bash-completion/completions/llmfit", "zsh": "share/zsh/site-functions/_llmfit",
          "fish": "share/fish/vendor_completions.d/llmfit.fish", "powershell": "share/powershell/llmfit.ps1"}


def documents(build, root):
    """Manual pages and completions, as the program prints them, made once; and units of systemd."""
    made = os.path.join(build.work, "documents")
    if not os.path.isdir(made):
        jars = os.pathsep.join([build.main_jar, *(os.path.join(build.libraries, name) for name in build.jars(False)[1:])])
        start = [os.path.join(build.jdk, "bin", "java"), "--enable-native-access=ALL-UNNAMED", "-Dstdout.encoding=UTF-8", "-cp", jars, "dev.llmfit.cli.Main"]
        environment = {**os.environ, "NO_COLOR": "1", "LLMFIT_OFFLINE": "1"}
        subprocess.run([*start, "man", "--dir", os.path.join(made, "share", "man", "man1")], check=True, env=environment)
        for shell, place in PLACES.items():
            write(subprocess.run([*start, "completion", shell], check=True, env=environment, capture_output=True, text=True).stdout, os.path.join(made, place))
    for place, path, _, _ in entries(made):
        put(path, os.path.join(root, place))
    for manager in ("system", "user"):
        put(os.path.join(ROOT, "dist", "systemd", manager, "llmfit.service"), os.path.join(root, "share", "systemd", manager, "llmfit.service"))


def lib(build, root, own):
    """Puts the jars. own: for this platform alone, stored: what packs the tree does it better, and nothing is inflated at a start."""
    names = build.jars(optional=False)
    for name in names:
        ours = name == "llmfit.jar" or name.endswith(f"-{build.version}.jar")
        source, target = build.main_jar if name == "llmfit.jar" else os.path.join(build.libraries, name), os.path.join(root, "lib", name)
        if own or ours:
            repacked(build, source, target, own)
        else:
            put(source, target)
    fast_jars(build, os.path.join(root, "lib"))
    return names


def repacked(build, source, target, own):
    """Writes a jar again; its entries have the modes of the builder's mask of new files, which must not matter."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with zipfile.ZipFile(source) as jar, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED if own else zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for entry in jar.infolist():
            if not (own and is_foreign(build, entry.filename)):
                info = zipfile.ZipInfo(entry.filename, entry.date_time)
                info.compress_type = made.compression
                info.external_attr = (0o40755 << 16 | 0x10) if entry.is_dir() else 0o100644 << 16
                made.writestr(info, jar.read(entry))
    os.chmod(target, 0o644)


def fast_jars(build, folder):
    """Puts what a start reads into the first jar, and writes out what no cache holds."""
    subprocess.run([os.path.join(build.jdk, "bin", "java"), "-XX:TieredStopAtLevel=1", "-cp", build.main_jar, "dev.llmfit.cli.FastJars", folder], check=True)


def is_foreign(build, name):
    """Is it a native library of another platform? JNA and JLine name folders by platform."""
    found = re.match(r"(?:com/sun/jna/|org/jline/nativ/)([^/]+/?[^/]*)/[^/]+\.(?:so|dll|jnilib|dylib|a)$", name)
    if not found:
        return False
    folder = found.group(1).lower().replace("_", "-").replace("/", "-")
    system = {"linux": ("linux",), "macos": ("darwin", "mac"), "windows": ("win32", "windows")}[build.system]
    machine = {"x64": ("x86-64",), "arm64": ("aarch64", "arm64")}[build.machine]
    return not (folder.startswith(system) and folder.endswith(machine))


def licences(build, root, jars):
    """The texts and the list of the libraries that are in this package; those that are added later come with their own."""
    source = os.path.join(build.libraries, "licenses")
    own = {"LICENSE", "NOTICE", LIST}

    def is_here(library):
        return any(re.match(re.escape(library) + r"(-|$)", re.sub(r"-\d.*", "", jar)) for jar in jars)

    for folder, _, files in os.walk(source):
        for name in files:
            place = os.path.relpath(os.path.join(folder, name), source)
            library = re.sub(r"\.txt$", "", place.split(os.sep)[0])
            if place not in own and not is_here(re.sub(r"-(linux|windows|macosx?)-.*", "", library)):
                continue
            put(os.path.join(folder, name), os.path.join(root, "licenses", place))
    lines = []
    with open(os.path.join(source, LIST), encoding="utf-8") as file:
        for line in file:
            named = re.match(r"[\w.-]+:([\w.-]+) +(\S+) ", line)
            if not named or f"{named.group(1)}-{named.group(2)}.jar" in jars:
                lines.append(line)
    write("".join(lines), os.path.join(root, "licenses", LIST))


def components(build, root, jars, java):
    """The list of what is in the package, as CycloneDX 1.6."""
    declared = {}
    with open(os.path.join(build.libraries, "licenses", LIST), encoding="utf-8") as file:
        for line in file:
            words = re.split(r"\s{2,}|(?<=\S) (?=[A-Z])", line.strip())
            if ":" in words[0] and len(line.split()) >= 3 and "," not in words[0]:
                name, version, rest = line.split(None, 2)
                licence = re.split(r"\s{2,}", rest.strip())[0]
                group, artifact = name.split(":")
                declared[artifact] = (group, version, re.sub(r" or ", " OR ", licence))
    listed = []
    for jar in jars:
        path = os.path.join(root, "lib", jar)
        with open(path, "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        if jar == "llmfit.jar":
            group, name, version, licence = "dev.llmfit", "cli", build.version, "Apache-2.0"
        else:
            name = max((a for a in declared if jar.startswith(a + "-")), key=len)
            group, version, licence = declared[name]
        listed.append({"type": "library", "bom-ref": f"pkg:maven/{group}/{name}@{version}", "group": group, "name": name, "version": version,
                       "hashes": [{"alg": "SHA-256", "content": digest}], "licenses": [{"expression": licence}],
                       "purl": f"pkg:maven/{group}/{name}@{version}"})
    if java:
        listed.append({"type": "platform", "bom-ref": "java", "name": java["IMPLEMENTOR"] + " Java", "version": java["JAVA_RUNTIME_VERSION"],
                       "description": "modules " + java["MODULES"].replace(" ", ", "), "licenses": [{"expression": "GPL-2.0-only WITH Classpath-exception-2.0"}]})
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
                "metadata": {"component": {"type": "application", "bom-ref": "llmfit", "name": "llmfit", "version": build.version,
                                           "licenses": [{"expression": "Apache-2.0"}]}},
                "components": listed,
                "dependencies": [{"ref": "llmfit", "dependsOn": [c["bom-ref"] for c in listed]}]}
    write(json.dumps(document, indent=1) + "\n", os.path.join(root, "llmfit.cdx.json"))


def runtime(build, jars, place):
    """A Java with the modules that the jars of a folder need. Uncompressed: what packs it does better, and it starts sooner."""
    said = subprocess.run([os.path.join(build.jdk, "bin", "java"), os.path.join(ROOT, "dist", "packing", "RequiredModules.java"), jars], check=True, capture_output=True, text=True)
    modules = ",".join(sorted(MODULES | set(said.stdout.split()) - UNCALLED))
    subprocess.run([os.path.join(build.jdk, "bin", "jlink"), "--add-modules", modules, "--strip-debug", "--no-header-files", "--no-man-pages",
                    "--compress", "zip-0", "--output", place], check=True)
    for tool in ("keytool", "jwebserver"):
        for path in glob.glob(os.path.join(place, "bin", tool + "*")):
            os.remove(path)
    facts = {}
    for release in (build.jdk, place):  # whose it is stands in the first alone
        with open(os.path.join(release, "release"), encoding="utf-8") as file:
            for line in file:
                key, _, value = line.strip().partition("=")
                facts[key] = value.strip('"')
    return facts


def train(root):
    """Caches of the package: one of all commands, and smaller ones for those that are called most."""
    for cache, what in (("help", ["train", "help"]), ("probe", ["train", "probe"]), ("search", ["train", "search"]), ("mcp", ["train", "mcp"]), ("llmfit", ["train"])):
        place = os.path.join(root, "lib", cache + ".aot")
        environment = {k: v for k, v in os.environ.items() if k not in ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")}
        # Without huge pages, which not every system grants: the cache is for all.
        environment.update(LLMFIT_OFFLINE="1", LLMFIT_JAVA_OPTS="-XX:-UseTransparentHugePages -XX:AOTCacheOutput=" + place)
        said = subprocess.run([os.path.join(root, "bin", "llmfit"), *what], env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=1800)
        if said.returncode != 0 or not os.path.exists(place):
            sys.exit(f"dist/package: no cache {cache}, exit {said.returncode}:\n{said.stderr[:2000]}\n...\n{said.stderr[-1000:]}")
        os.chmod(place, 0o644)


def self_contained(build):
    """The tree with its own Java, made once for all packages of this platform."""
    root = build.temporary(f"llmfit-{build.version}-{build.system}-{build.machine}")
    names = lib(build, root, own=True)
    java = runtime(build, os.path.join(root, "lib"), os.path.join(root, "runtime"))
    write(launcher("self-contained.sh", names), os.path.join(root, "bin", "llmfit"), executable=True)
    documents(build, root)
    licences(build, root, names)
    components(build, root, names, java)
    if build.caches:
        train(root)
    return root


def entries(root):
    """Files of a tree in one order: (path inside, path, mode, link)."""
    found = []
    for folder, folders, files in os.walk(root):
        folders.sort()
        for name in files + [f for f in folders if os.path.islink(os.path.join(folder, f))]:
            path = os.path.join(folder, name)
            link = os.readlink(path) if os.path.islink(path) else None
            mode = 0o755 if link is None and os.stat(path).st_mode & 0o100 else 0o644
            found.append((os.path.relpath(path, root).replace(os.sep, "/"), path, mode, link))
    return sorted(found)
