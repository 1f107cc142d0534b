package io.quantgrid.kernels.element;

import io.quantgrid.kernels.name.Names;
import java.util.List;
import java.util.Locale;

/** The element types there are. A new one is a class and a line here. */
public final class ElementTypes {
  private static final List<ElementType> ALL =
      List.of(
          Float32.TYPE,
          Bfloat16.TYPE,
          Float16.TYPE,
          Fp8E4m3.TYPE,
          Fp8E5m2.TYPE,
          Fp6E3m2.TYPE,
          Fp6E2m3.TYPE,
          Fp4E2m1.TYPE,
          E8m0.TYPE,
          Int8.TYPE,
          Int7.TYPE,
          Int6.TYPE,
          Int5.TYPE,
          Int4.TYPE,
          Int3.TYPE,
          Int2.TYPE,
          Ternary.TYPE,
          Binary.TYPE,
          MxInt8.TYPE,
          Nf4.TYPE,
          Fp4Bnb.TYPE);

  private ElementTypes() {}

  public static List<ElementType> all() {
    return ALL;
  }

  public static List<String> names() {
    return ALL.stream().map(ElementType::name).toList();
  }

  /**
   * The type of that name, case aside.
   *
   * @throws IllegalArgumentException when there is none, listing those there are
   */
  public static ElementType named(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return ALL.stream()
        .filter(type -> type.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot find element type: "
                        + name
                        + " (expected one of "
                        + String.join(", ", names())
                        + Names.hint(name, names())
                        + ")"));
  }
}
