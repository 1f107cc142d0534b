package io.quantgrid.core.adapter;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.core.checkpoint.JsonFile;
import io.quantgrid.core.checkpoint.ModelFolder;
import io.quantgrid.core.checkpoint.Safetensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A LoRA adapter (arXiv 2106.09685) as PEFT 0.19 writes it: adapter_config.json and
 * adapter_model.safetensors with, for each adapted module,
 *
 * <pre>
 *   base_model.model.MODULE.lora_A.weight   [r, in], or [r, in / group] of QA-LoRA
 *   base_model.model.MODULE.lora_B.weight   [out, r]
 * </pre>
 *
 * The adapted weight is {@code W + scaling B A}; a column of A that stands for a group of inputs
 * counts for each of them (arXiv 2309.14717).
 */
public final class LoraAdapter implements AutoCloseable {
  private static final String CONFIG = "adapter_config.json";
  private static final String WEIGHTS = "adapter_model.safetensors";
  private static final Pattern NAME =
      Pattern.compile("base_model\\.model\\.(.+)\\.lora_([AB])(?:\\.default)?\\.weight");

  private final Path folder;
  private final LoraConfig config;
  private final Safetensors file;
  private final SortedMap<String, SortedMap<String, String>> modules;

  private LoraAdapter(
      Path folder,
      LoraConfig config,
      Safetensors file,
      SortedMap<String, SortedMap<String, String>> modules) {
    this.folder = folder;
    this.config = config;
    this.file = file;
    this.modules = modules;
  }

  /**
   * @throws AdapterException when it is of another kind, or holds something else
   * @throws CheckpointException when files are missing or unsound
   */
  public static LoraAdapter open(Path folder) {
    LoraConfig config =
        LoraConfig.read(JsonFile.object(ModelFolder.file(folder, CONFIG)), folder + "/" + CONFIG);
    Safetensors file = Safetensors.open(ModelFolder.file(folder, WEIGHTS));
    SortedMap<String, SortedMap<String, String>> modules = new TreeMap<>();
    Optional<String> problem = Optional.empty();
    for (String name : file.names()) {
      Matcher matcher = NAME.matcher(name);
      if (matcher.matches()) {
        modules
            .computeIfAbsent(matcher.group(1), module -> new TreeMap<>())
            .put(matcher.group(2), name);
      } else {
        problem = Optional.of(name);
      }
    }
    problem =
        problem.or(
            () ->
                modules.entrySet().stream()
                    .filter(module -> module.getValue().size() != 2)
                    .map(module -> module.getKey() + " with only " + module.getValue().values())
                    .findFirst());
    if (problem.isPresent() || modules.isEmpty()) {
      file.close();
      throw new AdapterException(
          "Cannot read adapter %s: %s (expected lora_A.weight and lora_B.weight of linear modules)"
              .formatted(folder, problem.orElse("no tensors")));
    }
    return new LoraAdapter(folder, config, file, modules);
  }

  /** Names of the adapted modules. */
  public SortedSet<String> modules() {
    return new TreeSet<>(modules.keySet());
  }

  public boolean adapts(String module) {
    return modules.containsKey(module);
  }

  /**
   * Refuses a model that it was not made for.
   *
   * @throws AdapterException naming modules that the model lacks, targets that no module stands
   *     for, or shapes that do not fit
   */
  public void check(Checkpoint model) {
    for (String target : config.targets()) {
      boolean found =
          modules.keySet().stream()
              .anyMatch(module -> module.equals(target) || module.endsWith("." + target));
      if (!found && !target.equals("all-linear")) {
        throw new AdapterException(
            "Cannot read adapter %s: target module %s has no tensors (expected one of %s)"
                .formatted(folder, target, lastParts()));
      }
    }
    for (String module : modules.keySet()) {
      if (!model.has(module + ".weight")) {
        throw new AdapterException(
            "Cannot merge adapter %s: module %s is not in the model (expected its linear layers)"
                .formatted(folder, module));
      }
      long[] shape = model.tensor(module + ".weight").shape();
      if (shape.length != 2) {
        throw new AdapterException(
            "Cannot merge adapter %s: %s has %d dimensions (expected a matrix)"
                .formatted(folder, module, shape.length));
      }
      update(module, Math.toIntExact(shape[0]), Math.toIntExact(shape[1]));
    }
  }

  private SortedSet<String> lastParts() {
    SortedSet<String> parts = new TreeSet<>();
    modules.keySet().forEach(module -> parts.add(module.substring(module.lastIndexOf('.') + 1)));
    return parts;
  }

  /**
   * What it adds to the weight of one of its modules, {@code [rows, columns]}.
   *
   * @throws AdapterException when its factors have other shapes
   */
  public LoraUpdate update(String module, int rows, int columns) {
    int out = config.transposed() ? columns : rows;
    int in = config.transposed() ? rows : columns;
    var a = file.tensor(modules.get(module).get("A"));
    var b = file.tensor(modules.get(module).get("B"));
    boolean fits =
        a.shape().length == 2
            && a.shape()[0] == config.rank()
            && a.shape()[1] > 0
            && in % a.shape()[1] == 0
            && Arrays.equals(b.shape(), new long[] {out, config.rank()});
    if (!fits) {
      throw new AdapterException(
          "Cannot merge adapter %s: %s has A %s and B %s (expected [%d, %d] or fewer columns by groups,"
                  .formatted(
                      folder,
                      module,
                      Arrays.toString(a.shape()),
                      Arrays.toString(b.shape()),
                      config.rank(),
                      in)
              + " and [%d, %d])".formatted(out, config.rank()));
    }
    int groups = (int) a.shape()[1];
    double scaling = config.scaling();
    if (groups < in && config.pooling() == LoraConfig.Pooling.MEAN_TIMES_GROUPS) {
      scaling *= (double) groups * groups / in;
    }
    LoraUpdate.Layout layout =
        config.transposed() ? LoraUpdate.Layout.IN_OUT : LoraUpdate.Layout.OUT_IN;
    return new LoraUpdate(out, in, groups, (float) scaling, Floats.read(a), Floats.read(b), layout);
  }

  @Override
  public void close() {
    file.close();
  }

  /** Small facts that a merged model's identity holds beside the files. */
  Map<String, Path> files() {
    return Map.of(
        CONFIG, ModelFolder.file(folder, CONFIG), WEIGHTS, ModelFolder.file(folder, WEIGHTS));
  }
}
