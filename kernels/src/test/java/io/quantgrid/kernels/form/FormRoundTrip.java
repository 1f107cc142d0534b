package io.quantgrid.kernels.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What reading a form from its arrays has to do. */
public final class FormRoundTrip {
  private FormRoundTrip() {}

  public static void check(WeightForm form, Function<List<StoredArray>, WeightForm> read) {
    WeightForm again = read.apply(form.arrays());
    assertThat(again.name()).isEqualTo(form.name());
    assertThat(again.rows()).isEqualTo(form.rows());
    assertThat(again.columns()).isEqualTo(form.columns());
    assertThat(again.dequantize()).isEqualTo(form.dequantize());
    assertThat(again.storedBits()).isEqualTo(form.storedBits());
    for (int i = 0; i < form.arrays().size(); i++) {
      StoredArray array = form.arrays().get(i);
      assertThat(again.arrays().get(i).name()).isEqualTo(array.name());
      assertThat(again.arrays().get(i).bytes()).isEqualTo(array.bytes());
      List<StoredArray> without = new ArrayList<>(form.arrays());
      without.remove(i);
      assertThatThrownBy(() -> read.apply(without))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(form.name())
          .hasMessageContaining(array.name());
    }
  }
}
