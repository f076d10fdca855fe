"""What held, as tables of Markdown."""

held, failed, untried = 0, [], []


def table(name, column=""):
    print(f"\n| {name} | {column} |\n|---|---|", flush=True)


def row(name, wrong, said=""):
    global held
    wrong = wrong.strip().replace("\n", " / ")
    print(f"| {name} | {'FAILS: ' + wrong if wrong else said or 'holds'} |", flush=True)
    if wrong:
        failed.append(name)
    else:
        held += 1


def untried_row(name, why):
    """What cannot be tried here is said; it is neither held nor failed."""
    untried.append(name)
    print(f"| {name} | not tried: {why} |", flush=True)


def judge(name, run, codes, part, but_not=None):
    said = run.stdout + run.stderr
    wrong = ""
    if run.returncode not in codes:
        wrong = f"exit {run.returncode}: {said.strip()[-300:]}"
    elif part not in said:
        wrong = f"no '{part}' in: {said.strip()[:300]}"
    elif but_not and but_not in said:
        wrong = f"'{but_not}' in: {said.strip()[:300]}"
    elif "Exception" in said or "warning" in run.stderr.lower():
        wrong = said.strip()[:300]
    row(name, wrong)


def differences(first, second):
    """Names in one list and not in the other, a few of them."""
    return ", ".join(sorted(set(first) ^ set(second))[:5])
