/**
 * Every kernel of an engine against plain Java on the machine at hand: what {@code doctor} runs
 * before a sweep does. May use everything of kernels but the engines themselves, which it gets.
 */
package io.quantgrid.kernels.check;
