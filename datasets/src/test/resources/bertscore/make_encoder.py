"""Makes encoder/ (a seeded encoder of 64 tokens in ONNX, with its tokenizer) and bertscore.json: token embeddings and BERTScore
of 60 seeded pairs, computed in numpy from the same weights, not by running the ONNX file.

    pip install numpy==2.4.6 onnx==1.23.2 tokenizers==0.22.2
    python make_encoder.py
"""

import importlib.metadata
import json
import random

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

WORDS = """the a cat dog sat on mat ran fast and it was good bad big small red house tree over under went to shop
bread milk 1 2 3 . , ! ? ##s ##ed ##ing play jump walk""".split()
VOCABULARY = {w: i for i, w in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]"] + WORDS)}
SIZE, WIDTH, LONGEST = 64, 12, 32


def tokenizer():
    made = Tokenizer(models.WordPiece(VOCABULARY, unk_token="[UNK]", continuing_subword_prefix="##"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    made.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]"])
    return made


def weights():
    rng = np.random.default_rng(5)
    draw = lambda *shape: rng.normal(size=shape).astype(np.float32)
    return {
        "tokens": draw(SIZE, WIDTH), "places": 0.3 * draw(LONGEST, WIDTH), "types": 0.3 * draw(2, WIDTH),
        "mix": draw(WIDTH, WIDTH) / 3, "around": draw(WIDTH, WIDTH) / 3,
    }


def encoder(w):
    """hidden_states.0 = tokens + places + types; last_hidden_state = tanh(h mix + mean(h) around)."""
    nodes = [
        helper.make_node("Gather", ["tokens", "input_ids"], ["by_token"]),
        helper.make_node("Shape", ["input_ids"], ["shape"]),
        helper.make_node("Gather", ["shape", "one"], ["length"]),
        helper.make_node("Range", ["zero", "length", "one"], ["positions"]),
        helper.make_node("Gather", ["places", "positions"], ["by_place"]),
        helper.make_node("Gather", ["types", "token_type_ids"], ["by_type"]),
        helper.make_node("Add", ["by_token", "by_place"], ["placed"]),
        helper.make_node("Add", ["placed", "by_type"], ["hidden_states.0"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "axis"], ["wide_mask"]),
        helper.make_node("Mul", ["hidden_states.0", "wide_mask"], ["masked"]),
        helper.make_node("ReduceMean", ["masked"], ["mean"], axes=[1], keepdims=1),
        helper.make_node("MatMul", ["hidden_states.0", "mix"], ["mixed"]),
        helper.make_node("MatMul", ["mean", "around"], ["context"]),
        helper.make_node("Add", ["mixed", "context"], ["sum"]),
        helper.make_node("Tanh", ["sum"], ["last_hidden_state"]),
        helper.make_node("ReduceMean", ["last_hidden_state"], ["pooler_output"], axes=[1], keepdims=0),
    ]
    constants = [numpy_helper.from_array(v, k) for k, v in w.items()]
    constants += [numpy_helper.from_array(np.array(v, dtype=np.int64), k) for k, v in [("zero", 0), ("one", 1), ("axis", [2])]]
    number = lambda name: helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "sequence"])
    vector = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", "sequence", WIDTH])
    graph = helper.make_graph(
        nodes, "encoder", [number("input_ids"), number("attention_mask"), number("token_type_ids")],
        [helper.make_tensor_value_info("pooler_output", TensorProto.FLOAT, ["batch", WIDTH]),
         vector("last_hidden_state"), vector("hidden_states.0")], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def hidden(w, ids):
    h = w["tokens"][ids] + w["places"][: len(ids)] + w["types"][0]
    return h, np.tanh(h @ w["mix"] + h.mean(axis=0) @ w["around"])


def ids_of(made, text):
    ids = made.encode(text).ids
    return ids if len(ids) <= LONGEST else ids[: LONGEST - 1] + ids[-1:]


def bert_score(a_ids, b_ids, a, b, weight):
    """Zhang et al. 2020, equations 1 and 2, as bert-score 0.3.13: special tokens can be matched and have no weight."""
    a, b = (v.astype(np.float64) / np.linalg.norm(v.astype(np.float64), axis=1, keepdims=True) for v in (a, b))
    cosines = a @ b.T
    a_weights, b_weights = (np.array([weight(i) for i in ids]) for ids in (a_ids, b_ids))
    if a_weights.sum() == 0 or b_weights.sum() == 0:
        return [0.0, 0.0, 0.0]
    precision = float((a_weights * cosines.max(axis=1)).sum() / a_weights.sum())
    recall = float((b_weights * cosines.max(axis=0)).sum() / b_weights.sum())
    return [precision, recall, 2 * precision * recall / (precision + recall)]


if __name__ == "__main__":
    rng = random.Random(9)
    made, w = tokenizer(), weights()
    made.save("encoder/tokenizer.json", pretty=False)
    onnx.save(encoder(w), "encoder/model.onnx")
    sentence = lambda: " ".join(rng.choice([x.lstrip("#") for x in WORDS] + ["unknown", "Cats"]) for _ in range(rng.randrange(1, 12)))
    pairs = [("", ""), ("", "the cat"), ("the cat", ""), ("cat", "cat"), ("the cat sat", "The CAT sat"), ("the cat " * 40, "a dog " * 30)]
    pairs += [(sentence(), sentence()) for _ in range(54)]
    documents = [set(ids_of(made, reference)) for _, reference in pairs]
    idf = lambda i: float(np.log((len(documents) + 1) / (sum(i in d for d in documents) + 1)))
    plain = lambda i: 0.0 if i in (2, 3) else 1.0
    rows = []
    for prediction, reference in pairs:
        a_ids, b_ids = ids_of(made, prediction), ids_of(made, reference)
        (a0, a1), (b0, b1) = hidden(w, a_ids), hidden(w, b_ids)
        rows.append({
            "prediction": prediction, "reference": reference, "ids": a_ids,
            "plain": bert_score(a_ids, b_ids, a1, b1, plain),
            "idf": bert_score(a_ids, b_ids, a1, b1, idf),
            "first_layer": bert_score(a_ids, b_ids, a0, b0, plain),
        })
    packages = {p: importlib.metadata.version(p) for p in ["numpy", "onnx", "tokenizers"]}
    dump = lambda value: json.dumps(value, separators=(",", ":"))
    with open("bertscore.json", "w", encoding="ascii") as file:
        file.write('{"packages":' + dump(packages) + ',"pairs":[\n' + ",\n".join(map(dump, rows)) + "\n]}\n")
