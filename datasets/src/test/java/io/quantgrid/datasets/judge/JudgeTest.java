package io.quantgrid.datasets.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quantgrid.core.evaluate.Prompt.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A judge on this machine that answers what it is told to. */
class JudgeTest {
  private static final String KEY = "secret-key";
  private static final List<Message> QUESTION = List.of(new Message("user", "Grüße?"));

  private record Answer(int status, String body) {
    static Answer of(String content) {
      return new Answer(200, "{\"choices\": [{\"message\": {\"content\": \"" + content + "\"}}]}");
    }
  }

  private static final class Memory implements AnswerCache {
    private final Map<String, String> answers = new ConcurrentHashMap<>();

    @Override
    public Optional<String> find(String hash) {
      return Optional.ofNullable(answers.get(hash));
    }

    @Override
    public void keep(String hash, String answer) {
      answers.put(hash, answer);
    }
  }

  private final List<JsonNode> asked = Collections.synchronizedList(new ArrayList<>());
  private final List<Answer> answers = new ArrayList<>();
  private final Memory cache = new Memory();
  private String authorization = "";
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(new ObjectMapper().readTree(exchange.getRequestBody()));
    authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    Answer answer = answers.get(Math.min(asked.size(), answers.size()) - 1);
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Judge judge(String key) {
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    return new Judge(
        new JudgeAddress(
            base,
            "strict",
            Optional.of(key).filter(text -> !text.isEmpty()),
            Duration.ofSeconds(20),
            3,
            Duration.ofMillis(1),
            77),
        cache);
  }

  @Test
  void it_is_asked_in_openai_s_form_and_only_once() {
    answers.add(Answer.of("[[7]]"));
    assertThat(judge(KEY).ask(QUESTION)).isEqualTo("[[7]]");
    assertThat(judge(KEY).ask(QUESTION)).isEqualTo("[[7]]");
    assertThat(asked).hasSize(1);
    assertThat(asked.get(0).toString())
        .isEqualTo(
            "{\"model\":\"strict\",\"temperature\":0,\"max_tokens\":77,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Grüße?\"}]}");
    assertThat(authorization).isEqualTo("Bearer " + KEY);
    assertThat(cache.answers).hasSize(1);
  }

  @Test
  void another_question_is_another_request_and_no_key_no_header() {
    answers.add(Answer.of("a"));
    answers.add(Answer.of("b"));
    Judge judge = judge("");
    assertThat(judge.ask(QUESTION)).isEqualTo("a");
    assertThat(judge.ask(List.of(new Message("user", "Else?")))).isEqualTo("b");
    assertThat(authorization).isEqualTo("null");
  }

  @Test
  void failures_of_the_moment_are_tried_again() {
    answers.addAll(
        List.of(new Answer(429, "slow down"), new Answer(503, "busy"), Answer.of("late")));
    assertThat(judge(KEY).ask(QUESTION)).isEqualTo("late");
    assertThat(asked).hasSize(3);
  }

  @Test
  void after_all_attempts_it_is_an_error_and_nothing_is_kept() {
    answers.add(new Answer(500, "broken\n  inside"));
    assertThatThrownBy(() -> judge(KEY).ask(QUESTION))
        .isInstanceOf(JudgeException.class)
        .hasMessageContaining("status 500: broken inside after 3 attempts")
        .hasMessageNotContaining(KEY);
    assertThat(asked).hasSize(3);
    assertThat(cache.answers).isEmpty();
  }

  @Test
  void what_will_not_mend_is_an_error_at_once() {
    answers.add(new Answer(401, "who are you"));
    assertThatThrownBy(() -> judge(KEY).ask(QUESTION))
        .hasMessageContaining("status 401: who are you");
    assertThat(asked).hasSize(1);
    answers.set(0, new Answer(200, "{\"choices\": []}"));
    assertThatThrownBy(() -> judge(KEY).ask(QUESTION))
        .hasMessageContaining("no choices[0].message.content");
  }

  @Test
  void an_address_shows_no_key() {
    JudgeAddress address = JudgeAddress.of(URI.create("http://h/v1"), "m", Optional.of(KEY));
    assertThat(address.toString()).isEqualTo("m at http://h/v1");
    assertThat(JudgeAddress.of(URI.create("http://h/v1/"), "m", Optional.empty()).completions())
        .hasToString("http://h/v1/chat/completions");
    assertThatThrownBy(
            () -> JudgeAddress.of(URI.create("http://u:" + KEY + "@h"), "m", Optional.empty()))
        .isInstanceOf(JudgeException.class)
        .hasMessageNotContaining(KEY);
  }
}
