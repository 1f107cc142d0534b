"""Makes texts.json, stems.json and labels.json: 200 seeded pairs of texts, words and label sets with the values that the
original packages give.

    pip install rouge-score==0.1.2 nltk==3.10.4 sacrebleu==2.6.0 scikit-learn==1.9.1 numpy==2.4.6 transformers==4.57.1
    python make_goldens.py
"""

import importlib.metadata
import json
import random
import warnings

import numpy as np
from nltk.stem.porter import PorterStemmer
from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics import BLEU, CHRF, TER
from sklearn.metrics import accuracy_score, brier_score_loss, f1_score, matthews_corrcoef
from transformers.data.metrics.squad_metrics import compute_exact, compute_f1

PACKAGES = ["rouge-score", "nltk", "sacrebleu", "scikit-learn", "numpy", "transformers"]
ENGLISH = """the a an of in on and quick brown foxes jumping over lazy dogs running happily relational conditions formalized
generalization operators hopefulness goodness electricity adjustable replacement dying skies sky news innings agreed feed
plastered motoring hopping falling hissing filing happy enjoy sensitivity radically differently analogously vietnamization
bowdlerize controlling rolls ceasing rate probate triplicate cats caresses ponies ties analogy fully It's don't U.S.A. e-mail
state-of-the-art 3.14 1,000 -5 10% $20 2024-05-06 C++ x=y (hi) [ref] "quoted" 'single' &quot;tag&quot; a&amp;b &lt;p&gt;
semi;colon well... what? no! Mr. 'twas rock'n'roll <skipped> 7th 100km""".split()
OTHER = """Über Straße naïve café Ελλάς ΣΟΦΟΣ İstanbul ﬁne Приве́т мир дом 日本語 中文字符 こんにちは カタカナ 한국어 שלום مرحبا 😀 👩‍🔬
𝒳𝓎 ½ ² Ⅷ “smart” «guille» … — ¿qué? ，。！ €5 ©2024 १२ K é""".split()
SPACES = [" "] * 30 + ["  ", "\n", "\t", " \n ", "-\n", "\u00a0", "\u3000", "\u0085", "\u2028", "\x1c", "\r\n"]


def text(rng, words, plain):
    pool = ENGLISH if plain else ENGLISH + OTHER * 2
    parts = []
    for i in range(words):
        if i:
            parts.append(" " if plain and rng.random() < 0.9 else rng.choice(SPACES))
        parts.append(rng.choice(pool))
        if rng.random() < 0.12:
            parts.append(rng.choice([".", ",", "!", "?", ". ", ";\n", ".\n"]))
    return "".join(parts)


def edited(rng, original):
    """Some words dropped, replaced, added, and a run of words moved elsewhere."""
    words = original.split(" ")
    for _ in range(rng.randrange(4)):
        at = rng.randrange(len(words) + 1)
        choice = rng.randrange(4)
        if choice == 0:
            words[at:at] = [rng.choice(ENGLISH + OTHER)]
        elif choice == 1 and words:
            del words[at - 1]
        elif choice == 2 and at < len(words):
            words[at] = rng.choice(ENGLISH)
        else:
            run, rest = words[at:at + 4], words[:at] + words[at + 4:]
            to = rng.randrange(len(rest) + 1)
            words = rest[:to] + run + rest[to:]
    result = " ".join(words)
    return result.upper() if rng.random() < 0.05 else result


SPECIAL = [
    ("", [""]), ("", ["a word"]), ("a word", [""]), ("   ", ["a"]), ("same text", ["same text"]), ("The.", ["the"]),
    ("?", ["!"]), ("?!", ["?!"]), ("one", ["one"]), ("one two", ["one two"]), ("one two three", ["one two three four five"]),
    ("\n\n", ["\n"]), ("no overlap here", ["completely different words"]), ("the the the the the the the", ["the cat is on the mat"]),
    ("a b c d e f g h", ["e f g h a b c d"]), ("x", ["", "x"]), ("", ["", "y z"]), ("the", ["a"]), ("cat", ["The Cat!"]),
    ("tie one. tie two", ["one tie. two tie", "tie tie one two", "one. two."]), ("\u00a0a\u3000b\u0085c", ["a b c"]),
    ("said the cat.\nThe dog ran.", ["The dog ran.\nsaid the cat."]), ("-5 - 5", ["-5-5"]), ("日本語", ["日本語"]), ("😀", ["😀😀"]),
]


def ties(rng):
    """Where many alignments are equally good, and where Tercom's limits on runs, candidates and the beam are reached."""
    few = lambda n, words: [rng.choice(words) for _ in range(n)]
    shuffled = lambda words: " ".join(rng.sample(words, len(words)))
    letters, distinct = list("abcdefghijkl"), [f"w{i}" for i in range(160)]
    lines = lambda n: "\n".join(" ".join(few(7, letters[:4])) for _ in range(n))
    made = [(lines(4), [lines(3)]) for _ in range(10)]
    for n in (6, 8, 10, 12, 15, 20, 30, 40):
        words = few(n, letters[: 3 + n // 6])
        made.append((shuffled(words), [" ".join(words), shuffled(words)]))
    for n in (45, 60, 75):
        words = few(n, letters)
        made.append((shuffled(words), [" ".join(words)]))
    for run in (10, 11, 13):
        words = distinct[:40]
        made.append((" ".join(words[run:25] + words[:run] + words[25:]), [" ".join(words)]))
    for dropped in (24, 25, 26, 27, 60):
        made.append((" ".join(distinct[dropped:150]), [" ".join(distinct[:150])]))
        made.append((" ".join(distinct[:90] + few(dropped, letters)), [" ".join(few(dropped, letters) + distinct[:90])]))
    made.append((" ".join(distinct[100:160] + distinct[:100]), [" ".join(distinct)]))
    for far in (50, 51):
        made.append((" ".join(distinct[far:60] + distinct[:far]), [" ".join(distinct[:60])]))
    return made


def pairs():
    rng = random.Random(20240607)
    made = list(SPECIAL)
    made.append(("go on " * 120, ["go on and on " * 20]))
    made.append(("loop. " * 200, [text(rng, 60, True)]))
    made.append((text(rng, 90, True), [text(rng, 2, True)]))
    made.append((text(rng, 3, True), [text(rng, 120, True)]))
    made += ties(random.Random(5))
    while len(made) < 200:
        plain = rng.random() < 0.6
        original = text(rng, rng.choice([1, 2, 3, 5, 8, 12, 20, 35]), plain)
        references = [original] + [edited(rng, original) for _ in range(rng.choice([0, 0, 0, 0, 1, 2, 3]))]
        kind = rng.random()
        prediction = edited(rng, original) if kind < 0.75 else text(rng, rng.randrange(1, 30), plain)
        made.append((prediction, references))
    return made


ROUGE = ["rouge1", "rouge2", "rougeL", "rougeLsum"]
MEASURES = {
    "bleu": (BLEU(force=True), BLEU(force=True, effective_order=True)),
    "bleu_lower_intl": (
        BLEU(force=True, lowercase=True, tokenize="intl"),
        BLEU(force=True, lowercase=True, tokenize="intl", effective_order=True)),
    "bleu_none_floor": (
        BLEU(force=True, tokenize="none", smooth_method="floor"),
        BLEU(force=True, tokenize="none", smooth_method="floor", effective_order=True)),
    "bleu_char_addk": (
        BLEU(force=True, tokenize="char", smooth_method="add-k"),
        BLEU(force=True, tokenize="char", smooth_method="add-k", effective_order=True)),
    "bleu_zh_none": (
        BLEU(force=True, tokenize="zh", smooth_method="none"),
        BLEU(force=True, tokenize="zh", smooth_method="none", effective_order=True)),
    "chrf": (CHRF(), CHRF()),
    "chrf++": (CHRF(word_order=2), CHRF(word_order=2)),
    "chrf_lower_spaces": (CHRF(lowercase=True, whitespace=True), CHRF(lowercase=True, whitespace=True)),
    "ter": (TER(), TER()),
    "ter_normalized": (TER(normalized=True, case_sensitive=True), TER(normalized=True, case_sensitive=True)),
    "ter_no_punctuation": (TER(no_punct=True), TER(no_punct=True)),
}


def levenshtein(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        above, row = row, [i]
        for j, y in enumerate(b, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (x != y)))
    return row[-1]


def rouge_values(references, prediction):
    values = {}
    for stem in (False, True):
        scorer = RougeScorer(ROUGE, use_stemmer=stem)
        of_first, of_best = scorer.score(references[0], prediction), scorer.score_multi(references, prediction)
        for name in ROUGE:
            key = name + ("_stem" if stem else "")
            values[key] = [*of_first[name], *of_best[name]]
    return values


def texts():
    cases = pairs()
    rows = []
    for prediction, references in cases:
        row = {
            "prediction": prediction,
            "references": references,
            "rouge": rouge_values(references, prediction),
            "sentence": {k: m[1].sentence_score(prediction, references).score for k, m in MEASURES.items()},
            "squad_exact": max(compute_exact(r, prediction) for r in references),
            "squad_f1": max(compute_f1(r, prediction) for r in references),
            "edits": levenshtein(references[0], prediction),
        }
        rows.append(row)
    # None stands for a missing reference, which sacrebleu then leaves out
    streams = [[r[i] if i < len(r) else None for _, r in cases] for i in range(max(len(r) for _, r in cases))]
    corpus = {k: m[0].corpus_score([p for p, _ in cases], streams).score for k, m in MEASURES.items()}
    return {"packages": versions(), "corpus": corpus, "pairs": rows}


def stems():
    rng = random.Random(11)
    roots = """sk d t l dy fl tr cr spr happ enjo relat condit valenc hesitanc digitiz conform radic differ vile analog vietnam
    predic oper feudal decis hope callous formal sensit sensib triplic form electr good reviv allow infer airlin gyroscop adjust
    defens irrit replac depend adopt homolog commun activ angular effect bowdler prob rat ceas control rol agre fe plaster bl
    motor s conflat troubl siz hopp tann fall hiss fizz fail fil yy y syzyg ye 3d 10x news inning proc succe log archaeolog
    f rall nat mod eat oat sta ssss aaaa""".split()
    ends = """ s es ies ied ed eed ing ings y ly ational tional ization ation ator alism iveness fulness ousness aliti iviti biliti
    enci anci izer bli abli alli ationalli tionalli entli eli ousli fulli logi icate ative alize iciti ical ful ness al ance ence er ic able ible
    ant ement ment ent ion sion tion ou ism ate iti ous ive ize e ll lle yed yes ying sses ss at bl iz""".split() + [""]
    words = {r + e for r in roots for e in ends}
    words |= {"".join(rng.choice("aeiouylstdngz0") for _ in range(rng.randrange(1, 12))) for _ in range(600)}
    irregular = {"sky", "skies", "dying", "lying", "tying", "news", "innings", "inning", "outings", "outing", "cannings", "canning",
              "howe", "proceed", "exceed", "succeed", "generalizations", "oscillators"}
    stemmer = PorterStemmer()
    chosen = sorted(irregular.union(rng.sample(sorted(words), 4000)))
    return {"packages": versions(), "stems": {w: stemmer.stem(w) for w in chosen}}


def calibration_error(confidence, correct):
    """Guo et al. 2017, equations 2 to 5, with ten bins ((m - 1) / 10, m / 10]; 0 is in the first."""
    bins = np.clip(np.digitize(confidence, np.arange(1, 11) / 10, right=True), 0, 9)
    total = 0.0
    for m in range(10):
        inside = bins == m
        if inside.any():
            total += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    return float(total)


def labels():
    rng = np.random.default_rng(7)
    sets = []
    for case in range(200):
        classes = 2 if case % 2 == 0 else int(rng.integers(3, 7))
        n = int(rng.choice([1, 2, 3, 10, 30]))
        scores = rng.normal(size=(n, classes)) * rng.choice([0.3, 1.0, 4.0])
        probabilities = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        if case % 10 == 0:
            probabilities = np.round(probabilities, 1)
            probabilities[:, -1] = 1 - probabilities[:, :-1].sum(axis=1)
        predicted = probabilities.argmax(axis=1)
        gold = np.where(rng.random(n) < 0.6, predicted, rng.integers(0, classes, n))
        if case % 20 == 4:
            gold = np.zeros(n, dtype=int)
        quiet = {"zero_division": 0}
        one_hot = np.eye(classes)[gold]
        row = {
            "classes": classes,
            "gold": gold.tolist(),
            "probabilities": probabilities.tolist(),
            "f1_macro": f1_score(gold, predicted, average="macro", **quiet),
            "f1_micro": f1_score(gold, predicted, average="micro", **quiet),
            "f1_weighted": f1_score(gold, predicted, average="weighted", **quiet),
            "mcc": matthews_corrcoef(gold, predicted),
            "accuracy": accuracy_score(gold, predicted),
            "brier_score": float(np.mean(np.sum((probabilities - one_hot) ** 2, axis=1))),
            "ece": calibration_error(probabilities.max(axis=1), (gold == predicted).astype(float)),
        }
        if classes == 2:
            row["f1"] = f1_score(gold, predicted, labels=[0, 1], **quiet)
            row["brier_positive"] = brier_score_loss(gold, probabilities[:, 1], labels=[0, 1])
        sets.append(row)
    return {"packages": versions(), "sets": sets}


def versions():
    return {p: importlib.metadata.version(p) for p in PACKAGES}


def write(name, content, key):
    """One line per entry of the list, so that a difference can be seen."""
    head = {k: v for k, v in content.items() if k != key}
    dump = lambda value: json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    lines = content[key]
    body = ",\n".join(dump(line) for line in lines) if isinstance(lines, list) else dump(lines)
    with open(name, "w", encoding="ascii") as file:
        file.write(dump(head)[:-1] + f',"{key}":' + (f"[\n{body}\n]" if isinstance(lines, list) else body) + "}\n")


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # one label alone: known, and wanted here
    write("texts.json", texts(), "pairs")
    write("stems.json", stems(), "stems")
    write("labels.json", labels(), "sets")
