package io.quantgrid.jobs.sweep;

import io.quantgrid.core.evaluate.SampleResult;
import io.quantgrid.jobs.table.SampleRow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Makes a unit's rows.
 *
 * @param seconds of evaluation, per sample of the unit
 */
record SampleRows(
    RunSettings settings,
    EvaluateUnit work,
    LoadedVariant.Facts facts,
    Provenance provenance,
    double seconds) {

  SampleRow row(SampleResult sample) {
    VariantSpec variant = work.variant();
    return new SampleRow(
        settings.sweep(),
        work.unit().cellId(),
        work.unit().first(),
        variant.format(),
        variant.method(),
        variant.calibration().nameOrNull(),
        facts.family(),
        facts.parameters(),
        facts.bitsPerWeight(),
        facts.modelBytes(),
        sample.docId(),
        sample.docHash(),
        sample.promptHash(),
        sample.kind().text(),
        sample.shots(),
        sample.repeat(),
        sample.promptTokens(),
        sample.outputTokens(),
        Arrays.stream(sample.loglikelihoods()).boxed().toList(),
        Arrays.stream(sample.choiceLengths()).boxed().toList(),
        sample.predicted().isPresent() ? sample.predicted().getAsInt() : null,
        sample.target(),
        sample.output().orElse(null),
        new TreeMap<>(sample.metrics()),
        new TreeMap<>(sample.statistics()),
        sample.correct().orElse(null),
        sample.words(),
        sample.bytes(),
        sample.baselineCorrect().orElse(null),
        sample.flip().orElse(null),
        boxed(sample.klMean()),
        boxed(sample.klMax()),
        boxed(sample.top1Agreement()),
        new TreeMap<>(sample.similarity()),
        sample.text().isEmpty() ? null : new TreeMap<>(sample.text()),
        boxed(sample.probability()),
        sample.facts().isEmpty() ? null : new TreeMap<>(sample.facts()),
        facts.compute(),
        settings.engine(),
        seconds,
        provenance.host(),
        provenance.executor(),
        provenance.gpu().orElse(null),
        provenance.attempt(),
        provenance.startedAt().truncatedTo(ChronoUnit.MICROS),
        Instant.now().truncatedTo(ChronoUnit.MICROS));
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
