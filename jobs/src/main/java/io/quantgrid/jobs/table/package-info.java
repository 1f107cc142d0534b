/**
 * The rows of the Parquet tables and how they are written and read: samples
 * (docs/format/samples.md) and the references that baselines leave. Knows no Spark.
 */
package io.quantgrid.jobs.table;
