package io.quantgrid.jobs.table;

import io.quantgrid.core.evaluate.Turns;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rows with something in every column. */
public final class Rows {
  private Rows() {}

  public static SampleRow choice(String cell, long docId) {
    return new SampleRow(
        "sweep",
        cell,
        0,
        "w8a8-fp",
        "rtn",
        "stories-4x32",
        "llama",
        1000L,
        8.25,
        12345L,
        docId,
        "d" + docId,
        "p" + docId,
        "multiple_choice",
        2,
        0,
        17,
        3,
        List.of(-1.5, Math.nextUp(-2.25)),
        List.of(4, 5),
        1,
        "0",
        null,
        new TreeMap<>(Map.of("acc", 0.0, "acc_norm", 1.0)),
        new TreeMap<>(Map.of("f1", List.of(1.0, 0.0))),
        false,
        3L,
        14L,
        true,
        "lost",
        0.015625,
        0.25,
        0.5,
        Map.of(),
        null,
        0.320821300824607,
        null,
        "simulated",
        "torch",
        0.125,
        "host",
        "driver",
        null,
        0,
        Instant.EPOCH.plus(1, ChronoUnit.MICROS),
        Instant.parse("2026-01-02T03:04:05.678901Z"));
  }

  public static SampleRow text(String cell, long docId) {
    return new SampleRow(
        "sweep",
        cell,
        0,
        "baseline",
        "none",
        null,
        "llama",
        1000L,
        16.0,
        12345L,
        docId,
        "d" + docId,
        "p" + docId,
        "generate",
        0,
        1,
        17,
        3,
        List.of(),
        List.of(),
        null,
        "ü",
        "a \"text\"\n",
        new TreeMap<>(Map.of("exact_match,strict", 1.0)),
        Map.of(),
        null,
        0L,
        0L,
        null,
        null,
        null,
        null,
        null,
        new TreeMap<>(Map.of("rouge_l", 0.75)),
        new TreeMap<>(Map.of("refusal", 0.0, "repeated_tokens", 0.25)),
        null,
        new TreeMap<>(Map.of("length", "4096", "depth", "50")),
        "native",
        "torch",
        0.5,
        "host",
        "1",
        "0",
        1,
        Instant.EPOCH,
        Instant.EPOCH);
  }

  /** A generated answer and little else. */
  public static SampleRow generated(String cell, String format, long docId, String output) {
    return generated(cell, format, docId, 0, output, Map.of("length", "4096", "depth", "50"));
  }

  /** Several answers of a conversation. */
  public static SampleRow conversation(
      String cell, String format, long docId, int repeat, List<String> answers) {
    return generated(
        cell,
        format,
        docId,
        repeat,
        Turns.written(answers),
        Map.of(Turns.FACT, Integer.toString(answers.size())));
  }

  private static SampleRow generated(
      String cell,
      String format,
      long docId,
      int repeat,
      String output,
      Map<String, String> facts) {
    return new SampleRow(
        "sweep",
        cell,
        0,
        format,
        "none",
        null,
        "llama",
        1000L,
        16.0,
        12345L,
        docId,
        "d" + docId,
        "p" + docId,
        "generate",
        0,
        repeat,
        17,
        3,
        List.of(),
        List.of(),
        null,
        "ü",
        output,
        new TreeMap<>(Map.of("exact_match,strict", 1.0)),
        Map.of(),
        null,
        0L,
        0L,
        null,
        null,
        null,
        null,
        null,
        new TreeMap<>(Map.of("rouge_l", 0.75)),
        new TreeMap<>(Map.of("refusal", 0.0, "repeated_tokens", 0.25)),
        null,
        new TreeMap<>(facts),
        "native",
        "torch",
        0.5,
        "host",
        "1",
        "0",
        1,
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
