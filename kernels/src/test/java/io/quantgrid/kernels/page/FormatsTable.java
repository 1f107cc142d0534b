package io.quantgrid.kernels.page;

import io.quantgrid.kernels.block.BlockFormat;
import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.ElementTypes;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.scheme.BlockFormats;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.ScaleRule;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.solve.RoundToNearest;
import io.quantgrid.kernels.solve.Samples;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** The table of docs/formats.md: one line per format, made from the code. */
final class FormatsTable {
  private static final int ROWS = 128;
  private static final int COLUMNS = 4096;

  /** Schemes without a name of their own, in the order of the table, after the block formats. */
  private static final List<String> SCHEMES =
      List.of(
          "fp8_e4m3/tensor",
          "fp8_e4m3/channel",
          "fp8_e5m2/channel",
          "fp6_e3m2/channel",
          "fp6_e2m3/channel",
          "fp4_e2m1/group128",
          "fp4_e2m1/group128/m1",
          "fp4_e2m1/group128/m2",
          "int8/tensor",
          "int8/channel",
          "int8/channel/asym",
          "int8/group128",
          "int7/group128",
          "int6/group128",
          "int5/group128",
          "int4/channel",
          "int4/group128",
          "int4/group128/mse",
          "int4/group128/asym",
          "int4/group32",
          "int3/group128/asym",
          "int3/group128/asym/mse",
          "int2/group128/asym",
          "int2/group128/asym/mse",
          "nf4/group128",
          "ternary/tensor",
          "binary/channel");

  private final float[] normal = Samples.NORMAL.values(ROWS, COLUMNS);
  private final float[] heavy = Samples.HEAVY_TAILED.values(ROWS, COLUMNS);

  /** The table as Markdown. */
  String markdown() {
    List<Engine> engines = Engines.names().stream().map(Engines::named).toList();
    StringBuilder out = new StringBuilder();
    out.append("| format | bits | range | smallest step | block | scale | bits per weight");
    out.append(" | error, normal | error, heavy-tailed");
    engines.forEach(engine -> out.append(" | ").append(engine.name()));
    out.append(" |\n|---|---:|---|---:|---|---|---:|---:|---:");
    engines.forEach(engine -> out.append("|---"));
    out.append("|\n");
    for (ElementType wide : ElementTypes.all()) {
      if (wide.bits() == Short.SIZE) {
        cells(out, unscaled(wide), engines.stream().map(engine -> "").toList());
      }
    }
    for (BlockFormat format : BlockFormats.all()) {
      row(out, format.name(), BlockFormats.scheme(format), engines);
    }
    for (String text : SCHEMES) {
      row(out, text, SchemeParser.parse(text), engines);
    }
    return out.toString();
  }

  private void row(StringBuilder out, String name, Scheme scheme, List<Engine> engines) {
    QuantizedMatrix stored =
        RoundToNearest.quantize(new float[ROWS * COLUMNS], ROWS, COLUMNS, scheme, Bfloat16.TYPE);
    ElementType element = scheme.element();
    List<String> cells =
        List.of(
            "`" + name + "`",
            Integer.toString(element.bits()),
            range(element),
            step(element),
            block(scheme.granularity()),
            scale(stored),
            String.format(Locale.ROOT, "%.4g", (double) stored.storedBits() / (ROWS * COLUMNS)),
            percent(error(scheme, normal)),
            percent(error(scheme, heavy)));
    cells(out, cells, engines.stream().map(engine -> support(engine, scheme)).toList());
  }

  private List<String> unscaled(ElementType element) {
    return List.of(
        "`" + element.name() + "`",
        Integer.toString(element.bits()),
        range(element),
        step(element),
        "",
        "",
        Integer.toString(element.bits()),
        percent(rounding(element, normal)),
        percent(rounding(element, heavy)));
  }

  private static void cells(StringBuilder out, List<String> cells, List<String> support) {
    List<String> all = new ArrayList<>(cells);
    all.addAll(support);
    out.append("| ").append(String.join(" | ", all)).append(" |\n");
  }

  private static double error(Scheme scheme, float[] x) {
    QuantizedMatrix matrix = RoundToNearest.quantize(x, ROWS, COLUMNS, scheme, Float32.TYPE);
    return Samples.relativeError(matrix.dequantize(), x);
  }

  private static double rounding(ElementType element, float[] x) {
    float[] values = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      values[i] = element.decode(element.encode(x[i]));
    }
    return Samples.relativeError(values, x);
  }

  /** Weights alone, and weights with inputs in the same format. */
  private static String support(Engine engine, Scheme scheme) {
    boolean inputsInRows =
        scheme.granularity() instanceof Granularity.PerChannel
            || scheme.granularity() instanceof Granularity.PerTensor;
    Scheme inputs = inputsInRows ? scheme.with(new Granularity.PerToken()) : scheme;
    String alone = word(engine.hasLowBit(scheme, Optional.empty(), DType.BFLOAT16));
    String both = word(engine.hasLowBit(scheme, Optional.of(inputs), DType.BFLOAT16));
    return alone.equals(both) ? alone : alone + "; with inputs " + both;
  }

  private static String word(boolean lowBit) {
    return lowBit ? "native" : "simulated";
  }

  private static String range(ElementType element) {
    float low = element.smallest();
    float high = element.largest();
    return low == -high ? "±" + number(high) : number(low) + " to " + number(high);
  }

  /** The smallest distance between two values that codes stand for. */
  private static String step(ElementType element) {
    TreeSet<Float> values = new TreeSet<>();
    for (int code = 0; code < 1 << element.bits(); code++) {
      float value = element.decode(element instanceof IntegerType ? signed(code, element) : code);
      if (Float.isFinite(value)) {
        values.add(value + 0f);
      }
    }
    double least = Double.POSITIVE_INFINITY;
    double last = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value - last);
      last = value;
    }
    int exponent = Math.getExponent(least);
    boolean small = least < 1 && Math.scalb(1.0, exponent) == least;
    return small ? "2^" + exponent : number((float) least);
  }

  /** The code with that pattern of bits, as {@code encode} gives it. */
  private static int signed(int code, ElementType element) {
    return element.bits() < Byte.SIZE && element.smallest() == -1
        ? element.encode(code - 1f)
        : code << (Integer.SIZE - element.bits()) >> (Integer.SIZE - element.bits());
  }

  private static String number(float x) {
    boolean whole = x == Math.rint(x) && Math.abs(x) < 1e6;
    return whole
        ? Integer.toString((int) x)
        : String.format(Locale.ROOT, Math.abs(x) < 1e6 ? "%.4g" : "%.3g", x);
  }

  private static String block(Granularity granularity) {
    if (granularity instanceof Granularity.Group group) {
      return Integer.toString(group.size());
    } else if (granularity instanceof Granularity.Block block) {
      return block.rows() + " x " + block.columns();
    }
    return granularity instanceof Granularity.PerTensor ? "tensor" : "row";
  }

  private static String scale(QuantizedMatrix matrix) {
    Scheme scheme = matrix.scheme();
    StringBuilder text = new StringBuilder(matrix.scaleType().name());
    text.append(scheme.twoLevel() ? ", one float32 for all" : "");
    boolean power = scheme.rule() == ScaleRule.M1 || scheme.rule() == ScaleRule.POW2;
    text.append(power ? ", a power of two" : "");
    text.append(scheme.rule() == ScaleRule.M2_ROW ? ", powers of two apart" : "");
    text.append(scheme.rule() == ScaleRule.ABS_MEAN ? ", the mean" : "");
    return text.append(scheme.symmetry() == Symmetry.ASYMMETRIC ? ", zero point" : "").toString();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.3g %%", 100 * share);
  }
}
