"""Which options of llama-server are new, gone, or have another default. Usage: options.py OLD_HELP NEW_HELP"""
import re
import sys


def options(path):
    """Each option's spellings, by their last one, with its text."""
    found, names = {}, ()
    with open(path) as lines:
        for line in lines:
            head = re.match(r"-{1,2}[-a-zA-Z0-9]+(?:, +-{1,2}[-a-zA-Z0-9]+)*", line)
            if head:
                names = tuple(re.split(r", +", head.group()))
                found[names] = line[head.end():].strip()
            elif names and line.startswith(" "):
                found[names] += " " + line.strip()
            else:
                names = ()
    return found


def default(text):
    said = re.search(r"\(default: ([^()]*(?:\([^()]*\)[^()]*)*)\)", text)
    return said.group(1).strip() if said else ""


old, new = options(sys.argv[1]), options(sys.argv[2])
before = {name: text for names, text in old.items() for name in names}
after = {name: text for names, text in new.items() for name in names}
come = [names for names in new if not any(name in before for name in names)]
print(f"options: {' '.join(names[-1] for names in come) or 'nothing new'}")
for names in come:
    print(f"    {', '.join(names)} {new[names]}")
for names in new:
    added = [name for name in names if name not in before]
    if names not in come and added:
        print(f"    {' '.join(added)}: another spelling of {next(name for name in names if name in before)}")
gone = sorted(set(before) - set(after))
if gone:
    print(f"options that are gone: {' '.join(gone)}")
for names in new:
    known = next((name for name in names if name in before), None)
    if known and default(before[known]) != default(new[names]):
        print(f"    {names[-1]}: default {default(before[known]) or 'not told'} is now {default(new[names]) or 'not told'}")
