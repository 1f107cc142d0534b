/**
 * A sweep's output for notebooks and the Java shell: its tables in SQL, text tables and pictures.
 * Over {@code analyse} and what the command line has.
 */
package io.quantgrid.jobs.notebook;
