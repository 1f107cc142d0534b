package io.quantgrid.core.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the prompts of a task begin with: the tokens that the prompts of a few of its documents have
 * in common, spread over all of them. Depends on task, tokenizer and the model's length alone, so
 * that results do not depend on how items are cut into units. Prompts that begin otherwise are
 * computed on their own.
 */
final class SharedBeginning {
  /**
   * Fewest tokens that are shared. Attention to cached tokens goes through a mask and copies, which
   * costs about as much as computing a dozen tokens again: {@code SharedBeginningBench} (32
   * questions of 64 tokens, one thread) saw units of multiple choice and of short answers take 0.95
   * to 1.03 of the time with 16 tokens shared for SmolLM2's shape, 0.79 to 0.97 with 32, 0.7 to 0.8
   * with 64; 0.75 with 32 for pocket-m's. Another value rounds otherwise: raise the version of
   * results with it.
   */
  static final int SHORTEST = 32;

  /** Documents looked at, if there are as many. */
  private static final int LOOKED_AT = 5;

  private SharedBeginning() {}

  /**
   * @param prompts token ids of an item's prompts, as the model is fed
   * @return empty where the prompts have less in common than is worth sharing
   */
  static int[] of(Task task, Function<Item, List<int[]>> prompts) {
    int size = task.size();
    if (size < 2) {
      return new int[0];
    }
    int looks = Math.min(size, LOOKED_AT);
    Optional<int[]> common = Optional.empty();
    for (int look = 0; look < looks; look++) {
      int position = (int) ((long) look * (size - 1) / (looks - 1));
      for (int[] prompt : prompts(task, position, prompts)) {
        int[] own = Arrays.copyOf(prompt, Math.max(0, prompt.length - 1)); // it goes on after
        common = Optional.of(common.map(beginning -> common(beginning, own)).orElse(own));
      }
      if (common.map(beginning -> beginning.length).orElse(0) < SHORTEST) {
        return new int[0];
      }
    }
    return common.orElseThrow();
  }

  private static List<int[]> prompts(Task task, int position, Function<Item, List<int[]>> prompts) {
    try {
      return task.items(position, position + 1).stream()
          .flatMap(item -> prompts.apply(item).stream())
          .toList();
    } catch (TaskException e) {
      return List.of(); // the unit that holds the document says what is wrong with it
    }
  }

  private static int[] common(int[] beginning, int[] own) {
    int end = Arrays.mismatch(beginning, own);
    return end < 0 ? beginning : Arrays.copyOf(beginning, end);
  }
}
