/**
 * Tasks whose texts are made when they are asked for, as long as wanted: needle in a haystack,
 * LongEval's lines and topics, and the kinds of task of RULER (Hsieh et al. 2024, arXiv
 * 2404.06654). All words are our own. May use {@code core}.
 */
package io.quantgrid.datasets.longcontext;
