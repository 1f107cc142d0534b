package io.quantgrid.core.evaluate;

import io.quantgrid.core.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Token sequences of a task's items, for looking at what a model computes on them. */
public final class CalibrationTexts {
  private CalibrationTexts() {}

  /**
   * Items chosen by {@code seed}, each as the text that the task scores as right (of questions that
   * are answered freely, the question), in the task's order.
   *
   * @param samples most sequences; fewer when the task has no more items
   * @param tokens where each is cut off
   * @throws TaskException when the task's data does not fit its definition
   */
  public static List<int[]> of(Task task, Tokenizer tokenizer, int samples, int tokens, long seed) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, task.size()).boxed().toList());
    Random random = new Random(seed);
    for (int i = order.size() - 1; i > 0; i--) {
      order.set(i, order.set(random.nextInt(i + 1), order.get(i)));
    }
    List<int[]> out = new ArrayList<>();
    for (int at : order.subList(0, Math.min(samples, order.size())).stream().sorted().toList()) {
      int[] ids = tokenizer.encode(text(task.items(at, at + 1).get(0)));
      if (ids.length > 0) {
        out.add(ids.length > tokens ? Arrays.copyOf(ids, tokens) : ids);
      }
    }
    return out;
  }

  private static String text(Item item) {
    int right = item.choices().isEmpty() ? 0 : Integer.parseInt(item.target());
    Request request = item.requests().get(right);
    if (request instanceof Request.Loglikelihood scored) {
      return scored.context() + scored.continuation();
    } else if (request instanceof Request.Rolling rolling) {
      return rolling.text();
    }
    return ((Request.Generate) request).context();
  }
}
