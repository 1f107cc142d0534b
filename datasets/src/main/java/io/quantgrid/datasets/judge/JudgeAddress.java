package io.quantgrid.datasets.judge;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a judge is and how it is asked.
 *
 * @param base the address that {@code /chat/completions} is added to, as {@code
 *     http://localhost:8000/v1}
 * @param model its name there
 * @param key what it is asked with; empty for none. Never printed
 * @param timeout of one request
 * @param attempts most requests for one answer
 * @param pause before the second request; doubles with each
 * @param maxTokens of an answer
 */
public record JudgeAddress(
    URI base,
    String model,
    Optional<String> key,
    Duration timeout,
    int attempts,
    Duration pause,
    int maxTokens) {
  private static final int DEFAULT_TOKENS = 4096;

  public JudgeAddress {
    boolean web = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
    if (!web || base.getHost() == null || base.getUserInfo() != null) {
      throw new JudgeException(
          "Cannot ask a judge at "
              + base.getScheme()
              + "://"
              + base.getHost()
              + " (expected an address as http://localhost:8000/v1, without a key in it)");
    }
    if (attempts < 1 || maxTokens < 1) {
      throw new JudgeException(
          "Cannot ask a judge with "
              + attempts
              + " attempts and "
              + maxTokens
              + " tokens (expected 1 or more)");
    }
  }

  /** With a timeout of two minutes and up to six requests over about a minute. */
  public static JudgeAddress of(URI base, String model, Optional<String> key) {
    return new JudgeAddress(
        base, model, key, Duration.ofMinutes(2), 6, Duration.ofSeconds(2), DEFAULT_TOKENS);
  }

  URI completions() {
    String text = base.toString();
    return URI.create((text.endsWith("/") ? text : text + "/") + "chat/completions");
  }

  /** Without the key. */
  @Override
  public String toString() {
    return model + " at " + base;
  }
}
