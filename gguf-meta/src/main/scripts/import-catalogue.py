#!/usr/bin/env python3
"""Writes the catalogue's YAML files, one per architecture, from one list of model shapes.

  import-catalogue.py MODELS_YAML [TARGET_FOLDER]

MODELS_YAML holds `models:`, a list of entries with the fields that docs/models.md describes. TARGET_FOLDER is
gguf-meta/src/main/catalog if not given; files of architectures that are no longer listed are removed. Needs PyYAML.
Corrections that the source list does not carry stand in CORRECTIONS below, each with its reason.
"""
import os, sys
import yaml

# id -> path of fields -> value
CORRECTIONS = {
    # norm_topk_prob is false in the published configurations of DeepSeek V2 Lite.
    'deepseek-v2-lite': {'moe.weights_norm': False},
}

DROPPED = ('loads', 'loads_mtp', 'parameters_difference')


class Plain(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True



def dump_value(value):
    text = yaml.dump(value, Dumper=Plain, default_flow_style=True, width=10**6, allow_unicode=True)
    return text.removesuffix('\n').removesuffix('\n...')


def dump_entry(entry):
    lines = []
    for key, value in entry.items():
        if key in DROPPED or value is None:
            continue
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(f'  {key}:')
            lines += [f'  - {dump_value(v)}' for v in value]
        else:
            lines.append(f'  {key}: {dump_value(value)}')
    return '- ' + '\n'.join(lines)[2:]


def main():
    source = sys.argv[1]
    here = os.path.dirname(os.path.abspath(__file__))
    target = sys.argv[2] if len(sys.argv) > 2 else os.path.join(here, '..', 'catalog')
    with open(source, encoding='utf-8') as f:
        entries = yaml.load(f, Loader=getattr(yaml, 'CSafeLoader', yaml.SafeLoader))['models']
    by_architecture = {}
    for entry in entries:
        for path, value in CORRECTIONS.get(entry['id'], {}).items():
            node = entry
            *parents, last = path.split('.')
            for parent in parents:
                node = node[parent]
            node[last] = value
        by_architecture.setdefault(entry['architecture'], []).append(entry)
    os.makedirs(target, exist_ok=True)
    for name in os.listdir(target):
        if name.endswith('.yaml') and name[:-5] not in by_architecture:
            os.remove(os.path.join(target, name))
    for architecture, group in by_architecture.items():
        with open(os.path.join(target, architecture + '.yaml'), 'w', encoding='utf-8') as f:
            f.write(f'# Models of the architecture {architecture}. Fields: docs/models.md.\nmodels:\n')
            f.write('\n'.join(dump_entry(e) for e in group) + '\n')
    print(f'{len(entries)} entries, {len(by_architecture)} architectures')


if __name__ == '__main__':
    main()
