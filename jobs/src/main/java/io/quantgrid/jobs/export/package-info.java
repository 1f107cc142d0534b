/** Rows in the forms that other programs read: CSV, and what other evaluation tools write. */
package io.quantgrid.jobs.export;
