package io.quantgrid.core.evaluate;

import io.quantgrid.core.text.ChatTemplate;
import io.quantgrid.core.text.TextException;
import io.quantgrid.core.text.Tokenizer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Prompts as the text that a tokenizer gets: chats by its template. Thread safe. */
public final class PromptTexts {
  /**
   * What templates that print the date take for today: results must not depend on the day. It is
   * the date that templates of Llama 3 print where they cannot ask for it.
   */
  private static final Clock TODAY =
      Clock.fixed(Instant.parse("2024-07-26T12:00:00Z"), ZoneOffset.UTC);

  private final Tokenizer tokenizer;

  public PromptTexts(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * @throws TaskException when it is a chat, and the tokenizer has no template or that refuses it
   */
  public String of(Prompt prompt) {
    return prompt instanceof Prompt.Chat chat ? rendered(chat) : prompt.text();
  }

  /** A template that refuses the system's turn is asked again without it, as the harness does. */
  private String rendered(Prompt.Chat chat) {
    try {
      ChatTemplate template = ChatTemplate.of(tokenizer, TODAY);
      List<Prompt.Message> users =
          chat.messages().stream()
              .filter(message -> !message.role().equals(Prompt.Message.SYSTEM))
              .toList();
      try {
        return rendered(template, chat.messages(), chat.begun());
      } catch (TextException e) {
        if (users.size() == chat.messages().size()) {
          throw e;
        }
        return rendered(template, users, chat.begun());
      }
    } catch (TextException e) {
      throw new TaskException("Cannot ask in a chat: " + e.getMessage(), e);
    }
  }

  private static String rendered(
      ChatTemplate template, List<Prompt.Message> messages, String begun) {
    List<Map<String, String>> turns = new ArrayList<>();
    messages.forEach(message -> turns.add(turn(message.role(), message.content())));
    if (begun.isEmpty()) {
      return template.render(turns, ChatTemplate.Ending.GENERATION_PROMPT);
    }
    turns.add(turn(Prompt.Message.ASSISTANT, begun));
    return template.render(turns, ChatTemplate.Ending.CONTINUE_FINAL_MESSAGE);
  }

  private static Map<String, String> turn(String role, String content) {
    return Map.of("role", role, "content", content);
  }
}
