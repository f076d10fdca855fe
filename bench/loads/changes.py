#!/usr/bin/env python3
"""changes.py HEADER.gguf FOLDER: writes the header with each UINT32 or INT32 of its architecture set to 0, one more, one less, twice and
the largest, each with a hole of 900 GiB behind it, and prints a line for each: file, model, key, value."""
import os, struct, sys

SIZE = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}  # GGUF's value types; 8 is a string, 9 an array


def numbers(data):
    """Yields key, position and value of each 32-bit integer of the architecture."""
    at = 4 + 4 + 8
    count, = struct.unpack_from('<Q', data, at)
    at += 8

    def text(at):
        n, = struct.unpack_from('<Q', data, at)
        return data[at + 8:at + 8 + n].decode(), at + 8 + n

    def skip(kind, at):
        if kind == 8:
            return text(at)[1]
        if kind != 9:
            return at + SIZE[kind]
        inner, n = struct.unpack_from('<IQ', data, at)
        at += 12
        if inner in SIZE:
            return at + SIZE[inner] * n
        for _ in range(n):
            at = skip(inner, at)
        return at

    for _ in range(count):
        key, at = text(at)
        kind, = struct.unpack_from('<I', data, at)
        at += 4
        if kind in (4, 5) and not key.startswith(('general.', 'tokenizer.', 'split.')):
            yield key, at, struct.unpack_from('<i', data, at)[0]
        at = skip(kind, at)


header, folder = sys.argv[1:3]
data = open(header, 'rb').read()
model = os.path.basename(header).removesuffix('.gguf').removesuffix('.f16')
for number, (key, at, old) in enumerate(numbers(data)):
    for value in dict.fromkeys((0, old + 1, max(0, old - 1), 2 * old, 2**31 - 1)):
        if value != old and value < 2**31:
            path = f'{folder}/{number}.{value}.gguf'
            with open(path, 'wb') as out:
                out.write(data[:at] + struct.pack('<i', value) + data[at + 4:])
                out.truncate(900 << 30)
            print(path, model, key, value, sep='\t')
