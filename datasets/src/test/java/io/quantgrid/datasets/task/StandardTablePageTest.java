package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.TaskOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page on standard tasks lists what there is. */
class StandardTablePageTest {
  private static final Path PAGE = Path.of("..", "docs", "tasks-standard.md");

  @Test
  void the_page_has_a_row_for_every_family_and_every_group() throws IOException {
    List<String> rows = new ArrayList<>();
    StandardTasks.families().values().forEach(family -> rows.add(row(family)));
    StandardTasks.families()
        .values()
        .forEach(
            family ->
                family
                    .groups()
                    .forEach(
                        (name, keys) ->
                            rows.add(
                                "| `"
                                    + name
                                    + "` | "
                                    + shortened(texts(keys.get("task")))
                                    + " |")));
    List<String> lines = Files.readAllLines(PAGE);
    assertThat(lines.stream().filter(line -> line.startsWith("| `")).toList()).isEqualTo(rows);
  }

  private static String row(TaskFamily family) {
    Set<String> data = new LinkedHashSet<>();
    Set<String> shots = new LinkedHashSet<>();
    Set<String> metrics = new LinkedHashSet<>();
    family
        .tasks()
        .keySet()
        .forEach(
            name -> {
              TaskFile file = TaskFile.load(StandardTasks.file(name));
              if (TaskFiles.isGenerated(file)) {
                data.add("none");
                shots.add("0");
                TaskFiles.generated(file.file(), TaskOptions.none()).get(0).metrics().stream()
                    .map(MetricSpec::name)
                    .forEach(metrics::add);
                return;
              }
              data.add(data(file));
              shots.add(String.valueOf(file.integer("num_fewshot", 0)));
              TaskDefinition.read(file).metrics().forEach(spec -> metrics.add(spec.name()));
            });
    return "| %s | %s | %s | %s | %s | %s |"
        .formatted(
            shortened(List.copyOf(family.tasks().keySet())),
            family.about().get("title"),
            data.stream().limit(2).collect(Collectors.joining("; "))
                + (data.size() > 2 ? "; ... (" + data.size() + ")" : ""),
            String.join(", ", shots),
            shortened(List.copyOf(metrics)),
            family.about().get("licence"));
  }

  private static String data(TaskFile file) {
    List<String> splits =
        List.of("test_split", "validation_split").stream()
            .flatMap(key -> file.string(key).stream())
            .limit(1)
            .collect(Collectors.toCollection(ArrayList::new));
    file.string("fewshot_split").filter(pool -> !splits.contains(pool)).ifPresent(splits::add);
    return "`"
        + file.string("dataset_path").orElseThrow()
        + file.string("dataset_name").map(name -> "/" + name).orElse("")
        + "`: "
        + String.join(", ", splits);
  }

  private static String shortened(List<String> names) {
    String shown =
        names.stream().limit(3).map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    return names.size() > 3
        ? shown + " ... `" + names.get(names.size() - 1) + "` (" + names.size() + ")"
        : shown;
  }

  private static List<String> texts(Object value) {
    return ((List<?>) value).stream().map(String::valueOf).toList();
  }
}
