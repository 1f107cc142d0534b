/**
 * Readers of data files: documents by position, read lazily. Files may come from anywhere: every
 * limit is checked and every error names file and line. May use {@code core}.
 */
package io.quantgrid.datasets.read;
