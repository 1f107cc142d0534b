package io.quantgrid.core.text;

import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.core.checkpoint.ModelFiles;
import io.quantgrid.core.text.jinja.Function;
import io.quantgrid.core.text.jinja.Jinja;
import io.quantgrid.core.text.jinja.JinjaException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model's chat template, rendered as transformers 4.57 does ({@code render_jinja_template}).
 * Thread safe.
 */
public final class ChatTemplate {
  /** What follows the last message. */
  public enum Ending {
    /** The start of the model's answer. */
    GENERATION_PROMPT,
    /** Nothing. */
    NONE,
    /** Nothing, and the last message stays open for more text. */
    CONTINUE_FINAL_MESSAGE
  }

  private static final String CONTINUE = "CONTINUE_FINAL_MESSAGE_TAG ";

  private final String template;
  private final Map<String, Object> specialTokens;
  private final Jinja jinja;

  /**
   * A template with the special tokens it may print ({@code bos_token} ...).
   *
   * @param clock what {@code strftime_now} shows, in its own zone
   */
  public ChatTemplate(String template, Map<String, String> specialTokens, Clock clock) {
    this.template = template;
    this.specialTokens = Map.copyOf(specialTokens);
    Map<String, Function> functions =
        Map.of(
            "raise_exception",
            (a, n) -> {
              throw new JinjaException(
                  "TemplateError", a.isEmpty() ? "" : String.valueOf(a.get(0)));
            },
            "strftime_now",
            (a, n) -> Strftime.format(LocalDateTime.now(clock), String.valueOf(a.get(0))));
    this.jinja =
        new Jinja(
            Set.of(Jinja.Option.TRIM_BLOCKS, Jinja.Option.LSTRIP_BLOCKS, Jinja.Option.PLAIN_JSON),
            functions);
  }

  /**
   * Whether there is a template in a model's folder or GGUF file.
   *
   * @throws TextException if a file is unsound
   */
  public static boolean isIn(Path folder) {
    try {
      return !new TokenizerFiles(ModelFiles.of(folder)).chatTemplate().isEmpty();
    } catch (CheckpointException e) {
      throw new TextException(e.getMessage(), e);
    }
  }

  /**
   * The tokenizer's template.
   *
   * @throws TextException if it has none
   */
  public static ChatTemplate of(Tokenizer tokenizer, Clock clock) {
    if (tokenizer.chatTemplate().isEmpty()) {
      throw new TextException(
          "Cannot apply a chat template: the tokenizer has none (expected chat_template in"
              + " tokenizer_config.json)");
    }
    Map<String, String> special = new HashMap<>();
    if (!tokenizer.bosText().isEmpty()) {
      special.put("bos_token", tokenizer.bosText());
    }
    if (!tokenizer.eosText().isEmpty()) {
      special.put("eos_token", tokenizer.eosText());
    }
    return new ChatTemplate(tokenizer.chatTemplate(), special, clock);
  }

  /**
   * The conversation as text, without tools.
   *
   * @param messages maps with role and content
   * @throws TextException if the template refuses it
   */
  public String render(List<? extends Map<String, ?>> messages, Ending ending) {
    return render(messages, List.of(), ending);
  }

  /**
   * The conversation as text.
   *
   * @param tools JSON schemas of functions that the model may call; empty for none
   * @throws TextException if the template refuses it
   */
  public String render(
      List<? extends Map<String, ?>> messages,
      List<? extends Map<String, ?>> tools,
      Ending ending) {
    Map<String, Object> variables = new HashMap<>(specialTokens);
    variables.put(
        "messages", ending == Ending.CONTINUE_FINAL_MESSAGE ? tagged(messages) : messages);
    variables.put("tools", tools.isEmpty() ? null : tools);
    variables.put("documents", null);
    variables.put("add_generation_prompt", ending == Ending.GENERATION_PROMPT);
    String text;
    try {
      text = jinja.render(template, variables);
    } catch (JinjaException e) {
      throw new TextException(
          "Cannot render the chat template: %s: %s (expected messages that it accepts)"
              .formatted(e.kind(), e.getMessage()),
          e);
    }
    return ending == Ending.CONTINUE_FINAL_MESSAGE ? cut(text) : text;
  }

  private static List<Map<String, Object>> tagged(List<? extends Map<String, ?>> messages) {
    List<Map<String, Object>> copy = new ArrayList<>();
    messages.forEach(message -> copy.add(new HashMap<>(message)));
    if (copy.isEmpty() || !(copy.get(copy.size() - 1).get("content") instanceof String)) {
      throw new TextException(
          "Cannot continue the final message: it has no text (expected content)");
    }
    copy.get(copy.size() - 1).computeIfPresent("content", (key, text) -> text + CONTINUE);
    return copy;
  }

  private static String cut(String text) {
    int at = text.lastIndexOf(CONTINUE.strip());
    if (at < 0) {
      throw new TextException(
          "Cannot continue the final message: the template leaves it out (expected its text)");
    }
    String before = text.substring(0, at);
    return text.startsWith(CONTINUE, at) ? before : before.stripTrailing();
  }
}
