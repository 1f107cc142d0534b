package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what README and docs tell people to run, page by page, on few samples. */
class DocsTest {
  private static final Pattern OUTPUT = Pattern.compile("^output: *(\\S+)", Pattern.MULTILINE);

  /** Enough for every figure; a page's own {@code --set} comes later and wins. */
  private static final List<String> SMALL =
      List.of(
          "--set",
          "limits.samples=2",
          "--set",
          "models=[pocket-s]",
          "--set",
          "formats=[w8a8-fp, w4a16-int-g128, kv4]");

  private static Session session;
  @TempDir static Path folder;

  @BeforeAll
  static void open() {
    session = Session.open("tests", 1);
  }

  @AfterAll
  static void close() {
    session.close();
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages =
        new ArrayList<>(
            List.of(
                Launcher.PROJECT.resolve("README.md"),
                Launcher.PROJECT.resolve("notebooks/README.md")));
    try (Stream<Path> files = Files.walk(Launcher.PROJECT.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  @Test
  void every_command_that_is_shown_runs() throws IOException {
    for (Path page : pages()) {
      for (List<String> command : Commands.of(Files.readString(page))) {
        Ran ran = Ran.of(here(command).toArray(String[]::new));
        assertThat(ran.code())
            .describedAs("%s: ./quantgrid %s%n%s", page, String.join(" ", command), ran.err())
            .isZero();
        assertThat(ran.out()).isNotBlank();
      }
    }
  }

  /** The command with the project's files and an output folder of the test's own. */
  private static List<String> here(List<String> command) throws IOException {
    List<String> here = new ArrayList<>();
    String output = "";
    for (String word : command) {
      Path file = Launcher.PROJECT.resolve(word);
      if (word.endsWith(".yaml") && Files.exists(file)) {
        here.add(file.toString());
        Matcher key = OUTPUT.matcher(Files.readString(file));
        output = key.find() ? key.group(1) : "";
      } else if (word.equals("out") || word.startsWith("out/")) {
        here.add(folder.resolve(word).toString());
      } else {
        here.add(word.replaceFirst("^output=", "output=" + folder + "/"));
      }
    }
    if (!output.isEmpty()) {
      here.addAll(1, command.get(0).equals("run") ? SMALL : List.of());
      here.addAll(1, List.of("--set", "output=" + folder.resolve(output)));
    }
    return here;
  }

  @Test
  void commands_are_found_in_blocks_and_cut_into_words() {
    String page =
        """
        Text with ./quantgrid run no.yaml in it.
        ```console
        $ ./quantgrid run a.yaml --set formats='[a, b]'  # why
        some output
        ./quantgrid sql out "SELECT 'x' || y" | head
        ```
        ```yaml
        ./quantgrid run no.yaml
        ```
        ```bash
        ./quantgrid plan \\
          b.yaml > plan.txt
        ./quantgrid
        ```
        ```bash cluster
        ./quantgrid run no.yaml
        ```
        """;
    assertThat(Commands.of(page))
        .containsExactly(
            List.of("run", "a.yaml", "--set", "formats=[a, b]"),
            List.of("sql", "out", "SELECT 'x' || y"),
            List.of("plan", "b.yaml"),
            List.of());
  }
}
