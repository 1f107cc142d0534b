package io.quantgrid.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.evaluate.Reference;
import io.quantgrid.core.grid.WorkUnit;
import io.quantgrid.jobs.storage.OutputFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceTableTest {
  @TempDir Path path;
  private OutputFolder folder;

  private static Reference reference(long docId) {
    return new Reference(
        docId,
        (int) docId % 3,
        Optional.of(docId % 2 == 0),
        2,
        new int[] {(int) docId, -1},
        new float[] {-0.5f, Float.NEGATIVE_INFINITY},
        docId == 3 ? Optional.of("ü\n") : Optional.empty(),
        docId == 3 ? new int[] {7, 8} : new int[0]);
  }

  @BeforeEach
  void publish() throws IOException {
    folder = OutputFolder.open(path.toString(), new Configuration());
    for (WorkUnit unit : List.of(new WorkUnit("b", 0, 4), new WorkUnit("b", 4, 4))) {
      ReferenceTable.publish(
          folder,
          unit,
          LongStream.range(unit.first(), unit.end())
              .mapToObj(ReferenceTableTest::reference)
              .toList());
    }
  }

  @Test
  void references_are_found_by_range_whatever_the_units() throws IOException {
    List<Reference> read =
        ReferenceTable.read(folder, new WorkUnit("b", 2, 4), Set.of(2L, 3L, 4L, 5L));
    assertThat(read).extracting(Reference::docId).containsExactly(2L, 3L, 4L, 5L);
    assertThat(read)
        .allSatisfy(
            found ->
                assertThat(found).usingRecursiveComparison().isEqualTo(reference(found.docId())));
  }

  @Test
  void a_missing_reference_is_an_error() {
    assertThatThrownBy(() -> ReferenceTable.read(folder, new WorkUnit("b", 6, 4), Set.of(7L, 8L)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot compare with baseline b-6-4: 1 references (expected 2");
  }

  @Test
  void a_second_copy_changes_nothing() throws IOException {
    assertThat(ReferenceTable.publish(folder, new WorkUnit("b", 0, 4), List.of())).isFalse();
    assertThat(ReferenceTable.read(folder, new WorkUnit("b", 0, 1), Set.of(0L))).hasSize(1);
  }
}
