package io.quantgrid.jobs.table;

import com.jerolba.carpet.annotation.NotNull;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One evaluated sample: the columns of the samples table, version {@link SampleTable#VERSION}, in
 * their order, named in snake case. docs/format/samples.md tells type, unit and meaning of each;
 * {@code model} and {@code task} are in the folder's name. A component without {@link NotNull} that
 * is no primitive is null where the sample has no such value.
 */
public record SampleRow(
    @NotNull String sweep,
    @NotNull String cell,
    int unit,
    @NotNull String format,
    @NotNull String method,
    String calibration,
    @NotNull String family,
    long parameters,
    double bitsPerWeight,
    long modelBytes,
    long docId,
    @NotNull String docHash,
    @NotNull String promptHash,
    @NotNull String kind,
    int shots,
    int repeat,
    int promptTokens,
    int outputTokens,
    @NotNull List<@NotNull Double> loglikelihoods,
    @NotNull List<@NotNull Integer> choiceLengths,
    Integer predicted,
    @NotNull String target,
    String output,
    @NotNull Map<@NotNull String, @NotNull Double> metrics,
    @NotNull Map<@NotNull String, @NotNull List<@NotNull Double>> statistics,
    Boolean correct,
    long words,
    long bytes,
    Boolean baselineCorrect,
    String flip,
    Double klMean,
    Double klMax,
    Double top1Agreement,
    @NotNull Map<@NotNull String, @NotNull Double> similarity,
    Map<@NotNull String, @NotNull Double> text,
    Double probability,
    Map<@NotNull String, @NotNull String> facts,
    @NotNull String compute,
    @NotNull String engine,
    double seconds,
    @NotNull String host,
    @NotNull String executor,
    String gpu,
    int attempt,
    @NotNull Instant startedAt,
    @NotNull Instant finishedAt) {
  /** Files that were written before there were statistics have none. */
  public SampleRow {
    statistics = statistics == null ? Map.of() : statistics;
  }
}
