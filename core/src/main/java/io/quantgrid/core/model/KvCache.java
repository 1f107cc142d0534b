package io.quantgrid.core.model;

/** Keys and values of the tokens seen so far. */
public interface KvCache {}
