/**
 * IFEval: instructions whose following a program can check (Zhou et al. 2023, arXiv 2311.07911), as
 * lm-evaluation-harness 0.4.13 checks them. May use {@code python} and {@code sentence}.
 */
package io.quantgrid.datasets.ifeval;
