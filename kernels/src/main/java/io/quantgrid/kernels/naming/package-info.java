/** Names that people type: finding the one that was meant. Uses nothing. */
package io.quantgrid.kernels.naming;
