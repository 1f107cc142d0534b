package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Prompt;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A part of a conversation about a document.
 *
 * @param after the delimiter that follows where it becomes plain text
 */
record Said(String role, String content, String after) {
  static Said user(String content, String after) {
    return new Said(Prompt.Message.USER, content, after);
  }

  static Said assistant(String content, String after) {
    return new Said(Prompt.Message.ASSISTANT, content, after);
  }

  /** The parts as plain text, with their delimiters. */
  static String text(List<Said> parts) {
    return parts.stream().map(part -> part.content + part.after).collect(Collectors.joining());
  }

  boolean isAssistant() {
    return role.equals(Prompt.Message.ASSISTANT);
  }

  Said withoutDelimiter() {
    return new Said(role, content, "");
  }

  Prompt.Message message() {
    return new Prompt.Message(role, content);
  }
}
