package io.quantgrid.jobs.report;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * The samples behind the heat maps as JSON, no longer than a budget that the cells share: a cell
 * that needs less than its share leaves the rest to those after it.
 */
final class SampleTexts {
  private static final int SHORTEST = 160;
  private static final int LONGEST = 1600;

  /** Bytes of a sample beside its texts, about. */
  private static final int FRAME = 250;

  /** One side of a sample; {@code pick} is the choice taken. */
  record Side(List<Double> ll, Integer pick, Boolean right) {}

  /**
   * A sample.
   *
   * @param diff texts by threes, see {@link WordDiff}; none where nothing was generated
   * @param length characters of the longer text
   */
  record Sample(
      long doc,
      Integer repeat,
      String flip,
      Double kl,
      Double similar,
      String target,
      Side base,
      Side quant,
      List<String> diff,
      Long length) {}

  private SampleTexts() {}

  /**
   * A JSON object: position of the cell to its samples.
   *
   * @param cells ids in the order of the page's data
   * @param budget in bytes
   */
  static String json(List<ShownSample> samples, List<String> cells, long budget) {
    Map<String, List<ShownSample>> byCell = new LinkedHashMap<>();
    samples.forEach(
        sample -> byCell.computeIfAbsent(sample.cell(), cell -> new ArrayList<>()).add(sample));
    StringBuilder out = new StringBuilder("{");
    long left = budget - 2;
    int waiting = byCell.size();
    for (int i = 0; i < cells.size(); i++) {
      List<ShownSample> of = byCell.get(cells.get(i));
      if (of == null) {
        continue;
      }
      String json = cell(of, left / waiting--, (out.length() == 1 ? "\"" : ",\"") + i + "\":[");
      left -= json.getBytes(StandardCharsets.UTF_8).length;
      out.append(json);
    }
    return out.append('}').toString();
  }

  /** The samples of a cell that fit, or nothing. */
  private static String cell(List<ShownSample> samples, long share, String start) {
    long each = share / samples.size();
    int most = (int) Math.max(SHORTEST, Math.min(LONGEST, (each - FRAME) / 3));
    StringBuilder out = new StringBuilder();
    long left = share - start.length() - 1;
    for (ShownSample sample : samples) {
      String json = PageJson.of(sample(sample, most));
      left -= json.getBytes(StandardCharsets.UTF_8).length + 1;
      if (left < 0) {
        break;
      }
      out.append(out.isEmpty() ? start : ",").append(json);
    }
    return out.isEmpty() ? "" : out.append(']').toString();
  }

  private static Sample sample(ShownSample shown, int most) {
    Row row = shown.quantized();
    Optional<Row> base = shown.baseline();
    String output = Figures.text(row, "output");
    String before = base.map(other -> Figures.text(other, "output")).orElse("");
    Integer repeat = row.getAs("repeat");
    Long length = Figures.whole(row, "length");
    return new Sample(
        row.<Long>getAs("doc_id"),
        repeat == null || repeat == 0 ? null : repeat,
        row.getAs("flip"),
        rounded(Figures.number(row, "kl_mean")),
        rounded(Figures.number(row, "similarity")),
        WordDiff.cut(Figures.text(row, "target"), 0, most / 2),
        base.map(SampleTexts::side).orElse(null),
        side(row),
        output.isEmpty() && before.isEmpty() ? null : WordDiff.of(before, output, most),
        length == null
            ? null
            : Math.max(length, base.map(other -> Figures.whole(other, "length")).orElse(0L)));
  }

  private static Side side(Row row) {
    List<Double> values =
        row.isNullAt(row.fieldIndex("loglikelihoods"))
            ? List.of()
            : row.getList(row.fieldIndex("loglikelihoods"));
    return new Side(
        values.isEmpty() ? null : values.stream().map(SampleTexts::finite).toList(),
        row.getAs("predicted"),
        row.getAs("correct"));
  }

  private static Double finite(Double value) {
    return value == null || !Double.isFinite(value) ? null : Math.rint(value * 1e3) / 1e3;
  }

  private static Double rounded(Double value) {
    return value == null ? null : Math.rint(value * 1e5) / 1e5;
  }
}
