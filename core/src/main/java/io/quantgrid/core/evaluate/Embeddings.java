package io.quantgrid.core.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Whether generated texts are compared with the baseline's by their embeddings, too. */
public enum Embeddings {
  /** By their words, characters and tokens alone. */
  TEXT,
  /** Also by the cosine of {@link io.quantgrid.core.metric.SentenceEmbedding}, which takes time. */
  EMBEDDING;

  /** The names in sweeps. */
  public static List<String> names() {
    return Arrays.stream(values()).map(Embeddings::text).toList();
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
