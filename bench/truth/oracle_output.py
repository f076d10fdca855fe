"""What oracle.cpp prints of the launches of a folder that bench/truth/run keeps."""
import json
import os
import re


def answers(folder, devices):
    """Yields the answers to the launches on so many devices. A launch that aborts leaves half a line before the one that says so."""
    with open(os.path.join(folder, f"res.{devices}.jsonl"), errors="replace") as lines:
        for line in lines:
            for part in re.split(r'(?<=\})(?=\{"(?:id|line)")', line.strip()):
                start = part.rfind('{"line"')
                try:
                    yield json.loads(part[start:] if start > 0 else part)
                except ValueError:
                    continue


def name(answer):
    return answer.get("id") or answer.get("line")


def pools(answer, devices):
    """Returns weights, context and compute of each device and of the host."""
    sums = [[0, 0, 0] for _ in range(devices + 1)]
    for buffer, sizes in answer["buffers"].items():
        place = int(buffer[4:]) if re.fullmatch(r"CUDA\d+", buffer) else devices
        sums[place] = [a + b for a, b in zip(sums[place], sizes)]
    return sums
