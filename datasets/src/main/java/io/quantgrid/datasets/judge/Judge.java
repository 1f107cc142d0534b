package io.quantgrid.datasets.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.checkpoint.Sha256;
import io.quantgrid.core.evaluate.Prompt.Message;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks a judge, at temperature 0, and keeps what it answers. Requests that fail for the moment (no
 * connection, a timeout, too many requests, an error of the server) are made again. Thread safe.
 */
public final class Judge {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TOO_MANY = 429;
  private static final int REQUEST_TIMEOUT = 408;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);
  private static final int SHOWN = 200;

  private final JudgeAddress address;
  private final AnswerCache cache;
  private final HttpClient client;

  public Judge(JudgeAddress address, AnswerCache cache) {
    this.address = address;
    this.cache = cache;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(address.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * The answer, from the cache where it was asked before.
   *
   * @throws JudgeException when there is none after all attempts, or none can be
   */
  public String ask(List<Message> messages) {
    String body = body(messages);
    String hash = Sha256.hex("judge-1\n" + body);
    Optional<String> known = cache.find(hash);
    if (known.isPresent()) {
      return known.get();
    }
    String answer = answered(body);
    cache.keep(hash, answer);
    return answer;
  }

  private String body(List<Message> messages) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("model", address.model());
    body.put("temperature", 0);
    body.put("max_tokens", address.maxTokens());
    body.put(
        "messages",
        messages.stream()
            .map(
                message -> {
                  Map<String, String> one = new LinkedHashMap<>();
                  one.put("role", message.role());
                  one.put("content", message.content());
                  return one;
                })
            .toList());
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private String answered(String body) {
    Duration pause = address.pause();
    String problem = "";
    for (int attempt = 1; attempt <= address.attempts(); attempt++) {
      Duration asked = Duration.ZERO;
      try {
        HttpResponse<String> response =
            client.send(request(body), HttpResponse.BodyHandlers.ofString());
        int status = response.statusCode();
        if (status == 200) {
          return content(response.body());
        }
        problem = "status " + status + ": " + shown(response.body());
        if (status != TOO_MANY && status != REQUEST_TIMEOUT && status < 500) {
          throw refused(problem, null);
        }
        asked = retryAfter(response);
      } catch (IOException e) {
        problem = e.toString();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw refused("interrupted", e);
      }
      if (attempt < address.attempts()) {
        sleep(asked.compareTo(pause) > 0 ? asked : pause);
        pause = pause.multipliedBy(2);
      }
    }
    throw refused(problem + " after " + address.attempts() + " attempts", null);
  }

  private HttpRequest request(String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.completions())
            .timeout(address.timeout())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    address.key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
    return request.build();
  }

  private String content(String body) throws IOException {
    JsonNode content;
    try {
      content = JSON.readTree(body).path("choices").path(0).path("message").path("content");
    } catch (JsonProcessingException e) {
      throw new IOException("no JSON: " + shown(body), e);
    }
    if (!content.isTextual()) {
      throw refused("no choices[0].message.content in " + shown(body), null);
    }
    return content.asText();
  }

  private JudgeException refused(String problem, Exception cause) {
    return new JudgeException(
        "Cannot ask the judge "
            + address
            + ": "
            + problem
            + " (expected an answer of OpenAI's chat protocol)",
        cause);
  }

  /** What the server asks to wait, up to two minutes; a date is not looked at. */
  private static Duration retryAfter(HttpResponse<String> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("\\d{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .map(wait -> wait.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait)
        .orElse(Duration.ZERO);
  }

  private void sleep(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused("interrupted", e);
    }
  }

  private static String shown(String body) {
    String line = body.strip().replaceAll("\\s+", " ");
    return line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line;
  }
}
