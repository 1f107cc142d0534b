/**
 * Jinja2 templates with Python's semantics, as far as chat templates and task definitions use them.
 * Written here because the Java ports print values, index, slice and call methods as Java does: of
 * the reference renderings of real templates they get less than half right. Templates reach nothing
 * but their variables and the functions listed here. May use nothing else of {@code core}.
 */
package io.quantgrid.core.text.jinja;
