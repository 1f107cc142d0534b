package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BatchesTest {
  private record Row(long docId, int width) {}

  @Test
  void the_longest_come_first_and_ties_go_by_document() {
    List<Row> rows = List.of(new Row(2, 5), new Row(0, 5), new Row(1, 9), new Row(3, 1));
    assertThat(batches(rows, 3))
        .containsExactly(
            List.of(new Row(1, 9), new Row(0, 5), new Row(2, 5)), List.of(new Row(3, 1)));
  }

  @Test
  void no_batch_holds_more_rows_or_columns_than_allowed_but_a_long_row_alone() {
    List<Row> rows = new ArrayList<>();
    Random random = new Random(4);
    IntStream.range(0, 500).forEach(i -> rows.add(new Row(i, 1 + random.nextInt(5000))));
    List<List<Row>> batches = batches(rows, 16);
    for (List<Row> batch : batches) {
      assertThat(batch).hasSizeLessThanOrEqualTo(16);
      int longest = batch.stream().mapToInt(Row::width).max().orElseThrow();
      assertThat(batch.size() == 1 || batch.size() * longest <= Batches.MAX_PADDED_TOKENS).isTrue();
    }
    assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(rows);
    Collections.shuffle(rows, random);
    assertThat(batches(rows, 16)).isEqualTo(batches);
  }

  @Test
  void a_choice_that_does_not_fit_beside_the_others_starts_a_row() {
    int[] context = new int[1000];
    TokenPair choice = new TokenPair(context, new int[1001]);
    ScoringItem item = new ScoringItem(0, Collections.nCopies(5, List.of(choice)));
    assertThat(ScoringRow.of(new ItemScore(item)))
        .extracting(ScoringRow::width)
        .containsExactly(4000, 3000);
  }

  private static List<List<Row>> batches(List<Row> rows, int most) {
    return Batches.of(rows, Row::width, Row::docId, most);
  }
}
