"""Programs that lm-evaluation-harness 0.4.13 builds of answers, with its own functions: programs.json.

python make_programs.py PATH_OF_lm_eval/tasks > programs.json
Needs numpy; `evaluate` is stood in for.
"""

import importlib.util
import json
import sys
import types

sys.modules["evaluate"] = types.SimpleNamespace(load=lambda name: types.SimpleNamespace(compute=lambda **arguments: None))

ANSWERS = ["17", "'17'", " \"a b\" # why", "assert f(16) == 17", "assert f((1, 2), [3]) == 17\nmore", "assert f(16 == 17", "assert f 16 == 17", "assert f of 16",
           "f(16) == 17 == 18", "f(16)", "f(16) is it", "x == 'y'", "(16) == 17", "[ANSWER]", "[THOUGHT] hm [ANSWER] assert f('a)') == 'b' [/ANSWER] x",
           "[ANSWER]\nf(2)\n[/ANSWER][ANSWER]3", "no tag [/ANSWER]", "", "  \n 4", "assert f(g(1), \")\") == \"##\"", "über", "assert f()== 3#4", "((1))==2"]


def module(folder):
    spec = importlib.util.spec_from_file_location("m", f"{sys.argv[1]}/{folder}/utils.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def main():
    out = []
    for folder, functions, doc in [
        ("cruxeval", ["build_predictions_input", "build_predictions_input_cot", "build_predictions_output", "build_predictions_output_cot"],
         {"code": "def f(x):\n    return x", "input": "'a'", "output": "'b'"}),
        ("humaneval_infilling", ["build_predictions"], {"prompt": "def f():\n", "suffix": "\n    return 1\n"}),
    ]:
        for function in functions:
            built = getattr(module(folder), function)([ANSWERS], [doc])[0]
            out.append({"folder": folder, "function": f"utils.{function}", "doc": doc, "answers": ANSWERS, "built": built})
    json.dump(out, sys.stdout, ensure_ascii=False, indent=1)
    print()


main()
