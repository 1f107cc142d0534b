"""Runs functions of lm-evaluation-harness 0.4.13 on made-up documents: functions.json.

python make.py PATH_OF_lm_eval/tasks > functions.json
Needs numpy, sympy, antlr4-python3-runtime 4.11, math_verify, word2number, regex, sacrebleu and rouge_score; `datasets` is
stood in for.
"""

import importlib.util
import json
import random
import sys
import types

TASKS = sys.argv[1]


class Dataset(list):
    def map(self, function):
        return Dataset({**doc, **function(dict(doc))} for doc in self)

    def filter(self, function):
        return Dataset(doc for doc in self if function(doc))


def stand_in(name, **attributes):
    module = types.ModuleType(name)
    module.__dict__.update(attributes)
    sys.modules[name] = module


class RegexFilter:
    def __init__(self, regex_pattern="", group_select=0, fallback="[invalid]"):
        import re

        self.regex, self.group_select, self.fallback = re.compile(regex_pattern), group_select, fallback


stand_in("datasets", Dataset=Dataset)
stand_in("lm_eval")
stand_in("lm_eval.filters")
stand_in("lm_eval.filters.extraction", Filter=object, RegexFilter=RegexFilter)
OUT = []
STDOUT, sys.stdout = sys.stdout, sys.stderr  # modules print what they miss


def module(folder, name):
    random.seed(0)
    spec = importlib.util.spec_from_file_location("m", f"{TASKS}/{folder}/{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def put(folder, function, docs, expected, **more):
    OUT.append({"folder": folder, "function": function, "docs": docs, "expected": expected, **more})


def of_document(folder, name, function, docs):
    loaded = getattr(module(folder, name), function)
    put(folder, f"{name}.{function}", docs, [loaded(dict(doc)) for doc in docs], kind="document")


def of_documents(folder, name, function, docs):
    loaded = getattr(module(folder, name), function)
    put(folder, f"{name}.{function}", docs, list(loaded(Dataset(json.loads(json.dumps(docs))))), kind="documents")


def of_results(folder, function, docs, results, outcome, only=None):
    loaded = getattr(module(folder, "utils"), function)
    expected = []
    for doc, result in zip(docs, results):
        values = loaded(json.loads(json.dumps(doc)), result if outcome == "choices" else [result])
        expected.append({k: float(v) for k, v in values.items() if only is None or k in only})
    put(folder, f"utils.{function}", docs, expected, kind=outcome, results=results)


def of_texts(folder, cls, arguments, docs, texts):
    made = getattr(module(folder, "utils"), cls)(**arguments)
    got = made.apply([list(t) for t in texts], docs)
    put(folder, f"utils.{cls}", docs, got, kind="texts", arguments=arguments, texts=texts)


def main():
    hellaswag = [
        {"activity_label": "Baking", "ctx_a": "A man  stands [in a kitchen].", "ctx_b": "he THEN",
         "endings": ["opens the oven.", " sings [loudly] a song ", "how to bake [title] Take flour.", "x"], "label": "2"},
        {"activity_label": "Éclairs [header]", "ctx_a": "[header] How to sew [title] Buy thread. ", "ctx_b": "",
         "endings": ["a", "b", "c", "d"], "label": "0"},
    ]
    of_documents("hellaswag", "utils", "process_docs", hellaswag)
    wino = [{"sentence": "The cup did not fit in the box because _ was too big.", "option1": "the cup", "option2": "the box", "answer": "1"},
            {"sentence": "Ann thanked Eve, so _ smiled.  ", "option1": "Ann", "option2": "Eve", "answer": "2"}]
    for function in ["doc_to_text", "doc_to_target", "doc_to_choice"]:
        of_document("winogrande", "preprocess_winogrande", function, wino)
    copa = [{"premise": "The lamp went out. ", "choice1": "The bulb broke.", "choice2": "Éric slept.", "question": "cause", "label": 1},
            {"premise": "It rained.", "choice1": "I got wet.", "choice2": "X", "question": "effect", "label": 0}]
    for function in ["doc_to_text", "doc_to_target", "doc_to_choice"]:
        of_document("super_glue/copa", "utils", function, copa)
    pages = [{"page": " = Title = \n \n The cat @-@ dog 's 3 @,@ 000 \" quoted \" ( in brackets ) [ x ] { y } ' z ' . \n = = Part = = \n a ; b : c ! d ? e , N 5 \u00b0 C s ' s /' 5/ \n"},
             {"page": ""}, {"page": "= = = Deep = = = ( a ( b ) c ) \" one \" two \" three \""}]
    of_document("wikitext", "preprocess_wikitext", "wikitext_detokenizer", pages)
    of_document("c4", "preprocess_c4", "c4_detokenizer", [{"text": doc["page"]} for doc in pages])
    pro = [{"question": "What is 2+2?", "options": [" 3", "4 ", "5"], "answer": "B", "category": "math", "cot_content": "A: Let's think step by step. It is 4. The answer is (B)."},
           {"question": "Q", "options": [str(i) for i in range(11)], "answer": "J", "category": "computer science", "cot_content": "A: Let's think step by step. No."}]
    for function in ["doc_to_text", "fewshot_to_text", "fewshot_to_target"]:
        of_document("mmlu_pro", "utils", function, pro)
    for function in ["process_math", "process_computer_science", "process_law"]:
        of_documents("mmlu_pro", "utils", function, pro)
    for function in ["doc_to_text", "doc_to_choice"]:
        of_document("leaderboard/mmlu_pro", "utils", function, pro)
    musr = [{"narrative": "A long story.", "question": "Who did it?", "choices": "['Ann', \"Bob's dog\"]", "answer_choice": "Ann"}]
    for function in ["doc_to_text", "doc_to_choice"]:
        of_document("leaderboard/musr", "utils", function, musr)
    gpqa = [{"Question": f"q{i}", "Correct Answer": f" right  {i} [note] ", "Incorrect Answer 1": f"a{i} [title] x", "Incorrect Answer 2": None if i == 3 else f"b{i}", "Incorrect Answer 3": f"c{i}"} for i in range(12)]
    for folder in ["gpqa/zeroshot", "gpqa/n_shot", "gpqa/cot_zeroshot", "gpqa/cot_n_shot", "gpqa/generative", "leaderboard/gpqa"]:
        of_documents(folder, "utils", "process_docs", gpqa)
    truth = [{"question": " Why? ", "correct_answers": ["Because", " It is so. ", ""], "incorrect_answers": ["No", "Yes."]},
             {"question": "What?", "correct_answers": ["I have no comment."], "incorrect_answers": ["A"]}]
    of_documents("truthfulqa", "utils", "process_docs_gen", truth)
    mc2 = [{"mc2_targets": {"choices": ["a", "b", "c"], "labels": [1, 1, 0]}}, {"mc2_targets": {"choices": ["a", "b"], "labels": [1, 0]}}]
    of_results("truthfulqa", "process_results_mc2", mc2, [[[-1.5, False], [-2.25, True], [-0.5, False]], [[-30.0, False], [-2.0, False]]], "choices")
    answers = ["It is so.", "No", "Because it rains . Yes. And so on", "", "I have no comment . Yes."]
    made = list(module("truthfulqa", "utils").process_docs_gen(Dataset(truth)))
    of_results("truthfulqa", "process_results_gen", [made[i % 2] for i in range(5)], answers, "generated")
    highlights = [{"highlights": "Police arrested two men .\nThe men were running ."}] * 3
    of_results("cnn_dailymail", "process_results", highlights, ["The police arrest  two running men.", "", "Nothing\nat all"], "generated", ["rouge1", "rouge2", "rougeL"])
    race = [{"article": "An article.", "problems": str([
        {"question": "Where is  _  .", "answer": "B", "options": ["here", "there", "x", "y"]},
        {"question": "Who is it?", "answer": "D", "options": ["a", "b", "c", "d's"]},
        {"question": "Last?", "answer": "C", "options": ["1", "2", "3", "4"]}])}]
    for function in ["doc_to_text", "doc_to_target", "doc_to_choice"]:
        of_document("race", "preprocess_race", function, race)
    crows = [{"sent_more": "A", "sent_less": "B", "bias_type": kind} for kind in ["race-color", "gender", "socioeconomic", "age", "autre"]]
    of_document("crows_pairs", "utils", "doc_to_choice", crows)
    for function in ["filter_race_color", "filter_socio", "filter_gender", "filter_autre", "filter_religion"]:
        of_documents("crows_pairs", "utils", function, crows)
    of_results("crows_pairs", "process_results", crows[:3], [[[-10.0, False], [-12.5, False]], [[-3.0, False], [-1.0, True]], [[-2.0, False], [-2.0, False]]], "choices")
    ethics = [{"activity": f"I did thing {i} \u00e9.", "baseline": f"I did other {i}."} for i in range(12)]
    for function in ["doc_to_text", "doc_to_target"]:
        of_document("hendrycks_ethics", "utils", function, ethics)
    of_document("glue/mnli", "utils", "doc_to_text", [{"premise": "P.", "hypothesis": " H "}, {"premise": "P.", "hypothesis": "H."}])
    bbq_documents()
    bbq_answers()
    super_glue()
    bbh_filters()
    mathematics()
    print("[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in OUT) + "\n]", file=STDOUT)


def bbq_documents():
    def doc(polarity, context, groups, label, answers=("The man", "The woman", "Not known")):
        return {"context": "c", "question": "q", "ans0": answers[0], "ans1": answers[1], "ans2": answers[2], "label": label, "category": "Gender_identity",
                "question_polarity": polarity, "context_condition": context,
                "answer_info": {"ans0": groups[0], "ans1": groups[1], "ans2": groups[2]},
                "additional_metadata": {"stereotyped_groups": ["F", "woman"]}}
    docs = [doc("neg", "ambig", (["man", "M"], ["woman", "F"], ["not known", "unknown"]), 2),
            doc("nonneg", "disambig", (["man", "M"], ["woman", "F"], ["not known", "unknown"]), 0),
            doc("neg", "disambig", (["M-Black", "x"], ["F-lowSES", "girl"], ["", "unknown"]), 1),
            doc("nonneg", "ambig", (["nonDisabled", "boy"], ["F", "woman"], ["unknown", "unknown"]), 2, ("A", "B", "Undetermined"))]
    for function in ["process_docs", "process_docs_ambig", "process_docs_disambig"]:
        of_documents("bbq", "utils", function, docs)
    made = list(module("bbq", "utils").process_docs(Dataset(json.loads(json.dumps(docs)))))
    for function in ["doc_to_choice", "doc_to_target"]:
        of_document("bbq", "utils", function, made)
    loaded = module("bbq", "utils")
    results = [[[-5.0 - abs(i - best) / 8, False] for i in range(12)] for best in [1, 0, 7, 2]]
    rows = [loaded.process_results_multiple_choice(d, r) for d, r in zip(json.loads(json.dumps(made)), results)]
    figures = {"acc": sum(r["acc"] for r in rows) / len(rows)}
    for name in rows[0]:
        if name.startswith("accuracy_amb"):
            figures[name] = float(loaded.agg_accuracy_amb([r[name] for r in rows]))
        elif name.startswith("accuracy_dis"):
            figures[name] = float(loaded.agg_accuracy_disamb([r[name] for r in rows]))
        elif name.startswith("amb_bias") and name.endswith(("score", "Gender_identity")):
            figures[name] = float(loaded.agg_amb_bias_scores([r[name] for r in rows]))
        elif name.startswith("disamb_bias") and name.endswith(("score", "Gender_identity")):
            figures[name] = float(loaded.agg_disamb_bias_scores([r[name] for r in rows]))
    put("bbq", "utils.process_results_multiple_choice", made, figures, kind="figures", results=results)


def bbq_answers():
    docs = [{"context": "c", "question": "q", "ans0": "Ann", "ans1": "The grandfather", "ans2": "Not known", "label": label, "category": "Age",
             "question_polarity": "neg", "context_condition": context, "answer_info": {"ans0": ["Ann", "nonOld"], "ans1": ["grandfather", "old"], "ans2": ["x", "unknown"]},
             "additional_metadata": {"stereotyped_groups": ["old"]}} for label, context in ((0, "disambig"), (1, "disambig"), (2, "ambig"))]
    loaded = module("bbq", "utils")
    made = list(loaded.process_docs(Dataset(json.loads(json.dumps(docs)))))
    texts = ["Ann", "It was Ann.", "the Grandfather!", "grandfather", "We CANNOT KNOW this", "the old one", "old", "", "Undetermined", "he", "non old or old", "nobody"]
    pairs = [(doc, text) for doc in made for text in texts]
    expected = []
    for doc, text in pairs:
        values = loaded.process_results_generate_until(json.loads(json.dumps(doc)), [text])
        expected.append({"acc": values["acc"]})
    put("bbq", "utils.process_results_generate_until", [p[0] for p in pairs], expected, kind="generated", results=[p[1] for p in pairs])
    rows = [loaded.process_results_generate_until(json.loads(json.dumps(d)), [t]) for d, t in pairs]
    figures = {"acc": sum(r["acc"] for r in rows) / len(rows)}
    figures["amb_bias_score"] = float(loaded.agg_amb_bias_scores([r["amb_bias_score"] for r in rows]))
    figures["disamb_bias_score"] = float(loaded.agg_disamb_bias_scores([r["disamb_bias_score"] for r in rows]))
    put("bbq", "utils.process_results_generate_until", [p[0] for p in pairs], figures, kind="figures", results=[p[1] for p in pairs])


def super_glue():
    import re

    def detokenize(text):  # lm_eval.utils.general_detokenize, which is not at hand without the package
        for old, new in [(" n't", "n't"), (" )", ")"), ("( ", "("), ('" ', '"'), (' "', '"')]:
            text = text.replace(old, new)
        return re.sub(r" (['.,])", r"\1", text)

    stand_in("lm_eval.utils", general_detokenize=detokenize)
    stand_in("lm_eval.api")
    stand_in("lm_eval.api.metrics", metric_max_over_ground_truths=None)
    for name in ["transformers", "transformers.data", "transformers.data.metrics", "transformers.data.metrics.squad_metrics"]:
        stand_in(name)
    sys.modules["transformers.data.metrics"].squad_metrics = None
    wsc = [{"text": "Ann said ( softly ) that she did n't know , so Eve ' s cat left .", "span1_text": "Ann", "span2_text": "she", "span2_index": 6, "label": 1},
           {"text": "Mark told Pete many lies . \" He should have been honest . \"", "span1_text": "Pete", "span2_text": "He", "span2_index": 7, "label": 0},
           {"text": "It  fits,  \u00c9ric said.", "span1_text": "\u00c9ric", "span2_text": "It", "span2_index": 0, "label": 0}]
    of_document("super_glue/wsc", "preprocess_wsc", "default_doc_to_text", wsc)
    record = [{"passage": " The fair opened.\n@highlight\nMany came\n@highlight\nIt rained ", "query": "@placeholder and @placeholder came to the fair", "entities": ["Rome", "Ann", "\u00c9ric", "Ann"], "answers": ["Eve", "Ann", "Eve"]},
              {"passage": "No more.", "query": "None", "entities": ["B", "A"], "answers": ["A"]}]
    of_documents("super_glue/record", "util", "process_docs", record)
    made = list(module("super_glue/record", "util").process_docs(Dataset(json.loads(json.dumps(record)))))
    for function in ["doc_to_text", "doc_to_target", "doc_to_choice"]:
        of_document("super_glue/record", "util", function, made)


def bbh_filters():
    docs = [{"input": "Which? Options:\n(A) The red one\n(B) The red one, not blue\n(C) Green"}] * 7 + [{"input": "No options"}]
    texts = [["It is (B) or (C)."], ["the answer: THE RED ONE, not blue!"], ["so: C"], ["nothing"], ["green, the red one"], ["(A)", "Answer: B", ""], [""], ["(D)"]]
    for folder, last in [("bbh/zeroshot", 0), ("bbh/cot_zeroshot", -1)]:
        of_texts(folder, "MultiChoiceRegexFilter", dict(group_select=last, ignore_case=True, ignore_punctuation=True, regex_pattern="(\\([A-Z]\\))"), docs, texts)
        of_texts(folder, "MapRegexFilter", dict(group_select=last, ignore_case=True, regex_pattern_to_value={r"\b(no|not plausible)\b": "no", r"\b(yes|plausible)\b": "yes"}),
                 [{"input": ""}] * 6, [["Yes."], ["It is NOT plausible"], ["plausible, no"], ["maybe"], ["nothing noted"], ["yes then no"]])
        of_texts(folder, "NumberParseRegexFilter", dict(group_select=last, regex_pattern="([-0-9]+)"), [{"input": ""}] * 8,
                 [["I count 5, no 17."], ["twenty-three"], ["There are Twenty three apples"], ["one hundred and five"], ["-4"], ["none"], ["two thousand three hundred"], ["eighteen"]])
        of_texts(folder, "WordSortFilter", {}, [{"input": "Sort. List: pear apple fig"}] * 3, [["apple fig pear"], ["First pear, then apple, fig: apple fig pear figs"], ["nothing"]])


def mathematics():
    solutions = ["So $x = \\boxed{\\frac{1}{2}}$.", "Thus \\boxed 7$ or so", "We get $\\boxed{[2,5)}$", "It is \\boxed{3\\sqrt{2}} and \\boxed{\\text{yes}}", "$\\boxed{1,\\!000 \\text{ dollars}}$", "\\boxed{x^2+2x+1}", "\\boxed{0.5}"]
    docs = [{"problem": f"p{i}", "solution": s, "level": "Level 5" if i % 2 else "Level 4"} for i, s in enumerate(solutions)]
    for folder in ["hendrycks_math", "minerva_math", "leaderboard/math"]:
        of_documents(folder, "utils", "process_docs", docs)
    of_document("minerva_math", "utils", "doc_to_text", docs)
    answers = ["\\frac12", "0.5", "1/2", "\\dfrac{1}{2}", ".5", "7", "x=7", "[2,5)", "3\\sqrt2", "\\sqrt{18}", "yes", "1000", "1,000", "(x+1)^2", "x^2 + 2x + 1", "1 + x^2 + 2 x", "\\frac{2}{4}", "50\\%", "x/2", "\\frac", "a/b/c", "3^\\circ", "\\left[2,5\\right)", "5\\text{ km}", "0,1", "\\sqrt[3]8", "2\\pi cm"]
    for folder, only, wrap in [("hendrycks_math", ["exact_match"], "The value is ${}$."), ("minerva_math", ["exact_match"], "Final Answer: The final answer is ${}$. I hope it is correct."), ("leaderboard/math", ["exact_match_original"], "Final Answer: The final answer is ${}$. I hope it is correct.")]:
        made = list(module(folder, "utils").process_docs(Dataset([{**d, "level": "Level 5"} for d in docs])))
        pairs = [(d, wrap.format(a)) for d in made for a in answers]
        of_results(folder, "process_results", [p[0] for p in pairs], [p[1] for p in pairs], "generated", only)


main()
