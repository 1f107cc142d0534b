/**
 * The sweep: its configuration, the grid it spans, the plan and the ids. May use every package of
 * core.
 */
package io.quantgrid.core.grid;
