package io.quantgrid.core.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Edits between a prediction and a reference with moves of runs of words: as long as it helps, the
 * move is made that saves most edits (of those the longest run, then the earliest, then the
 * earliest target). Limits and order are those of sacreBLEU 2.6.0, {@code lib_ter}, so that the
 * counts agree where the greedy search is not optimal.
 */
final class TerEdits {
  private static final int LONGEST_RUN = 10;
  private static final int FARTHEST = 50;
  private static final int MOST_CANDIDATES = 1000;

  /** A run of the prediction moved before position {@code target}. */
  private record Move(int saved, int length, int start, int target, List<String> words) {
    static final Comparator<Move> ORDER =
        Comparator.comparingInt(Move::saved)
            .thenComparing(Move::length)
            .thenComparing(Move::start, Comparator.reverseOrder())
            .thenComparing(Move::target, Comparator.reverseOrder());
  }

  private final List<String> reference;
  private int candidates;

  private TerEdits(List<String> reference) {
    this.reference = reference;
  }

  static int between(List<String> prediction, List<String> reference) {
    return reference.isEmpty() ? prediction.size() : new TerEdits(reference).edits(prediction);
  }

  private int edits(List<String> prediction) {
    List<String> words = prediction;
    int moves = 0;
    while (true) {
      TerDistance distance = new TerDistance(reference, words);
      Optional<Move> best = bestMove(words, distance);
      if (candidates >= MOST_CANDIDATES || best.isEmpty() || best.get().saved <= 0) {
        return moves + distance.edits();
      }
      words = best.get().words;
      moves++;
    }
  }

  /** Looks until {@link #MOST_CANDIDATES} were tried, counting those of earlier rounds. */
  private Optional<Move> bestMove(List<String> words, TerDistance distance) {
    TerAlignment alignment = distance.alignment();
    Move best = null;
    for (int start = 0; start < words.size(); start++) {
      int first = Math.max(0, start - FARTHEST);
      int last = Math.min(reference.size() - 1, start + FARTHEST);
      for (int found = first; found <= last; found++) {
        for (int length = 1; length <= common(words, start, found); length++) {
          if (!alignment.isWorthMoving(start, found, length)) {
            continue;
          }
          for (int target : alignment.targets(found, length)) {
            List<String> moved = moved(words, start, length, target);
            int saved = distance.edits() - distance.editsOf(moved);
            Move move = new Move(saved, length, start, target, moved);
            best = best == null || Move.ORDER.compare(move, best) > 0 ? move : best;
            candidates++;
          }
          if (candidates >= MOST_CANDIDATES) {
            return Optional.ofNullable(best);
          }
        }
      }
    }
    return Optional.ofNullable(best);
  }

  /** Words that the prediction from {@code start} and the reference from {@code found} share. */
  private int common(List<String> words, int start, int found) {
    int most = Math.min(words.size() - start, reference.size() - found);
    int length = 0;
    while (length < Math.min(most, LONGEST_RUN)
        && words.get(start + length).equals(reference.get(found + length))) {
      length++;
    }
    return length;
  }

  private static List<String> moved(List<String> words, int start, int length, int target) {
    List<String> run = words.subList(start, start + length);
    List<String> moved = new ArrayList<>(words.size());
    if (target < start) {
      moved.addAll(words.subList(0, target));
      moved.addAll(run);
      moved.addAll(words.subList(target, start));
      moved.addAll(words.subList(start + length, words.size()));
      return moved;
    }
    // A target inside the run means as many words behind it.
    int end = target > start + length ? target : Math.min(length + target, words.size());
    moved.addAll(words.subList(0, start));
    moved.addAll(words.subList(start + length, end));
    moved.addAll(run);
    moved.addAll(words.subList(end, words.size()));
    return moved;
  }
}
