package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.jerolba.carpet.CarpetWriter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quantgrid.core.grid.WorkUnit;
import io.quantgrid.jobs.storage.Attempt;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.Partition;
import io.quantgrid.jobs.table.JudgementRow;
import io.quantgrid.jobs.table.JudgementTable;
import io.quantgrid.jobs.table.Rows;
import io.quantgrid.jobs.table.SampleRow;
import io.quantgrid.jobs.table.SampleTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A judge on this machine likes one answer. */
class JudgeCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path path;
  private final AtomicInteger requests = new AtomicInteger();
  private OutputFolder folder;
  private HttpServer server;
  private volatile int status = 200;

  @BeforeEach
  void start() throws IOException {
    folder = OutputFolder.open(path.resolve("out").toString(), new Configuration());
    folder.write("plan.json", "{}");
    publish("base", "baseline", "good one", "plain", "plain");
    publish("quant", "w4a16", "plain", "plain too", "odd");
    Files.writeString(
        path.resolve("questions.jsonl"),
        """
        {"turns": ["First?", "And then?"]}
        {"prompt": "Second?", "reference": "Right."}
        {"turns": ["Third?"]}
        """);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void publish(String cell, String format, String... answers) throws IOException {
    WorkUnit unit = new WorkUnit(cell, 0, answers.length);
    Partition place = new Partition("m", "chat");
    try (Attempt attempt = folder.attempt("unit")) {
      try (CarpetWriter<SampleRow> writer =
          SampleTable.writer(attempt.path(), place, List.of(unit))) {
        for (int i = 0; i < answers.length; i++) {
          writer.write(Rows.generated(cell, format, i, answers[i]));
        }
      }
      attempt.publish(place.file(unit));
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    JsonNode asked = JSON.readTree(exchange.getRequestBody());
    String text = asked.path("messages").path(1).path("content").asText();
    byte[] body =
        JSON.writeValueAsString(
                Map.of("choices", List.of(Map.of("message", Map.of("content", said(text))))))
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String said(String text) {
    if (text.contains("=== Assistant: begin")) {
      return text.contains("odd") ? "I cannot say." : text.contains("good one") ? "[[9]]" : "[[3]]";
    }
    boolean first = text.substring(0, text.indexOf("Assistant A: end")).contains("good one");
    boolean second = text.substring(text.indexOf("Assistant B: begin")).contains("good one");
    if (text.contains("[[A=B]]")) {
      return first ? "[[A>>B]]" : second ? "[[B>A]]" : "[[A=B]]";
    }
    return first ? "[[A]]" : second ? "[[B]]" : "[[C]]";
  }

  private Ran judge(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "judge",
                folder.location(),
                "--task",
                "chat",
                "--questions",
                path.resolve("questions.jsonl").toString(),
                "--address",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/v1",
                "--model",
                "strict",
                "--key-variable",
                "NO_SUCH_VARIABLE"));
    words.addAll(List.of(more));
    return Ran.of(words.toArray(String[]::new));
  }

  private List<JudgementRow> rows() throws IOException {
    List<JudgementRow> rows = new ArrayList<>();
    for (String file : folder.list("judge/judgements")) {
      try (var read = JudgementTable.rows(folder.input(file))) {
        read.forEachRemaining(rows::add);
      }
    }
    return rows;
  }

  @Test
  void grades_are_averaged_and_what_cannot_be_read_is_counted_apart() throws IOException {
    Ran ran = judge();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.outLines())
        .containsExactly(
            "model  format    method  judged  not judged  grade",
            "m      baseline  none         3           0  5.000",
            "m      w4a16     none         2           1  3.000");
    assertThat(rows()).hasSize(6);
    assertThat(rows()).filteredOn(row -> row.score() == null).hasSize(1);
    assertThat(requests.get()).isEqualTo(6);
  }

  @Test
  void a_second_run_asks_nothing() throws IOException {
    judge();
    int before = requests.get();
    List<JudgementRow> rows = rows();
    assertThat(judge().code()).isZero();
    assertThat(requests.get()).isEqualTo(before);
    assertThat(rows()).isEqualTo(rows);
  }

  @Test
  void pairs_are_compared_with_the_baseline_in_both_orders() throws IOException {
    assertThat(judge("--style", "pair").outLines())
        .containsExactly(
            "model  format  method  judged  not judged  share won",
            "m      w4a16   none         3           0      0.333");
    assertThat(rows()).extracting(JudgementRow::score).containsExactly(0.0, 0.5, 0.5);
  }

  @Test
  void in_the_arena_both_orders_are_games() throws IOException {
    assertThat(judge("--style", "arena").outLines().get(1)).endsWith("0.250");
    assertThat(rows()).extracting(JudgementRow::games).containsExactly(4, 2, 2);
  }

  @Test
  void answers_of_others_take_the_baseline_s_place() throws IOException {
    Path others = path.resolve("others.jsonl");
    Files.writeString(
        others,
        "{\"answer\": \"x\"}\n{\"output\": \"y\"}\n{\"choices\": [{\"turns\": [\"z\"]}]}\n");
    assertThat(judge("--style", "pair", "--against", others.toString()).outLines())
        .containsExactly(
            "model  format    method  judged  not judged  share won",
            "m      baseline  none         3           0      0.667",
            "m      w4a16     none         3           0      0.500");
  }

  @Test
  void what_is_missing_is_told() throws IOException {
    assertThat(judge("--task", "other").err()).contains("--task");
    Files.writeString(path.resolve("questions.jsonl"), "{\"prompt\": \"One?\"}\n");
    Ran few = judge();
    assertThat(few.code()).isEqualTo(Quantgrid.BAD_INPUT);
    assertThat(few.err())
        .isEqualTo(
            "Cannot judge document 1: there are 1 lines (expected one question for each document"
                + " of the task)\n");
    status = 403;
    Files.writeString(path.resolve("questions.jsonl"), "{\"prompt\": \"One?\"}\n".repeat(3));
    assertThat(judge().err()).contains("status 403");
    assertThat(rows()).isEmpty();
  }
}
