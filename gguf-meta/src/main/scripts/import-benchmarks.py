#!/usr/bin/env python3
"""Writes benchmarks.csv from public result files. Needs PyYAML and git.

  import-benchmarks.py SNAPSHOTS

SNAPSHOTS is a folder with git copies of the repositories that benchmark-sources.csv names, each in a folder `owner+name` (or
`owner+name/repo`). benchmark-kinds.csv and benchmark-sources.csv are written by hand; so is VENDOR_TABLES below. A result is
taken only if the source names the very checkpoint of the catalogue's entry (its `hf_repo`): by the same name, or by one of the
ALIASES, which were compared one by one.
"""
import csv, glob, io, json, os, re, subprocess, sys
import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
CATALOGUE = os.path.join(HERE, '..', 'catalog')
TARGET = os.path.join(HERE, '..', 'resources', 'dev', 'llmfit', 'gguf', 'catalog')

# Names that a source uses for the checkpoint of an entry, where they are not the name of its repository.
ALIASES = {
    'Meta-Llama-3.1-8B-Instruct': 'llama3.1-8b', 'Meta-Llama-3.1-70B-Instruct': 'llama3.1-70b', 'Llama3.1-8B-instruct': 'llama3.1-8b',
    'Meta-Llama-3.1-405B-Instruct-bf16': 'llama3.1-405b', 'Llama-3-70B-Instruct': 'llama3-70b', 'Llama-3-8B-Instruct': 'llama3-8b',
    'Llama3-70B-instruct': 'llama3-70b', 'Llama3-8B-instruct': 'llama3-8b', 'Meta-Llama-3.2-3B-Instruct': 'llama3.2-3b',
    'Meta-Llama-3.2-1B-Instruct': 'llama3.2-1b', 'Llama-2-70B-chat': 'llama2-70b', 'Llama-2-13b-chat': 'llama2-13b',
    'Llama-2-7B-chat': 'llama2-7b', 'llama3-70b-8192': 'llama3-70b', 'llama-3.1-405b-instruct (diff)': 'llama3.1-405b',
    'llama-3.1-405b-instruct (whole)': 'llama3.1-405b', 'ollama/llama3.2:3b-instruct-fp16': 'llama3.2-3b',
    'meta-llama-3.1-405b-instruct-turbo': 'llama3.1-405b', 'meta-llama-3.1-70b-instruct-turbo': 'llama3.1-70b',
    'meta-llama-3.1-8b-instruct-turbo': 'llama3.1-8b', 'llama-3.3-70b-instruct-turbo': 'llama3.3-70b',
    'meta-llama/Llama-3.3-70B-Instruct-Turbo': 'llama3.3-70b', 'Llama-3.1-405B-Inst@sambanova': 'llama3.1-405b',
    'Llama-3.2-3B-Instruct@together': 'llama3.2-3b', 'Llama 4 Maverick': 'llama4-maverick', 'llama-4-maverick': 'llama4-maverick',
    'llama-4-scout': 'llama4-scout', 'meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8': 'llama4-maverick',
    'Llama-4-Maverick-17B-128E-Instruct-FP8': 'llama4-maverick', 'CodeLlama-70B-Instruct': 'codellama-70b',
    'CodeLlama-34B-Instruct': 'codellama-34b', 'CodeLlama-13B-Instruct': 'codellama-13b', 'CodeLlama-7B-Instruct': 'codellama-7b',
    'CodeLlama-34B-instruct': 'codellama-34b', 'CodeLlama-70B-instruct': 'codellama-70b', 'llama-2-70b-chat-hf': 'llama2-70b',
    'Llama-3.1-Nemotron-70B-Instruct': 'nemotron-70b', 'llama-3.1-nemotron-70b-instruct': 'nemotron-70b',
    'Command R+ (08-2024)': 'command-r-plus-104b', 'Command R+ (08-24)': 'command-r-plus-104b', 'Command R (08-2024)': 'command-r-08-2024',
    'Command R (08-24)': 'command-r-08-2024', 'Command R (04-2024)': 'command-r-35b', 'command-r': 'command-r-35b',
    'Command A (03-2025)': 'command-a-111b', 'Command A': 'command-a-111b', 'command-a-03-2025': 'command-a-111b',
    'CohereLabs/command-a-03-2025': 'command-a-111b', 'CohereLabs/command-r-plus-08-2024': 'command-r-plus-104b',
    'command-r-08-2024': 'command-r-08-2024', 'command-r-plus-08-2024': 'command-r-plus-104b', 'Command R7B': 'command-r7b',
    'command-a-03-2025-quality': 'command-a-111b', 'CohereLabs/c4ai-aya-expanse-8b': 'aya-expanse-8b',
    'CohereLabs/c4ai-aya-expanse-32b': 'aya-expanse-32b', 'DeepSeek Chat V2.5': 'deepseek-v2.5', 'DeepSeek V2.5': 'deepseek-v2.5',
    'deepseek-v2.5-0908': 'deepseek-v2.5', 'DeepSeek Chat V3 (prev)': 'deepseek-v3', 'DeepSeek R1': 'deepseek-r1',
    'DeepSeek-V3 (Nov 2024)': 'deepseek-v3', 'deepseek-R1': 'deepseek-r1', 'deepseek-v2-coder-0614': 'deepseek-coder-v2',
    'DeepSeek-Coder-7B-instruct-v1.5': 'deepseek-coder-7b-v1.5', 'Kimi K2': 'kimi-k2', 'kimi-k2-0711-preview': 'kimi-k2',
    'kimi-k2-instruct': 'kimi-k2', 'Moonshotai-Kimi-K2-Instruct': 'kimi-k2', 'Mistral-Large-2': 'mistral-large-123b',
    'Mistral-Large-2407': 'mistral-large-123b', 'Mistral Large 2 (2407)': 'mistral-large-123b', 'mistral-large-2-2407': 'mistral-large-123b',
    'Mistral-Small-2506': 'mistral-small3.2-24b', 'Mistral-small-2506': 'mistral-small3.2-24b', 'mistral-small-2501': 'mistral-small-24b',
    'mistralai/mistral-small-2501': 'mistral-small-24b', 'mistral-small-2503': 'mistral-small3.1-24b', 'Ministral-8B-2410': 'ministral-8b',
    'mistralai/ministral-8b-2410': 'ministral-8b', 'mistralai/ministral-3-14b-2512': 'ministral-3-14b',
    'mistralai/ministral-3-8b-2512': 'ministral-3-8b', 'mistralai/ministral-3-3b-2512': 'ministral-3-3b',
    'Mistral-Nemo-12B-Instruct': 'mistral-nemo-12b', 'Open-Mistral-Nemo-2407': 'mistral-nemo-12b',
    'ollama/mistral-nemo:12b-instruct-2407-q4_K_M': 'mistral-nemo-12b', 'Codestral-Mamba': 'codestral-mamba-7b',
    'codestral:22b-v0.1-q8_0': 'codestral-22b', 'Codestral-22B-v0.1-Q4_K_M': 'codestral-22b', 'codestral-22b': 'codestral-22b',
    'mathstral-7B-v0.1': 'mathstral-7b', 'Mixtral-8x22B-Instruct': 'mixtral-8x22b', 'Mixtral-8x22b-Instruct-v0.1': 'mixtral-8x22b',
    'Qwen2-72B-Chat': 'qwen2-72b', 'Qwen2 72B Instruct': 'qwen2-72b', 'qwen2:72b-instruct-q8_0': 'qwen2-72b',
    'Qwen2-57B-A14B': 'qwen2-57b-a14b', 'qwen1.5-110b-chat': 'qwen1.5-110b', 'codeqwen:7b-chat-v1.5-q8_0': 'codeqwen-7b',
    'qwen2.5-coder:7b-instruct-q8_0': 'qwen2.5-coder-7b', 'qwen-2.5-72b-instruct (bf16)': 'qwen2.5-72b',
    'ollama/qwen2.5:32b-instruct-q8_0': 'qwen2.5-32b', 'ollama/qwen2.5:32b': 'qwen2.5-32b',
    'ollama/qwen2.5-coder:14b': 'qwen2.5-coder-14b', 'ollama/qwen2.5-coder:32b': 'qwen2.5-coder-32b',
    'openrouter/qwen/qwen-2.5-coder-32b-instruct': 'qwen2.5-coder-32b', 'qwen2.5-72b-instruct-turbo': 'qwen2.5-72b',
    'qwen2.5-7b-instruct-turbo': 'qwen2.5-7b', 'qwen-2.5-7b-instruct': 'qwen2.5-7b', 'qwen-2.5-14b-instruct': 'qwen2.5-14b',
    'qwen-2.5-32b-instruct': 'qwen2.5-32b', 'qwen-2.5-72b-instruct': 'qwen2.5-72b', 'qwen-2.5-coder-32b-instruct': 'qwen2.5-coder-32b',
    'qwen-2.5-coder-7b-instruct': 'qwen2.5-coder-7b', 'qwen2.5-vl-7b': 'qwen2.5vl-7b', 'qwen2.5-vl-32b': 'qwen2.5vl-32b',
    'qwen2.5-vl-72b': 'qwen2.5vl-72b', 'qwen2-vl-72b': 'qwen2-vl-72b', 'Qwen3 32B': 'qwen3-32b',
    'Qwen3 235B A22B diff, no think, Alibaba API': 'qwen3-235b-a22b', 'Qwen3-235B-A22B-no-thinking': 'qwen3-235b-a22b',
    'qwen3-235b-a22b-thinking': 'qwen3-235b-a22b', 'qwen3-30b-a3b-thinking': 'qwen3-30b-a3b', 'qwen3-32b-thinking': 'qwen3-32b',
    'Gemma-1.1-7B-it': 'gemma-7b', 'Gemma-1.1-2b-it': 'gemma-2b', 'Gemma-2-9B-Instruct': 'gemma2-9b', 'Gemma-2-27B-Instruct': 'gemma2-27b',
    'gemma2:27b-instruct-q8_0': 'gemma2-27b', 'Phi-4': 'phi4-14b', 'phi-4-mini': 'phi4-mini', 'phi-2-2.7B': 'phi-2',
    'gpt-oss-120b (high)': 'gpt-oss-120b', 'Athene-v2-Chat-72B': 'athene-v2-72b', 'Athene-V2-Chat': 'athene-v2-72b',
    'InternLM2.5-20B-chat': 'internlm2.5-20b', 'InternLM2.5-7B-Chat': 'internlm2.5-7b', 'Gemma-3-27B-Instruct': 'gemma3-27b',
    'QwQ-32B (w/ Reasoning)': 'qwq-32b',
    'OpenChat-3.5-0106': 'openchat-7b', 'OpenChat-3.5-7B-0106': 'openchat-7b', 'Zephyr β-7B': 'zephyr-7b', 'StarCoder-15B': 'starcoder-15b',
    'Yi Coder 9B Chat': 'yi-coder-9b', 'yi-coder:9b-chat-q4_0': 'yi-coder-9b', 'ollama/yi-coder:9b-chat-fp16': 'yi-coder-9b',
    'ollama/hermes3:8b-llama3.1-fp16': 'hermes3-8b', 'WizardLM-2 8x22B': 'wizardlm2-8x22b', 'StarCoderBase-1B': 'starcoder-1b',
    'ibm-granite/granite-3.3-8b-instruct': 'granite3.3-8b', 'Granite-4.0-350m': 'granite4-350m', 'zai-org/GLM-4.5-AIR-FP8': 'glm-4.5-air',
    'zai-org/glm-4p7': 'glm-4.7', 'MiniMaxAI/minimax-m2p1': 'minimax-m2.1', 'nvidia/Nemotron-3-Nano-30B-A3B': 'nemotron-3-nano-30b-a3b',
    'nemotron-3-super-120b-a12b': 'nemotron-3-super-120b-a12b', 'nemotron-nano-9b-v2': 'nemotron-nano-9b-v2',
    'deepseek-v3.2-thinking': 'deepseek-v3.2', 'MiniCPM3-4B-FC': 'minicpm3-4b', 'Granite-20B-Code-Instruct': 'granite-code-20b',
    'Granite-Code-20B-Instruct': 'granite-code-20b', 'Granite-Code-34B-Instruct': 'granite-code-34b', 'Dolphin3.0-R1-Mistral-24B': 'dolphin3-r1-mistral-24b',
    'c4ai-command-r-plus-08-2024': 'command-r-plus-104b', 'falcon-180b-chat': 'falcon-180b', 'openchat-3.5-0106': 'openchat-7b',
}
# The same names that mean another checkpoint than the entry's.
NOT_THE_SAME = {'Vicuna-7B', 'vicuna-7b', 'vicuna-13b', 'Vicuna-13B'}
# Transcribed figures that are those of the base model, or differ from the vendor's page.
DOUBTFUL = {('qwen3-235b-a22b', 'mmlu-pro'), ('ministral-8b', 'humaneval'), ('qwen2.5-coder-7b', 'mmlu-pro'),
            ('qwen2.5-coder-32b', 'mmlu-pro'), ('phi3.5-moe', 'mmlu-pro')}
# Owners on Hugging Face that were renamed since: CohereForAI, THUDM, cognitivecomputations, PowerInfer.
FORMER_OWNERS = {'cohereforai': 'coherelabs', 'thudm': 'zai-org', 'cognitivecomputations': 'dphn', 'powerinfer': 'tiiny'}

LLM_STATS = 'https://github.com/JonathanChavezTamales/llm-leaderboard/tree/24a9ccf7402306f0c3e237213538e4537d64ecc2/data'

# Tables of model cards, copied by hand: source, benchmark, mode, {entry: value}.
VENDOR_TABLES = [
    ('gemma-4-card', 'mmlu-pro', 'thinking', {'gemma4-31b': 85.2, 'gemma4-26b-a4b': 82.6, 'gemma4-12b': 77.2, 'gemma4-e4b': 69.4, 'gemma4-e2b': 60.0}),
    ('gemma-4-card', 'aime-2026', 'thinking', {'gemma4-31b': 89.2, 'gemma4-26b-a4b': 88.3, 'gemma4-12b': 77.5, 'gemma4-e4b': 42.5, 'gemma4-e2b': 37.5}),
    ('gemma-4-card', 'livecodebench-v6', 'thinking', {'gemma4-31b': 80.0, 'gemma4-26b-a4b': 77.1, 'gemma4-12b': 72.0, 'gemma4-e4b': 52.0, 'gemma4-e2b': 44.0}),
    ('gemma-4-card', 'gpqa-diamond', 'thinking', {'gemma4-31b': 84.3, 'gemma4-26b-a4b': 82.3, 'gemma4-12b': 78.8, 'gemma4-e4b': 58.6, 'gemma4-e2b': 43.4}),
    ('gemma-4-card', 'mmlu-pro', 'non-thinking', {'gemma3-27b': 67.6}),
    ('gemma-4-card', 'livecodebench-v6', 'non-thinking', {'gemma3-27b': 29.1}),
    ('gemma-4-card', 'gpqa-diamond', 'non-thinking', {'gemma3-27b': 42.4}),
    ('qwen3.6-35b-a3b-card', 'mmlu-pro', '', {'qwen3.5-27b': 86.1, 'qwen3.6-35b-a3b': 85.2}),
    ('qwen3.6-35b-a3b-card', 'gpqa-diamond', '', {'qwen3.5-27b': 85.5, 'qwen3.6-35b-a3b': 86.0}),
    ('qwen3.6-35b-a3b-card', 'livecodebench-v6', '', {'qwen3.5-27b': 80.7, 'qwen3.6-35b-a3b': 80.4}),
    ('qwen3.6-35b-a3b-card', 'swe-bench-verified', '', {'qwen3.5-27b': 75.0, 'qwen3.5-35b-a3b': 70.0, 'qwen3.6-35b-a3b': 73.4}),
    ('vendor-microsoft-phi-3.5-moe-instruct', 'mmlu-pro', '', {'phi3.5-moe': 54.3}),
    ('qwen3.5-card', 'mmlu-pro', '', {'qwen3.5-122b-a10b': 86.7, 'qwen3.5-35b-a3b': 85.3}),
]


def entries():
    found = {}
    for path in sorted(glob.glob(os.path.join(CATALOGUE, '*.yaml'))):
        with open(path, encoding='utf-8') as f:
            for entry in yaml.load(f, Loader=getattr(yaml, 'CSafeLoader', yaml.SafeLoader))['models']:
                found[entry['id']] = entry
    return found


ENTRIES = entries()
BY_REPOSITORY = {e['hf_repo'].lower(): i for i, e in ENTRIES.items() if e.get('hf_repo')}
BY_BASE = {}
for repository, entry_id in BY_REPOSITORY.items():
    BY_BASE.setdefault(repository.split('/')[-1], entry_id)
LOWER_ALIASES = {k.lower(): v for k, v in ALIASES.items()}
ROWS, UNMATCHED = [], {}


def repository_entry(name):
    owner, _, base = name.lower().partition('/')
    return BY_REPOSITORY.get(f'{FORMER_OWNERS.get(owner, owner)}/{base}')


def entry_of(name, source):
    if name in NOT_THE_SAME:
        return None
    plain = name.lower()
    found = LOWER_ALIASES.get(plain) or repository_entry(name) or BY_BASE.get(plain.split('/')[-1])
    if not found:
        UNMATCHED.setdefault(source, []).append(name)
    return found


def add(model, benchmark, value, source, name, mode='', setting=''):
    if model and value is not None:
        text = f'{value:.2f}'.rstrip('0').rstrip('.')
        ROWS.append((model, benchmark, text, mode, setting, name, source))


class Snapshots:
    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(TARGET, 'benchmark-sources.csv'), encoding='utf-8', newline='') as f:
            self.sources = {r['source']: r for r in csv.DictReader(f)}

    def file(self, source):
        """The file that the address of a source names: https://github.com/owner/name/blob/commit/path."""
        return self.at(self.sources[source]['address'])

    def at(self, address):
        owner, name, commit, path = re.fullmatch(r'https://github.com/([^/]+)/([^/]+)/(?:blob|tree)/([^/]+)/(.*)', address).groups()
        folder = os.path.join(self.folder, f'{owner}+{name}')
        folder = os.path.join(folder, 'repo') if os.path.isdir(os.path.join(folder, 'repo')) else folder
        return subprocess.run(['git', '-C', folder, 'show', f'{commit}:{path}'], capture_output=True, check=True).stdout.decode()

    def tree(self, address, pattern):
        owner, name, commit, path = re.fullmatch(
            r'https://github.com/([^/]+)/([^/]+)/tree/([^/]+)/(.*)', address).groups()
        folder = os.path.join(self.folder, f'{owner}+{name}')
        folder = os.path.join(folder, 'repo') if os.path.isdir(os.path.join(folder, 'repo')) else folder
        lines = subprocess.run(['git', '-C', folder, 'ls-tree', '-r', '--name-only', commit, path], capture_output=True, check=True).stdout.decode()
        return [f'https://github.com/{owner}/{name}/blob/{commit}/{l}' for l in lines.split('\n') if re.search(pattern, l)]

    def rows(self, source):
        return list(csv.DictReader(io.StringIO(self.file(source))))


def open_llm_leaderboard_2(snapshots):
    source, best = 'open-llm-leaderboard-2', {}
    for r in snapshots.rows(source):
        model = repository_entry(r['model_name'])
        if model and r['model_weight_type'] == 'Original':
            # Several submissions of one checkpoint: with its chat template and in bfloat16 first, then the latest.
            rank = (r['model_has_chat_template'] == 'TRUE', r['model_precision'] == 'bfloat16', r['metadata_submission_date'])
            if model not in best or rank > best[model][0]:
                best[model] = (rank, r)
    columns = {'ifeval': 'ifeval', 'bbh': 'bbh', 'math': 'math-lvl-5', 'gpqa': 'gpqa', 'musr': 'musr', 'mmlu_pro': 'mmlu-pro'}
    for model, (_, r) in best.items():
        for column, benchmark in columns.items():
            add(model, benchmark, 100 * float(r[f'evaluations_{column}_value']), source, r['model_name'], '',
                'chat template' if r['model_has_chat_template'] == 'TRUE' else 'no chat template')


def open_llm_leaderboard_1(snapshots):
    source, best = 'open-llm-leaderboard-1', {}
    for r in snapshots.rows(source):
        model = repository_entry(r['fullname'])
        if model and r['weight_type'] == 'Original':
            rank = (r['precision'] == 'bfloat16', r['date'])
            if model not in best or rank > best[model][0]:
                best[model] = (rank, r)
    for model, (_, r) in best.items():
        for column in ('mmlu', 'arc', 'hellaswag', 'gsm8k'):
            add(model, {'arc': 'arc-challenge'}.get(column, column), float(r[column]), source, r['fullname'])


def lmarena(snapshots):
    for r in snapshots.rows('lmarena-text'):
        mode = 'non-thinking' if r['model'].endswith('no-thinking') else ''
        add(entry_of(r['model'], 'lmarena'), 'arena-rating', float(r['arena_score']), 'lmarena-text', r['model'], mode, '95 % interval ' + r['95_pct_ci'])


def evalplus(snapshots):
    for name, r in json.loads(snapshots.file('evalplus')).items():
        link = re.fullmatch(r'https://huggingface.co/([^/]+/[^/]+)', r['link'])
        model = repository_entry(link.group(1)) if link else None
        # A base model stands under its own name; the entry must be of the same kind.
        model = model or (LOWER_ALIASES.get(name.lower()) if name not in NOT_THE_SAME else None)
        if model:
            add(model, 'humaneval-plus', r['pass@1'].get('humaneval+'), 'evalplus', name)
            add(model, 'mbpp-plus', r['pass@1'].get('mbpp+'), 'evalplus', name)


def bigcodebench(snapshots):
    for name, r in json.loads(snapshots.file('bigcodebench')).items():
        model = entry_of(name, 'bigcodebench')
        for split in ('complete', 'instruct'):
            mode = 'thinking' if 'w/ Reasoning' in name else ''
            add(model, f'bigcodebench-{split}', r['pass@1'].get(split), 'bigcodebench', name, mode)


def aider(snapshots):
    for source, benchmark in (('aider-polyglot', 'aider-polyglot'), ('aider-edit', 'aider-edit')):
        for r in yaml.safe_load(snapshots.file(source)):
            if ' + ' in r['model'] or r['edit_format'] == 'architect':
                continue
            setting = r['edit_format'] + ' edits'
            quant = re.search(r'(?i)[-:(](q\d\w*|fp16|bf16)', r['model'])
            if quant:
                setting += ', ' + quant.group(1)
            elif r['model'].startswith('ollama/'):
                setting += ', the default tag of Ollama'
            if '(high)' in r['model']:
                setting += ', high effort'
            mode = 'non-thinking' if 'no think' in r['model'] else ''
            add(entry_of(r['model'], source), benchmark, float(r['pass_rate_2']), source, r['model'], mode, setting)


def livebench(snapshots):
    for source in ('livebench-2024-11-25', 'livebench-2025-05-30', 'livebench-2026-01-08'):
        categories = json.loads(snapshots.at(snapshots.sources[source]['address'].replace('table_', 'categories_').replace('.csv', '.json')))
        table = snapshots.rows(source)
        thinking = {r['model'] for r in table if r['model'].endswith('-thinking')}
        for r in table:
            model = entry_of(r['model'], source)
            tasks = {k: r[k] for c in categories.values() for k in c}
            if not model or any(v in ('', None) for v in tasks.values()):
                continue
            means = [sum(float(tasks[k]) for k in c) / len(c) for c in categories.values()]
            mode = 'thinking' if r['model'] in thinking else 'non-thinking' if r['model'] + '-thinking' in thinking else ''
            add(model, source, sum(means) / len(means), source, r['model'], mode)


def bfcl(snapshots):
    for r in snapshots.rows('bfcl-4'):
        name, setting = re.fullmatch(r'(.*?)(?: \((.*)\))?', r['Model']).groups()
        mode = 'thinking' if setting and 'hinking' in setting else ''
        add(entry_of(name, 'bfcl'), 'bfcl-4', float(r['Overall Acc'].rstrip('%')), 'bfcl-4', r['Model'], mode,
            {'FC': 'function calling', 'Prompt': 'prompted', 'FC thinking': 'function calling'}.get(setting, setting or ''))


def hallucination(snapshots):
    for line in snapshots.file('vectara-hallucination').split('\n'):
        cells = [c.strip() for c in line.strip('|').split('|')]
        if len(cells) == 5 and cells[1].endswith('%'):
            mode = 'thinking' if 'thinking' in cells[0] else ''
            add(entry_of(cells[0], 'vectara'), 'hallucination-rate', float(cells[1].rstrip(' %')), 'vectara-hallucination', cells[0], mode)


def zero_eval(snapshots):
    for source, benchmark, column in (('zeroeval-mmlu-redux', 'mmlu-redux', 2), ('zeroeval-zebra', 'zebra-logic', 4), ('zeroeval-crux', 'cruxeval-o', 2)):
        for line in snapshots.file(source).split('\n'):
            cells = [c.strip() for c in line.strip('|').split('|')]
            if len(cells) > 4 and cells[1] == 'greedy':
                add(entry_of(cells[0], source), benchmark, float(cells[column]), source, cells[0])


def alpaca_eval(snapshots):
    for r in snapshots.rows('alpaca-eval-2'):
        name = r['']
        add(entry_of(name.removesuffix('-Turbo'), 'alpaca'), 'alpaca-eval-2-lc', float(r['length_controlled_winrate']), 'alpaca-eval-2', name)


def vendors(snapshots):
    """Figures of vendors as the llm-stats project transcribed them; each has the vendor's address."""
    # Not MMLU: the vendors give it for base models, and the transcription mixes the two.
    wanted = {'mmlu-pro': 'mmlu-pro', 'gpqa': 'gpqa-diamond', 'ifeval': 'ifeval', 'aime-2025': 'aime-2025', 'math-500': 'math-500',
              'livecodebench-v6': 'livecodebench-v6', 'livecodebench': 'livecodebench', 'humaneval': 'humaneval',
              'swe-bench-verified': 'swe-bench-verified'}
    known = {s['address']: s['source'] for s in snapshots.sources.values()}
    for address in snapshots.tree(LLM_STATS, r'benchmarks\.json$'):
        for r in json.loads(snapshots.at(address)):
            model = entry_of(r['model_id'], 'llm-stats')
            link = r['self_reported_source_link'] or ''
            method = (r['analysis_method'] or '').strip()
            if not model or (model, r['benchmark_id']) in DOUBTFUL or r['benchmark_id'] not in wanted or not r['is_self_reported']:
                continue
            if r['benchmark_id'] == 'gpqa' and 'iamond' not in method or re.search(r'(?i)cons@|pass@64|maj', method):
                continue
            mode = 'non-thinking' if re.search(r'(?i)non-thinking|no.think|reasoning off', method) else \
                'thinking' if re.search(r'(?i)thinking|reasoning', method) else ''
            source = known.get(link)
            if not source:
                MISSING_SOURCES.setdefault(link, set()).add(model)
                continue
            add(model, wanted[r['benchmark_id']], 100 * r['score'], source, r['model_id'], mode, '' if method in ('-', 'Score', 'Not specified', 'unspecified', 'standard', 'Standard', 'Standard evaluation') else method)


def embeddings(snapshots):
    tasks = {'SciFact': 'mteb-scifact', 'NFCorpus': 'mteb-nfcorpus', 'ArguAna': 'mteb-arguana', 'STSBenchmark': 'mteb-stsbenchmark',
             'Banking77Classification': 'mteb-banking77'}
    found = {}
    for address in snapshots.tree(snapshots.sources['mteb-results']['address'], r'/(%s)\.json$' % '|'.join(tasks)):
        owner_model, revision, task = re.search(r'/results/([^/]+)/([^/]+)/(\w+)\.json$', address).groups()
        model = repository_entry(owner_model.replace('__', '/'))
        if model and revision not in ('external', 'no_revision_available'):
            score = json.loads(snapshots.at(address))['scores'].get('test')
            if score:
                found.setdefault((model, task), (100 * score[0]['main_score'], owner_model.replace('__', '/'), revision[:8]))
    for (model, task), (value, name, revision) in found.items():
        add(model, tasks[task], value, 'mteb-results', name, '', f'revision {revision}')


MISSING_SOURCES = {}


def main():
    snapshots = Snapshots(sys.argv[1])
    for read in (open_llm_leaderboard_2, open_llm_leaderboard_1, lmarena, evalplus, bigcodebench, aider, livebench, bfcl, hallucination,
                 zero_eval, alpaca_eval, vendors, embeddings):
        read(snapshots)
    for source, benchmark, mode, values in VENDOR_TABLES:
        for model, value in values.items():
            add(model, benchmark, value, source, ENTRIES[model]['hf_repo'], mode)
    order = {i: n for n, i in enumerate(ENTRIES)}
    seen, kept = set(), []
    for row in sorted(ROWS, key=lambda r: (order[r[0]], r[6], r[1], r[3], r[4], r[5])):
        key = (row[0], row[1], row[3], row[4], row[6])
        if key not in seen:
            seen.add(key)
            kept.append(row)
    with open(os.path.join(TARGET, 'benchmarks.csv'), 'w', encoding='utf-8', newline='') as f:
        writer = csv.writer(f, lineterminator='\n')
        writer.writerow(['model', 'benchmark', 'value', 'mode', 'setting', 'name', 'source'])
        writer.writerows(kept)
    print(len(kept), 'figures of', len({r[0] for r in kept}), 'models from', len({r[6] for r in kept}), 'sources')
    if '-v' in sys.argv:
        print(json.dumps(UNMATCHED, indent=0, ensure_ascii=False))
        print(json.dumps({k: sorted(v) for k, v in MISSING_SOURCES.items()}, indent=0))


if __name__ == '__main__':
    main()
