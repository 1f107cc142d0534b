package io.quantgrid.jobs.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every kind of file system does for an output folder. */
abstract class FileTreeContract {

  /** An empty folder of that kind. */
  abstract FileTree tree() throws IOException;

  /** Callers that the file system itself can tell apart when they come in the same instant. */
  int racers() {
    return 8;
  }

  private static Path written(FileTree tree, String name, String text) throws IOException {
    return Files.writeString(tree.scratch(name), text);
  }

  @Test
  void a_published_file_is_whole_and_alone() throws IOException {
    FileTree tree = tree();
    assertThat(tree.publish(written(tree, "a", "rows"), "samples/model=m/task=t/c-0-5.parquet"))
        .isTrue();
    assertThat(tree.list("samples"))
        .extracting(FileTree.Listed::path, FileTree.Listed::bytes)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("samples/model=m/task=t/c-0-5.parquet", 4L));
    assertThat(tree.read("samples/model=m/task=t/c-0-5.parquet")).hasValue("rows".getBytes(UTF_8));
  }

  @Test
  void a_second_copy_is_refused_and_the_first_stays() throws IOException {
    FileTree tree = tree();
    assertThat(tree.publish(written(tree, "a", "first"), "samples/x.parquet")).isTrue();
    assertThat(tree.publish(written(tree, "b", "second"), "samples/x.parquet")).isFalse();
    assertThat(tree.read("samples/x.parquet")).hasValue("first".getBytes(UTF_8));
  }

  @Test
  void of_racing_copies_one_is_published() throws Exception {
    FileTree tree = tree();
    for (int round = 0; round < 5; round++) {
      String target = "samples/model=m/task=t/c-" + round + "-1.parquet";
      List<Callable<Boolean>> copies = new ArrayList<>();
      for (int i = 0; i < racers(); i++) {
        Path copy = written(tree, "copy-" + round + "-" + i, "copy " + i);
        copies.add(() -> tree.publish(copy, target));
      }
      assertThat(race(copies)).containsOnlyOnce(true);
    }
    assertThat(tree.list("samples")).hasSize(5);
  }

  @Test
  void a_file_is_created_once() throws Exception {
    FileTree tree = tree();
    List<Callable<Boolean>> creators = new ArrayList<>();
    for (int i = 0; i < racers(); i++) {
      byte[] content = ("holder " + i).getBytes(UTF_8);
      creators.add(() -> tree.createNew("_lock", content));
    }
    assertThat(race(creators)).containsOnlyOnce(true);
    assertThat(new String(tree.read("_lock").orElseThrow(), UTF_8)).startsWith("holder ");
  }

  @Test
  void putting_replaces() throws IOException {
    FileTree tree = tree();
    tree.put("plan.json", "old".getBytes(UTF_8));
    tree.put("plan.json", "new".getBytes(UTF_8));
    assertThat(tree.read("plan.json")).hasValue("new".getBytes(UTF_8));
  }

  @Test
  void moving_never_overwrites_and_needs_a_source() throws Exception {
    FileTree tree = tree();
    tree.put("from", "1".getBytes(UTF_8));
    tree.put("there", "2".getBytes(UTF_8));
    assertThat(tree.moveNew("from", "there")).isFalse();
    assertThat(tree.read("there")).hasValue("2".getBytes(UTF_8));
    assertThat(tree.moveNew("nothing", "new")).isFalse();
    Callable<Boolean> move = () -> tree.moveNew("from", "to");
    assertThat(race(Collections.nCopies(racers(), move))).containsOnlyOnce(true);
  }

  @Test
  void a_folder_is_published_whole_and_once() throws IOException {
    FileTree tree = tree();
    for (String attempt : List.of("first", "second")) {
      Path folder =
          Files.createDirectories(tree.scratch("variant-" + attempt + "." + UUID.randomUUID()));
      Files.writeString(folder.resolve("model.safetensors"), attempt);
      Files.createDirectories(folder.resolve("layers"));
      Files.writeString(folder.resolve("layers").resolve("0.json"), "{}");
      Files.writeString(folder.resolve(OutputFolder.MANIFEST), "{}");
      assertThat(tree.publish(folder, "variants/w")).isEqualTo(attempt.equals("first"));
    }
    assertThat(tree.read("variants/w/model.safetensors")).hasValue("first".getBytes(UTF_8));
    assertThat(tree.list("variants"))
        .extracting(FileTree.Listed::path)
        .containsExactly(
            "variants/w/layers/0.json",
            "variants/w/model.safetensors",
            "variants/w/quantgrid.json");
    Path local = tree.localFolder("variants/w");
    assertThat(local.resolve("layers/0.json")).content().isEqualTo("{}");
    assertThat(tree.localFolder("variants/w")).isEqualTo(local);
  }

  @Test
  void what_is_not_there_is_empty_and_deleting_it_does_nothing() throws IOException {
    FileTree tree = tree();
    assertThat(tree.read("nothing")).isEmpty();
    assertThat(tree.list("nothing")).isEmpty();
    assertThat(tree.exists("nothing")).isFalse();
    tree.delete("nothing");
  }

  @Test
  void names_with_percent_and_equals_signs_are_kept() throws IOException {
    FileTree tree = tree();
    String path = new Partition("a/b:c %", "täsk=1").folder() + "/c-0-1.parquet";
    assertThat(tree.publish(written(tree, "a", "x"), path)).isTrue();
    assertThat(tree.list("samples")).extracting(FileTree.Listed::path).containsExactly(path);
    assertThat(tree.read(path)).isPresent();
  }

  static <T> List<T> race(List<Callable<T>> calls) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    CyclicBarrier start = new CyclicBarrier(calls.size());
    try {
      List<Future<T>> running = new ArrayList<>();
      for (Callable<T> call : calls) {
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  return call.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : running) {
        results.add(one.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
