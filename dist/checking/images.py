"""The OCI image: layers by their digests, unpacked one above the other, started as its configuration says."""
import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile

from . import forms, parts, roots
from .report import judge, row

CONFIG, LAYER, MANIFEST = ("application/vnd.oci.image." + kind for kind in ("config.v1+json", "layer.v1.tar+gzip", "manifest.v1+json"))
LABELS = ("title", "version", "licenses", "description", "base")


def image(work):
    layout = os.path.join(work, "layout")
    roots.unpack(roots.of("llmfit-*-image-linux-*.tar"), layout)
    with open(layout + "/oci-layout", encoding="utf-8") as file:
        row("its layout is that of OCI 1.0.0", "" if json.load(file) == {"imageLayoutVersion": "1.0.0"} else "another one")
    used = set()

    def blob(descriptor, kind):
        used.add(descriptor["digest"].split(":")[1])
        with open(os.path.join(layout, "blobs", *descriptor["digest"].split(":")), "rb") as file:
            data = file.read()
        if "sha256:" + hashlib.sha256(data).hexdigest() != descriptor["digest"] or len(data) != descriptor["size"] or descriptor["mediaType"] != kind:
            row("a blob", descriptor["digest"] + " is another file")
        return data

    with open(layout + "/index.json", encoding="utf-8") as file:
        entry = json.load(file)["manifests"][0]
    manifest = json.loads(blob(entry, MANIFEST))
    row("podman gives it its name", "" if entry["annotations"] == {"org.opencontainers.image.ref.name": "localhost/llmfit:latest"} else str(entry["annotations"]))
    config = json.loads(blob(manifest["config"], CONFIG))
    settings = config["config"]
    row("its user is not root", "" if settings["User"].split(":")[0] not in ("", "0", "root") else settings["User"], settings["User"])
    row("it starts llmfit", "" if settings["Entrypoint"] == ["/opt/llmfit/bin/llmfit"] and "Cmd" not in settings else str(settings["Entrypoint"]))
    missing = [name for name in LABELS if not settings["Labels"].get("org.opencontainers.image." + name)]
    row("its labels", ", ".join(missing), ", ".join(f"{name} {settings['Labels']['org.opencontainers.image.' + name]}" for name in ("version", "licenses", "base") if name not in missing))
    row("it asks NVIDIA's runtime for the driver's library", "" if "NVIDIA_DRIVER_CAPABILITIES=compute,utility" in settings["Env"] else str(settings["Env"]))
    root = os.path.join(work, "root")
    os.makedirs(root)
    os.chmod(work, 0o755)
    for number, (descriptor, expected) in enumerate(zip(manifest["layers"], config["rootfs"]["diff_ids"], strict=True), 1):
        data = gzip.decompress(blob(descriptor, LAYER))
        row(f"layer {number} is what its digest says", "" if "sha256:" + hashlib.sha256(data).hexdigest() == expected else expected, f"{len(data) / 1e6:.1f} MB, {descriptor['size'] / 1e6:.1f} packed")
        with tarfile.open(fileobj=io.BytesIO(data)) as file:
            times = {member.mtime for member in file}
            file.extractall(root, filter="fully_trusted") if hasattr(tarfile, "fully_trusted_filter") else file.extractall(root)
        row(f"layer {number} is of one time", "" if len(times) == 1 else f"{len(times)} times")
    row("it holds no blob that is not used", ", ".join(set(os.listdir(layout + "/blobs/sha256")) - used))
    os.chmod(root, 0o755)
    parts.contents(root + "/opt/llmfit", java=True)
    parts.own_natives(root + "/opt/llmfit")
    without = [name for name in ("libc6", "libgcc-s1", "dash") if not os.path.exists(f"{root}/usr/share/doc/{name}/copyright")]
    row("Debian's packages have their licences", ", ".join(without))
    environment = dict(pair.split("=", 1) for pair in settings["Env"])
    user = int(settings["User"].split(":")[0])
    forms.lines(settings["Entrypoint"], environment, root, uid=user)
    judge("it writes into its home alone", roots.inside(root, ["/bin/sh", "-c", ": > /opt/llmfit/x"], environment, uid=user), (2,), "")
    judge("by its name", roots.inside(root, ["/bin/sh", "-c", "llmfit --version"], environment, uid=user), (0,), "llmfit ")
    shutil.rmtree(layout)
