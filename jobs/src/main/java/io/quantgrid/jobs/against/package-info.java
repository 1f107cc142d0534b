/**
 * Two sweeps side by side: which cells changed, and whether more than chance would. Reads cells and
 * samples tables of both; one row per cell reaches the driver.
 */
package io.quantgrid.jobs.against;
