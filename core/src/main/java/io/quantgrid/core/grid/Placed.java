package io.quantgrid.core.grid;

/** A value and where in the sweep it stands. */
record Placed<T>(Place place, T value) {}
