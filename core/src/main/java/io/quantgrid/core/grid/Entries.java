package io.quantgrid.core.grid;

import io.quantgrid.core.evaluate.ChatForm;
import io.quantgrid.core.evaluate.TaskOptions;
import io.quantgrid.core.evaluate.TextLines;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.grid.Value.Mapping;
import io.quantgrid.core.quantize.Recipe;
import io.quantgrid.core.quantize.RecipeParser;
import io.quantgrid.kernels.name.Names;
import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reads single entries of a sweep's lists. An entry that cannot be read is a problem and empty. */
final class Entries {
  static final List<String> EXCLUSION_KEYS =
      List.of("model", "format", "method", "calibration", "task");

  private static final String BASELINE = "baseline";
  private static final String MODEL =
      "a name, a folder with a slash or a file *.gguf, or {name: ..., path: ..., base or adapter: ...}";
  private static final String TASK = "a name, a file with a slash or .yaml, or {file: ...}";
  private static final String OPTIONS =
      "{task or file: ..., shots: ..., chat: ..., system: ..., name: ...}";
  private static final String FORMAT =
      "a name, or {name: ..., weights: ..., activations: ..., kv: ..., keep: ..., layers: ...}";
  private static final String SCHEME = "a scheme, as int4/group128";
  private static final String KV =
      "a scheme, as int8/token/asym or int2/kivi, or {keys: ..., values: ...}";
  private static final int MOST_SHOTS = 1000;
  private static final int MOST_TOKENS = 1_000_000;
  private static final String METHOD = "a recipe, as rtn";
  private static final String METHODS = METHOD + ", or {recipe: ..., layers: ...}";
  private static final String EXCLUSION =
      "{model, format, method, calibration, task}, at least one of them";

  private final Path folder;
  private final Problems problems;

  Entries(Path folder, Problems problems) {
    this.folder = folder;
    this.problems = problems;
  }

  Optional<ModelRef> model(Value value) {
    if (!(value instanceof Mapping mapping)) {
      return Fields.text(value, MODEL, problems).flatMap(text -> model(value.place(), text));
    }
    Fields fields = new Fields(mapping, List.of("name", "path", "base", "adapter"), problems);
    if (fields.value("path").isEmpty()) {
      fields.missing("path", "a folder with config.json and weights, or an embedded model's name");
    }
    int before = problems.count();
    Optional<ModelRef> model =
        fields.text("path", "a folder").flatMap(path -> model(fields.place("path"), path));
    Optional<String> base = other(fields, "base");
    Optional<String> adapter = other(fields, "adapter");
    if (base.isPresent() && adapter.isPresent()) {
      problems.add(
          fields.place("adapter"), "beside base", "one of them: path is the model it adapts");
    }
    Optional<String> name =
        fields.value("name").isEmpty() ? model.map(ModelRef::name) : name(fields);
    return problems.count() > before || model.isEmpty()
        ? Optional.empty()
        : name.map(n -> new ModelRef(n, model.get().location(), base, adapter));
  }

  /** Where another folder that belongs to the model lies. */
  private Optional<String> other(Fields fields, String key) {
    return fields
        .text(key, "a folder or a name")
        .flatMap(text -> model(fields.place(key), text))
        .map(ModelRef::location);
  }

  /** The user's own name of an entry, where there is one. */
  Optional<String> name(Fields fields) {
    Optional<String> name = fields.text("name", Locations.NAME);
    if (name.isPresent() && !Locations.isName(name.get())) {
      problems.add(fields.place("name"), name.get(), Locations.NAME);
      return Optional.empty();
    }
    return name;
  }

  private Optional<ModelRef> model(Place place, String text) {
    Optional<String> location = Optional.of(text);
    if (!Locations.isUri(text) && (Locations.isPath(text) || Locations.isModelFile(text))) {
      location = Locations.resolve(folder, text).map(Path::toString);
      Optional<String> wrong = location.flatMap(l -> Locations.unreadableModel(Path.of(l)));
      if (wrong.isPresent()) {
        problems.add(place, text, wrong.get());
        return Optional.empty();
      }
    }
    String name = Locations.modelName(location.orElse(text));
    if (location.isEmpty() || !Locations.isName(name)) {
      problems.add(place, text, MODEL);
      return Optional.empty();
    }
    return Optional.of(new ModelRef(name, location.get()));
  }

  Optional<TaskRef> task(Value value) {
    if (!(value instanceof Mapping mapping)) {
      Optional<String> text = Fields.text(value, TASK, problems);
      if (text.isPresent() && text.get().isBlank()) {
        problems.add(value.place(), text.get(), TASK);
        return Optional.empty();
      }
      boolean file = text.isPresent() && (Locations.isPath(text.get()) || isYaml(text.get()));
      return file
          ? file(value.place(), text.get())
          : text.map(name -> new TaskRef(Optional.of(name), Optional.empty()));
    }
    Fields fields = new Fields(mapping, List.of("file"), problems);
    if (fields.value("file").isEmpty()) {
      fields.missing("file", "a task's YAML file");
    }
    return fields
        .text("file", "a task's YAML file")
        .flatMap(text -> file(fields.place("file"), text));
  }

  /**
   * A task with the options that stand beside it.
   *
   * @param usual what holds where it says nothing
   */
  Optional<TaskRef> task(Value value, TaskOptions usual) {
    if (!(value instanceof Mapping mapping)) {
      return task(value).map(ref -> new TaskRef(ref.name(), ref.file(), usual));
    }
    int before = problems.count();
    Fields fields =
        new Fields(mapping, List.of("task", "file", "shots", "chat", "system", "name"), problems);
    if (fields.value("task").isPresent() == fields.value("file").isPresent()) {
      problems.add(value.place(), value.shown(), OPTIONS);
      return Optional.empty();
    }
    Optional<TaskRef> ref =
        fields.value("task").isPresent()
            ? fields.value("task").flatMap(this::task)
            : fields
                .text("file", "a task's YAML file")
                .flatMap(text -> file(fields.place("file"), text));
    TaskOptions options =
        new TaskOptions(
            fields.whole("shots", 0, MOST_SHOTS, usual.shots()),
            chat(fields).orElse(usual.chat()),
            fields.text("system", "an instruction").orElse(usual.system()),
            fields.value("name").isEmpty() ? "" : name(fields).orElse(""));
    return problems.count() > before
        ? Optional.empty()
        : ref.map(found -> new TaskRef(found.name(), found.file(), options));
  }

  /** How questions are put to a model. */
  Optional<ChatForm> chat(Fields fields) {
    String expected = "one of " + String.join(", ", ChatForm.names());
    Optional<String> said = fields.text("chat", expected);
    if (said.isPresent() && !ChatForm.names().contains(said.get())) {
      problems.add(
          fields.place("chat"), said.get(), expected + Names.hint(said.get(), ChatForm.names()));
      return Optional.empty();
    }
    return said.map(ChatForm::named);
  }

  /** A file of texts. */
  Optional<TaskRef> texts(Place place, String text, String expected) {
    if (!TextLines.isOne(text)) {
      problems.add(place, text, expected);
      return Optional.empty();
    }
    return file(place, text);
  }

  private static boolean isYaml(String text) {
    return text.endsWith(".yaml") || text.endsWith(".yml");
  }

  private Optional<TaskRef> file(Place place, String text) {
    if (Locations.isUri(text)) {
      return Optional.of(new TaskRef(Optional.empty(), Optional.of(text)));
    }
    Optional<Path> path = Locations.resolve(folder, text);
    Optional<String> wrong =
        path.isEmpty() ? Optional.of("a path") : Locations.unreadableFile(path.get());
    if (wrong.isPresent()) {
      problems.add(place, text, wrong.get());
      return Optional.empty();
    }
    return Optional.of(new TaskRef(Optional.empty(), path.map(Path::toString)));
  }

  Optional<Format> format(Value value) {
    try {
      if (value instanceof Mapping mapping) {
        return explicitFormat(mapping);
      }
      return Fields.text(value, FORMAT, problems).map(FormatParser::parse);
    } catch (IllegalArgumentException e) {
      problems.add(value.place(), e);
      return Optional.empty();
    }
  }

  private Optional<Format> explicitFormat(Mapping mapping) {
    int before = problems.count();
    Fields fields =
        new Fields(
            mapping, List.of("name", "weights", "activations", "kv", "keep", "layers"), problems);
    Optional<String> name = name(fields);
    if (fields.value("name").isEmpty()) {
      fields.missing("name", Locations.NAME);
    }
    if (name.isPresent() && name.get().equals(BASELINE)) {
      problems.add(fields.place("name"), BASELINE, "another name; baseline is the unquantized one");
    }
    Map<String, String> schemes = new TreeMap<>();
    for (String key : List.of("weights", "activations")) {
      fields
          .text(key, SCHEME)
          .filter(text -> isScheme(fields.place(key), text, SchemeParser::parse))
          .ifPresent(text -> schemes.put(key, text));
    }
    fields
        .value("kv")
        .flatMap(this::kv)
        .filter(text -> isScheme(fields.place("kv"), text, KvScheme::parse))
        .ifPresent(text -> schemes.put("kv", text));
    Optional<List<String>> keep = fields.value("keep").map(this::keep);
    Map<String, String> layers = layers(fields, "int8/group128", SCHEME);
    if (problems.count() == before && schemes.isEmpty()) {
      problems.add(mapping.place(), "no scheme", "at least one of weights, activations, kv");
    }
    if (problems.count() > before) {
      return Optional.empty();
    }
    return Optional.of(
        FormatParser.explicit(
            name.orElseThrow(),
            Optional.ofNullable(schemes.get("weights")),
            Optional.ofNullable(schemes.get("activations")),
            Optional.ofNullable(schemes.get("kv")),
            keep,
            layers));
  }

  /** Rules for single layers, in the order of the file. */
  private Map<String, String> layers(Fields fields, String example, String each) {
    String expected = "a mapping, as {\"*.down_proj\": " + example + "}";
    Map<String, String> out = new LinkedHashMap<>();
    Optional<Value> value = fields.value("layers");
    if (value.isPresent() && value.get() instanceof Mapping mapping) {
      mapping
          .entries()
          .forEach(
              (pattern, said) ->
                  Fields.text(said, each, problems).ifPresent(text -> out.put(pattern, text)));
    } else if (value.isPresent()) {
      problems.add(value.get().place(), value.get().shown(), expected);
    }
    return out;
  }

  /** A scheme, or a mapping with one for keys and one for values; as the text of a KV scheme. */
  private Optional<String> kv(Value value) {
    if (!(value instanceof Mapping mapping)) {
      return Fields.text(value, KV, problems);
    }
    int before = problems.count();
    Fields fields = new Fields(mapping, List.of("keys", "values", "group", "residual"), problems);
    StringBuilder text = new StringBuilder();
    for (String key : List.of("keys", "values")) {
      if (fields.value(key).isEmpty()) {
        fields.missing(key, SCHEME);
      }
      Optional<String> scheme = fields.text(key, SCHEME);
      text.append(text.isEmpty() ? "" : "+").append(key).append(':').append(scheme.orElse(""));
    }
    for (String key : List.of("group", "residual")) {
      fields
          .whole(key, 1, MOST_TOKENS)
          .ifPresent(size -> text.append('+').append(key).append(size));
    }
    return problems.count() == before ? Optional.of(text.toString()) : Optional.empty();
  }

  private boolean isScheme(Place place, String text, Consumer<String> parser) {
    if (text.equals("none")) {
      return true;
    }
    try {
      parser.accept(text);
      return true;
    } catch (IllegalArgumentException e) {
      problems.add(place, e);
      return false;
    }
  }

  /** Modules that stay at full precision; none is an empty list. */
  private List<String> keep(Value value) {
    List<String> modules = new ArrayList<>();
    if (value instanceof Value.Sequence list) {
      for (Value item : list.items()) {
        Fields.text(item, "a module, as lm_head", problems).ifPresent(modules::add);
      }
    } else {
      problems.add(value.place(), value.shown(), "a list, as [lm_head, embeddings]");
    }
    return modules;
  }

  Optional<Recipe> method(Value value) {
    try {
      Optional<Recipe> recipe =
          value instanceof Mapping mapping
              ? ruled(mapping)
              : Fields.text(value, METHODS, problems).map(RecipeParser::parse);
      if (recipe.isPresent() && recipe.get().steps().isEmpty()) {
        problems.add(
            value.place(), "none", METHOD + "; what quantizes no weight takes none itself");
        return Optional.empty();
      }
      return recipe;
    } catch (IllegalArgumentException e) {
      problems.add(value.place(), e);
      return Optional.empty();
    }
  }

  /** A recipe with others for some layers. */
  private Optional<Recipe> ruled(Mapping mapping) {
    int before = problems.count();
    Fields fields = new Fields(mapping, List.of("recipe", "layers"), problems);
    if (fields.value("recipe").isEmpty()) {
      fields.missing("recipe", METHOD);
    }
    Optional<String> text = fields.text("recipe", METHOD);
    Map<String, String> layers = layers(fields, "rtn > lorc", "a solver, as rtn > lorc");
    return problems.count() == before
        ? Optional.of(RecipeParser.parse(text.orElseThrow(), layers))
        : Optional.empty();
  }

  Optional<Exclusion> exclusion(Value value) {
    if (!(value instanceof Mapping mapping)) {
      problems.add(value.place(), value.shown(), EXCLUSION);
      return Optional.empty();
    }
    int before = problems.count();
    Fields fields = new Fields(mapping, EXCLUSION_KEYS, problems);
    Map<String, String> globs = new TreeMap<>();
    for (String key : EXCLUSION_KEYS) {
      fields.text(key, "a name or a glob").ifPresent(glob -> globs.put(key, glob));
    }
    if (BASELINE.equals(globs.get("format"))) {
      problems.add(fields.place("format"), BASELINE, "another format; the baseline always runs");
    }
    if (globs.isEmpty() && problems.count() == before) {
      problems.add(value.place(), "nothing", EXCLUSION);
    }
    return problems.count() == before ? Optional.of(new Exclusion(globs)) : Optional.empty();
  }
}
