package io.quantgrid.core.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;

/**
 * The first items of a run of lm-evaluation-harness as a task: judged right are items whose most
 * likely choice is the first, or whose text is the reference's.
 */
record GoldenRun(String name, int maxLength, List<JsonNode> goldens) implements Task {
  static Map<String, GoldenRun> all() {
    Map<String, GoldenRun> runs = new TreeMap<>();
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(
                        GoldenRun.class.getResourceAsStream("/lm-eval/requests.jsonl.gz"))),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode golden = json.readTree(line);
        runs.computeIfAbsent(
                golden.get("run").asText(),
                run -> new GoldenRun(run, golden.get("max_length").asInt(), new ArrayList<>()))
            .goldens
            .add(golden);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return runs;
  }

  List<JsonNode> requests(int item) {
    return StreamSupport.stream(goldens.get(item).get("requests").spliterator(), false).toList();
  }

  List<Item> items() {
    return items(0, size());
  }

  @Override
  public Kind kind() {
    return switch (requests(0).get(0).get("type").asText()) {
      case "generate_until" -> Kind.GENERATE;
      case "loglikelihood_rolling" -> Kind.ROLLING;
      default -> requests(0).size() > 1 ? Kind.MULTIPLE_CHOICE : Kind.LOGLIKELIHOOD;
    };
  }

  @Override
  public List<Item> items(int from, int to) {
    List<Item> items = new ArrayList<>();
    for (int i = from; i < to; i++) {
      List<Request> requests = requests(i).stream().map(GoldenRun::request).toList();
      List<String> choices =
          kind() == Kind.MULTIPLE_CHOICE
              ? requests.stream()
                  .map(request -> ((Request.Loglikelihood) request).continuation().strip())
                  .toList()
              : List.of();
      items.add(
          new Item(
              goldens.get(i).get("doc_id").asLong(), "hash" + i, requests, choices, "0", 0, 0));
    }
    return items;
  }

  private static Request request(JsonNode golden) {
    return switch (golden.get("type").asText()) {
      case "generate_until" ->
          new Request.Generate(
              golden.get("context").asText(),
              StreamSupport.stream(golden.at("/gen_kwargs/until").spliterator(), false)
                  .map(JsonNode::asText)
                  .toList(),
              golden.at("/gen_kwargs/max_gen_toks").asInt());
      case "loglikelihood_rolling" -> new Request.Rolling(golden.get("text").asText());
      default ->
          new Request.Loglikelihood(
              golden.get("context").asText(), golden.get("continuation").asText());
    };
  }

  @Override
  public Judgement judge(Item item, List<Response> responses) {
    if (responses.get(0) instanceof Response.Text text) {
      String expected = requests((int) item.docId()).get(0).get("text").asText();
      return new Judgement(
          Map.of(),
          Optional.of(text.text().equals(expected)),
          OptionalInt.empty(),
          Optional.of(text.text()));
    }
    int best = 0;
    for (int i = 1; i < responses.size(); i++) {
      best = loglikelihood(responses.get(i)) > loglikelihood(responses.get(best)) ? i : best;
    }
    return new Judgement(
        Map.of("acc", best == 0 ? 1.0 : 0.0),
        kind() == Kind.MULTIPLE_CHOICE ? Optional.of(best == 0) : Optional.empty(),
        kind() == Kind.MULTIPLE_CHOICE ? OptionalInt.of(best) : OptionalInt.empty(),
        Optional.empty());
  }

  private static double loglikelihood(Response response) {
    return ((Response.Loglikelihood) response).loglikelihood();
  }

  @Override
  public String type() {
    return "other";
  }

  @Override
  public int shots() {
    return 0;
  }

  @Override
  public int size() {
    return goldens.size();
  }

  @Override
  public String digest() {
    return name;
  }

  @Override
  public List<MetricSpec> metrics() {
    return List.of(new MetricSpec("acc", "none", "mean", "none", true, true));
  }

  @Override
  public String toString() {
    return name;
  }
}
