package io.quantgrid.core.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The answers of a conversation in one column of a row: a list of texts as JSON. A row that holds
 * one says so: its {@linkplain Item#facts facts} have {@link #FACT}.
 */
public final class Turns {
  /** The fact that tells how many answers there are, where there are several. */
  public static final String FACT = "turns";

  private static final String BETWEEN = "\n\n";
  private static final ObjectMapper JSON = new ObjectMapper();

  private Turns() {}

  /** All answers as a list in JSON. */
  public static String written(List<String> answers) {
    try {
      return JSON.writeValueAsString(answers);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The answers in a list that was {@link #written}.
   *
   * @throws IllegalArgumentException when it is no list of texts
   */
  public static List<String> read(String written) {
    try {
      return List.copyOf(JSON.readValue(written, new TypeReference<List<String>>() {}));
    } catch (JsonProcessingException | NullPointerException e) {
      throw new IllegalArgumentException(
          "Cannot read the answers of a conversation: " + written + " (expected a list of texts)",
          e);
    }
  }

  /** One text of all turns. */
  static Response.Text joined(List<Response.Text> turns) {
    List<String> answers = turns.stream().map(Response.Text::text).toList();
    return new Response.Text(
        answers.stream().collect(Collectors.joining(BETWEEN)),
        turns.stream().flatMapToInt(turn -> Arrays.stream(turn.tokens())).toArray(),
        turns.stream().mapToInt(Response.Text::promptTokens).sum(),
        answers);
  }
}
