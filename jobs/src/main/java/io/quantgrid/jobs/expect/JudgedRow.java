package io.quantgrid.jobs.expect;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The columns of the samples table that expectations look at. */
record JudgedRow(
    String cell,
    long docId,
    int repeat,
    Map<String, Double> metrics,
    Map<String, List<Double>> statistics,
    long words,
    long bytes,
    String flip) {
  Items.Judged item() {
    return new Items.Judged(
        docId,
        metrics == null ? Map.of() : metrics,
        statistics == null ? Map.of() : statistics,
        words,
        bytes,
        Optional.ofNullable(flip));
  }
}
