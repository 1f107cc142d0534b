package io.quantgrid.jobs.cli;

/** How the rows of a query are printed. */
enum SqlFormat {
  /** Columns for a terminal. */
  TABLE,
  /** Comma-separated values with a header. */
  CSV,
  /** One JSON object a line. */
  JSON
}
