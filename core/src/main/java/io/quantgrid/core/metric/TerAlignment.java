package io.quantgrid.core.metric;

import java.util.Arrays;

/**
 * Which word of the prediction stands where each word of the reference should, and which words of
 * both are wrong.
 */
final class TerAlignment {
  private final int[] place; // [reference], -1 before the first word of the prediction
  private final boolean[] wrongInReference;
  private final boolean[] wrongInPrediction;

  /**
   * @param edits how the reference becomes the prediction, in order
   */
  TerAlignment(int referenceWords, int predictionWords, Iterable<TerDistance.Edit> edits) {
    place = new int[referenceWords];
    wrongInReference = new boolean[referenceWords];
    wrongInPrediction = new boolean[predictionWords];
    int inReference = -1;
    int inPrediction = -1;
    for (TerDistance.Edit edit : edits) {
      boolean wrong = edit != TerDistance.Edit.KEPT;
      if (edit != TerDistance.Edit.DROPPED) {
        inReference++;
      }
      if (edit != TerDistance.Edit.ADDED) {
        wrongInPrediction[++inPrediction] = wrong;
      }
      if (edit != TerDistance.Edit.DROPPED) {
        place[inReference] = inPrediction;
        wrongInReference[inReference] = wrong;
      }
    }
  }

  /** Both runs hold an error, and the one in the reference does not belong inside the other. */
  boolean isWorthMoving(int start, int found, int length) {
    return any(wrongInPrediction, start, length)
        && any(wrongInReference, found, length)
        && (place[found] < start || place[found] >= start + length);
  }

  private static boolean any(boolean[] wrong, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (wrong[i]) {
        return true;
      }
    }
    return false;
  }

  /** Positions to move a run to: behind where the words before and in the found run stand. */
  int[] targets(int found, int length) {
    int[] targets = new int[length + 1];
    int count = 0;
    int previous = -1;
    for (int i = found - 1; i < found + length && i < place.length; i++) {
      int target = i < 0 ? 0 : place[i] + 1;
      if (target != previous) {
        targets[count++] = target;
        previous = target;
      }
    }
    return Arrays.copyOf(targets, count);
  }
}
