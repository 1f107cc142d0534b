/**
 * Answers to problems of mathematics, which are written in LaTeX: where they stand in a text, how
 * they are brought to one form, and whether two are equal. May use {@code datasets.python}.
 */
package io.quantgrid.datasets.latex;
