package io.quantgrid.kernels.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who owns a tensor, and when it is freed. */
@SuppressWarnings("try") // scopes are there to be closed
public abstract class ScopeContractTest extends EngineFixture {
  private Tensor vector() {
    return engine.zeros(DType.FLOAT32, 1000);
  }

  @Test
  void closing_a_scope_frees_what_was_made_in_it() {
    long before = engine.allocatedBytes();
    Tensor x;
    try (Scope inner = engine.scope()) {
      x = vector();
      assertThat(engine.allocatedBytes()).isEqualTo(before + 4000);
    }
    assertThat(engine.allocatedBytes()).isEqualTo(before);
    assertThatThrownBy(() -> engine.toFloats(x))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    x.close();
  }

  @Test
  void what_is_kept_belongs_to_the_enclosing_scope() {
    long before = engine.allocatedBytes();
    Tensor x;
    try (Scope middle = engine.scope()) {
      try (Scope inner = engine.scope()) {
        x = inner.keep(vector());
        vector();
      }
      assertThat(engine.allocatedBytes()).isEqualTo(before + 4000);
      assertThat(engine.toFloats(x)).hasSize(1000);
    }
    assertThat(engine.allocatedBytes()).isEqualTo(before);
  }

  @Test
  void keeping_in_an_outer_scope_lifts_over_the_inner_ones() {
    long before = engine.allocatedBytes();
    Tensor x;
    try (Scope middle = engine.scope()) {
      try (Scope inner = engine.scope()) {
        x = middle.keep(vector());
      }
    }
    assertThat(engine.allocatedBytes()).isEqualTo(before + 4000);
    x.close();
    assertThat(engine.allocatedBytes()).isEqualTo(before);
  }

  @Test
  void what_is_released_is_closed_by_its_holder() {
    long before = engine.allocatedBytes();
    Tensor x;
    try (Scope inner = engine.scope()) {
      x = inner.release(vector());
    }
    assertThat(engine.toFloats(x)).hasSize(1000);
    CompletableFuture.runAsync(x::close).join();
    assertThat(engine.allocatedBytes()).isEqualTo(before);
    x.close();
  }

  @Test
  void a_view_outlives_its_base() {
    long before = engine.allocatedBytes();
    Tensor view;
    try (Scope inner = engine.scope()) {
      Tensor base = engine.floats(random(1000, 1), 10, 100);
      view = inner.keep(engine.narrow(engine.transpose(base, 0, 1), 0, 3, 2));
      base.close();
    }
    assertThat(engine.allocatedBytes()).isEqualTo(before + 4000);
    assertThat(engine.toFloats(view)).hasSize(20).doesNotContain(0f);
    view.close();
    assertThat(engine.allocatedBytes()).isEqualTo(before);
  }

  @Test
  void closing_early_and_twice_is_harmless() {
    long before = engine.allocatedBytes();
    try (Scope inner = engine.scope()) {
      Tensor a = vector();
      Tensor b = vector();
      Tensor c = vector();
      b.close();
      b.close();
      c.close();
      assertThat(engine.allocatedBytes()).isEqualTo(before + 4000);
      a.close();
    }
    assertThat(engine.allocatedBytes()).isEqualTo(before);
  }

  @Test
  void scopes_close_innermost_first_on_their_own_thread() {
    Scope outer = engine.scope();
    Scope inner = engine.scope();
    assertThatThrownBy(outer::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("innermost first");
    assertThatThrownBy(() -> CompletableFuture.runAsync(inner::close).join())
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected the thread that opened the scope");
    inner.close();
    inner.close();
    outer.close();
    assertThatThrownBy(() -> outer.keep(engine.zeros(DType.FLOAT32, 1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void another_thread_reads_but_does_not_close_what_a_scope_owns() {
    Tensor x = vector();
    assertThat(CompletableFuture.supplyAsync(() -> engine.toFloats(x)).join()).hasSize(1000);
    assertThatThrownBy(() -> CompletableFuture.runAsync(x::close).join())
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(engine.toFloats(x)).hasSize(1000);
  }
}
