package io.quantgrid.core.metric;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Edit distance between words with Tercom's beam: only cells within 25 of the diagonal are looked
 * at (more where the lengths differ much). Of equal ways a kept or replaced word goes before a
 * dropped one and that before an added one.
 */
final class TerDistance {
  /** What happens to a word on the way from the prediction to the reference. */
  enum Edit {
    KEPT,
    REPLACED,
    /** A word of the prediction goes. */
    DROPPED,
    /** A word of the reference comes. */
    ADDED
  }

  private static final int BEAM = 25;
  private static final int UNREACHED = 1 << 29;

  private final List<String> reference;
  private final List<String> prediction;
  private final int beam;
  private final int[][] costs; // [prediction words + 1, reference words + 1]

  TerDistance(List<String> reference, List<String> prediction) {
    this.reference = reference;
    this.prediction = prediction;
    double half = ratio() / 2;
    this.beam = BEAM < half ? (int) Math.ceil(half + BEAM) : BEAM;
    this.costs = new int[prediction.size() + 1][];
    costs[0] = new int[reference.size() + 1];
    for (int j = 0; j <= reference.size(); j++) {
      costs[0][j] = j;
    }
    for (int i = 1; i <= prediction.size(); i++) {
      costs[i] = row(costs[i - 1], prediction.get(i - 1), i);
    }
  }

  private double ratio() {
    return prediction.isEmpty() ? 1 : (double) reference.size() / prediction.size();
  }

  int edits() {
    return costs[prediction.size()][reference.size()];
  }

  /** Edits of the same words in another order. */
  int editsOf(List<String> reordered) {
    int same = 0;
    while (same < reordered.size() && reordered.get(same).equals(prediction.get(same))) {
      same++;
    }
    int[] row = costs[same];
    for (int i = same + 1; i <= reordered.size(); i++) {
      row = row(row, reordered.get(i - 1), i);
    }
    return row[reference.size()];
  }

  private int[] row(int[] above, String word, int i) {
    int diagonal = (int) Math.floor(i * ratio());
    int from = Math.max(0, diagonal - beam);
    int to = Math.min(reference.size(), diagonal + beam - 1);
    if (i == prediction.size()) {
      to = reference.size();
    }
    int[] row = new int[reference.size() + 1];
    Arrays.fill(row, UNREACHED);
    for (int j = from; j <= to; j++) {
      if (j == 0) {
        row[0] = above[0] + 1;
        continue;
      }
      int replaced = above[j - 1] + (word.equals(reference.get(j - 1)) ? 0 : 1);
      int cost = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
      row[j] = Math.min(cost, UNREACHED);
    }
    return row;
  }

  /** Read back from the end of the table. */
  TerAlignment alignment() {
    Deque<Edit> edits = new ArrayDeque<>();
    int i = prediction.size();
    int j = reference.size();
    while (i > 0 || j > 0) {
      Edit edit = edit(i, j);
      edits.addFirst(edit);
      i -= edit == Edit.ADDED ? 0 : 1;
      j -= edit == Edit.DROPPED ? 0 : 1;
    }
    return new TerAlignment(reference.size(), prediction.size(), edits);
  }

  private Edit edit(int i, int j) {
    if (i == 0) {
      return Edit.ADDED;
    }
    if (j == 0) {
      return Edit.DROPPED;
    }
    boolean same = prediction.get(i - 1).equals(reference.get(j - 1));
    if (costs[i - 1][j - 1] + (same ? 0 : 1) == costs[i][j]) {
      return same ? Edit.KEPT : Edit.REPLACED;
    }
    return costs[i - 1][j] + 1 == costs[i][j] ? Edit.DROPPED : Edit.ADDED;
  }
}
