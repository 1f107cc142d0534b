package io.quantgrid.core.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What stands before the model's answer. */
public sealed interface Prompt {
  /** Plain text. */
  static Prompt of(String text) {
    return new Text(text);
  }

  /**
   * All of it without a model's template, to be measured and looked at: of a chat each turn in
   * lines of its own behind its role.
   */
  String text();

  /**
   * The same conversation a turn later.
   *
   * @param answer the model's; in a chat it is a message without white space at its ends
   * @param followUp what is said then
   */
  Prompt then(String answer, String followUp);

  /** Text that the model goes on with. */
  record Text(String text) implements Prompt {
    @Override
    public Prompt then(String answer, String followUp) {
      return new Text(text + answer + followUp);
    }
  }

  /**
   * A conversation, which the model's own chat template makes text of.
   *
   * @param messages at least one
   * @param begun how the model's answer begins; empty where it is all the model's
   */
  record Chat(List<Message> messages, String begun) implements Prompt {
    public Chat {
      messages = List.copyOf(messages);
      if (messages.isEmpty()) {
        throw new IllegalArgumentException("Cannot ask: no message (expected one or more)");
      }
    }

    @Override
    public String text() {
      String turns =
          messages.stream()
              .map(message -> "[" + message.role() + "]\n" + message.content() + "\n")
              .collect(Collectors.joining());
      return turns + "[" + Message.ASSISTANT + "]\n" + begun;
    }

    @Override
    public Prompt then(String answer, String followUp) {
      List<Message> longer = new ArrayList<>(messages);
      longer.add(new Message(Message.ASSISTANT, (begun + answer).strip()));
      longer.add(new Message(Message.USER, followUp));
      return new Chat(longer, "");
    }
  }

  /**
   * A turn of a conversation.
   *
   * @param role {@code system}, {@code user} or {@code assistant}
   */
  record Message(String role, String content) {
    public static final String SYSTEM = "system";
    public static final String USER = "user";
    public static final String ASSISTANT = "assistant";
  }
}
