/**
 * Programs that a model wrote, run in a process of their own: HumanEval, MBPP and pass@k. May use
 * {@code core} and {@code python}.
 */
package io.quantgrid.datasets.code;
