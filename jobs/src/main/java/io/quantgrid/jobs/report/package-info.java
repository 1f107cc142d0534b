/**
 * The page that a sweep leaves: one self-contained HTML file made from the cells and variants
 * tables.
 */
package io.quantgrid.jobs.report;
