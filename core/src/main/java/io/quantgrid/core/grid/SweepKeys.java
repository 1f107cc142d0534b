package io.quantgrid.core.grid;

import io.quantgrid.core.evaluate.ChatForm;
import io.quantgrid.core.evaluate.Embeddings;
import io.quantgrid.core.evaluate.TaskOptions;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.grid.Value.Mapping;
import io.quantgrid.core.grid.Value.Sequence;
import io.quantgrid.core.model.Compute;
import io.quantgrid.core.quantize.Recipe;
import io.quantgrid.kernels.name.Names;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The keys of a sweep, each read by its rule. Whatever does not fit becomes a problem. */
final class SweepKeys {
  private static final List<String> KEYS =
      List.of(
          "name",
          "output",
          "engine",
          "dtype",
          "compute",
          "models",
          "formats",
          "methods",
          "tasks",
          "data",
          "chat",
          "system",
          "exclude",
          "limits",
          "batch",
          "threads",
          "top_k",
          "similarity",
          "memory",
          "allow_code",
          "calibration");
  private static final Map<String, DType> DTYPES =
      Map.of("float32", DType.FLOAT32, "bf16", DType.BFLOAT16, "fp16", DType.FLOAT16);
  private static final List<String> DTYPE_NAMES = List.of("float32", "bf16", "fp16");

  private static final List<String> COMPUTE_NAMES =
      Arrays.stream(Compute.values()).map(Compute::text).toList();

  private static final String DEFAULT_ENGINE = "torch";
  private static final int DEFAULT_BATCH = 32;
  private static final int DEFAULT_TOP_K = 64;
  static final int MOST = 1_000_000_000;
  private static final int LARGEST_BATCH = 4096;
  private static final int MOST_THREADS = 1024;
  private static final int LARGEST_TOP_K = 1000;

  private final String file;
  private final Path folder;
  private final List<String> engines;
  private final Problems problems;
  private final Fields fields;
  private final Entries entries;
  private final Set<String> broken = new HashSet<>();

  SweepKeys(Mapping root, String file, Path folder, List<String> engines, Problems problems) {
    this.file = file;
    this.folder = folder;
    this.engines = engines;
    this.problems = problems;
    fields = new Fields(root, KEYS, problems);
    entries = new Entries(folder, problems);
  }

  /** Everything; usable only if no problem came up. */
  Sweep sweep(Draft draft, String text) {
    String engine = engine();
    checkData();
    return new Sweep(
        file,
        name(),
        output(),
        engine,
        dtype(engine),
        compute(),
        Draft.values(draft.models()),
        Draft.values(draft.formats()),
        Draft.values(draft.methods()),
        Draft.values(draft.tasks()),
        Draft.values(draft.exclusions()),
        samples(),
        fields.whole("batch", 1, LARGEST_BATCH, DEFAULT_BATCH),
        fields.whole("threads", 1, MOST_THREADS, 1),
        fields.whole("top_k", 1, LARGEST_TOP_K, DEFAULT_TOP_K),
        embeddings(),
        Draft.values(draft.calibrations()),
        memoryLimit(),
        draft.programs(),
        text);
  }

  private Embeddings embeddings() {
    String expected = String.join(" or ", Embeddings.names());
    String said = fields.text("similarity", expected).orElse(Embeddings.TEXT.text());
    if (!Embeddings.names().contains(said)) {
      problems.add(fields.place("similarity"), said, expected);
    }
    return said.equals(Embeddings.EMBEDDING.text()) ? Embeddings.EMBEDDING : Embeddings.TEXT;
  }

  /** What spans the grid. */
  Draft draft() {
    return new Draft(
        noted("models", () -> list("models", "pocket-s", entries::model, ModelRef::name)),
        noted("formats", () -> list("formats", "w4a16", entries::format, Format::name)),
        noted("methods", this::methods),
        noted("tasks", this::tasks),
        noted("exclude", this::exclusions),
        noted("calibration", this::calibrations),
        noted("allow_code", this::programs),
        broken);
  }

  private List<Placed<TaskRef>> tasks() {
    TaskOptions usual =
        new TaskOptions(
            TaskOptions.AS_DEFINED,
            entries.chat(fields).orElse(ChatForm.NONE),
            fields.text("system", "an instruction").orElse(""),
            "");
    return list("tasks", "pocket", value -> entries.task(value, usual), TaskRef::written);
  }

  private Programs programs() {
    String expected = "true or false";
    String said = fields.text("allow_code", expected).orElse("false");
    if (!said.equals("true") && !said.equals("false")) {
      problems.add(fields.place("allow_code"), said, expected);
    }
    return said.equals("true") ? Programs.ALLOWED : Programs.REFUSED;
  }

  private <T> T noted(String key, Supplier<T> read) {
    int before = problems.count();
    T result = read.get();
    if (problems.count() > before) {
      broken.add(key);
    }
    return result;
  }

  private String name() {
    String fallback = Locations.lastName(file).replaceFirst("\\.ya?ml$", "");
    String name = fields.text("name", Locations.NAME).orElse(fallback);
    if (!Locations.isName(name)) {
      problems.add(fields.place("name"), name, Locations.NAME);
    }
    return name;
  }

  private String output() {
    String expected = "a folder or a Hadoop URI, as output: out/mine";
    if (fields.value("output").isEmpty()) {
      fields.missing("output", expected);
      return "";
    }
    Optional<String> text = fields.text("output", expected);
    if (text.isEmpty() || (Locations.isUri(text.get()) && !text.get().startsWith("file:/"))) {
      return text.orElse("");
    }
    Optional<Path> path = Locations.resolve(Path.of(""), text.get());
    if (text.get().isBlank() || path.isEmpty()) {
      problems.add(fields.place("output"), text.get(), expected);
      return "";
    }
    Path existing = path.get();
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing != null && !Files.isDirectory(existing)) {
      problems.add(fields.place("output"), text.get(), "a folder; " + existing + " is a file");
    }
    return path.get().toString();
  }

  /** The folder itself is what {@link SweepReader#data} gives. */
  private void checkData() {
    Optional<String> text = fields.text("data", Locations.DATA);
    if (text.isPresent() && !Locations.isUri(text.get())) {
      Optional<Path> path = Locations.resolve(folder, text.get());
      path.map(Locations::unreadableFolder)
          .orElse(Optional.of(Locations.DATA))
          .ifPresent(wrong -> problems.add(fields.place("data"), text.get(), wrong));
    }
  }

  private String engine() {
    String engine = fields.text("engine", oneOf(engines)).orElse(DEFAULT_ENGINE);
    if (!engines.contains(engine)) {
      problems.add(fields.place("engine"), engine, oneOf(engines) + Names.hint(engine, engines));
    }
    return engine;
  }

  private DType dtype(String engine) {
    String dtype = fields.text("dtype", oneOf(DTYPE_NAMES)).orElse("float32");
    if (!DTYPES.containsKey(dtype)) {
      problems.add(
          fields.place("dtype"), dtype, oneOf(DTYPE_NAMES) + Names.hint(dtype, DTYPE_NAMES));
    }
    DType type = DTYPES.getOrDefault(dtype, DType.FLOAT32);
    if (Engines.names().contains(engine) && !Engines.computes(engine).contains(type)) {
      String able =
          DTYPES.entrySet().stream()
              .filter(entry -> Engines.computes(engine).contains(entry.getValue()))
              .map(Map.Entry::getKey)
              .sorted()
              .collect(Collectors.joining(" or "));
      problems.add(fields.place("dtype"), dtype, able + " with engine " + engine);
    }
    return type;
  }

  private Compute compute() {
    String compute = fields.text("compute", oneOf(COMPUTE_NAMES)).orElse(Compute.NATIVE.text());
    for (Compute known : Compute.values()) {
      if (known.text().equals(compute)) {
        return known;
      }
    }
    problems.add(
        fields.place("compute"),
        compute,
        oneOf(COMPUTE_NAMES) + Names.hint(compute, COMPUTE_NAMES));
    return Compute.NATIVE;
  }

  private OptionalInt samples() {
    OptionalLong samples =
        fields
            .nested("limits", List.of("samples"), "a mapping, as {samples: 200}")
            .map(limits -> limits.whole("samples", 1, MOST))
            .orElse(OptionalLong.empty());
    return samples.isPresent() ? OptionalInt.of((int) samples.getAsLong()) : OptionalInt.empty();
  }

  private OptionalLong memoryLimit() {
    Optional<Fields> memory =
        fields.nested("memory", List.of("limit"), "a mapping, as {limit: 6GiB}");
    Optional<String> text = memory.flatMap(given -> given.text("limit", ByteSize.EXPECTED));
    OptionalLong bytes = text.map(ByteSize::parse).orElse(OptionalLong.empty());
    if (text.isPresent() && bytes.isEmpty()) {
      problems.add(memory.get().place("limit"), text.get(), ByteSize.EXPECTED);
    }
    return bytes;
  }

  private List<Placed<Recipe>> methods() {
    return fields.value("methods").isEmpty()
        ? List.of(new Placed<>(fields.place("methods"), Recipe.rtn()))
        : list("methods", "rtn", entries::method, Recipe::canonical);
  }

  private List<Placed<Exclusion>> exclusions() {
    String expected = "a list, as [{method: gptq*, format: w8a8-fp}]";
    return fields
        .value("exclude")
        .filter(value -> !(value instanceof Sequence list && list.items().isEmpty()))
        .map(value -> each(Fields.items(value, expected, problems), entries::exclusion))
        .orElse(List.of());
  }

  private List<Placed<Calibration>> calibrations() {
    return fields
        .value("calibration")
        .map(value -> CalibrationKeys.read(value, entries, problems))
        .orElse(List.of());
  }

  private <T> List<Placed<T>> list(
      String key, String example, Function<Value, Optional<T>> read, Function<T, String> name) {
    String expected = "a list of " + key + ", as " + key + ": [" + example + "]";
    List<Placed<T>> placed = each(fields.items(key, expected), read);
    Map<String, Placed<T>> seen = new HashMap<>();
    for (Placed<T> entry : placed) {
      String text = name.apply(entry.value());
      Placed<T> first = seen.putIfAbsent(text, entry);
      if (first != null) {
        problems.add(
            entry.place(), text, "each name once; " + first.place().path() + " has it already");
      }
    }
    return placed;
  }

  private static <T> List<Placed<T>> each(List<Value> items, Function<Value, Optional<T>> read) {
    List<Placed<T>> placed = new ArrayList<>();
    for (Value item : items) {
      read.apply(item).ifPresent(value -> placed.add(new Placed<>(item.place(), value)));
    }
    return placed;
  }

  private static String oneOf(List<String> names) {
    return "one of " + String.join(", ", names);
  }
}
