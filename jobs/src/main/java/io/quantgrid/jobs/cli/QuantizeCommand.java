package io.quantgrid.jobs.cli;

import io.quantgrid.core.evaluate.CalibrationTexts;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.grid.Catalog;
import io.quantgrid.core.grid.CatalogException;
import io.quantgrid.core.grid.ModelRef;
import io.quantgrid.core.grid.ResolvedModel;
import io.quantgrid.core.grid.TaskRef;
import io.quantgrid.core.model.ExpertTokens;
import io.quantgrid.core.quantize.CalibrationSet;
import io.quantgrid.core.quantize.Compatibility;
import io.quantgrid.core.quantize.ModelFit;
import io.quantgrid.core.quantize.QuantizationJob;
import io.quantgrid.core.quantize.Recipe;
import io.quantgrid.core.quantize.RecipeParser;
import io.quantgrid.core.quantize.VariantSummary;
import io.quantgrid.core.text.HuggingFaceTokenizer;
import io.quantgrid.core.text.Tokenizer;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quantize}: one model, one format, one method, one folder; no sweep and no Spark. */
@Command(
    name = "quantize",
    description =
        "Quantizes a model into a folder: a checkpoint that vLLM and transformers load where"
            + " compressed-tensors has words for its format, and statistics of its layers.",
    mixinStandardHelpOptions = true)
final class QuantizeCommand implements java.util.concurrent.Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      description = "A checkpoint's folder, or an embedded model: pocket-s.")
  private String model;

  @Option(
      names = "--format",
      required = true,
      description = "Name of a format, as in a sweep: w4a16.")
  private String format;

  @Option(
      names = "--method",
      defaultValue = "rtn",
      description = "A recipe, as in a sweep: 'smoothquant > gptq' (default: ${DEFAULT-VALUE}).")
  private String method;

  @Option(names = "--out", required = true, description = "Folder to write; new or empty.")
  private Path out;

  @Option(
      names = "--calibration",
      description = "Task to calibrate on, a name or a file's path, for methods that need it.")
  private Optional<String> calibration = Optional.empty();

  @Option(
      names = "--samples",
      defaultValue = "128",
      description = "Calibration texts (default: ${DEFAULT-VALUE}).")
  private int samples;

  @Option(
      names = "--tokens",
      defaultValue = "512",
      description = "Most tokens of each (default: ${DEFAULT-VALUE}).")
  private int tokens;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of the choice of texts (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--experts",
      defaultValue = "all",
      description =
          "Tokens that each expert of a model is calibrated on: all, or those routed to it"
              + " (default: ${DEFAULT-VALUE}).")
  private String experts;

  @Option(
      names = "--engine",
      defaultValue = "torch",
      description = "Tensor engine (default: ${DEFAULT-VALUE}).")
  private String engine;

  @Option(
      names = "--dtype",
      defaultValue = "float32",
      description =
          "What the model computes in while it is calibrated (default: ${DEFAULT-VALUE}).")
  private String dtype;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Threads of the engine; part of the result (default: ${DEFAULT-VALUE}).")
  private int threads;

  private final List<String> problems = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    Catalog catalog = Catalogs.source().open();
    Optional<Format> wanted = read(() -> FormatParser.parse(format));
    Optional<Recipe> recipe = read(() -> RecipeParser.parse(method));
    Optional<ResolvedModel> found = read(() -> catalog.model(new ModelRef(model, model)));
    Optional<Task> task = calibration.flatMap(name -> read(() -> task(catalog, name)));
    Optional<DType> computed = read(() -> dtype());
    if (!Engines.names().contains(engine)) {
      problems.add(
          "Cannot use --engine %s (expected one of %s)".formatted(engine, Engines.names()));
    }
    if (!experts.equals("all") && !experts.equals("routed")) {
      problems.add("Cannot use --experts %s (expected all or routed)".formatted(experts));
    }
    least("--samples", samples);
    least("--tokens", tokens);
    least("--threads", threads);
    if (wanted.isPresent() && recipe.isPresent()) {
      check(wanted.get(), recipe.get());
      found.ifPresent(model -> check(model.folder(), wanted.get(), recipe.get()));
    }
    VariantFolder target = new VariantFolder(out, model, format);
    target.problem().ifPresent(problems::add);
    if (!problems.isEmpty()) {
      throw new InputException(String.join(System.lineSeparator(), problems));
    }
    Engine tensors = Engines.named(engine);
    tensors.threads(threads);
    Path folder = found.get().folder();
    Optional<CalibrationSet> texts =
        task.isPresent() ? Optional.of(texts(folder, task.get())) : Optional.empty();
    VariantSummary summary =
        target.write(
            new QuantizationJob(folder, wanted.get(), recipe.get(), texts, tensors, computed.get()),
            spec.commandLine().getErr());
    target.report(summary, spec.commandLine().getOut());
    return Quantgrid.DONE;
  }

  private <T> Optional<T> read(Supplier<T> reading) {
    try {
      return Optional.of(reading.get());
    } catch (IllegalArgumentException | CatalogException | TaskException e) {
      problems.add(e.getMessage());
      return Optional.empty();
    }
  }

  private void least(String option, int value) {
    if (value < 1) {
      problems.add("Cannot use %s %d (expected 1 or more)".formatted(option, value));
    }
  }

  private DType dtype() {
    return switch (dtype.toLowerCase(Locale.ROOT)) {
      case "float32" -> DType.FLOAT32;
      case "bf16", "bfloat16" -> DType.BFLOAT16;
      case "fp16", "float16" -> DType.FLOAT16;
      default ->
          throw new IllegalArgumentException(
              "Cannot use --dtype %s (expected float32, bf16 or fp16)".formatted(dtype));
    };
  }

  private static Task task(Catalog catalog, String name) {
    boolean path = name.contains("/") || name.contains("\\");
    List<Task> tasks =
        catalog.tasks(
            path
                ? new TaskRef(Optional.empty(), Optional.of(name))
                : new TaskRef(Optional.of(name), Optional.empty()));
    if (tasks.size() != 1) {
      throw new IllegalArgumentException(
          "Cannot calibrate on %s: %d tasks (expected one task, not a group)"
              .formatted(name, tasks.size()));
    }
    return tasks.get(0);
  }

  private void check(Format wanted, Recipe recipe) {
    if (wanted.weights().isEmpty()) {
      problems.add(
          "Cannot quantize as %s: it quantizes no weights (expected a format that does)"
              .formatted(wanted.name()));
    } else if (Compatibility.check(wanted, recipe) instanceof Compatibility.Clashes clash) {
      problems.add(
          "Cannot quantize as %s by %s: %s"
              .formatted(wanted.name(), recipe.canonical(), clash.reason()));
    } else if ((wanted.needsCalibration() || recipe.needsCalibration()) && calibration.isEmpty()) {
      problems.add(
          "Cannot quantize as %s by %s without calibration (expected --calibration TASK)"
              .formatted(wanted.name(), recipe.canonical()));
    }
  }

  /** What format and method ask of the model, when they go together at all. */
  private void check(Path model, Format wanted, Recipe recipe) {
    if (problems.isEmpty()) {
      problems.addAll(ModelFit.problems(model, wanted));
      problems.addAll(ModelFit.problems(model, wanted, recipe));
    }
  }

  private CalibrationSet texts(Path folder, Task task) throws IOException {
    try (Tokenizer tokenizer = HuggingFaceTokenizer.open(folder)) {
      return new CalibrationSet(
          CalibrationTexts.of(task, tokenizer, samples, tokens, seed),
          CalibrationSet.States.QUANTIZED,
          ExpertTokens.valueOf(experts.toUpperCase(Locale.ROOT)));
    }
  }
}
