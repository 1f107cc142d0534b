package io.quantgrid.core.model;

/** Placeholder until the configuration reader lands. */
public record ModelConfig(String family) {}
