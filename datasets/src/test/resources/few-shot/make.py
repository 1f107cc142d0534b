"""Draws few-shot examples with the samplers of lm-evaluation-harness 0.4.13: draws.json.

python make.py PATH_OF_lm_eval > draws.json
A pool of 40 documents, three of which are there twice; 30 items are asked in order. `others`: the items are the pool's first
documents, and an item is left out of its own examples.
"""

import importlib.util
import json
import sys

SPEC = importlib.util.spec_from_file_location("samplers", sys.argv[1] + "/api/samplers.py")
SAMPLERS = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(SAMPLERS)

VALUES = list(range(37)) + [3, 3, 11]
POOL = [{"value": value} for value in VALUES]
OUT = []
for name in ("default", "first_n"):
    for shots in (0, 1, 5, 10):
        for others in (False, True):
            sampler = SAMPLERS.get_sampler(name)(list(POOL), rnd=1234)
            drawn = []
            for item in range(30):
                examples = sampler.sample(n=shots, eval_doc=POOL[item] if others else None) if shots else []
                drawn.append([example["value"] for example in examples])
            OUT.append({"sampler": name, "shots": shots, "others": others, "drawn": drawn})
json.dump({"pool": VALUES, "draws": OUT}, sys.stdout)
print()
