"""The models of the bundled catalogue, as far as the estimate of their quality needs them."""
import csv
import dataclasses
import hashlib
import math
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "gguf-meta" / "src" / "main" / "catalog"
DATA = pathlib.Path(__file__).resolve().parent / "data"


@dataclasses.dataclass(frozen=True)
class Model:
    """A text model or an embedding model. Weights are numbers; months are counted from 2023-01."""

    id: str
    family: str
    maker: str
    release: str
    total: int
    active: int
    purposes: tuple
    image: bool
    base: "Model | None" = None

    @property
    def months(self):
        year, month = map(int, self.release.split("-"))
        return (year - 2023) * 12 + month - 1

    @property
    def thinks(self):
        return "reasoning" in self.purposes

    @property
    def embeds(self):
        return "embedding" in self.purposes or "rerank" in self.purposes

    @property
    def codes_only(self):
        return "chat" not in self.purposes and not self.completes

    @property
    def completes(self):
        """Whether it is a base model, which goes on with a text and was not taught to answer."""
        return "completion" in self.purposes

    @property
    def origin(self):
        """The model whose pre-training this one shares: its base, or itself."""
        return self.base.origin if self.base else self

    def line(self):
        """What the estimate reads of a model, in one line. ModelQualityTest makes the same of the compiled catalogue."""
        return "|".join(
            [self.id, self.family, self.maker, self.release, str(self.total), str(self.active),
             ",".join(self.purposes), "image" if self.image else ""])


def _fields():
    """Returns id -> key -> text of the top-level keys of all entries; the YAML of the catalogue has one key a line."""
    entries = {}
    for file in sorted(CATALOGUE.glob("*.yaml")):
        entry = None
        for line in file.read_text(encoding="utf-8").splitlines():
            if match := re.match(r"- id: (\S+)", line):
                entry = entries.setdefault(match[1], {})
            elif entry is not None and (match := re.match(r"  (\w+): (.*)", line)):
                entry[match[1]] = match[2].strip()
    return entries


def _texts(text):
    return tuple(t.strip(" '\"") for t in text.strip("[]").split(",") if t.strip())


def models():
    """Returns id -> Model."""
    entries = _fields()
    found = {}
    for name, f in entries.items():
        found[name] = Model(
            name, f["family"].strip("'\""), f.get("hf_repo", "/").split("/")[0], f["release"].strip("'\""),
            int(f["parameters_computed"]), int(f.get("parameters_active", f["parameters_computed"])),
            _texts(f["purposes"]), "image" in _texts(f["modalities"]))
    with open(DATA / "derived.csv", encoding="utf-8", newline="") as file:
        bases = {row["model"]: row["base"] for row in csv.DictReader(file)}
    for unknown in (set(bases) | set(bases.values())) - set(found):
        raise SystemExit(f"derived.csv names {unknown}, which is not in the catalogue")

    def linked(name):
        base = bases.get(name)
        return dataclasses.replace(found[name], base=linked(base)) if base else found[name]

    return {name: linked(name) for name in found}


def log2(weights):
    """Returns doublings of 1 billion weights."""
    return math.log2(weights / 1e9)


def digest(all_models):
    """Returns a hash of all that the estimate depends on: the tables beside this file, and the models."""
    sha = hashlib.sha256()
    for name in ("benchmarks.csv", "derived.csv", "figures.csv"):
        sha.update((DATA / name).read_bytes())
    sha.update("\n".join(m.line() for m in sorted(all_models.values(), key=lambda m: m.id)).encode())
    return sha.hexdigest()[:16]
