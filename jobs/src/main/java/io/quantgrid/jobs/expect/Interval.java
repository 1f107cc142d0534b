package io.quantgrid.jobs.expect;

/** Where a figure lies in 95 of 100 draws of as many items. */
public record Interval(double low, double high) {}
