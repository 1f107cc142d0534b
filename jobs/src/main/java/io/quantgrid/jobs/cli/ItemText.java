package io.quantgrid.jobs.cli;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Request;
import java.util.List;

/** An item's requests for a person to read: every line between bars, so that its ends are seen. */
public final class ItemText {
  private ItemText() {}

  /**
   * @param origin where its document stands
   */
  public static String of(Item item, String origin) {
    StringBuilder text = new StringBuilder("item " + item.docId() + " (" + origin + ")\n");
    List<Request> requests = item.requests();
    for (int i = 0; i < requests.size(); i++) {
      request(text, item, i);
    }
    if (item.choices().isEmpty() && !item.target().isEmpty()) {
      block(text, "target", item.target());
    }
    return text.toString();
  }

  private static void request(StringBuilder text, Item item, int index) {
    Request request = item.requests().get(index);
    if (request instanceof Request.Loglikelihood asked) {
      if (index == 0) {
        block(text, "context", asked.prompt().text());
      }
      boolean choices = !item.choices().isEmpty();
      boolean right = choices && item.target().equals(Integer.toString(index));
      block(
          text,
          "continuation" + (choices ? " " + index : "") + (right ? ", which is right" : ""),
          asked.continuation());
    } else if (request instanceof Request.Rolling rolling) {
      block(text, "text of " + item.words() + " words", rolling.text());
    } else if (request instanceof Request.Drawn drawn) {
      text.append(drawn).append('\n');
    } else if (request instanceof Request.Generate generate) {
      block(text, "prompt", generate.prompt().text());
      generate.followUps().forEach(next -> block(text, "after the answer", next));
      text.append("until ")
          .append(generate.until().stream().map(ItemText::quoted).toList())
          .append(", at most ")
          .append(generate.maxTokens())
          .append(" tokens\n");
    }
  }

  private static void block(StringBuilder text, String title, String content) {
    text.append(title).append('\n');
    for (String line : content.split("\n", -1)) {
      text.append("  |").append(line.replace("\r", "\\r").replace("\t", "\\t")).append("|\n");
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"") + '"';
  }
}
