package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.SampleFile;
import io.quantgrid.jobs.table.SampleRow;
import io.quantgrid.jobs.table.SampleTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * One model, three variants, a task of each kind, six items: run once for all tests of a JVM, which
 * leave its output as it is and change copies.
 */
final class SmallSweep {
  static final int SAMPLES = 6;
  static final int CELLS = 9;

  private static SmallSweep shared;

  private final Path folder;
  private final Path file;
  private final Ran first;

  private SmallSweep(Path folder) throws IOException {
    this.folder = folder;
    this.file =
        Files.writeString(
            folder.resolve("small.yaml"),
            """
            name: small
            output: %s
            models: [pocket-s]
            formats: [w8a8-int, kv4]
            methods: [rtn]
            tasks: [pocket_ethics, pocket_stories, pocket_instruction]
            limits: {samples: %d}
            """
                .formatted(folder.resolve("out"), SAMPLES));
    this.first = Ran.of("run", file.toString());
  }

  static synchronized SmallSweep shared() throws IOException {
    if (shared == null) {
      Path folder = Files.createTempDirectory("quantgrid-small");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      shared = new SmallSweep(folder);
      assertThat(shared.first.code()).describedAs(shared.first.err()).isZero();
    }
    return shared;
  }

  /** The sweep file. */
  String file() {
    return file.toString();
  }

  Path output() {
    return folder.resolve("out");
  }

  /** What the first run printed. */
  Ran first() {
    return first;
  }

  /** A copy of the output, to be changed. */
  Path copy(Path to) throws IOException {
    try (Stream<Path> files = Files.walk(output())) {
      for (Path from : files.toList()) {
        Files.copy(from, to.resolve(output().relativize(from).toString()));
      }
    }
    return to;
  }

  /** The samples in an output folder, by cell. */
  static Map<String, List<SampleRow>> rows(Path output) throws IOException {
    OutputFolder folder = OutputFolder.open(output.toString(), new Configuration());
    Map<String, List<SampleRow>> rows = new LinkedHashMap<>();
    for (SampleFile file : folder.published().current()) {
      try (var read = SampleTable.rows(folder.input(file.path()))) {
        read.forEachRemaining(
            row -> rows.computeIfAbsent(row.cell(), key -> new ArrayList<>()).add(row));
      }
    }
    return rows;
  }

  static long count(Path output) throws IOException {
    return rows(output).values().stream().mapToLong(List::size).sum();
  }

  /** Files below a folder with the time of their last change. */
  static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
        files.put(folder.relativize(path).toString(), Files.getLastModifiedTime(path).toString());
      }
    }
    return files;
  }

  static void delete(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
