"""Roots with little in them, and how a program is run inside of one."""
import glob
import os
import re
import shutil
import subprocess
import sys
import tarfile

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OUT = os.path.join(HERE, "target", "packages")


def of(pattern):
    found = sorted(glob.glob(os.path.join(OUT, pattern)), key=os.path.getmtime)
    if not found:
        sys.exit(f"dist/check: there is no {pattern} in {OUT}: run dist/package first")
    return found[-1]


def libraries(program):
    said = subprocess.run(["ldd", program], capture_output=True, text=True).stdout
    return re.findall(r"(?:=> )?(/\S+) \(0x", said)


def bare_root(work):
    """What a bare Debian has that matters here: dash and the C library."""
    root = os.path.join(work, "root")
    os.makedirs(root + "/bin")
    os.chmod(work, 0o755)
    for folder, mode in (("tmp", 0o1777), ("proc", 0o555), ("root", 0o700), ("home", 0o755), ("dev", 0o755)):
        os.makedirs(f"{root}/{folder}", exist_ok=True)
        os.chmod(f"{root}/{folder}", mode)
    shutil.copy(os.path.realpath("/bin/sh"), root + "/bin/sh")
    system = os.path.dirname(next(path for path in libraries("/bin/sh") if "libc.so" in path))
    names = ["libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libresolv.so.2", "libnss_files.so.2", "libnss_dns.so.2"]
    for path in [*libraries("/bin/sh"), *(os.path.join(system, name) for name in names)]:
        if os.path.exists(path):
            os.makedirs(os.path.dirname(root + path), exist_ok=True)
            shutil.copy(os.path.realpath(path), root + path)
    return root


def inside(root, command, environment, seconds=300, **how):
    """Runs words in a root (see entered). What goes on for too long ends with 124, as of timeout."""
    words = entered(root, command, environment, **how)
    try:
        return subprocess.run(words, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=seconds)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(words, 124, "", f"it had not ended after {seconds} s")


def entered(root, command, environment, proc=True, uid=0, mounted=False):
    """The words that run words in a root, alone with its mounts. mounted: the root is one itself, as podman wants it."""
    mounts = f"mount --bind {quoted(root)} {quoted(root)}; " if mounted else ""
    mounts += f"mount --bind /dev/null {root}/dev/null; mount --bind /dev/urandom {root}/dev/urandom; mount --bind /dev/random {root}/dev/random; "
    devices(root)
    if proc:
        mounts += f"mount -t proc proc {root}/proc 2> /dev/null || mount --bind /proc {root}/proc; "
    user = f"--userspec={uid}:{uid}" if uid else "--userspec=0:0"
    variables = [f"{key}={value}" for key, value in environment.items()]
    # env -i of the outer system, then the program itself: nothing of it is on a PATH in there.
    script = mounts + f'exec env -i {" ".join(map(quoted, variables))} {shutil.which("chroot")} {user} {root} {" ".join(map(quoted, command))}'
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script]


def devices(root):
    """Makes the files that devices are bound to."""
    for device in ("null", "urandom", "random"):
        open(f"{root}/dev/{device}", "a").close()


def quoted(word):
    return "'" + word.replace("'", "'\\''") + "'"


def tree_of(root):
    return sorted(os.path.relpath(os.path.join(folder, name), root) for folder, folders, files in os.walk(root) for name in folders + files)


def unpack(package, folder):
    with tarfile.open(package) as file:
        file.extractall(folder, filter="fully_trusted") if hasattr(tarfile, "fully_trusted_filter") else file.extractall(folder)


def put_program(root, name):
    """Copies a program of this system and its libraries into a root; returns what was added."""
    program = shutil.which(name)
    added = [path for path in [f"/bin/{name}", *libraries(program)] if not os.path.exists(root + path)]
    for path in added:
        os.makedirs(os.path.dirname(root + path), exist_ok=True)
        shutil.copy(os.path.realpath(program if path == f"/bin/{name}" else path), root + path)
    return added


def left_in(home):
    """What lies in a home folder; folders that are everyone's do not count."""
    return [path for path in tree_of(home) if not (os.path.isdir(os.path.join(home, path)) and path in (".local", ".local/share", ".cache", ".config"))]


def starter(root, start, place):
    """Writes a script that starts a program of a root, in there, in the folder that the script is called in; nothing else of this system is there."""
    devices(root)
    inner = 'cd "$0" && exec "$@"'
    mounts = f'mkdir -p "{root}$PWD" && mount --bind "$PWD" "{root}$PWD" && mount --bind /dev/null {root}/dev/null && mount --bind /dev/urandom {root}/dev/urandom && mount -t proc proc {root}/proc'
    with open(place, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\nexec unshare --mount --propagation private sh -c " + quoted(
            mounts + f' && exec env -i HOME=/root PATH=/bin NO_COLOR=1 ${{COLUMNS:+COLUMNS=$COLUMNS}} {shutil.which("chroot")} {root} /bin/sh -c {quoted(inner)} "$PWD" {quoted(start)} "$@"') + ' sh "$@"\n')
    os.chmod(place, 0o755)
