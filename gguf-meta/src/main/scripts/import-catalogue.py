#!/usr/bin/env python3
"""Writes the catalogue's YAML files, one per architecture, from one list of model shapes.

  import-catalogue.py MODELS_YAML [TARGET_FOLDER]

MODELS_YAML holds `models:`, a list of entries with the fields that docs/models.md describes. TARGET_FOLDER is
gguf-meta/src/main/catalog if not given; files of architectures that are no longer listed are removed. Needs PyYAML.
Corrections that the source list does not carry stand in CORRECTIONS below, each with its reason.
"""
import copy, os, sys
import yaml

# id -> path of fields -> value
CORRECTIONS = {
    # norm_topk_prob is false in the published configurations of DeepSeek V2 Lite.
    'deepseek-v2-lite': {'moe.weights_norm': False},
}

# What Ollama's library gives for a name without a tag, where a family has several sizes. A family that is not listed
# stays ambiguous.
DEFAULT_TAGS = {
    'llama-guard3': '8b', 'llama4': '16x17b', 'hermes3': '8b', 'smollm': '1.7b', 'smollm2': '1.7b', 'yi': '6b',
    'yi-coder': '9b', 'deepseek-coder': '1.3b', 'falcon3': '7b', 'granite-code': '3b', 'wizardlm2': '7b',
    'ministral-3': '8b', 'qwen': '4b', 'qwen2': '7b', 'qwen2.5-coder': '7b', 'openthinker': '7b', 'qwen2.5vl': '7b',
    'qwen3-vl': '8b', 'gemma': '7b', 'codegemma': '7b', 'gemma2': '9b', 'shieldgemma': '9b', 'gemma3': '4b',
    'gemma3n': 'e4b', 'gemma4': 'e4b', 'phi3': '3.8b', 'phi4-reasoning': '14b', 'deepseek-v2': '16b',
    'aya-expanse': '8b', 'command-r': '35b', 'granite3.1-dense': '8b', 'granite3.3': '8b', 'olmo2': '7b',
    'falcon': '7b', 'starcoder2': '3b', 'stablelm2': '1.6b', 'internlm2': '7b', 'exaone3.5': '7.8b',
    'exaone-deep': '7.8b', 'translategemma': '4b', 'vicuna': '7b', 'reader-lm': '1.5b',
}

# More names of Ollama's library: id -> names.
MORE_NAMES = {
    'phi3-medium-4k': ['phi3:medium'],
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


def add_default_names(entries):
    """Adds the name without a tag to the model it stands for."""
    tags = {}
    for entry in entries:
        for name in entry['ollama']:
            tags.setdefault(name.split(':')[0], []).append((name, entry))
    for family, named in tags.items():
        models = {entry['id'] for _, entry in named}
        if any(name == family for name, _ in named):
            continue
        wanted = family + ':' + DEFAULT_TAGS[family] if family in DEFAULT_TAGS else named[0][0]
        if len(models) > 1 and family not in DEFAULT_TAGS:
            continue
        for name, entry in named:
            if name == wanted:
                entry['ollama'].append(family)


def main():
    source = sys.argv[1]
    here = os.path.dirname(os.path.abspath(__file__))
    target = sys.argv[2] if len(sys.argv) > 2 else os.path.join(here, '..', 'catalog')
    with open(source, encoding='utf-8') as f:
        entries = yaml.load(f, Loader=getattr(yaml, 'CSafeLoader', yaml.SafeLoader))['models']
    entries = [copy.deepcopy(entry) for entry in entries]  # anchors of the source share groups between entries
    for entry in entries:
        entry['ollama'] += MORE_NAMES.get(entry['id'], [])
    add_default_names(entries)
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
