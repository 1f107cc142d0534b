package io.quantgrid.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.grid.TaskRef;
import io.quantgrid.datasets.catalog.StandardCatalog;
import io.quantgrid.datasets.code.Sandbox;
import io.quantgrid.datasets.read.Document;
import io.quantgrid.datasets.task.LmEvalTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs that HumanEval's and MBPP's authors hold to be right, given as answers, pass in the
 * sandbox. Runs where {@code -Dquantgrid.data=} names a folder with the published files {@code
 * humaneval/HumanEval.jsonl.gz} and {@code mbpp/sanitized-mbpp.json}.
 */
@EnabledIfSystemProperty(named = "quantgrid.data", matches = ".+")
final class DataProgramsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DATA = Path.of(System.getProperty("quantgrid.data", "."));

  @TempDir Path folder;

  @BeforeEach
  void can_run_programs() {
    assumeTrue(Sandbox.available(), "no python3 on the PATH");
  }

  @Test
  void canonical_solutions_of_humaneval_pass() throws IOException {
    Path file = Files.createDirectories(folder.resolve("openai_humaneval"));
    Files.copy(DATA.resolve("humaneval/HumanEval.jsonl.gz"), file.resolve("test.jsonl.gz"));
    assertThat(failed("humaneval", "pass@1", field("canonical_solution"))).isEmpty();
    assertThat(
            failed(
                "humaneval_instruct",
                "pass@1",
                of -> of.get("canonical_solution").asText() + "\n```\nDone."))
        .isEmpty();
    assertThat(failed("humaneval", "pass@1", of -> "    return None\n")).hasSize(164);
  }

  @Test
  void programs_of_mbpp_pass() throws IOException {
    Path file = Files.createDirectories(folder.resolve("mbpp/full"));
    List<String> lines = new ArrayList<>();
    for (JsonNode one : JSON.readTree(DATA.resolve("mbpp/sanitized-mbpp.json").toFile())) {
      ObjectNode row = JSON.createObjectNode();
      row.put("task_id", one.get("task_id").intValue());
      row.set("text", one.get("prompt")); // the full data set calls it text
      row.put("code", imports(one) + one.get("code").asText());
      row.set("test_list", one.get("test_list"));
      lines.add(row.toString());
    }
    Files.write(file.resolve("test.jsonl"), lines);
    Files.write(file.resolve("prompt.jsonl"), lines.subList(0, 4));
    assertThat(failed("mbpp", "pass_at_1", field("code"))).isEmpty();
    assertThat(failed("mbpp_instruct", "pass_at_1", of -> of.get("code").asText() + "\n```\n"))
        .isEmpty();
  }

  private static String imports(JsonNode row) {
    StringBuilder text = new StringBuilder();
    row.get("test_imports").forEach(line -> text.append(line.asText()).append('\n'));
    return text.toString();
  }

  private static Function<JsonNode, String> field(String name) {
    return row -> row.get(name).asText();
  }

  /** The numbers of what does not pass. */
  private List<String> failed(String name, String metric, Function<JsonNode, String> answer)
      throws IOException {
    StandardCatalog catalog = new StandardCatalog(Path::of, Optional.of(folder.toString()));
    Task task = catalog.tasks(new TaskRef(Optional.of(name), Optional.empty())).get(0);
    List<JsonNode> rows = rows(task);
    List<String> failed = new ArrayList<>();
    for (Item item : task.items(0, task.size())) {
      JsonNode row = rows.get(Math.toIntExact(item.docId()));
      Response.Text text = new Response.Text(answer.apply(row), new int[0], 1);
      double passed =
          task.judge(item, List.of(text)).metrics().entrySet().stream()
              .filter(entry -> entry.getKey().startsWith(metric))
              .mapToDouble(Map.Entry::getValue)
              .findFirst()
              .orElseThrow();
      if (passed < 1) {
        failed.add(row.get("task_id").asText());
      }
    }
    return failed;
  }

  private static List<JsonNode> rows(Task task) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (Document document : ((LmEvalTask) task).documents().read(0, task.size())) {
      rows.add(JSON.valueToTree(document.fields()));
    }
    return rows;
  }
}
