package io.quantgrid.datasets.ifeval;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.quantgrid.datasets.python.PythonText;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Whether a response is JSON, in a fence of ticks or not. */
final class JsonInstruction {
  private static final List<String> FENCES = List.of("```json", "```Json", "```JSON", "```");

  /** What Python reads beside the numbers of the standard; Jackson knows more. */
  private static final Set<String> NOT_FINITE = Set.of("NaN", "Infinity", "-Infinity");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
          .build();

  private JsonInstruction() {}

  static boolean isJson(String response) {
    String text = PythonText.strip(response);
    for (String fence : FENCES) {
      text = text.startsWith(fence) ? text.substring(fence.length()) : text;
    }
    text = text.endsWith("```") ? text.substring(0, text.length() - 3) : text;
    try (JsonParser parser = JSON.createParser(PythonText.strip(text))) {
      return isOneValue(parser);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isOneValue(JsonParser parser) throws IOException {
    int depth = 0;
    int values = 0;
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      values += depth == 0 ? 1 : 0;
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (token == JsonToken.VALUE_NUMBER_FLOAT
          && parser.isNaN()
          && !NOT_FINITE.contains(parser.getText())) {
        return false;
      }
    }
    return values == 1;
  }
}
