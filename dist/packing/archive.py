"""Archives: tar.xz of this platform, tar.gz and zip of jars alone. Sorted, of one time, owned by nobody in particular."""
import gzip
import io
import lzma
import os
import tarfile
import zipfile
import time

from . import tree


def tar(root, top, build, out, more=()):
    """more: folders that are empty, (name, mode, owner)."""
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as file:
        folders = set()
        for place, path, mode, link in tree.entries(root):
            name = f"{top}/{place}" if top else place
            parts = name.split("/")
            for depth in range(1, len(parts)):
                folder = "/".join(parts[:depth])
                if folder not in folders:
                    folders.add(folder)
                    info = tarfile.TarInfo(folder)
                    info.type, info.mode, info.mtime = tarfile.DIRTYPE, 0o755, build.time
                    file.addfile(info)
            info = tarfile.TarInfo(name)
            info.mode, info.mtime = mode, build.time
            if link is not None:
                info.type, info.linkname = tarfile.SYMTYPE, link
                file.addfile(info)
                continue
            info.size = os.path.getsize(path)
            with open(path, "rb") as content:
                file.addfile(info, content)
        for name, mode, owner in more:
            info = tarfile.TarInfo(name)
            info.type, info.mode, info.mtime, info.uid, info.gid = tarfile.DIRTYPE, mode, build.time, owner, owner
            file.addfile(info)


def zip_of(files, build, path):
    """files: (name, bytes or path, mode)."""
    stamp = time.gmtime(build.time)[:6]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1 if build.fast else 9) as file:
        for name, content, mode in files:
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = (0o100000 | mode) << 16
            if isinstance(content, str):
                with open(content, "rb") as source:
                    content = source.read()
            file.writestr(info, content)


def gzipped(data, path, level=9):
    with open(path, "wb") as out, gzip.GzipFile("", "wb", level, out, mtime=0) as file:
        file.write(data)


# Caches hold much of the same, 100 MB from each other: a window of xz that spans it saves a quarter of them. Unpacking takes as much memory.
WINDOW = 128 << 20


def this_platform(build, root):
    name = os.path.basename(root)
    path = os.path.join(build.out, name + ".tar.xz")
    way = {"preset": 0} if build.fast else {"filters": [{"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": WINDOW}]}
    with lzma.open(path, "wb", **way) as out:
        tar(root, name, build, out)
    return [path]


def jars(build):
    """For macOS, other Linux machines and Windows: jars and launchers; natives of other platforms come by `llmfit add`."""
    root = build.temporary(f"llmfit-{build.version}-java")
    names = tree.lib(build, root, own=False)
    tree.write(tree.launcher("jars.sh", names), os.path.join(root, "bin", "llmfit"), executable=True)
    with open(os.path.join(tree.ROOT, "dist", "launcher", "llmfit.cmd"), encoding="utf-8") as file:
        text = file.read().replace("@JARS@", ";".join("%app%\\" + name for name in names))
    tree.write(text.replace("\n", "\r\n"), os.path.join(root, "bin", "llmfit.cmd"))
    tree.documents(build, root)
    tree.licences(build, root, names)
    tree.components(build, root, names, None)
    top = os.path.basename(root)
    data = io.BytesIO()
    tar(root, top, build, data)
    unix = os.path.join(build.out, top + ".tar.gz")
    gzipped(data.getvalue(), unix, 1 if build.fast else 9)
    windows = os.path.join(build.out, top + ".zip")
    zip_of([(f"{top}/{place}", path, mode) for place, path, mode, _ in tree.entries(root)], build, windows)
    return [unix, windows]
