package io.quantgrid.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.text.ChatTemplate.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChatTemplateTest {
  private static final Path RESOURCES = Path.of("src/test/resources/text");
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Clock CLOCK =
      Clock.fixed(
          LocalDateTime.parse("2025-03-07T08:05:09").toInstant(ZoneOffset.UTC), ZoneOffset.UTC);

  @Test
  void the_pocket_template_renders() {
    try (Tokenizer tokenizer = HuggingFaceTokenizer.open(RESOURCES.resolve("pocket-tokenizer"))) {
      ChatTemplate template = ChatTemplate.of(tokenizer, CLOCK);
      List<Map<String, String>> messages =
          List.of(
              Map.of("role", "user", "content", "Hi"),
              Map.of("role", "assistant", "content", "Ho"));
      assertThat(template.render(messages, Ending.GENERATION_PROMPT))
          .isEqualTo("<|endoftext|><|user|>Hi<|end|><|assistant|>Ho<|end|><|assistant|>");
      assertThat(template.render(messages, Ending.NONE))
          .isEqualTo("<|endoftext|><|user|>Hi<|end|><|assistant|>Ho<|end|>");
      assertThat(template.render(messages, Ending.CONTINUE_FINAL_MESSAGE))
          .isEqualTo("<|endoftext|><|user|>Hi<|end|><|assistant|>Ho");
      assertThatThrownBy(
              () -> template.render(List.of(Map.of("role", "system", "content", "x")), Ending.NONE))
          .isInstanceOf(TextException.class)
          .hasMessageContaining("Only user and assistant roles are supported!");
    }
  }

  @ParameterizedTest
  @MethodSource("templates")
  void templates_render_as_in_jinja2(String name, JsonNode cases) throws IOException {
    JsonNode conversations = golden().get("conversations");
    Map<String, String> special =
        MAPPER.convertValue(cases.get("variables"), new TypeReference<Map<String, String>>() {});
    ChatTemplate template =
        new ChatTemplate(
            Files.readString(RESOURCES.resolve("chat-templates").resolve(name)), special, CLOCK);
    for (JsonNode one : cases.get("cases")) {
      JsonNode conversation = conversations.get(one.get("conversation").intValue());
      TypeReference<List<Map<String, Object>>> list = new TypeReference<>() {};
      List<Map<String, Object>> messages = MAPPER.convertValue(conversation.get("messages"), list);
      List<Map<String, Object>> tools =
          conversation.has("tools")
              ? MAPPER.convertValue(conversation.get("tools"), list)
              : List.of();
      Ending ending =
          conversation.path("continue_final_message").asBoolean()
              ? Ending.CONTINUE_FINAL_MESSAGE
              : conversation.get("add_generation_prompt").asBoolean()
                  ? Ending.GENERATION_PROMPT
                  : Ending.NONE;
      String expected =
          one.has("error") ? "error " + one.get("error").asText() : one.get("text").asText();
      String rendered;
      try {
        rendered = template.render(messages, tools, ending);
      } catch (TextException e) {
        rendered = "error " + kind(e);
      }
      assertThat(rendered).as(conversation.get("name").asText()).isEqualTo(expected);
    }
  }

  private static String kind(TextException e) {
    return e.getCause() instanceof io.quantgrid.core.text.jinja.JinjaException j
        ? j.kind()
        : "ValueError";
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> templates() throws IOException {
    return golden().get("templates").properties().stream()
        .map(
            entry ->
                org.junit.jupiter.params.provider.Arguments.of(entry.getKey(), entry.getValue()));
  }

  private static JsonNode golden() throws IOException {
    return MAPPER.readTree(RESOURCES.resolve("chat-templates.json").toFile());
  }
}
