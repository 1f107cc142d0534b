/**
 * Readers of data files: documents by position, read lazily. Files may come from anywhere: every
 * limit is checked and every error names file and line. May use {@code core} and the cache folder
 * of {@code pocket}.
 */
package io.quantgrid.datasets.read;
