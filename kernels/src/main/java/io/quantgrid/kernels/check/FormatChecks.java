package io.quantgrid.kernels.check;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.ElementTypes;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.solve.RoundTrip;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Encoding, decoding and round trips of every element type, to the last bit. */
final class FormatChecks {
  private static final int ROWS = 17;
  private static final int COLUMNS = 128;
  private static final int GROUP = 32;
  private static final int WIDEST = 8;
  private static final double EXACT = 0;

  private FormatChecks() {}

  static List<Deviation> run(Engine engine) {
    List<Deviation> found = new ArrayList<>();
    float[] x = Numbers.normal(DType.FLOAT32, ROWS * COLUMNS, 12);
    Tensor tx = engine.floats(x, ROWS, COLUMNS);
    for (ElementType element : ElementTypes.all()) {
      if (element.bits() <= WIDEST) {
        found.add(codes(engine, element, x, tx));
      }
    }
    for (Scheme scheme : schemes()) {
      float[] expected = RoundTrip.apply(x, ROWS, COLUMNS, scheme, Float32.TYPE);
      float[] actual = engine.toFloats(engine.roundTrip(tx, scheme));
      found.add(Deviation.of("round trip " + scheme, actual, expected, EXACT));
    }
    return found;
  }

  /** Values encoded and decoded by the engine against the same one by one. */
  private static Deviation codes(Engine engine, ElementType element, float[] x, Tensor tx) {
    float[] expected = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      expected[i] = element.decode(element.encode(x[i]));
    }
    float[] actual = engine.toFloats(engine.decode(engine.encode(tx, element), element));
    return Deviation.of("encode, decode " + element.name(), actual, expected, EXACT);
  }

  /** Dynamic schemes of activations and KV entries. */
  private static List<Scheme> schemes() {
    List<Scheme> out = new ArrayList<>();
    for (ElementType element : ElementTypes.all()) {
      if (element.bits() > WIDEST || element.smallest() >= 0) {
        continue; // wider ones are not quantized to; exponents without a sign are for scales
      }
      Scheme perToken = Scheme.of(element, new Granularity.PerToken(), Symmetry.SYMMETRIC);
      out.add(perToken);
      out.add(perToken.with(new Granularity.Group(GROUP)));
      if (element.name().matches("int[2-8]")) {
        out.add(Scheme.of(element, new Granularity.PerToken(), Symmetry.ASYMMETRIC));
      }
    }
    return out;
  }
}
