/**
 * The command line: one class a command, over {@code sweep}, {@code analyse} and {@code report}.
 */
package io.quantgrid.jobs.cli;
