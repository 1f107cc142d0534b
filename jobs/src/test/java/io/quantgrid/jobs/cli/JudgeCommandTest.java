package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.jerolba.carpet.CarpetWriter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quantgrid.core.grid.WorkUnit;
import io.quantgrid.jobs.judge.QuestionFile;
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
import java.util.concurrent.CopyOnWriteArrayList;
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
  private final List<String> asked = new CopyOnWriteArrayList<>();
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
    List<SampleRow> rows = new ArrayList<>();
    for (int i = 0; i < answers.length; i++) {
      rows.add(Rows.generated(cell, format, i, answers[i]));
    }
    publish("chat", cell, rows);
  }

  private void publish(String task, String cell, List<SampleRow> rows) throws IOException {
    WorkUnit unit = new WorkUnit(cell, 0, rows.size());
    Partition place = new Partition("m", task);
    try (Attempt attempt = folder.attempt("unit")) {
      try (CarpetWriter<SampleRow> writer =
          SampleTable.writer(attempt.path(), place, List.of(unit))) {
        for (SampleRow row : rows) {
          writer.write(row);
        }
      }
      attempt.publish(place.file(unit));
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    String text = request.path("messages").path(1).path("content").asText();
    asked.add(text);
    byte[] body =
        JSON.writeValueAsString(
                Map.of("choices", List.of(Map.of("message", Map.of("content", said(text))))))
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String said(String text) {
    String mark = "=== Answer to the last instruction: begin ===\n";
    if (text.contains(mark)) {
      String answer = text.substring(text.indexOf(mark) + mark.length());
      return answer.substring(0, answer.indexOf('\n'));
    }
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
    return judgeTask("chat", more);
  }

  private Ran judgeTask(String task, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "judge",
                folder.location(),
                "--task",
                task,
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

  /** Two answers to each of two questions, twice; the second answers have a "good one" less. */
  private void converse() throws IOException {
    publish(
        "talk",
        "base2",
        List.of(
            Rows.conversation("base2", "baseline", 0, 0, List.of("plain", "good one")),
            Rows.conversation("base2", "baseline", 0, 1, List.of("plain", "plain"))));
    publish(
        "talk",
        "quant2",
        List.of(
            Rows.conversation("quant2", "w4a16", 0, 0, List.of("good one", "odd")),
            Rows.conversation("quant2", "w4a16", 0, 1, List.of("plain", "plain"))));
  }

  @Test
  void each_answer_of_a_conversation_is_graded_with_those_before_it_in_sight() throws IOException {
    converse();
    assertThat(judgeTask("talk").outLines())
        .containsExactly(
            "model  format    method  judged  not judged  grade  turn 1  turn 2",
            "m      baseline  none         4           0  4.500   3.000   6.000",
            "m      w4a16     none         3           1  5.000   6.000   3.000");
    assertThat(rows())
        .extracting(JudgementRow::repeat, JudgementRow::turn, JudgementRow::score)
        .containsExactly(
            tuple(0, 0, 3.0),
            tuple(0, 1, 9.0),
            tuple(1, 0, 3.0),
            tuple(1, 1, 3.0),
            tuple(0, 0, 9.0),
            tuple(0, 1, null),
            tuple(1, 0, 3.0),
            tuple(1, 1, 3.0));
    String last = asked.stream().filter(text -> text.contains("odd")).findFirst().orElseThrow();
    assertThat(last)
        .contains("First?", "good one", "And then?", "odd", "the last message alone")
        .doesNotContain("Reference");
    assertThat(asked.stream().filter(text -> !text.contains("And then?")).distinct()).hasSize(2);
  }

  @Test
  void a_turn_is_compared_with_the_same_turn_and_repeat_of_the_baseline() throws IOException {
    converse();
    assertThat(judgeTask("talk", "--style", "pair").code()).isZero();
    assertThat(rows())
        .extracting(JudgementRow::repeat, JudgementRow::turn, JudgementRow::score)
        .containsExactly(tuple(0, 0, 1.0), tuple(0, 1, 0.5), tuple(1, 0, 0.5), tuple(1, 1, 0.5));
    Path others = path.resolve("others.jsonl");
    Files.writeString(others, "{\"answer\": \"x\"}\n");
    assertThat(judgeTask("talk", "--style", "pair", "--against", others.toString()).err())
        .isEqualTo(
            "Cannot compare document 0 of m: 2 answers with 1 (expected one for each turn)\n");
  }

  @Test
  void more_answers_than_turns_of_the_question_are_refused() throws IOException {
    converse();
    Files.writeString(path.resolve("questions.jsonl"), "{\"turns\": [\"First?\"]}\n");
    assertThat(judgeTask("talk").err())
        .startsWith("Cannot judge document 0: 2 answers to a question of 1 turns");
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

  @Test
  void constraints_are_counted_as_followbench_counts_them() throws IOException {
    List<SampleRow> base = new ArrayList<>();
    List<SampleRow> quant = new ArrayList<>();
    List<String> verdicts =
        List.of(
            "",
            "[[YES]]",
            "[[YES, NO]]",
            "",
            "[[NO]]",
            "[[YES, YES]]",
            "",
            "[[YES]]",
            "[[YES, YES]]");
    for (int i = 0; i < verdicts.size(); i++) {
      base.add(Rows.generated("follow-base", "baseline", i, verdicts.get(i)));
      quant.add(
          Rows.generated("follow-quant", "w4a16", i, i == 1 ? "hard to say" : verdicts.get(i)));
    }
    publish("follow", "follow-base", base);
    publish("follow", "follow-quant", quant);
    StringBuilder questions = new StringBuilder("[");
    for (int i = 0; i < verdicts.size(); i++) {
      questions.append(i == 0 ? "" : ",\n");
      questions.append(
          "{\"example_id\": %d, \"level\": %d, \"instruction\": \"Do %d.\"}"
              .formatted(i / 3, i % 3, i));
    }
    Files.writeString(path.resolve("questions.jsonl"), questions.append("]"));
    Ran ran = judgeTask("follow", "--style", "constraints", "--parallel", "1");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out().lines().map(line -> line.strip().replaceAll("\\s+", " ")))
        .containsExactly(
            "model format method judged not judged HSR SSR CSL HSR 1 HSR 2 SSR 1 SSR 2",
            "m baseline none 6 0 0.667 0.750 1.000 0.667 0.667 0.667 0.833",
            "m w4a16 none 5 1 0.583 0.667 1.000 0.500 0.667 0.500 0.833");
    assertThat(requests).hasValue(7); // nothing is asked of level 0, or twice
    Files.writeString(path.resolve("questions.jsonl"), "{\"instruction\": \"a\", \"level\": 1}");
    assertThat(judgeTask("follow", "--style", "constraints").err())
        .contains("questions.jsonl:1 (expected level 0 or 0");
  }

  @Test
  void questions_are_read_in_the_forms_that_they_are_published_in() throws IOException {
    Path file =
        Files.writeString(
            path.resolve("forms.jsonl"),
            """
            {"turns": [{"content": "Arena?"}]}
            {"prompt": "Newer arena?", "cluster": "c"}
            {"instruction": "Follow?"}
            """);
    assertThat(QuestionFile.questions(file))
        .extracting(question -> question.turns().get(0))
        .containsExactly("Arena?", "Newer arena?", "Follow?");
  }
}
