"""Makes questions.jsonl, 60 seeded questions as SQuAD 2.0 has them with a prediction and the log-probability of having no answer, each
with its exact match and F1, and figures.json, what all of them come to; both by transformers' squad_metrics, which is SQuAD's script.

    pip install transformers==4.57.1
    python make_squad.py
"""

import importlib.metadata
import json
import math
import random
from types import SimpleNamespace

from transformers.data.metrics.squad_metrics import get_raw_scores, squad_evaluate

WORDS = "the a an River Thames, 1066 battle of Hastings king's (William) north-east über den".split()


def words(rng, least):
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(least, 4)))


def main():
    rng = random.Random(11)
    documents, predictions, probabilities, examples = [], {}, {}, []
    for i in range(60):
        answers = [] if i % 3 == 0 else [words(rng, 1) for _ in range(rng.randint(1, 3))]
        if i == 7:
            answers = ["the"]  # nothing is left of it
        choice = rng.random()
        said = "" if choice < 0.2 else answers[0].upper() if answers and choice < 0.6 else " " + words(rng, 1)
        logprob = round(-rng.expovariate(0.7), 6) if i % 10 else -1.25  # some are equal
        qid = f"q{i}"
        predictions[qid], probabilities[qid] = said, math.exp(logprob)
        examples.append(SimpleNamespace(qas_id=qid, answers=[{"text": text} for text in answers]))
        documents.append({"id": qid, "title": "T", "context": "C.", "question": f"{i}?",
                          "answers": {"text": answers, "answer_start": [0] * len(answers)}, "said": said, "logprob": logprob})
    exact, f1 = get_raw_scores(examples, predictions)
    with open("questions.jsonl", "w") as out:
        for document in documents:
            document["exact"], document["f1"] = exact[document["id"]], f1[document["id"]]
            out.write(json.dumps(document, ensure_ascii=False) + "\n")
    figures = squad_evaluate(examples, predictions, probabilities, no_answer_probability_threshold=1.0)
    figures["package"] = "transformers " + importlib.metadata.version("transformers")
    with open("figures.json", "w") as out:
        json.dump(figures, out, indent=1)
        out.write("\n")


main()
