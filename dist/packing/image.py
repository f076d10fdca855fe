"""An OCI image without a daemon: Debian's C library and shell from its own packages, and the tree above them."""
import hashlib
import io
import json
import os
import glob
import shutil
import subprocess
import sys

from . import archive, tree

# What the launcher and Java need of a system; certificates of the net are Java's own.
BASE = ("libc6", "dash", "libgcc-s1")
# What `podman load` calls it; `podman run llmfit` finds it then.
NAME = "localhost/llmfit:latest"


def fetched(names, debs, root):
    """Downloads packages and unpacks them; are they there?"""
    before = set(os.listdir(debs))
    if not shutil.which("apt-get") or subprocess.run(["apt-get", "download", *names], cwd=debs, capture_output=True).returncode != 0:
        return False
    for deb in sorted(set(os.listdir(debs)) - before):
        subprocess.run(["dpkg-deb", "-x", os.path.join(debs, deb), root], check=True)
    return True


def base(build):
    """The lower layer as a folder; none where this is no Debian or its packages cannot be had."""
    debs, root = build.temporary("debs"), build.temporary("base")
    if not fetched(BASE, debs, root):
        print(f"dist/package: no image: apt-get cannot download {', '.join(BASE)} here", file=sys.stderr)
        return None, []
    doc = os.path.join(root, "usr/share/doc")
    # A licence may lie in the package that another one is made with.
    lent = [os.path.basename(os.readlink(path)) for path in sorted(glob.glob(doc + "/*")) if os.path.islink(path) and not os.path.exists(path)]
    if lent and not fetched(lent, debs, root):
        print(f"dist/package: no image: apt-get cannot download {', '.join(lent)}, with licences of {', '.join(BASE)}", file=sys.stderr)
        return None, []
    for waste in ("usr/share/man", "usr/share/lintian", "usr/share/debianutils", "usr/share/menu", "usr/lib/x86_64-linux-gnu/gconv", "usr/share/doc/libc6/NEWS.Debian.gz"):
        shutil.rmtree(os.path.join(root, waste), ignore_errors=True)
    for folder in ("bin", "lib", "lib64"):  # merged into usr, whatever the packages say
        place = os.path.join(root, folder)
        if os.path.isdir(place) and not os.path.islink(place):
            shutil.copytree(place, os.path.join(root, "usr", folder), symlinks=True, dirs_exist_ok=True)
            shutil.rmtree(place)
        if not os.path.lexists(place) and os.path.isdir(os.path.join(root, "usr", folder)):
            os.symlink("usr/" + folder, place)
    if not os.path.lexists(os.path.join(root, "usr/bin/sh")):
        os.symlink("dash", os.path.join(root, "usr/bin/sh"))
    tree.write("root:x:0:0:root:/root:/bin/sh\nllmfit:x:65532:65532:llmfit:/home/llmfit:/bin/sh\n", root + "/etc/passwd")
    tree.write("root:x:0:\nllmfit:x:65532:\n", root + "/etc/group")
    tree.write("hosts: files dns\n", root + "/etc/nsswitch.conf")
    versions = [os.path.basename(deb).rsplit("_", 1)[0].replace("_", " ") for deb in sorted(glob.glob(debs + "/*.deb"))]
    return root, versions


def layer(build, root, top, folders):
    data = io.BytesIO()
    archive.tar(root, top, build, data, folders)
    return data.getvalue()


def image(build, app):
    lower, versions = base(build)
    if lower is None:
        return []
    layers = [layer(build, lower, "", [("tmp", 0o1777, 0), ("home", 0o755, 0), ("home/llmfit", 0o755, 65532), ("proc", 0o555, 0), ("sys", 0o555, 0), ("dev", 0o755, 0)]),
              layer(build, app, "opt/llmfit", [])]
    layout = build.temporary("image")
    blobs = os.path.join(layout, "blobs", "sha256")
    os.makedirs(blobs)

    def blob(data, kind):
        digest = hashlib.sha256(data).hexdigest()
        with open(os.path.join(blobs, digest), "wb") as file:
            file.write(data)
        return {"mediaType": kind, "digest": "sha256:" + digest, "size": len(data)}

    descriptors = []
    for data in layers:
        path = os.path.join(layout, "layer.gz")
        archive.gzipped(data, path, 1 if build.fast else 9)
        with open(path, "rb") as file:
            descriptors.append(blob(file.read(), "application/vnd.oci.image.layer.v1.tar+gzip"))
        os.remove(path)
    architecture = {"x64": "amd64", "arm64": "arm64"}[build.machine]
    labels = {"org.opencontainers.image.title": "llmfit", "org.opencontainers.image.version": build.version,
              "org.opencontainers.image.licenses": "Apache-2.0", "org.opencontainers.image.description": "Hardware sizing and quantization advisor for local language models",
              "org.opencontainers.image.base": "Debian: " + ", ".join(versions)}
    config = {"created": build.stamp, "architecture": architecture, "os": "linux",
              "config": {"Entrypoint": ["/opt/llmfit/bin/llmfit"], "User": "65532:65532", "WorkingDir": "/home/llmfit", "Labels": labels,
                         # NVIDIA's runtime mounts its driver's libraries, NVML among them, where these ask for it.
                         "Env": ["PATH=/opt/llmfit/bin:/usr/bin:/bin", "HOME=/home/llmfit", "NVIDIA_VISIBLE_DEVICES=all", "NVIDIA_DRIVER_CAPABILITIES=compute,utility"]},
              "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(data).hexdigest() for data in layers]},
              "history": [{"created": build.stamp, "created_by": "dist/package"} for _ in layers]}
    manifest = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "config": blob(json.dumps(config, sort_keys=True).encode(), "application/vnd.oci.image.config.v1+json"), "layers": descriptors}
    index = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json",
             "manifests": [{**blob(json.dumps(manifest, sort_keys=True).encode(), manifest["mediaType"]), "platform": {"architecture": architecture, "os": "linux"},
                            "annotations": {"org.opencontainers.image.ref.name": NAME}}]}
    tree.write(json.dumps(index, sort_keys=True), os.path.join(layout, "index.json"))
    tree.write('{"imageLayoutVersion":"1.0.0"}', os.path.join(layout, "oci-layout"))
    path = os.path.join(build.out, f"llmfit-{build.version}-image-linux-{architecture}.tar")
    with open(path, "wb") as out:
        archive.tar(layout, "", build, out)
    return [path]
