/**
 * From the samples table to figures: cells, variants, recovery. Spark SQL over Parquet; a cell's
 * samples are folded in the order of their documents, so figures do not depend on how the rows were
 * spread.
 */
package io.quantgrid.jobs.analyse;
