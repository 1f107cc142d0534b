package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Masks as pictures: one line a query, x where it sees the key. */
@SuppressWarnings("try") // scopes are there to be closed
class VisibilityTest {
  private final Engine engine = Engines.named("torch");

  private String picture(TokenBatch batch, OptionalInt window) {
    try (Scope scope = engine.scope()) {
      return picture(Visibility.of(engine, batch, Optional.empty(), window));
    }
  }

  private String picture(Sight sight) {
    if (sight instanceof Sight.Causal) {
      return "causal";
    }
    if (sight instanceof Sight.Full full) {
      return "from " + full.first();
    }
    Tensor mask = ((Sight.Masked) sight).mask();
    long[] cells = engine.toLongs(mask);
    StringBuilder drawn = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      drawn.append(cells[i] != 0 ? 'x' : '.');
      if ((i + 1) % mask.size(3) == 0) {
        drawn.append('\n');
      }
    }
    return drawn.toString();
  }

  /** What the next token of each row sees once the rows hold so many. */
  private String step(OptionalInt window, int... tokens) {
    try (Scope scope = engine.scope();
        DecoderCache cache =
            DecoderCache.empty(engine, 0, layer -> fail("no layers"), tokens.length, 8)) {
      cache.commit(
          TokenBatch.causal(Arrays.stream(tokens).mapToObj(count -> new int[count]).toList()));
      TokenBatch next = TokenBatch.step(new int[tokens.length]);
      return picture(Visibility.of(engine, next, Optional.of(cache), window));
    }
  }

  @Test
  void a_token_that_goes_on_from_rows_of_one_length_needs_no_mask() {
    assertThat(step(OptionalInt.empty(), 4)).isEqualTo("from 0");
    assertThat(step(OptionalInt.empty(), 4, 4, 4)).isEqualTo("from 0");
    assertThat(step(OptionalInt.of(5), 4)).isEqualTo("from 0");
    assertThat(step(OptionalInt.of(4), 4)).isEqualTo("from 1");
    assertThat(step(OptionalInt.of(1), 4, 4)).isEqualTo("from 4");
  }

  @Test
  void rows_of_several_lengths_see_their_own_columns() {
    assertThat(step(OptionalInt.empty(), 3, 1)).isEqualTo("xxxx\nxx..\n");
    assertThat(step(OptionalInt.of(2), 3, 1)).isEqualTo("..xx\nxx..\n");
  }

  @Test
  void texts_padded_at_the_right_need_no_mask() {
    TokenBatch batch = TokenBatch.causal(List.of(new int[] {1, 2, 3}, new int[] {4}));
    assertThat(picture(batch, OptionalInt.empty())).isEqualTo("causal");
    assertThat(picture(batch, OptionalInt.of(3))).isEqualTo("causal");
    assertThat(batch.lastColumn(1)).isZero();
    assertThat(batch.tokens()).isEqualTo(4);
  }

  @Test
  void a_window_counts_the_token_itself_and_is_one_mask_for_all_rows() {
    TokenBatch batch = TokenBatch.causal(List.of(new int[] {1, 2, 3, 4}, new int[] {4}));
    assertThat(picture(batch, OptionalInt.of(2)))
        .isEqualTo(
            """
            x...
            xx..
            .xx.
            ..xx
            """);
  }

  @Test
  void branches_see_the_context_and_themselves_and_padding_sees_itself() {
    TokenBatch batch =
        TokenBatch.packed(
            List.of(
                new TokenBatch.Packed(
                    new int[] {1, 2}, List.of(new int[] {3, 4}, new int[0], new int[] {5})),
                new TokenBatch.Packed(new int[] {6}, List.of(new int[] {7}, new int[] {8}))));
    assertThat(picture(batch, OptionalInt.empty()))
        .isEqualTo(
            """
            x....
            xx...
            xxx..
            xxxx.
            xx..x
            x....
            xx...
            x.x..
            ...x.
            ....x
            """);
    assertThat(batch.branchStart(0, 2)).isEqualTo(4);
    assertThat(batch.positions()).startsWith(0, 1, 2, 3, 2, 0, 1, 1);
  }

  @Test
  void one_branch_that_is_not_empty_is_a_plain_text() {
    TokenBatch batch =
        TokenBatch.packed(
            List.of(new TokenBatch.Packed(new int[] {1}, List.of(new int[0], new int[] {2}))));
    assertThat(picture(batch, OptionalInt.empty())).isEqualTo("causal");
  }

  @Test
  void padding_at_the_left_is_not_seen_but_by_itself() {
    TokenBatch batch = TokenBatch.prefill(List.of(new int[] {1, 2, 3}, new int[] {4, 5}));
    assertThat(picture(batch, OptionalInt.of(1)))
        .isEqualTo(
            """
            x..
            .x.
            ..x
            x..
            .x.
            ..x
            """);
    assertThat(picture(batch, OptionalInt.empty())).endsWith("x..\n.x.\n.xx\n");
    assertThat(batch.start(1)).isEqualTo(1);
  }

  @Test
  void what_cannot_be_a_batch_is_refused() {
    assertThatThrownBy(() -> TokenBatch.causal(List.of())).hasMessageContaining("0 rows");
    assertThatThrownBy(() -> TokenBatch.causal(List.of(new int[0]))).hasMessageContaining("row 0");
    assertThatThrownBy(() -> TokenBatch.causal(List.of(new int[] {-1})))
        .hasMessageContaining("token -1");
  }
}
