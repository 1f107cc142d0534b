package io.quantgrid.core.grid;

import io.quantgrid.core.evaluate.ChatForm;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.grid.Pairs.Pair;
import io.quantgrid.core.quantize.ModelFit;
import io.quantgrid.core.quantize.Recipe;
import io.quantgrid.core.text.ChatTemplate;
import io.quantgrid.core.text.TextException;
import io.quantgrid.kernels.name.Names;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The grid that a sweep spans over models and tasks that were found.
 *
 * @param points by model, by pair with the baseline first, by calibration, by task
 * @param calibrations what to calibrate on
 */
record Grid(
    List<ResolvedModel> models,
    List<Point> points,
    List<GroupRule> groups,
    Calibrations calibrations,
    List<String> merged,
    List<String> dropped,
    List<String> remarks) {
  /** Names that a message lists. */
  private static final int MOST_NAMES = 40;

  /** One cell to be. */
  record Point(ResolvedModel model, Pair pair, GridTask task) {}

  private static final Pair BASELINE = new Pair(Format.baseline(), Recipe.none());

  /** As much as there is of it; usable only if no problem came up. */
  static Grid of(Draft draft, Catalog catalog, Problems problems) {
    int before = problems.count();
    List<String> merged = new ArrayList<>();
    List<ResolvedModel> models = models(draft, catalog, merged, problems);
    List<GridTask> tasks = tasks(draft, catalog, merged, problems);
    Calibrations calibrations =
        Calibrations.of(draft, ref -> tasks(ref, catalog, problems), merged, problems);
    boolean complete = draft.broken().isEmpty() && problems.count() == before;
    boolean paired = !draft.broken().contains("formats") && !draft.broken().contains("methods");
    Pairs pairs = paired ? Pairs.of(draft, problems) : Pairs.NONE;
    calibrations.checkMissing(draft, pairs, problems);
    merged.addAll(pairs.merged());
    List<String> dropped = new ArrayList<>(pairs.dropped());
    List<Point> all = points(models, calibrations.each(pairs.pairs()), tasks, dropped);
    List<Point> left =
        complete && paired ? plain(exclude(all, draft.exclusions(), problems), dropped) : List.of();
    List<String> remarks = new ArrayList<>(pairs.remarks());
    if (complete && paired && !left.isEmpty()) {
      Set<CalibrationTask> used =
          left.stream().flatMap(p -> p.pair().calibration().stream()).collect(Collectors.toSet());
      remarks.addAll(calibrations.checkUnused(draft, used, problems));
    }
    checkModels(left, draft, problems);
    checkTemplates(left, draft, problems);
    return new Grid(
        models, left, groups(draft, catalog, problems), calibrations, merged, dropped, remarks);
  }

  private static List<ResolvedModel> models(
      Draft draft, Catalog catalog, List<String> merged, Problems problems) {
    Map<String, ResolvedModel> byHash = new LinkedHashMap<>();
    for (Placed<ModelRef> placed : draft.models()) {
      ModelRef ref = placed.value();
      boolean name = !Locations.isPath(ref.location());
      if (name && !catalog.modelNames().contains(ref.location())) {
        unknown(placed.place(), ref.location(), "model", catalog.modelNames(), problems);
        continue;
      }
      try {
        ResolvedModel model = catalog.model(ref);
        ResolvedModel first = byHash.putIfAbsent(model.hash(), model);
        if (first != null) {
          String kept = first.ref().name();
          merged.add("model " + ref.name() + " holds the same as " + kept + " and runs as it");
        }
      } catch (CatalogException e) {
        problems.add(placed.place(), e);
      }
    }
    return List.copyOf(byHash.values());
  }

  private static List<GridTask> tasks(
      Draft draft, Catalog catalog, List<String> merged, Problems problems) {
    Map<String, GridTask> byName = new LinkedHashMap<>();
    for (Placed<TaskRef> placed : draft.tasks()) {
      for (Task task : tasks(placed, catalog, problems)) {
        checkPrograms(task, placed.place(), draft.programs(), problems);
        GridTask first = byName.putIfAbsent(task.name(), new GridTask(placed.value(), task));
        if (first == null && task.size() == 0) {
          problems.add(placed.place(), task.name(), "a task with items; it has none");
        } else if (first == null && task.metrics().isEmpty()) {
          problems.add(placed.place(), task.name(), "a task; texts alone have nothing to score");
        } else if (first != null && first.task().digest().equals(task.digest())) {
          String groups = first.ref().text() + " and " + placed.value().text();
          merged.add("task " + task.name() + " is in " + groups + " and runs once");
        } else if (first != null) {
          String expected = "each task name once; " + first.ref().text() + " has another of it";
          problems.add(placed.place(), task.name(), expected);
        }
      }
    }
    return List.copyOf(byName.values());
  }

  /** Figures of whole groups, each once; of what could not be read there is a problem already. */
  private static List<GroupRule> groups(Draft draft, Catalog catalog, Problems problems) {
    Set<GroupRule> rules = new LinkedHashSet<>();
    if (problems.count() == 0) {
      draft.tasks().forEach(placed -> rules.addAll(catalog.groups(placed.value())));
    }
    return List.copyOf(rules);
  }

  private static void checkPrograms(Task task, Place place, Programs programs, Problems problems) {
    if (task.programs().isEmpty()) {
      return;
    }
    if (programs == Programs.REFUSED) {
      String expected = "allow_code: true, or --allow-code: it runs programs that models wrote";
      problems.add(place, task.name(), expected);
    } else if (!task.programs().get().isEmpty()) {
      problems.add(place, task.name(), task.programs().get());
    }
  }

  private static List<Task> tasks(Placed<TaskRef> placed, Catalog catalog, Problems problems) {
    Optional<String> name = placed.value().name();
    if (name.isPresent() && !catalog.taskNames().contains(name.get())) {
      unknown(placed.place(), name.get(), "task", catalog.taskNames(), problems);
      return List.of();
    }
    try {
      return catalog.tasks(placed.value());
    } catch (CatalogException | TaskException e) {
      problems.add(placed.place(), e);
      return List.of();
    }
  }

  private static void unknown(
      Place place, String name, String what, List<String> names, Problems problems) {
    String known = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)));
    if (names.size() > MOST_NAMES) {
      known += " and " + (names.size() - MOST_NAMES) + " others";
    }
    problems.add(
        place,
        name,
        "a " + what + ": one of " + known + ", or a path with a slash" + Names.hint(name, names));
  }

  /** What formats and methods ask of models, once for each of them. */
  private static void checkModels(List<Point> points, Draft draft, Problems problems) {
    Set<List<Object>> seen = new HashSet<>();
    for (Point point : points) {
      Format format = point.pair().format();
      Recipe recipe = point.pair().recipe();
      ResolvedModel model = point.model();
      boolean quantizes = format.weights().isPresent() || format.kv().isPresent();
      if (quantizes && seen.add(List.of(model, format))) {
        report(
            place(draft.formats(), format),
            model,
            ModelFit.problems(model.folder(), format),
            problems);
      }
      if (format.weights().isPresent() && seen.add(List.of(model, format, recipe))) {
        report(
            place(draft.methods(), recipe),
            model,
            ModelFit.problems(model.folder(), format, recipe),
            problems);
      }
    }
  }

  /** Models that have no chat template where a task asks in one, once for each of them. */
  private static void checkTemplates(List<Point> points, Draft draft, Problems problems) {
    Set<List<Object>> seen = new HashSet<>();
    for (Point point : points) {
      TaskRef ref = point.task().ref();
      boolean chats =
          ref.options().chat() != ChatForm.NONE && point.task().task().kind() != Kind.ROLLING;
      if (chats && seen.add(List.of(point.model(), ref))) {
        checkTemplate(point.model(), place(draft.tasks(), ref), ref.options().chat(), problems);
      }
    }
  }

  private static void checkTemplate(
      ResolvedModel model, Place place, ChatForm chat, Problems problems) {
    try {
      if (!ChatTemplate.isIn(model.folder())) {
        problems.add(
            place,
            "chat: " + chat.text(),
            "a chat template in model "
                + model.ref().name()
                + " (chat_template.jinja, or chat_template in tokenizer_config.json), or chat: none");
      }
    } catch (TextException e) {
      problems.add(place, e);
    }
  }

  private static <T> Place place(List<Placed<T>> all, T value) {
    return all.stream()
        .filter(placed -> placed.value().equals(value))
        .findFirst()
        .orElseThrow()
        .place();
  }

  private static void report(
      Place place, ResolvedModel model, List<String> reasons, Problems problems) {
    for (String reason : reasons) {
      problems.add(
          place, new IllegalArgumentException("model " + model.ref().name() + ": " + reason));
    }
  }

  private static List<Point> points(
      List<ResolvedModel> models, List<Pair> pairs, List<GridTask> tasks, List<String> dropped) {
    List<Pair> all = new ArrayList<>(pairs);
    all.add(0, BASELINE);
    List<Point> points = new ArrayList<>();
    for (ResolvedModel model : models) {
      for (Pair pair : all) {
        Recipe recipe = pair.recipe();
        if ((recipe.needsBase() && model.base().isEmpty())
            || (recipe.needsAdapter() && model.adapter().isEmpty())) {
          dropped.add(
              model.ref().name()
                  + " with "
                  + recipe.canonical()
                  + ": it comes without "
                  + recipe.missing());
          continue;
        }
        for (GridTask task : tasks) {
          points.add(new Point(model, pair, task));
        }
      }
    }
    return points;
  }

  /** Those that do not quantize weights which another tool has quantized. */
  private static List<Point> plain(List<Point> all, List<String> dropped) {
    Map<ResolvedModel, Optional<String>> tools = new HashMap<>();
    Set<String> reasons = new LinkedHashSet<>();
    List<Point> left = new ArrayList<>();
    for (Point point : all) {
      Format format = point.pair().format();
      ResolvedModel model = point.model();
      Optional<String> tool =
          format.weights().isEmpty()
              ? Optional.empty()
              : tools.computeIfAbsent(model, m -> ModelFit.quantizedBy(m.folder()));
      if (tool.isEmpty()) {
        left.add(point);
      } else {
        reasons.add(
            "%s with %s: it is quantized already, by %s"
                .formatted(model.ref().name(), format.name(), tool.get()));
      }
    }
    dropped.addAll(reasons);
    return Collections.unmodifiableList(left);
  }

  private static List<Point> exclude(
      List<Point> all, List<Placed<Exclusion>> exclusions, Problems problems) {
    List<Point> left = new ArrayList<>(all);
    for (Placed<Exclusion> placed : exclusions) {
      Selection selection = new Selection(placed.value());
      Predicate<Point> named = p -> selection.matches(p.model().ref(), p.pair(), p.task());
      if (all.stream().noneMatch(named)) {
        problems.add(
            placed.place(), placed.value().text(), "a pattern that matches a cell of this sweep");
      }
      left.removeIf(named);
    }
    if (left.isEmpty() && !all.isEmpty()) {
      Place place = exclusions.get(exclusions.size() - 1).place();
      problems.add(place, "everything is excluded", "a cell that is left");
    }
    return Collections.unmodifiableList(left);
  }
}
