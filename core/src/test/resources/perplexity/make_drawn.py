"""Windows drawn from texts, as GPTQ's first way to cut C4 draws them: drawn.json.

python make_drawn.py ../text/pocket-tokenizer ../text/pocket-encodings.jsonl > drawn.json
Texts are contexts with their continuations, the tokenizer is the package tokenizers (0.23), the draw CPython's random (3.11).
get_c4 in datautils.py of IST-DASLab/gptq was read for what it does, nothing of it is here.
"""

import json
import random
import sys

from tokenizers import Tokenizer

LENGTH, COUNT = 96, 24


def main():
    tokenizer = Tokenizer.from_file(f"{sys.argv[1]}/tokenizer.json")
    texts = [one["context"] + one["continuation"] for one in map(json.loads, open(sys.argv[2], encoding="utf-8"))]
    encoded = [tokenizer.encode(text).ids for text in texts]
    out = {"length": LENGTH, "count": COUNT, "longer": sum(len(ids) > LENGTH for ids in encoded), "texts": len(texts), "seeds": {}}
    for seed in (0, 7):
        random.seed(seed)
        drawn = []
        for _ in range(COUNT):
            ids = []
            while len(ids) <= LENGTH:
                text = random.randint(0, len(encoded) - 1)
                ids = encoded[text]
            start = random.randint(0, len(ids) - LENGTH - 1)
            drawn.append({"text": text, "start": start, "ids": ids[start : start + LENGTH]})
        out["seeds"][seed] = drawn
    print(json.dumps(out))


main()
