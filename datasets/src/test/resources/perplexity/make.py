"""Perplexities of pocket-s on the pages of ../lm-eval/standard/wikitext, as other tools define them: perplexity.json.
On two pages, and on windows drawn from all of them.

python make.py MODEL_FOLDER PAGES.jsonl > perplexity.json
The model in numpy (float64), the tokenizer by the package tokenizers. GPTQ's code (datautils.py, opt.py of IST-DASLab/gptq)
and llama.cpp's (examples/perplexity) were read for what they do, nothing of them is here.
"""

import json
import math
import random
import struct
import sys

import numpy as np
from tokenizers import Tokenizer

FOLDER, PAGES = sys.argv[1:3]
CONFIG = json.load(open(f"{FOLDER}/config.json"))
WIDTH, HEADS, GROUPS, SIZE = CONFIG["hidden_size"], CONFIG["num_attention_heads"], CONFIG["num_key_value_heads"], CONFIG["head_dim"]
LENGTH = 512
DRAWN = 6


def weights():
    data = open(f"{FOLDER}/model.safetensors", "rb").read()
    (count,) = struct.unpack("<Q", data[:8])
    for name, info in json.loads(data[8 : 8 + count]).items():
        if name != "__metadata__":
            start, end = info["data_offsets"]
            raw = np.frombuffer(data[8 + count + start : 8 + count + end], "<u2").astype(np.uint32) << 16
            yield name, raw.view(np.float32).astype(np.float64).reshape(info["shape"])


W = dict(weights())


def norm(x, name):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + CONFIG["rms_norm_eps"]) * W[name]


def rotated(x):
    angles = np.outer(np.arange(x.shape[1]), CONFIG["rope_theta"] ** (-np.arange(0, SIZE, 2) / SIZE))
    cos, sin = np.cos(angles), np.sin(angles)
    a, b = x[..., : SIZE // 2], x[..., SIZE // 2 :]
    return np.concatenate([a * cos - b * sin, b * cos + a * sin], -1)


def logprobs(ids):
    x = W["model.embed_tokens.weight"][ids]
    n = len(ids)
    mask = np.triu(np.full((n, n), -np.inf), 1)
    for i in range(CONFIG["num_hidden_layers"]):
        p = f"model.layers.{i}."
        h = norm(x, p + "input_layernorm.weight")
        split = lambda name, heads: (h @ W[p + f"self_attn.{name}.weight"].T).reshape(n, heads, SIZE).transpose(1, 0, 2)
        q, k, v = rotated(split("q_proj", HEADS)), rotated(split("k_proj", GROUPS)), split("v_proj", GROUPS)
        k, v = (np.repeat(t, HEADS // GROUPS, 0) for t in (k, v))
        s = q @ k.transpose(0, 2, 1) / math.sqrt(SIZE) + mask
        s = np.exp(s - s.max(-1, keepdims=True))
        o = (s / s.sum(-1, keepdims=True)) @ v
        x = x + o.transpose(1, 0, 2).reshape(n, -1) @ W[p + "self_attn.o_proj.weight"].T
        h = norm(x, p + "post_attention_layernorm.weight")
        gate = h @ W[p + "mlp.gate_proj.weight"].T
        x = x + (gate / (1 + np.exp(-gate)) * (h @ W[p + "mlp.up_proj.weight"].T)) @ W[p + "mlp.down_proj.weight"].T
    z = norm(x, "model.norm.weight") @ W["model.embed_tokens.weight"].T
    z = z - z.max(-1, keepdims=True)
    return z - np.log(np.exp(z).sum(-1, keepdims=True))


def main():
    pages = [json.loads(line)["page"] for line in open(PAGES, encoding="utf-8")][:2]
    tokenizer = Tokenizer.from_file(f"{FOLDER}/tokenizer.json")
    bos = CONFIG["bos_token_id"]
    joined = tokenizer.encode("\n\n".join(pages)).ids
    means = []
    for start in range(0, len(joined) - LENGTH + 1, LENGTH):
        window = joined[start : start + LENGTH]
        lp = logprobs(window)
        means.append(-np.mean([lp[i, window[i + 1]] for i in range(LENGTH - 1)]))
    whole = tokenizer.encode("".join(pages)).ids
    total, count = 0.0, 0
    for start in range(0, len(whole) - LENGTH + 1, LENGTH):
        window = [bos] + whole[start + 1 : start + LENGTH]
        lp = logprobs(window)
        for i in range(LENGTH // 2, LENGTH - 1):
            total -= lp[i, window[i + 1]]
            count += 1
    encoded = [tokenizer.encode(json.loads(line)["page"]).ids for line in open(PAGES, encoding="utf-8")]
    random.seed(0)
    drawn = []
    for _ in range(DRAWN):
        ids = []
        while len(ids) <= LENGTH:
            ids = encoded[random.randint(0, len(encoded) - 1)]
        place = random.randint(0, len(ids) - LENGTH - 1)
        window = ids[place : place + LENGTH]
        lp = logprobs(window)
        drawn.append(-np.mean([lp[i, window[i + 1]] for i in range(LENGTH - 1)]))
    print(json.dumps({"first": joined[:3], "ppl_gptq_drawn": math.exp(np.mean(drawn)), "drawn": DRAWN, "ppl_gptq": math.exp(np.mean(means)), "windows": len(means),
                      "ppl_llamacpp": math.exp(total / count), "scored": count}))


main()
