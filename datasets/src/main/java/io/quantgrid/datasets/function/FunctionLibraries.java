package io.quantgrid.datasets.function;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** All libraries there are. */
public final class FunctionLibraries {
  private static final List<FunctionLibrary> ALL =
      Stream.of(
              BigBenchHard.LIBRARIES,
              Gpqa.LIBRARIES,
              List.of(
                  Bbq.LIBRARY,
                  CodeFunctions.HUMANEVAL,
                  CodeFunctions.INFILLING,
                  CodeFunctions.MBPP,
                  new Copa(),
                  CrowsPairs.LIBRARY,
                  CruxEval.LIBRARY,
                  Ethics.LIBRARY,
                  HellaSwag.LIBRARY,
                  HendrycksMath.DIRECT,
                  HendrycksMath.LEADERBOARD,
                  HendrycksMath.MINERVA,
                  new IfEvalFunctions(),
                  MmluPro.LEADERBOARD,
                  MmluPro.LIBRARY,
                  Mnli.LIBRARY,
                  Musr.LIBRARY,
                  Race.LIBRARY,
                  Snli.LIBRARY,
                  SquadV2.LIBRARY,
                  SuperGlue.CB,
                  SuperGlue.RECORD,
                  SuperGlue.WSC,
                  Summaries.CNN_DAILYMAIL,
                  Summaries.XSUM,
                  TruthfulQa.LIBRARY,
                  WikiText.C4,
                  WikiText.WIKITEXT,
                  WinoGrande.LIBRARY))
          .flatMap(List::stream)
          .toList();

  private FunctionLibraries() {}

  /**
   * A function with what its values depend on.
   *
   * @param id folder, name and version, for content addresses
   */
  public record Found(String id, TaskFunction function) {}

  /**
   * The function that a file in {@code folder} means by {@code name}: that of the library with the
   * longest path that the folder's ends with.
   */
  public static Optional<Found> find(Path folder, String name) {
    Optional<FunctionLibrary> best = Optional.empty();
    for (FunctionLibrary library : ALL) {
      boolean longer = best.map(b -> b.folder().length() < library.folder().length()).orElse(true);
      if (folder.endsWith(library.folder()) && library.functions().containsKey(name) && longer) {
        best = Optional.of(library);
      }
    }
    return best.map(
        library ->
            new Found(
                library.folder() + "/" + name + "/" + library.version(),
                library.functions().get(name)));
  }

  /** What there is, for messages: {@code folder/name}. */
  public static List<String> names() {
    TreeSet<String> names = new TreeSet<>();
    ALL.forEach(
        library ->
            library.functions().keySet().forEach(name -> names.add(library.folder() + "/" + name)));
    return List.copyOf(names);
  }
}
