package io.quantgrid.jobs.cli;

import io.quantgrid.core.grid.PlanJson.VariantJson;
import io.quantgrid.core.quantize.VariantExport;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engines;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code export OUT}: a variant that a sweep has made, as a folder for other tools. */
@Command(
    name = "export",
    description =
        "Writes a quantized variant of a sweep as a folder that vLLM and transformers load.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements java.util.concurrent.Callable<Integer> {
  private static final String NONE = "none";

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "OUT", description = "Output folder of a sweep.")
  private String output;

  @Option(names = "--model", description = "Name of its model; needed when there are several.")
  private Optional<String> model = Optional.empty();

  @Option(names = "--format", description = "Name of its format; needed when there are several.")
  private Optional<String> format = Optional.empty();

  @Option(names = "--method", description = "Its recipe; needed when there are several.")
  private Optional<String> method = Optional.empty();

  @Option(names = "--calibration", description = "Name of it; needed when there are several.")
  private Optional<String> calibration = Optional.empty();

  @Option(names = "--to", required = true, description = "Folder to write; must not exist.")
  private Path to;

  @Option(
      names = "--dequantize",
      description =
          "Write plain float32 weights: for what compressed-tensors cannot express. Activations"
              + " and the KV cache are then not quantized by other tools.")
  private boolean dequantize;

  @Override
  public Integer call() throws IOException {
    if (Files.exists(to)) {
      throw new InputException("Cannot export to " + to + ": it exists (expected a new folder)");
    }
    OutputFolder folder = Outputs.existing(new Configuration(), output);
    VariantJson variant = chosen(Outputs.plan(folder).variants());
    if (!folder.hasVariant(variant.weightsId())) {
      throw new InputException(
          "Cannot export "
              + name(variant)
              + ": it is not in "
              + folder.location()
              + " (expected a variant that a run has made)");
    }
    Path stored = folder.variant(variant.weightsId());
    try {
      if (dequantize) {
        VariantExport.dequantized(Engines.named("torch"), stored, DType.FLOAT32, to);
      } else {
        VariantExport.compressed(stored, to);
      }
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage() + (dequantize ? "" : "; --dequantize writes those"));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s: %s%n", to, name(variant));
    out.flush();
    return Quantgrid.DONE;
  }

  private VariantJson chosen(List<VariantJson> variants) {
    List<VariantJson> fitting =
        variants.stream()
            .filter(variant -> !variant.weights().equals(NONE))
            .filter(variant -> model.map(variant.model()::equals).orElse(true))
            .filter(variant -> format.map(variant.format()::equals).orElse(true))
            .filter(variant -> method.map(variant.method()::equals).orElse(true))
            .filter(variant -> calibration.map(variant.calibration()::equals).orElse(true))
            .toList();
    if (fitting.size() != 1) {
      List<VariantJson> shown = fitting.isEmpty() ? variants : fitting;
      throw new InputException(
          "Cannot export: "
              + (fitting.isEmpty() ? "no variant" : fitting.size() + " variants")
              + " of that --model, --format, --method and --calibration (expected one of "
              + shown.stream()
                  .filter(variant -> !variant.weights().equals(NONE))
                  .map(ExportCommand::name)
                  .collect(Collectors.joining("; "))
              + ")");
    }
    return fitting.get(0);
  }

  private static String name(VariantJson variant) {
    String name = variant.model() + ", " + variant.format() + ", " + variant.method();
    return variant.calibration().isEmpty() ? name : name + ", " + variant.calibration();
  }
}
