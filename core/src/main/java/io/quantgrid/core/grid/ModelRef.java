package io.quantgrid.core.grid;

/**
 * A model of a sweep.
 *
 * @param name the name in rows
 * @param location an embedded model's name ({@code pocket-s}) or the URI or absolute path of a
 *     checkpoint folder; the reader leaves a name that is no path as it is written
 */
public record ModelRef(String name, String location) {}
