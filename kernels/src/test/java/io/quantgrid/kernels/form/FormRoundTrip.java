package io.quantgrid.kernels.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What reading a form back has to do. */
public final class FormRoundTrip {
  private FormRoundTrip() {}

  /** Reads the form from its description and its arrays; returns what was read. */
  public static WeightForm check(WeightForm form) {
    Description description = form.description();
    List<StoredArray> arrays = new ArrayList<>(form.arrays());
    Collections.reverse(arrays);
    WeightForm again = Forms.read(description, form.rows(), form.columns(), arrays);
    assertThat(again).hasSameClassAs(form);
    assertThat(again.description()).isEqualTo(description);
    assertThat(again.rows()).isEqualTo(form.rows());
    assertThat(again.columns()).isEqualTo(form.columns());
    assertThat(again.dequantize()).isEqualTo(form.dequantize());
    assertThat(again.storedBits()).isEqualTo(form.storedBits());
    long bytes = 0;
    for (int i = 0; i < form.arrays().size(); i++) {
      StoredArray array = form.arrays().get(i);
      bytes += array.bytes().length;
      assertThat(again.arrays().get(i).name()).isEqualTo(array.name());
      assertThat(again.arrays().get(i).dtype()).isEqualTo(array.dtype());
      assertThat(again.arrays().get(i).shape()).isEqualTo(array.shape());
      assertThat(again.arrays().get(i).bytes()).isEqualTo(array.bytes());
      refusesWithout(form, i);
    }
    assertThat(form.storedBits()).isEqualTo(8 * bytes);
    assertThat(form.arrays().stream().map(StoredArray::name)).doesNotHaveDuplicates();
    return again;
  }

  private static void refusesWithout(WeightForm form, int index) {
    List<StoredArray> without = new ArrayList<>(form.arrays());
    String name = without.remove(index).name();
    assertThatThrownBy(() -> Forms.read(form.description(), form.rows(), form.columns(), without))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot read ")
        .hasMessageContaining(name.substring(name.lastIndexOf('.') + 1));
  }
}
