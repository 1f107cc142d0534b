package io.quantgrid.kernels.scan;

/**
 * What came of a row of tokens.
 *
 * @param y {@code [tokens, channels]}, row-major; zeros for tokens that were skipped
 * @param state what to continue from: behind the order's last token
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Scanned(float[] y, float[] state) {}
