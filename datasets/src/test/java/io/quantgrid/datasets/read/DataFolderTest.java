package io.quantgrid.datasets.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.grid.CatalogException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataFolderTest {
  private static final String LINE = "{\"q\": \"%s\"}\n";

  @TempDir Path folder;
  private Path root;
  private Path tasks;

  @BeforeEach
  void folders() throws IOException {
    root = Files.createDirectories(folder.resolve("data"));
    tasks = Files.createDirectories(folder.resolve("tasks"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "allenai/ai2_arc/ARC-Easy/test.jsonl",
        "allenai/ai2_arc/ARC-Easy/test.json",
        "allenai/ai2_arc/ARC-Easy/test-00000-of-00001.jsonl",
        "allenai/ai2_arc/ARC-Easy/test-00000-of-00001-0a1b2c3d.jsonl",
        "allenai/ai2_arc/ARC-Easy/test/0000.jsonl",
        "allenai/ai2_arc/ARC-Easy/data/test.jsonl",
        "allenai/ai2_arc/data/ARC-Easy/test.jsonl",
        "allenai/ai2_arc/test.jsonl",
        "allenai/ai2_arc/ARC-Easy_test.jsonl",
        "allenai__ai2_arc/ARC-Easy/test.jsonl",
        "allenai__ai2_arc__ARC-Easy/test.jsonl",
        "ai2_arc__ARC-Easy/test.jsonl",
        "ai2_arc/ARC-Easy/testing.jsonl",
        "ai2_arc/test.jsonl"
      })
  void a_split_is_found_wherever_data_sets_usually_have_it(String place) throws IOException {
    write(root, place, "here");
    write(root, "ai2_arc__ARC-Challenge/test.jsonl", "of another configuration");
    write(root, "ai2_arc/ARC-Easy/train.jsonl", "of another split");
    write(root, "test.jsonl", "of another data set");
    DataSet arc = set("allenai/ai2_arc", Optional.of("ARC-Easy"));
    assertThat(first(DataFolder.at(root).split(arc, "test_split", "test"))).isEqualTo("here");
    write(tasks, place, "beside");
    assertThat(first(DataFolder.none().split(arc, "test_split", "test"))).isEqualTo("beside");
    assertThat(first(DataFolder.at(root).split(arc, "test_split", "test"))).isEqualTo("here");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev.jsonl", "valid.jsonl", "val.jsonl", "validation.jsonl"})
  void validation_has_other_names_too(String name) throws IOException {
    write(root, "boolq/" + name, "here");
    Documents found =
        DataFolder.at(root).split(set("boolq", Optional.empty()), "validation_split", "validation");
    assertThat(first(found)).isEqualTo("here");
  }

  @Test
  void files_that_say_no_split_are_those_to_train_with() throws IOException {
    write(root, "x/b.jsonl", "b");
    write(root, "x/a.jsonl", "a");
    DataSet set = set("org/x", Optional.empty());
    Documents train = DataFolder.at(root).split(set, "training_split", "train");
    assertThat(train.size()).isEqualTo(2);
    assertThat(first(train)).isEqualTo("a");
    assertThatThrownBy(() -> DataFolder.at(root).split(set, "test_split", "test"))
        .hasMessageContaining("test_split: test of org/x");
    write(root, "x/test.jsonl", "t");
    assertThatThrownBy(() -> DataFolder.at(root).split(set, "training_split", "train"))
        .hasMessageContaining("holds [a.jsonl, b.jsonl, test.jsonl]");
  }

  @Test
  void shards_come_in_their_order_and_all_of_them() throws IOException {
    for (int i = 11; i >= 0; i--) {
      write(root, "x/test-%05d-of-00012.jsonl".formatted(i), "s" + i);
    }
    DataSet set = set("org/x", Optional.empty());
    Documents shards = DataFolder.at(root).split(set, "test_split", "test");
    assertThat(shards.read(0, 12))
        .extracting(one -> one.fields().get("q"))
        .containsExactly("s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11");
    Files.delete(root.resolve("x/test-00003-of-00012.jsonl"));
    assertThatThrownBy(() -> DataFolder.at(root).split(set, "test_split", "test"))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("11 of 12 files are there");
  }

  @Test
  void what_is_not_there_is_told_with_what_is() throws IOException {
    write(root, "allenai/ai2_ark/ARC-Easy/test.jsonl", "x");
    DataSet arc = set("allenai/ai2_arc", Optional.of("ARC-Easy"));
    assertThatThrownBy(() -> DataFolder.at(root).split(arc, "test_split", "test"))
        .isInstanceOf(TaskException.class)
        .hasMessageStartingWith(
            "Cannot load "
                + tasks.resolve("task.yaml")
                + ": test_split: test of allenai/ai2_arc ARC-Easy ")
        .hasMessageContaining("allenai/ai2_arc/ARC-Easy/test.jsonl")
        .hasMessageContaining(root.toString())
        .hasMessageContaining("did you mean allenai/ai2_ark?");
    write(root, "ai2_arc/ARC-Easy/dev.csv", "x");
    assertThatThrownBy(() -> DataFolder.at(root).split(arc, "test_split", "test"))
        .hasMessageContaining(root.resolve("ai2_arc/ARC-Easy") + " holds [dev.csv]");
    assertThatThrownBy(() -> DataFolder.none().split(arc, "test_split", "test"))
        .hasMessageContaining("nothing is downloaded: name a folder of data with --data");
  }

  @Test
  void a_split_without_documents_is_told() throws IOException {
    Files.createDirectories(root.resolve("x"));
    Files.writeString(root.resolve("x/test.csv"), "q,a\n");
    assertThatThrownBy(
            () -> DataFolder.at(root).split(set("x", Optional.empty()), "test_split", "test"))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("test_split: the split test is empty: " + root.resolve("x/test.csv"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.jsonl",
        "sub/a.jsonl",
        "sub/*.jsonl",
        "**/a.jsonl",
        "https://example.org/files/a.jsonl",
        "/nowhere/a.jsonl"
      })
  void listed_files_are_beside_the_task_or_in_the_folder(String pattern) throws IOException {
    String place =
        pattern.startsWith("sub") || pattern.startsWith("**") ? "sub/a.jsonl" : "a.jsonl";
    write(root, place, "below");
    DataSet set = files("json", Map.of("test", List.of(pattern)));
    assertThat(first(DataFolder.at(root).split(set, "test_split", "test"))).isEqualTo("below");
    write(tasks, place, "beside");
    assertThat(first(DataFolder.at(root).split(set, "test_split", "test"))).isEqualTo("beside");
  }

  @Test
  void files_of_the_hub_are_those_of_its_data_sets_folder() throws IOException {
    write(root, "arithmetic/data/a.jsonl", "here");
    DataSet set =
        files(
            "EleutherAI/arithmetic",
            Map.of("validation", List.of("hf://datasets/EleutherAI/arithmetic@main/data/a.jsonl")));
    assertThat(first(DataFolder.at(root).split(set, "validation_split", "validation")))
        .isEqualTo("here");
    DataSet relative = files("EleutherAI/arithmetic", Map.of("test", List.of("data/*.jsonl")));
    assertThat(first(DataFolder.at(root).split(relative, "test_split", "test"))).isEqualTo("here");
  }

  @Test
  void a_listed_file_that_is_not_there_is_told() {
    DataSet set = files("json", Map.of("test", List.of("gone.jsonl")));
    assertThatThrownBy(() -> DataFolder.none().split(set, "test_split", "test"))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("task.yaml: dataset_kwargs: data_files: gone.jsonl: no such file");
    assertThatThrownBy(() -> DataFolder.none().split(set, "test_split", "dev"))
        .hasMessageContaining("test_split: dev (expected one of the splits [test]");
  }

  @Test
  void single_folders_of_a_remote_root_are_copied() throws IOException {
    write(root, "ai2_arc/ARC-Easy/test.jsonl", "remote");
    DataFolder remote =
        DataFolder.remote(
            "hdfs://host/data",
            uri -> {
              Path copy = root.resolve(uri.substring("hdfs://host/data/".length()));
              if (!Files.exists(copy)) {
                throw new CatalogException("no " + uri, new FileNotFoundException(uri));
              }
              return copy;
            });
    DataSet arc = set("allenai/ai2_arc", Optional.of("ARC-Easy"));
    assertThat(first(remote.split(arc, "test_split", "test"))).isEqualTo("remote");
    assertThatThrownBy(() -> remote.split(set("other", Optional.empty()), "test_split", "test"))
        .hasMessageContaining("hdfs://host/data");
  }

  private DataSet set(String path, Optional<String> name) {
    return new DataSet(
        tasks.resolve("task.yaml"),
        tasks,
        path,
        name,
        Map.of(),
        Optional.empty(),
        ReadOptions.NONE);
  }

  private DataSet files(String path, Map<String, List<String>> files) {
    return new DataSet(
        tasks.resolve("task.yaml"),
        tasks,
        path,
        Optional.empty(),
        files,
        Optional.empty(),
        ReadOptions.NONE);
  }

  private static Object first(Documents documents) {
    return documents.read(0, 1).get(0).fields().get("q");
  }

  private static void write(Path root, String place, String said) throws IOException {
    Path file = root.resolve(place);
    Files.createDirectories(file.getParent());
    Files.writeString(file, LINE.formatted(said));
  }
}
