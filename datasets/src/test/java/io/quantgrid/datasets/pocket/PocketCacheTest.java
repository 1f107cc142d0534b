package io.quantgrid.datasets.pocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.grid.CatalogException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PocketCacheTest {
  private static final String MODEL = "models/pocket-s";
  @TempDir Path root;

  @Test
  void the_manifest_states_size_and_hash_of_every_embedded_file() throws Exception {
    for (PocketFile file : PocketManifest.FILES) {
      try (InputStream in = PocketManifest.open(file.resource())) {
        byte[] bytes = in.readAllBytes();
        assertThat(bytes).as(file.path()).hasSize((int) file.bytes());
        assertThat(sha256(bytes)).as(file.path()).isEqualTo(file.sha256());
      }
    }
  }

  @Test
  void every_model_has_all_files_that_a_checkpoint_needs() {
    assertThat(PocketModels.names())
        .containsExactly(
            "pocket-s", "pocket-m", "pocket-s-activation-outliers", "pocket-s-weight-outliers");
    for (String name : PocketModels.names()) {
      assertThat(PocketManifest.folder("models/" + name))
          .extracting(PocketFile::name)
          .containsExactlyInAnyOrder(
              "config.json",
              "generation_config.json",
              "model.safetensors",
              "special_tokens_map.json",
              "tokenizer.json",
              "tokenizer_config.json");
    }
  }

  @Test
  void unpacking_twice_gives_the_same_folder_and_leaves_no_other_file() throws IOException {
    Path first = new PocketCache(root).unpack(MODEL);
    Path second = new PocketCache(root).unpack(MODEL);
    assertThat(second).isEqualTo(first);
    assertWhole(first);
  }

  @Test
  void a_shortened_changed_or_lost_file_is_replaced() throws IOException {
    Path folder = new PocketCache(root).unpack(MODEL);
    Path weights = folder.resolve("model.safetensors");
    byte[] damaged = Files.readAllBytes(weights);
    damaged[damaged.length / 2] ^= 1;
    Files.write(weights, damaged);
    Files.write(folder.resolve("config.json"), new byte[0]);
    Files.delete(folder.resolve("tokenizer.json"));
    new PocketCache(root).unpack(MODEL);
    assertWhole(folder);
  }

  @Test
  void damage_that_comes_while_the_process_runs_is_noticed_by_size_or_time() throws IOException {
    PocketCache cache = new PocketCache(root);
    Path folder = cache.unpack(MODEL);
    Path weights = folder.resolve("model.safetensors");
    byte[] damaged = Files.readAllBytes(weights);
    damaged[7] ^= 1;
    Files.write(weights, damaged);
    Files.setLastModifiedTime(weights, FileTime.fromMillis(1));
    cache.unpack(MODEL);
    assertWhole(folder);
  }

  @Test
  void many_threads_may_unpack_at_once() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Path>> calls = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        calls.add(() -> new PocketCache(root).unpack(MODEL));
      }
      for (Future<Path> folder : threads.invokeAll(calls)) {
        assertWhole(folder.get());
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void several_processes_may_unpack_at_once() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  "-D" + CacheFolder.PROPERTY + "=" + root,
                  Unpacker.class.getName())
              .redirectErrorStream(true)
              .redirectOutput(root.resolve("log" + i).toFile())
              .start());
    }
    for (Process process : processes) {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    }
    assertWhole(new PocketCache(root).unpack(MODEL));
  }

  @Test
  void a_cache_that_cannot_be_written_is_an_error_that_names_it() throws IOException {
    Path file = Files.createFile(root.resolve("file"));
    assertThatThrownBy(() -> new PocketCache(file).unpack(MODEL))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("Cannot unpack pocket-s to " + file)
        .hasMessageContaining("quantgrid.cache");
  }

  @Test
  void an_unknown_name_is_an_error_that_lists_the_known_ones() {
    assertThatThrownBy(() -> PocketModels.folder("pocket-x"))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("pocket-x")
        .hasMessageContaining("pocket-m");
    assertThatThrownBy(() -> PocketTasks.file("pocket_x")).hasMessageContaining("pocket_stories");
  }

  @Test
  void the_folder_is_the_property_then_xdg_then_home_then_temporary() throws IOException {
    Properties properties = new Properties();
    Map<String, String> environment = new HashMap<>();
    Path file = Files.createFile(root.resolve("nowhere"));
    properties.setProperty("java.io.tmpdir", root.resolve("tmp").toString());
    properties.setProperty("user.name", "ann");
    properties.setProperty("user.home", file.toString());
    assertThat(CacheFolder.path(properties, environment))
        .isEqualTo(root.resolve("tmp/quantgrid-ann"));
    properties.setProperty("user.home", root.resolve("home").toString());
    assertThat(CacheFolder.path(properties, environment))
        .isEqualTo(root.resolve("home/.cache/quantgrid"));
    environment.put("XDG_CACHE_HOME", root.resolve("xdg").toString());
    assertThat(CacheFolder.path(properties, environment)).isEqualTo(root.resolve("xdg/quantgrid"));
    properties.setProperty(CacheFolder.PROPERTY, root.resolve("named").toString());
    assertThat(CacheFolder.path(properties, environment)).isEqualTo(root.resolve("named"));
  }

  /** Unpacks in a process of its own. */
  static final class Unpacker {
    private Unpacker() {}

    public static void main(String[] arguments) {
      PocketModels.folder("pocket-s");
      PocketTasks.file("pocket");
    }
  }

  private static void assertWhole(Path folder) throws IOException {
    List<PocketFile> files = PocketManifest.folder(MODEL);
    for (PocketFile file : files) {
      byte[] bytes = Files.readAllBytes(folder.resolve(file.name()));
      assertThat(sha256(bytes)).as(file.name()).isEqualTo(file.sha256());
    }
    try (Stream<Path> found = Files.list(folder)) {
      assertThat(found).hasSize(files.size());
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
