/** Names that users write: what they may have meant. Uses nothing. */
package io.quantgrid.kernels.name;
