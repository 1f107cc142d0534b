package io.quantgrid.core.model;

/** Placeholder until the batch layout lands. */
public record TokenBatch(int rows) {}
