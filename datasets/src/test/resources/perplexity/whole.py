"""Perplexities of a llama over the whole of WikiText-2's test split, by each convention: whole.json holds those of the pocket models.

python whole.py MODEL_FOLDER wiki.test.raw LENGTH [WINDOWS]

The model in numpy (float32, sums in float64), the tokenizer by the package tokenizers; nothing of quantgrid. LENGTH is the model's maximum
length and GPTQ's window. WINDOWS limits each convention to its first windows. GPTQ's datautils.py and opt.py (IST-DASLab/gptq), llama.cpp's
tools/perplexity and lm-evaluation-harness 0.4.13 were read for what they do, nothing of them is here.
"""

import json
import math
import re
import struct
import sys

import numpy as np
from tokenizers import Tokenizer

FOLDER, TEXT, LENGTH = sys.argv[1], sys.argv[2], int(sys.argv[3])
MOST = int(sys.argv[4]) if len(sys.argv) > 4 else 1 << 30
CONFIG = json.load(open(f"{FOLDER}/config.json"))
WIDTH, HEADS, GROUPS = CONFIG["hidden_size"], CONFIG["num_attention_heads"], CONFIG["num_key_value_heads"]
SIZE = CONFIG.get("head_dim") or WIDTH // HEADS
BLOCK = 256  # queries at once


def weights():
    data = open(f"{FOLDER}/model.safetensors", "rb").read()
    (count,) = struct.unpack("<Q", data[:8])
    for name, info in json.loads(data[8 : 8 + count]).items():
        if name != "__metadata__":
            assert info["dtype"] == "BF16", info
            start, end = info["data_offsets"]
            raw = np.frombuffer(data[8 + count + start : 8 + count + end], "<u2").astype(np.uint32) << 16
            yield name, raw.view(np.float32).reshape(info["shape"])


W = dict(weights())


def norm(x, name):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + np.float32(CONFIG["rms_norm_eps"])) * W[name]


def angles(n):
    a = np.outer(np.arange(n), CONFIG["rope_theta"] ** (-np.arange(0, SIZE, 2) / SIZE))
    return np.cos(a).astype(np.float32), np.sin(a).astype(np.float32)


COS, SIN = angles(LENGTH + 1)


def rotated(x):
    cos, sin = COS[: x.shape[1]], SIN[: x.shape[1]]
    a, b = x[..., : SIZE // 2], x[..., SIZE // 2 :]
    return np.concatenate([a * cos - b * sin, b * cos + a * sin], -1)


def attention(q, k, v):
    """Causal: [heads, tokens, size] each; blocks of queries see the keys up to their own end."""
    out = np.empty_like(q)
    mask = np.triu(np.full((BLOCK, BLOCK), -np.inf, np.float32), 1)
    for start in range(0, q.shape[1], BLOCK):
        end = min(start + BLOCK, q.shape[1])
        for h in range(HEADS):
            g = h // (HEADS // GROUPS)
            s = q[h, start:end] @ k[g, :end].T
            s *= np.float32(1 / math.sqrt(SIZE))
            s[:, start:] += mask[: end - start, : end - start]
            s -= s.max(-1, keepdims=True)
            np.exp(s, out=s)
            out[h, start:end] = (s @ v[g, :end]) / s.sum(-1, keepdims=True)
    return out


def hidden(ids):
    x = W["model.embed_tokens.weight"][ids]
    n = len(ids)
    for i in range(CONFIG["num_hidden_layers"]):
        p = f"model.layers.{i}."
        h = norm(x, p + "input_layernorm.weight")

        def split(name, heads):
            return (h @ W[p + f"self_attn.{name}.weight"].T).reshape(n, heads, SIZE).transpose(1, 0, 2)

        o = attention(rotated(split("q_proj", HEADS)), rotated(split("k_proj", GROUPS)), split("v_proj", GROUPS))
        x = x + o.transpose(1, 0, 2).reshape(n, -1) @ W[p + "self_attn.o_proj.weight"].T
        h = norm(x, p + "post_attention_layernorm.weight")
        gate = h @ W[p + "mlp.gate_proj.weight"].T
        x = x + (gate / (1 + np.exp(-gate)) * (h @ W[p + "mlp.up_proj.weight"].T)) @ W[p + "mlp.down_proj.weight"].T
    return norm(x, "model.norm.weight")


def scored(context, continuation):
    """Sum of the log-probabilities of the continuation's tokens."""
    ids = list(context) + list(continuation)
    n = len(continuation)
    z = hidden(ids[:-1])[-n:] @ W.get("lm_head.weight", W["model.embed_tokens.weight"]).T
    z -= z.max(-1, keepdims=True)
    right = z[np.arange(n), ids[-n:]].astype(np.float64)
    return float((right - np.log(np.exp(z).sum(-1, dtype=np.float64))).sum())


def fixed(ids, length):
    return [ids[i : i + length] for i in range(0, len(ids) - length + 1, length)][:MOST]


def gptq(tokenizer, raw):
    rows = ["" if row == " \n" else row for row in re.findall(r"[^\n]*\n", raw)]
    ids = tokenizer.encode("\n\n".join(rows)).ids
    windows = fixed(ids, LENGTH)
    means = [-scored(w[:1], w[1:]) / (LENGTH - 1) for w in windows]
    return {"tokens": len(ids), "windows": len(windows), "ppl_gptq": math.exp(sum(means) / len(means))}


def llamacpp(tokenizer, raw, length=512):
    ids = tokenizer.encode(raw.removesuffix("\n")).ids
    windows = [[CONFIG["bos_token_id"]] + w[1:] for w in fixed(ids, length)]
    first = length // 2 + 1
    total = sum(scored(w[:first], w[first:]) for w in windows)
    count = len(windows) * (length - first)
    return {"tokens": len(ids), "windows": len(windows), "scored": count, "ppl_llamacpp": math.exp(-total / count)}


def pages(raw):
    page, out = [], []
    for line in raw.split("\n"):
        title = line.replace("= = =", "===").replace("= =", "==").strip()
        if title.startswith("= ") and title.endswith(" ="):
            out.append("\n".join(page))
            page = []
        page.append(line)
    return [p for p in out + ["\n".join(page)] if p.strip()]


def detokenized(s):
    """As preprocess_wikitext.py of the harness: its replacements, in its order."""
    s = s.replace("s '", "s'")
    s = re.sub(r"/' [0-9]/", r"/'[0-9]/", s)
    for a, b in [(" @-@ ", "-"), (" @,@ ", ","), (" @.@ ", "."), (" : ", ": "), (" ; ", "; "), (" . ", ". "), (" ! ", "! "), (" ? ", "? "), (" , ", ", ")]:
        s = s.replace(a, b)
    for a, b, left, right in [("(", ")", r"\(", r"\)"), ("[", "]", r"\[", r"\]"), ("{", "}", "{", "}"), ('"', '"', '"', '"'), ("'", "'", "'", "'")]:
        s = re.sub(left + r"\s*([^" + (right if a in "([" else b) + r"]*?)\s*" + right, lambda m: a + m[1] + b, s)
    for a, b in [("= = = =", "===="), ("= = =", "==="), ("= =", "=="), (" " + chr(176) + " ", chr(176)), (" \n", "\n"), ("\n ", "\n"), (" N ", " 1 "), (" 's", "'s")]:
        s = s.replace(a, b)
    return s


def rolling(ids):
    first = min(LENGTH, len(ids))
    yield [CONFIG["bos_token_id"]], ids[:first]
    for start in range(first, len(ids), LENGTH):
        end = min(start + LENGTH, len(ids))
        yield ids[end - LENGTH - 1 : start], ids[start:end]


def words(tokenizer, raw):
    total, spelled, size, tokens = 0.0, 0, 0, 0
    for page in pages(raw)[:MOST]:
        ids = tokenizer.encode(detokenized(page), add_special_tokens=False).ids
        total += sum(scored(*pair) for pair in rolling(ids))
        tokens += len(ids)
        spelled += len(re.split(r"\s+", page))
        size += len(page.encode())
    return {"tokens": tokens, "words": spelled, "bytes": size, "word_perplexity": math.exp(-total / spelled),
            "byte_perplexity": math.exp(-total / size), "bits_per_byte": -total / size / math.log(2)}


def main():
    raw = open(TEXT, encoding="utf-8", newline="").read()
    tokenizer = Tokenizer.from_file(f"{FOLDER}/tokenizer.json")
    for convention in (gptq, llamacpp, words):
        print(json.dumps({convention.__name__: convention(tokenizer, raw)}), flush=True)


if __name__ == "__main__":
    main()
