package io.quantgrid.datasets.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.evaluate.TaskException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentFilesTest {
  private static final String[] PIECES = {
    "a", "\"", ",", "\n", "\r\n", "\t", " ", "é", "🙂", "'", "{{", "\\", "\u2028", "x, y", "\"\""
  };

  @TempDir Path folder;
  private DocumentFiles files;

  @BeforeEach
  void open() {
    files = new DocumentFiles(folder.resolve("cache"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void the_same_documents_read_equal_from_every_format(int seed) throws IOException {
    List<Map<String, Object>> documents = documents(new Random(seed), seed == 1 ? 1 : 300);
    List<Path> all = new ArrayList<>();
    for (Path plain :
        List.of(
            Written.jsonLines(folder.resolve("a.jsonl"), documents),
            Written.json(folder.resolve("a.json"), documents),
            Written.jsonLines(folder.resolve("lines.json"), documents),
            Written.columns(folder.resolve("columns.json"), documents),
            Written.csv(folder.resolve("a.csv"), ",", documents),
            Written.csv(folder.resolve("a.tsv"), "\t", documents),
            Written.parquet(folder.resolve("a.parquet"), CompressionCodecName.SNAPPY, documents))) {
      all.addAll(List.of(plain, Written.gzip(plain), Written.zstd(plain)));
    }
    for (CompressionCodecName codec :
        List.of(
            CompressionCodecName.UNCOMPRESSED,
            CompressionCodecName.GZIP,
            CompressionCodecName.ZSTD,
            CompressionCodecName.LZ4_RAW)) {
      all.add(Written.parquet(folder.resolve(codec + ".parquet"), codec, documents));
    }
    for (Path file : all) {
      Documents read = files.open(file, ReadOptions.NONE);
      assertThat(read.size()).describedAs("%s", file).isEqualTo(documents.size());
      assertThat(read.read(0, read.size()))
          .describedAs("%s", file)
          .extracting(Document::fields)
          .containsExactlyElementsOf(documents);
      assertThat(read.read(0, read.size()))
          .extracting(Document::position)
          .containsExactlyElementsOf(IntStream.range(0, read.size()).boxed().toList());
      assertThat(read.name()).isEqualTo(file.toString());
    }
  }

  /** With texts that need quoting, whole numbers, others, truth values and gaps. */
  private static List<Map<String, Object>> documents(Random random, int count) {
    List<Map<String, Object>> documents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, Object> one = new LinkedHashMap<>();
      StringBuilder question = new StringBuilder("q");
      for (int n = random.nextInt(8); n > 0; n--) {
        question.append(PIECES[random.nextInt(PIECES.length)]);
      }
      one.put("question", question.toString());
      one.put("label", random.nextLong());
      one.put("score", i > 0 && random.nextInt(9) == 0 ? null : (Object) random.nextGaussian());
      one.put("flag", random.nextBoolean());
      one.put("note", i > 0 && random.nextInt(5) == 0 ? null : "note " + i);
      documents.add(one);
    }
    return documents;
  }

  @Test
  void places_are_those_of_the_users_file() throws IOException {
    Path csv = Written.text(folder.resolve("a.csv"), "q,a\r\n\"x\ny\",1\r\n\r\nz,2\r\n");
    Path json = Written.text(folder.resolve("a.json"), "[{\"q\": 1},\n{\"q\": 2}]");
    Path lines = Written.text(folder.resolve("b.json"), "{\"q\": 1}\n\n{\"q\":\n 2}\n");
    Path plain = Written.text(folder.resolve("c.jsonl"), "{\"q\": 1}\n\n{\"q\": 2}\n");
    Path text = Written.text(folder.resolve("a.txt"), "one\ntwo");
    assertThat(origins(csv)).containsExactly("a.csv:2", "a.csv:5");
    assertThat(origins(json)).containsExactly("a.json: item 1", "a.json: item 2");
    assertThat(origins(lines)).containsExactly("b.json:1", "b.json:3");
    assertThat(origins(Written.zstd(plain))).containsExactly("c.jsonl.zst:1", "c.jsonl.zst:3");
    assertThat(origins(text)).containsExactly("a.txt:1", "a.txt:2");
  }

  private List<String> origins(Path file) {
    Documents read = files.open(file, ReadOptions.NONE);
    List<String> origins = read.read(0, read.size()).stream().map(Document::origin).toList();
    assertThat(IntStream.range(0, read.size()).mapToObj(read::origin)).isEqualTo(origins);
    return origins;
  }

  @Test
  void several_files_follow_one_another() throws IOException {
    List<Map<String, Object>> documents = documents(new Random(9), 20);
    List<Path> shards =
        List.of(
            Written.jsonLines(folder.resolve("0.jsonl"), documents.subList(0, 7)),
            Written.text(folder.resolve("1.jsonl"), ""),
            Written.json(folder.resolve("2.json"), documents.subList(7, 8)),
            Written.csv(folder.resolve("3.csv"), ",", documents.subList(8, 20)));
    Documents all = files.open(shards, ReadOptions.NONE);
    assertThat(all.size()).isEqualTo(20);
    Random random = new Random(1);
    for (int repeat = 0; repeat < 50; repeat++) {
      int from = random.nextInt(21);
      int to = from + random.nextInt(21 - from);
      List<Document> read = all.read(from, to);
      assertThat(read)
          .extracting(Document::fields)
          .containsExactlyElementsOf(documents.subList(from, to));
      for (int i = from; i < to; i++) {
        assertThat(read.get(i - from).position()).isEqualTo(i);
        assertThat(read.get(i - from).origin()).isEqualTo(all.origin(i));
      }
    }
    assertThat(all.origin(7)).isEqualTo("2.json: item 1");
    assertThat(all.name()).endsWith("0.jsonl and 3 more");
    assertThat(all.sha256())
        .isNotEqualTo(files.open(shards.subList(0, 3), ReadOptions.NONE).sha256());
    assertThatThrownBy(() -> all.read(0, 21)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_file_is_converted_once_and_again_only_when_it_changes() throws IOException {
    Path csv = Written.text(folder.resolve("a.csv"), "q\nx\n");
    assertThat(files.open(csv, ReadOptions.NONE).size()).isEqualTo(1);
    assertThat(entries()).hasSize(1);
    files.open(csv, ReadOptions.NONE);
    files.open(Files.copy(csv, folder.resolve("b.csv")), ReadOptions.NONE);
    assertThat(entries()).hasSize(1);
    Files.writeString(csv, "q\nx\ny\n");
    assertThat(files.open(csv, ReadOptions.NONE).size()).isEqualTo(2);
    assertThat(entries()).hasSize(2);
  }

  @Test
  void an_entry_of_the_cache_that_is_damaged_is_made_again() throws IOException {
    Path csv = Written.text(folder.resolve("a.csv"), "q\nx\ny\n");
    files.open(csv, ReadOptions.NONE);
    for (String file : List.of("documents.jsonl", "places", "entry.json")) {
      Path damaged = entries().get(0).resolve(file);
      byte[] bytes = Files.readAllBytes(damaged);
      bytes[bytes.length - 2] ^= 1;
      Files.write(damaged, file.equals("places") ? new byte[3] : bytes);
      assertThat(files.open(csv, ReadOptions.NONE).read(0, 2))
          .describedAs(file)
          .extracting(one -> one.fields().get("q"))
          .containsExactly("x", "y");
      assertThat(entries()).hasSize(1);
    }
  }

  @Test
  void many_threads_may_ask_for_the_same_file() throws Exception {
    List<Map<String, Object>> documents = documents(new Random(3), 2000);
    Path csv = Written.csv(folder.resolve("a.csv"), ",", documents);
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<String>> calls = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        calls.add(
            () -> new DocumentFiles(folder.resolve("cache")).open(csv, ReadOptions.NONE).sha256());
      }
      List<String> hashes = new ArrayList<>();
      for (Future<String> call : pool.invokeAll(calls)) {
        hashes.add(call.get());
      }
      assertThat(hashes).hasSize(16).containsOnly(hashes.get(0));
    } finally {
      pool.shutdownNow();
    }
    assertThat(entries()).hasSize(1);
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(folder.resolve("cache").resolve("documents"))) {
      return entries.filter(one -> !one.getFileName().toString().startsWith(".half-")).toList();
    }
  }

  @Test
  void what_a_function_makes_of_documents_is_kept_and_knows_where_they_stand() throws IOException {
    Path csv = Written.text(folder.resolve("a.csv"), "q,n\nx,0\ny,2\nz,1\n");
    Documents source = files.open(csv, ReadOptions.NONE);
    int[] calls = {0};
    for (int repeat = 0; repeat < 2; repeat++) {
      Documents derived =
          files.derived(
              source,
              "repeated",
              1,
              fields -> {
                calls[0]++;
                return IntStream.range(0, ((Long) fields.get("n")).intValue())
                    .mapToObj(i -> Map.of("q", fields.get("q") + "" + i))
                    .map(Map::<String, Object>copyOf)
                    .toList();
              });
      assertThat(derived.read(0, 3))
          .extracting(one -> one.fields().get("q"))
          .containsExactly("y0", "y1", "z0");
      assertThat(derived.read(0, 3))
          .extracting(Document::origin)
          .containsExactly("a.csv:3", "a.csv:3", "a.csv:4");
      assertThat(derived.name()).isEqualTo(csv.toString());
    }
    assertThat(calls[0]).isEqualTo(3);
    files.derived(source, "repeated", 2, fields -> List.of(fields));
    assertThatThrownBy(
            () ->
                files.derived(
                    source,
                    "picky",
                    1,
                    fields -> {
                      throw new IllegalArgumentException("no column label");
                    }))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("picky of a.csv:2: no column label");
  }
}
