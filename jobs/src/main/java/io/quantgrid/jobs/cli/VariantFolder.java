package io.quantgrid.jobs.cli;

import com.jerolba.carpet.CarpetWriter;
import io.quantgrid.core.quantize.LayerStatistics;
import io.quantgrid.core.quantize.QuantizationJob;
import io.quantgrid.core.quantize.Quantizer;
import io.quantgrid.core.quantize.VariantSummary;
import io.quantgrid.jobs.table.LayerRow;
import io.quantgrid.jobs.table.LayerTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder that {@code quantize} writes: a variant, the table of its layers, and what is said
 * about them.
 *
 * @param model as it was asked for
 * @param format as it was asked for
 */
record VariantFolder(Path out, String model, String format) {
  /** Why the folder cannot be written to. */
  Optional<String> problem() throws IOException {
    if (!Files.exists(out)) {
      return Optional.empty();
    }
    if (!Files.isDirectory(out)) {
      return Optional.of("Cannot write --out %s: it is a file (expected a folder)".formatted(out));
    }
    try (Stream<Path> content = Files.list(out)) {
      return content.findAny().isPresent() && !VariantSummary.isIn(out)
          ? Optional.of(
              "Cannot write --out %s: it is not empty (expected a new folder, or a variant's)"
                  .formatted(out))
          : Optional.empty();
    }
  }

  /** Quantizes, and tells of every layer as it is done. */
  VariantSummary write(QuantizationJob job, PrintWriter progress) throws IOException {
    Path layers = out.resolve(LayerTable.FILE);
    Files.createDirectories(layers.getParent());
    Files.deleteIfExists(layers);
    try (CarpetWriter<LayerRow> rows = LayerTable.writer(layers)) {
      return Quantizer.write(
          job,
          out,
          layer -> {
            progress.println(line(layer));
            progress.flush();
            try {
              rows.write(LayerRow.of("", model, format, job.recipe().canonical(), null, layer));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  private static String line(LayerStatistics layer) {
    return "%s: %s, %.2f bits, weights %.1f dB%s, %.2f s"
        .formatted(
            layer.name(),
            layer.scheme(),
            layer.bitsPerWeight(),
            layer.found().weightSnr(),
            layer.found().outputSnr().map(" outputs %.1f dB"::formatted).orElse(""),
            layer.seconds());
  }

  /** One line about the whole. */
  void report(VariantSummary summary, PrintWriter output) {
    double paper = summary.paperBitsPerWeight();
    output.printf(
        Locale.ROOT,
        "%s: %d weights in %.3f bits each%s, %d bytes, %.1f s%n",
        out,
        summary.quantizedWeights(),
        summary.bitsPerWeight(),
        paper == summary.bitsPerWeight()
            ? ""
            : String.format(Locale.ROOT, " (%.3f as its paper counts)", paper),
        summary.modelBytes(),
        summary.seconds());
    output.flush();
  }
}
