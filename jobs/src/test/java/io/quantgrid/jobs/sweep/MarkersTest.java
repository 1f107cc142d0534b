package io.quantgrid.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.jobs.storage.OutputFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkersTest {
  @TempDir Path path;
  private OutputFolder folder;
  private Markers markers;

  @BeforeEach
  void open() throws IOException {
    folder = OutputFolder.open(path.toString(), new Configuration());
    markers = new Markers(folder);
  }

  private Markers.Flight start(String piece, String run, String executor) throws IOException {
    return markers.start(
        piece, run, new Provenance("host", executor, Optional.empty(), 0, Instant.now()));
  }

  @Test
  void a_piece_that_ended_leaves_nothing() throws IOException {
    start("c-0-5", "run", "driver").close();
    assertThat(markers.settle()).isEmpty();
    assertThat(folder.list("_attempts")).isEmpty();
  }

  @Test
  void pieces_in_flight_together_are_suspects_without_a_death() throws IOException {
    start("c-0-5", "run", "driver");
    start("c-5-5", "run", "driver");
    assertThat(markers.settle()).isEqualTo(Map.of("c-0-5", 0, "c-5-5", 0));
    assertThat(markers.settle()).isEqualTo(Map.of("c-0-5", 0, "c-5-5", 0));
  }

  @Test
  void deaths_of_a_lone_piece_add_up_over_runs() throws IOException {
    start("c-0-5", "first", "driver");
    assertThat(markers.settle()).isEqualTo(Map.of("c-0-5", 1));
    start("c-0-5", "second", "driver");
    start("c-5-5", "second", "driver");
    assertThat(markers.settle()).isEqualTo(Map.of("c-0-5", 1, "c-5-5", 0));
    start("c-0-5", "third", "driver");
    assertThat(markers.settle()).isEqualTo(Map.of("c-0-5", 2, "c-5-5", 0));
    markers.forget("c-0-5");
    assertThat(markers.settle()).isEqualTo(Map.of("c-5-5", 0));
  }

  @Test
  void executors_that_a_dead_driver_took_along_are_nobodys_fault() throws IOException {
    start("c-0-5", "run", "3");
    assertThat(markers.settle()).isEmpty();
    assertThat(folder.list("_attempts")).isEmpty();
  }

  @Test
  void a_later_attempt_finds_the_lost_one_of_its_run() throws IOException {
    start("c-0-5", "run", "1");
    assertThat(markers.wasLost("c-0-5", "run")).isTrue();
    assertThat(markers.wasLost("c-0-5", "other")).isFalse();
    assertThat(markers.wasLost("c-0-50", "run")).isFalse();
  }
}
