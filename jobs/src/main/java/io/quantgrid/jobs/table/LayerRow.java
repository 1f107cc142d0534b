package io.quantgrid.jobs.table;

import com.jerolba.carpet.annotation.NotNull;
import io.quantgrid.core.quantize.Distribution;
import io.quantgrid.core.quantize.LayerStatistics;
import java.util.List;
import java.util.Map;

/**
 * One quantized layer: the columns of the layers table, version {@link LayerTable#VERSION}, in
 * their order, named in snake case. docs/format/layers.md tells the meaning of each. A component
 * without {@link NotNull} that is no primitive is null where the layer has no such value.
 */
public record LayerRow(
    @NotNull String weightsId,
    @NotNull String model,
    @NotNull String format,
    @NotNull String method,
    String calibration,
    @NotNull String name,
    int block,
    @NotNull String module,
    int rows,
    int columns,
    @NotNull String scheme,
    @NotNull String form,
    double bitsPerWeight,
    @NotNull Spread weights,
    @NotNull Spread transformed,
    Spread inputs,
    Spread transformedInputs,
    @NotNull Errors rounded,
    @NotNull Errors found,
    Spread scales,
    double seconds,
    @NotNull Map<@NotNull String, @NotNull Double> notes) {

  /** How numbers are spread: {@link Distribution} as a struct. */
  public record Spread(
      long count,
      double min,
      double max,
      double mean,
      double deviation,
      double kurtosis,
      double outlierShare,
      @NotNull List<@NotNull Double> magnitudes,
      double largestChannel,
      double histogramLow,
      double histogramHigh,
      @NotNull List<@NotNull Long> histogram) {
    static Spread of(Distribution from) {
      return new Spread(
          from.count(),
          from.min(),
          from.max(),
          from.mean(),
          from.deviation(),
          from.kurtosis(),
          from.outlierShare(),
          from.magnitudes(),
          from.largestChannel(),
          from.histogram().low(),
          from.histogram().high(),
          from.histogram().counts());
    }
  }

  /** {@link LayerStatistics.Errors} as a struct. */
  public record Errors(double weightMse, double weightSnr, Double outputMse, Double outputSnr) {
    static Errors of(LayerStatistics.Errors from) {
      return new Errors(
          from.weightMse(),
          from.weightSnr(),
          from.outputMse().orElse(null),
          from.outputSnr().orElse(null));
    }
  }

  /**
   * The row of a layer.
   *
   * @param model the name in the sweep, as are {@code format} and {@code method}
   * @param calibration name of what the weights were calibrated on; null without
   */
  public static LayerRow of(
      String weightsId,
      String model,
      String format,
      String method,
      String calibration,
      LayerStatistics layer) {
    return new LayerRow(
        weightsId,
        model,
        format,
        method,
        calibration,
        layer.name(),
        layer.block(),
        layer.module(),
        layer.rows(),
        layer.columns(),
        layer.scheme(),
        layer.form(),
        layer.bitsPerWeight(),
        Spread.of(layer.weights()),
        Spread.of(layer.transformed()),
        layer.inputs().map(Spread::of).orElse(null),
        layer.transformedInputs().map(Spread::of).orElse(null),
        Errors.of(layer.rounded()),
        Errors.of(layer.found()),
        layer.scales().map(Spread::of).orElse(null),
        layer.seconds(),
        layer.notes());
  }
}
