/**
 * Answers judged by another model behind an address that speaks OpenAI's chat protocol: grades and
 * comparisons as MT-Bench (Zheng et al. 2023, arXiv 2306.05685) and Arena-Hard (Li et al. 2024,
 * arXiv 2406.11939) ask for them, in words of our own. May use {@code core}.
 */
package io.quantgrid.datasets.judge;
