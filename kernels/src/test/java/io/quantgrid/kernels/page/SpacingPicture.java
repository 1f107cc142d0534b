package io.quantgrid.kernels.page;

import io.quantgrid.kernels.element.CodebookType;
import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.ElementTypes;
import io.quantgrid.kernels.element.IntegerType;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/** How each element type spaces its values: a line per type, a tick per value, as SVG. */
final class SpacingPicture {
  private static final int LEFT = 118;
  private static final int WIDTH = 800;
  private static final int LINE = 27;
  private static final int TOP = 64;
  private static final int TICK = 17;

  private static final List<String> TYPES =
      List.of(
          "int8",
          "fp8_e4m3",
          "fp8_e5m2",
          "int6",
          "fp6_e2m3",
          "fp6_e3m2",
          "int5",
          "int4",
          "fp4_e2m1",
          "nf4",
          "fp4_bnb",
          "int3",
          "int2",
          "ternary",
          "binary");

  private SpacingPicture() {}

  static String svg() {
    int bottom = TOP + TYPES.size() * LINE;
    StringBuilder out = new StringBuilder();
    line(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
            + " font-size=\"13\">",
        LEFT + WIDTH + 100,
        bottom + 34);
    line(out, "<title>Values of each element type, over the largest magnitude</title>");
    line(out, "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>");
    line(
        out,
        "<text x=\"%d\" y=\"22\" font-size=\"15\" fill=\"#1c2733\">%s</text>",
        LEFT,
        "Every value that a code stands for, over the largest magnitude");
    legend(out);
    int row = 0;
    for (String name : TYPES) {
      type(out, ElementTypes.named(name), TOP + row++ * LINE);
    }
    for (int tenth = -10; tenth <= 10; tenth += 5) {
      line(
          out,
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#5b6770\">%s</text>",
          x(tenth / 10.0),
          bottom + 20,
          tenth % 10 == 0 ? Integer.toString(tenth / 10) : tenth / 10.0);
    }
    return out.append("</svg>\n").toString();
  }

  private static void legend(StringBuilder out) {
    String[] names = {"integers", "floating point", "codebooks"};
    String[] types = {"int8", "fp8_e4m3", "nf4"};
    for (int i = 0; i < names.length; i++) {
      int at = LEFT + i * 130;
      String color = color(ElementTypes.named(types[i]));
      line(out, "<rect x=\"%d\" y=\"34\" width=\"12\" height=\"12\" fill=\"%s\"/>", at, color);
      line(out, "<text x=\"%d\" y=\"45\" fill=\"#1c2733\">%s</text>", at + 18, names[i]);
    }
  }

  private static void type(StringBuilder out, ElementType element, int y) {
    SortedSet<Float> values = values(element);
    double largest = Math.max(-values.first(), values.last());
    int middle = y + TICK / 2;
    line(
        out,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#1c2733\">%s</text>",
        LEFT - 16,
        middle + 5,
        element.name());
    line(
        out,
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#dfe4e8\"/>",
        LEFT,
        middle,
        LEFT + WIDTH,
        middle);
    StringBuilder path = new StringBuilder();
    for (float value : values) {
      path.append(String.format(Locale.ROOT, "M%.1f %dv%d", x(value / largest), y, TICK));
    }
    String thickness = values.size() > 100 ? "0.9" : values.size() > 20 ? "1.4" : "2.2";
    line(
        out, "<path d=\"%s\" stroke=\"%s\" stroke-width=\"%s\"/>", path, color(element), thickness);
    line(
        out,
        "<text x=\"%d\" y=\"%d\" fill=\"#5b6770\">%d values</text>",
        LEFT + WIDTH + 14,
        middle + 5,
        values.size());
  }

  /** Finite values, of two zeros one. */
  private static SortedSet<Float> values(ElementType element) {
    TreeSet<Float> out = new TreeSet<>();
    for (int code = -128; code < 256; code++) {
      float value = element.decode(element instanceof IntegerType ? code : code & 0xFF);
      boolean own = element instanceof IntegerType ? element.encode(value) == code : code >= 0;
      if (own && Float.isFinite(value)) {
        out.add(value + 0f);
      }
    }
    return out;
  }

  private static String color(ElementType element) {
    if (element instanceof IntegerType) {
      return "#1f6feb";
    }
    return element instanceof CodebookType ? "#2e7d32" : "#d1560b";
  }

  private static double x(double share) {
    return LEFT + (share + 1) / 2 * WIDTH;
  }

  private static void line(StringBuilder out, String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
