package io.quantgrid.core.cost;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.evaluate.TaskException;
import java.util.List;

/**
 * How much text an item of a task is, on average.
 *
 * @param promptTokens tokens that are fed at once: the context, once for all choices, and what is
 *     scored
 * @param outputTokens tokens that are generated one by one
 */
public record TaskShape(double promptTokens, double outputTokens) {
  private static final int ITEMS = 32;

  /** English text and tokenizers of 32,000 words and more have about 4, small vocabularies 3. */
  private static final double CHARACTERS_PER_TOKEN = 3.5;

  /** Greedy answers end at a stop string long before the task's limit. */
  private static final int MOST_OUTPUT_TOKENS = 64;

  /** For tasks whose items cannot be read: running the cell will say why. */
  private static final TaskShape UNKNOWN = new TaskShape(256, 0);

  /** The mean over the first items; depends on nothing but the task. */
  public static TaskShape of(Task task) {
    List<Item> items;
    try {
      items = task.items(0, Math.min(ITEMS, task.size()));
    } catch (TaskException e) {
      return UNKNOWN;
    }
    if (items.isEmpty()) {
      return UNKNOWN;
    }
    long characters = 0;
    long output = 0;
    for (Item item : items) {
      for (int i = 0; i < item.requests().size(); i++) {
        Request request = item.requests().get(i);
        if (request instanceof Request.Loglikelihood scored) {
          characters +=
              (i == 0 ? scored.prompt().text().length() : 0) + scored.continuation().length();
        } else if (request instanceof Request.Rolling rolling) {
          characters += rolling.text().length();
        } else if (request instanceof Request.Drawn drawn) {
          long tokens = (long) drawn.windows().count() * drawn.windows().length();
          characters += Math.round(tokens * CHARACTERS_PER_TOKEN);
        } else if (request instanceof Request.Generate generate) {
          characters += generate.prompt().text().length();
          output += Math.min(MOST_OUTPUT_TOKENS, generate.maxTokens());
        }
      }
    }
    double prompt = characters / CHARACTERS_PER_TOKEN / items.size();
    return new TaskShape(Math.max(1, prompt), (double) output / items.size());
  }
}
