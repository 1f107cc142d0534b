"""Judges pairs of answers by lm-evaluation-harness 0.4.13 (sympy 1.14.0, antlr4 4.11, math-verify 0.9.0).

python make_answers.py FOLDER_OF_LM_EVAL > answers.jsonl

Each line: two answers as a model and a solution write them; the form that Minerva's normalization
gives each; whether minerva_math, hendrycks_math and math_verify take them for equal.
"""

import importlib.util
import json
import sys
from pathlib import Path

PAIRS = [
    # numbers
    ("24", "24"), ("24", "25"), ("0.5", "\\frac{1}{2}"), (".5", "0.5"), ("1,000", "1000"),
    ("10,000", "10000"), ("1.0", "1"), ("-3", "-3"), ("-3", "3"), ("+3", "3"), ("3.14", "\\pi"),
    ("0.333", "\\frac13"), ("0.3333333333", "\\frac{1}{3}"), ("007", "7"), ("2e3", "2000"),
    ("1\\,000", "1000"), ("12{,}345", "12345"), ("50\\%", "50"), ("50\\%", "0.5"), ("50%", "50"),
    ("\\$5", "5"), ("5\\text{ dollars}", "5"), ("5 \\text{ cm}", "5"), ("5\\text{ cm}^2", "5"),
    ("90^\\circ", "90"), ("90^{\\circ}", "90"), ("90 degrees", "90"), ("3 hours", "3"),
    ("7 \\text{ students}", "7"), ("x=5", "5"), ("x = 5", "5"), ("n=5", "m=5"), ("f(x)=5", "5"),
    ("2+3", "5"), ("2\\cdot3", "6"), ("2\\times 3", "6"), ("6/3", "2"), ("6\\div3", "2"),
    # fractions
    ("\\frac12", "\\frac{1}{2}"), ("\\dfrac{1}{2}", "\\frac{1}{2}"), ("\\tfrac12", "1/2"),
    ("\\frac{2}{4}", "\\frac{1}{2}"), ("-\\frac{1}{2}", "\\frac{-1}{2}"), ("\\frac{1}{-2}", "-\\frac12"),
    ("3/4", "\\frac{3}{4}"), ("1\\frac{1}{2}", "\\frac{3}{2}"), ("1\\frac12", "\\frac12"),
    ("\\frac{\\pi}{2}", "\\pi/2"), ("\\frac{7\\pi}{6}", "\\frac{7}{6}\\pi"),
    ("\\frac{\\sqrt{3}}{3}", "\\frac{1}{\\sqrt{3}}"), ("\\frac{a}{b}", "a/b"), ("\\frac{a}{b}", "\\frac{b}{a}"),
    ("\\frac1{72}", "\\frac{1}{72}"), ("\\frac{1}{3}", "0.33"), ("\\frac{10}{5}", "2"),
    # roots and powers
    ("\\sqrt2", "\\sqrt{2}"), ("\\sqrt{8}", "2\\sqrt{2}"), ("\\sqrt{50}", "5\\sqrt2"),
    ("\\sqrt[3]{8}", "2"), ("\\sqrt[3]{16}", "2\\sqrt[3]{2}"), ("\\sqrt[4]{16}", "2"), ("2^{10}", "1024"),
    ("2^3", "8"), ("2^{-2}", "\\frac14"), ("3^{1/2}", "\\sqrt{3}"), ("2^{n+1}", "2\\cdot 2^n"),
    ("\\sqrt{x^2}", "x"), ("\\sqrt{4}", "-2"), ("11\\sqrt2", "11\\sqrt{2}"), ("(\\sqrt{2})^2", "2"),
    ("\\sqrt{5}+1", "1+\\sqrt{5}"), ("\\frac{1+\\sqrt{5}}{2}", "\\frac{\\sqrt{5}+1}{2}"),
    ("4\\sqrt{3}-2", "-2+4\\sqrt3"), ("e^2", "e^{2}"), ("e^{i\\pi}", "-1"), ("i^2", "-1"), ("10^{-3}", "0.001"),
    # polynomials
    ("x^2+2x+1", "(x+1)^2"), ("x^2+2x+1", "1+2x+x^2"), ("x^2-1", "(x-1)(x+1)"), ("2x", "x\\cdot2"),
    ("3x^2", "3x^3"), ("x+y", "y+x"), ("xy", "yx"), ("a-b", "b-a"), ("-(x-1)", "1-x"), ("x^{2}", "x^2"),
    ("2(x+3)", "2x+6"), ("(x+3)2", "2x+6"), ("\\frac{x^2-1}{x-1}", "x+1"), ("\\frac{x}{2}+\\frac{x}{2}", "x"),
    ("x_1+x_2", "x_2+x_1"), ("x_{1}", "x_1"), ("\\alpha+\\beta", "\\beta+\\alpha"), ("n(n+1)/2", "\\frac{n^2+n}{2}"),
    ("6r^2-4r-24", "-24-4r+6r^2"), ("(3t-7)(3t+7)", "9t^2-49"), ("y=2x+3", "2x+3"), ("y = 2x+3", "y=3+2x"),
    # functions
    ("\\sin x", "\\sin{x}"), ("\\sin(x)", "\\sin x"), ("\\sin^2 x+\\cos^2 x", "1"), ("\\tan x", "\\frac{\\sin x}{\\cos x}"),
    ("\\ln e", "1"), ("\\log_2 8", "3"), ("\\log_{2} 8", "3"), ("\\log 100", "2"), ("\\ln(2)", "\\ln 2"),
    ("\\cos 60^\\circ", "\\frac12"), ("|x|", "\\left|x\\right|"), ("|-3|", "3"), ("5!", "120"), ("\\binom{5}{2}", "10"),
    ("\\binom52", "10"), ("\\lfloor 2.5\\rfloor", "2"), ("\\lceil 2.5\\rceil", "3"), ("\\sec x", "\\frac{1}{\\cos x}"),
    ("\\arctan 1", "\\frac{\\pi}{4}"), ("\\sum_{i=1}^{3} i", "6"), ("\\int_0^1 x dx", "\\frac12"), ("\\exp(1)", "e"),
    # what sympy does not read
    ("[2,5)", "[2,5)"), ("[2,5)", "(2,5)"), ("[2, 5)", "[2,5)"), ("(1,2)", "(1,2)"), ("(1, 2)", "(1,2)"),
    ("(1,2)", "(2,1)"), ("(0.5,2)", "(\\frac{1}{2},2)"), ("\\{1,2\\}", "\\{1,2\\}"), ("\\{1,2\\}", "\\{2,1\\}"),
    ("1,2", "2,1"), ("1,2", "1,2"), ("1, 2", "1,2"), ("1 \\text{ and } 2", "1,2"), ("\\text{A}", "A"), ("\\text{(A)}", "A"),
    ("\\text{even}", "\\text{even}"), ("\\text{even}", "even"), ("even", "odd"), ("\\textbf{(B)}", "\\text{(B)}"),
    ("\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}", "\\begin{pmatrix}1\\\\2\\end{pmatrix}"),
    ("\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}", "\\begin{pmatrix} 2 \\\\ 1 \\end{pmatrix}"),
    ("\\left(1,2\\right)", "(1,2)"), ("\\left[1,2\\right)", "[1,2)"), ("(-\\infty,3]", "(-\\infty, 3]"),
    ("(-\\infty,3]", "\\left(-\\infty,3\\right]"), ("\\infty", "\\infty"), ("-\\infty", "\\infty"),
    ("x<5", "x<5"), ("x<5", "5>x"), ("x\\le 5", "x \\leq 5"), ("x=1", "1=x"), ("\\emptyset", "\\emptyset"),
    ("x \\in [1,2]", "[1,2]"), ("3\\pm\\sqrt2", "3\\pm\\sqrt{2}"), ("\\pm 2", "2"), ("10_{2}", "10_2"), ("101_2", "5"),
    ("2:3", "2:3"), ("2:3", "\\frac23"), ("12:30", "12:30"), ("\\text{Monday}", "Monday"), ("A \\cup B", "B\\cup A"),
    ("(-1,2)\\cup(3,4)", "(-1,2) \\cup (3,4)"), ("\\mathbf{v}", "v"), ("\\overline{AB}", "AB"), ("0.\\overline{3}", "\\frac13"),
    ("", ""), ("", "1"), ("???", "1"), ("\\frac{1}{", "1"), ("x^", "x"), ("(1", "1"), ("\\boxed{5}", "5"), ("$5$", "5"),
    # what models write around
    ("5.", "5"), ("the answer is 5", "5"), ("5 units", "5"), ("5 square units", "5"), ("5\\text{ inches}", "5"),
    ("\\mbox{5 cm}", "5"), ("5\\;", "5"), ("5\\!", "5"), ("\\frac{3}{5}\\text{ km}", "\\frac{3}{5}"), ("7\\frac34", "\\frac{31}{4}"),
    ("5\\ \\text{cm}", "5"), ("\\left(\\frac{1}{2}\\right)", "\\frac12"), ("{5}", "5"), ("((5))", "5"), ("2 \\sqrt{ 3 }", "2\\sqrt{3}"),
    ("1.5\\times 10^3", "1500"), ("\\frac{1}{2}x", "\\frac{x}{2}"), ("\\frac{1}{2}x", "0.5x"), ("2\\pi r", "2 \\pi r"), ("9\\pi-18", "-18+9\\pi"),
]


def library(root, name):
    spec = importlib.util.spec_from_file_location(name, Path(root) / "tasks" / name / "utils.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault("datasets", type(sys)("datasets"))
    sys.modules["datasets"].Dataset = object
    spec.loader.exec_module(module)
    return module


def main():
    minerva = library(sys.argv[1], "minerva_math")
    hendrycks = library(sys.argv[1], "hendrycks_math")
    for given, right in PAIRS:
        forms = [minerva.normalize_final_answer(one) for one in (given, right)]
        try:
            verified = bool(
                minerva.verify(
                    gold=minerva.parse("$\\boxed{" + right + "}$"),
                    target=minerva.parse("$\\boxed{" + given + "}$"),
                )
            )
        except Exception:
            verified = False
        print(
            json.dumps(
                {
                    "given": given,
                    "right": right,
                    "forms": forms,
                    "minerva": minerva.is_equiv(*forms),
                    "hendrycks": bool(hendrycks.is_equiv(given, right)),
                    "verified": verified,
                },
                ensure_ascii=False,
            )
        )


main()
