package io.quantgrid.core.evaluate;

/**
 * What decides how a unit is computed; all of it is part of the ids.
 *
 * @param batch most sequences computed at once
 * @param topK log-probabilities that a baseline keeps per scored token
 * @param threads threads per operation
 * @param embeddings what generated texts are compared by
 */
public record EvaluationSettings(int batch, int topK, int threads, Embeddings embeddings) {
  public EvaluationSettings {
    if (batch < 1 || topK < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "Cannot evaluate with batch "
              + batch
              + ", topK "
              + topK
              + ", threads "
              + threads
              + " (expected each 1 or more)");
    }
  }

  /** Texts are compared as such. */
  public EvaluationSettings(int batch, int topK, int threads) {
    this(batch, topK, threads, Embeddings.TEXT);
  }
}
