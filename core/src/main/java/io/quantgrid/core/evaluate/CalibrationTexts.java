package io.quantgrid.core.evaluate;

import io.quantgrid.core.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
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
    PromptTexts prompts = new PromptTexts(tokenizer);
    List<int[]> out = new ArrayList<>();
    for (int at : order.subList(0, Math.min(samples, order.size())).stream().sorted().toList()) {
      int[] ids = tokenizer.encode(text(task.items(at, at + 1).get(0), prompts));
      if (ids.length > 0) {
        out.add(ids.length > tokens ? Arrays.copyOf(ids, tokens) : ids);
      }
    }
    return out;
  }

  /**
   * Tokens drawn evenly from the vocabulary, special ones left out; each text begins with the BOS
   * token where the tokenizer puts one.
   *
   * @param samples sequences
   * @param tokens of each
   */
  public static List<int[]> random(Tokenizer tokenizer, int samples, int tokens, long seed) {
    int[] ordinary = tokenizer.ordinary();
    if (ordinary.length == 0) {
      throw new TaskException(
          "Cannot draw random tokens: the vocabulary has none (expected ordinary tokens)");
    }
    int[] empty = tokenizer.encode("");
    OptionalInt bos = tokenizer.bos();
    boolean begins = bos.isPresent() && empty.length > 0 && empty[0] == bos.getAsInt();
    Random random = new Random(seed);
    List<int[]> out = new ArrayList<>();
    for (int sample = 0; sample < samples; sample++) {
      int[] ids = new int[tokens];
      for (int i = 0; i < tokens; i++) {
        ids[i] = i == 0 && begins ? bos.getAsInt() : ordinary[random.nextInt(ordinary.length)];
      }
      out.add(ids);
    }
    return out;
  }

  /** Each text's own tokens in random order; a BOS token at its beginning stays there. */
  public static List<int[]> shuffled(List<int[]> texts, OptionalInt bos, long seed) {
    Random random = new Random(seed);
    List<int[]> out = new ArrayList<>();
    for (int[] text : texts) {
      int[] ids = text.clone();
      int first = bos.isPresent() && ids.length > 0 && ids[0] == bos.getAsInt() ? 1 : 0;
      for (int i = ids.length - 1; i > first; i--) {
        int other = first + random.nextInt(i + 1 - first);
        int swapped = ids[i];
        ids[i] = ids[other];
        ids[other] = swapped;
      }
      out.add(ids);
    }
    return out;
  }

  private static String text(Item item, PromptTexts prompts) {
    int right = item.choices().isEmpty() ? 0 : Integer.parseInt(item.target());
    Request request = item.requests().get(right);
    if (request instanceof Request.Loglikelihood scored) {
      return prompts.of(scored.prompt()) + scored.continuation();
    } else if (request instanceof Request.Rolling rolling) {
      return rolling.text();
    } else if (request instanceof Request.Drawn drawn) {
      throw new TaskException(
          "Cannot calibrate on " + drawn + " (expected a task whose items are texts)");
    }
    return prompts.of(((Request.Generate) request).prompt());
  }
}
