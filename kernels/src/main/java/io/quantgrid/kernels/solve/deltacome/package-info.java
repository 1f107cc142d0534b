/**
 * Delta-CoMe: what tuning changed, as singular vectors in mixed precision. May use what {@code
 * solve} may, and {@code gptq}.
 */
package io.quantgrid.kernels.solve.deltacome;
