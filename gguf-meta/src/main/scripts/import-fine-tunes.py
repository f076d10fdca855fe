#!/usr/bin/env python3
"""Writes fine-tunes.csv: repositories on Hugging Face that hold a fine-tune, or the base, of a shape of the catalogue. Needs PyYAML.

  import-fine-tunes.py HF_MODELS DATE

HF_MODELS is data/hf_models.json of the crate llmfit-core, DATE the day it was scraped. A repository is taken if its number of
weights is exactly that of a proved entry, with or without the parts that the entry explains (`extras`), and if its architecture,
layers, width, heads and vocabulary are the entry's, as far as they are listed. Repositories of other forms of weights, and those
downloaded less than LEAST times in the month, are left out.
"""
import collections, csv, glob, itertools, json, os, re, sys
import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
CATALOGUE = os.path.join(HERE, '..', 'catalog')
DERIVED = os.path.join(HERE, '..', '..', '..', '..', 'bench', 'quality', 'data', 'derived.csv')
TARGET = os.path.join(CATALOGUE, 'fine-tunes.csv')

LEAST = 1000  # downloads in a month; judgement: some 1,500 repositories, nearly all that people name

WEAK = {'instruct', 'chat', 'it', 'hf', 'base', 'v', 'b', 'meta'}  # words that say nothing of the model that was tuned

# model_type of transformers -> architectures of llama.cpp that it becomes; others are called alike, but for _ and -.
TYPES = {
    'qwen3_5_text': ['qwen35'], 'qwen3_5': ['qwen35'], 'qwen3_5_moe': ['qwen35moe'], 'qwen3_5_moe_text': ['qwen35moe'],
    'qwen2_5_vl': ['qwen2vl'], 'qwen2_vl': ['qwen2vl'], 'qwen3_vl': ['qwen3vl'], 'qwen3_vl_moe': ['qwen3vlmoe'],
    'gemma3_text': ['gemma3'], 'gemma3': ['gemma3'], 'olmo3': ['olmo2'], 'mixtral': ['llama'], 'mistral': ['llama'],
    'xlm-roberta': ['bert'], 'roberta': ['bert'], 'mistral3': ['mistral3', 'llama'], 'ministral3': ['mistral3'],
    'deepseek_v3': ['deepseek2'], 'deepseek_v2': ['deepseek2'], 'kimi_k2': ['deepseek2'], 'kimi_k25': ['deepseek2'],
    'glm4_moe': ['glm4moe'], 'granitemoehybrid': ['granitehybrid', 'granite'], 'phi': ['phi2'], 'cohere': ['command-r'],
    'llava': ['llama'], 'llava_next': ['llama'], 'idefics3': ['llama'], 'smolvlm': ['llama'], 'lfm2_vl': ['lfm2'],
    'internvl_chat': ['qwen2', 'qwen3', 'internlm2'], 'gpt_bigcode': ['starcoder'], 'gpt_neox': ['gptneox'],
    'deepseek_v32': ['deepseek32'], 'glm_moe_dsa': ['glm-dsa'], 'nemotron_h': ['nemotron_h', 'nemotron_h_moe'],
    'modernbert': ['modern-bert'], 'minimax_m2': ['minimax-m2'], 'lfm2_moe': ['lfm2moe'], 'hunyuan_v1_dense': ['hunyuan-dense'],
    'nemotron-nas': ['deci'], 'gemma4_text': ['gemma4'], 'gemma3n_text': ['gemma3n'], 'llama4': ['llama4'],
}

# Words by which publishers tell that the weights are of another form, or of a part of the model.
OTHER_FORMS = re.compile(
    r'mlx|awq|gptq|fp8|fp4|nvfp4|mxfp|[-_.]int[48]|w\d+a\d+|bnb|\dbits?\b|\d+-bit|exl[23]|onnx|openvino|litert|coreml|hqq|aqlm|autoround|'
    r'quark|trt|eagle|dflash|dspark|draft|lora|adapter|gguf|torchao|sparse', re.I)

HEAD = '''# Repositories on Hugging Face whose weights have the shape of a model of the catalogue: fine-tunes, bases and copies.
# Written by gguf-meta/src/main/scripts/import-fine-tunes.py from llmfit-core 1.1.18, data/hf_models.json, scraped {date}: its
# exact number of weights is that of the entry, and layers, width, heads and vocabulary are the entry's where they are listed.
repository,model
'''


def entries():
    for path in sorted(glob.glob(os.path.join(CATALOGUE, '*.yaml'))):
        with open(path, encoding='utf-8') as f:
            yield from yaml.load(f, Loader=getattr(yaml, 'CSafeLoader', yaml.SafeLoader))['models']


def counts(entry):
    """All numbers of weights that a checkpoint of the shape can have: with and without each part that a GGUF leaves out."""
    parts = [x['parameters'] for x in entry.get('extras') or []]
    text = entry['parameters_computed']
    return {text + sum(c) for n in range(len(parts) + 1) for c in itertools.combinations(parts, n)}


def same(model, entry):
    kind = model['architecture'] or ''
    if entry['architecture'] not in TYPES.get(kind, [kind, kind.replace('_', '-')]):
        return False
    heads = entry.get('n_head', 0)
    own = {'num_hidden_layers': entry['n_layer'], 'hidden_size': entry['n_embd'], 'vocab_size': entry['n_vocab'],
           'num_attention_heads': max(heads) if isinstance(heads, list) else heads}
    return all(model.get(k) in (None, v) for k, v in own.items())


def words(name):
    return set(re.findall(r'[a-z]+|\d+(?:\.\d+)?', name.lower()))


def likeness(name, entry):
    """Words that both names have, less half of those that only the entry's has."""
    own = words(entry['hf_repo'].split('/')[1]) - WEAK
    return len(words(name) & own) - len(own - words(name)) / 2


def main():
    with open(sys.argv[1], encoding='utf-8') as f:
        models = json.load(f)
    with open(DERIVED, encoding='utf-8', newline='') as f:
        bases = {row['model']: row['base'] for row in csv.DictReader(f)}
    all_entries = list(entries())
    repository = {e['id']: e['hf_repo'].split('/')[1] for e in all_entries}

    def meant(name, entry):
        """A model that was made of another is meant only where the name has all words by which the two differ."""
        base = bases.get(entry['id'])
        return base is None or words(repository[entry['id']]) - words(repository[base]) <= words(name)

    listed = {r.lower() for e in all_entries for r in [e['hf_repo'], *e['gguf_repos']]}
    by_count = collections.defaultdict(list)
    for entry in all_entries:
        if entry['confidence'] == 'verified':
            for n in counts(entry):
                by_count[n].append(entry)
    rows = {}
    for model in models:
        name = model['name']
        if name.lower() in listed or (model['hf_downloads'] or 0) < LEAST or OTHER_FORMS.search(name):
            continue
        found = [e for e in by_count.get(model['parameters_raw'], []) if same(model, e)]
        if found:
            # of several entries with one shape: a base before what was made of it, the most like by name, the last one before
            found.sort(key=lambda e: e['release'] + e['id'], reverse=True)
            found.sort(key=lambda e: (
                not meant(name, e), 'chat' not in e['purposes'] and likeness(name, e) <= 1, -likeness(name, e),
                (model['release_date'] or '9999') < e['release']))
            rows[name] = found[0]['id']
    with open(TARGET, 'w', encoding='utf-8') as f:
        f.write(HEAD.format(date=sys.argv[2]))
        for name in sorted(rows, key=lambda n: (rows[n], n.lower())):
            f.write(f'{name},{rows[name]}\n')
    print(len(rows), 'repositories')


if __name__ == '__main__':
    main()
