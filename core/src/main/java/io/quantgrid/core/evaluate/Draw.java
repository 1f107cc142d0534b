package io.quantgrid.core.evaluate;

import java.util.Arrays;

/**
 * Draws a token from logits. Tokens that are kept stand in the order of their ids, so that rounding
 * of the logits moves no more than the borders between them. Arithmetic in double.
 */
final class Draw {
  private Draw() {}

  /**
   * @param logits of a whole vocabulary, among others
   * @param from where they begin
   * @param uniform from 0 to below 1
   * @return a token id
   */
  static int token(float[] logits, int from, int vocabulary, Sampling sampling, double uniform) {
    double[] weights = weights(logits, from, vocabulary, sampling);
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    double left = uniform * sum;
    int last = 0;
    for (int id = 0; id < vocabulary; id++) {
      if (weights[id] > 0) {
        last = id;
        left -= weights[id];
        if (left < 0) {
          return id;
        }
      }
    }
    return last; // rounding has used up the sum
  }

  /** Probabilities up to a factor; 0 for what is not kept. */
  static double[] weights(float[] logits, int from, int vocabulary, Sampling sampling) {
    float least = kth(logits, from, vocabulary, sampling.topK());
    double highest = Double.NEGATIVE_INFINITY;
    for (int id = 0; id < vocabulary; id++) {
      highest = Math.max(highest, logits[from + id]);
    }
    double[] weights = new double[vocabulary];
    for (int id = 0; id < vocabulary; id++) {
      float logit = logits[from + id];
      weights[id] = logit >= least ? Math.exp((logit - highest) / sampling.temperature()) : 0;
    }
    if (sampling.topP() < 1) {
      keepMass(weights, sampling.topP());
    }
    return weights;
  }

  /** The k-th highest logit: what equals it is kept too. */
  private static float kth(float[] logits, int from, int vocabulary, int k) {
    if (k == 0 || k >= vocabulary) {
      return Float.NEGATIVE_INFINITY;
    }
    float[] heap = new float[k]; // the k highest so far, the lowest of them first
    Arrays.fill(heap, Float.NEGATIVE_INFINITY);
    for (int id = 0; id < vocabulary; id++) {
      if (logits[from + id] > heap[0]) {
        heap[0] = logits[from + id];
        sink(heap);
      }
    }
    return heap[0];
  }

  private static void sink(float[] heap) {
    for (int at = 0, child = 1; child < heap.length; at = child, child = 2 * at + 1) {
      if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[at] <= heap[child]) {
        return;
      }
      float moved = heap[at];
      heap[at] = heap[child];
      heap[child] = moved;
    }
  }

  /** Sets to 0 what is not among the largest weights that come to a share of all of them. */
  private static void keepMass(double[] weights, double share) {
    double[] sorted = Arrays.stream(weights).filter(weight -> weight > 0).sorted().toArray();
    double sum = Arrays.stream(sorted).sum();
    double mass = 0;
    double least = 0;
    for (int i = sorted.length - 1; i >= 0 && mass < share * sum; i--) {
      mass += sorted[i];
      least = sorted[i];
    }
    for (int id = 0; id < weights.length; id++) {
      weights[id] = weights[id] >= least ? weights[id] : 0;
    }
  }
}
