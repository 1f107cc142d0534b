package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/methods.md says what the code does: its table is made here, and its examples are read. */
class MethodsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "methods.md");
  private static final String BEGIN = "<!-- table: made by MethodsPageTest -->\n";
  private static final String END = "<!-- end of table -->\n";
  private static final Pattern METHOD = Pattern.compile("(?s)```text\n(.*?)```");
  private static final String AGAIN =
      "docs/methods is not current: mvn -Pquick -pl core -am -Dtest=MethodsPageTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dquantgrid.docs.write=true test";

  @Test
  void the_table_is_current() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    assertThat(begin).isBetween(BEGIN.length(), end);
    if (Boolean.getBoolean("quantgrid.docs.write")) {
      Files.writeString(PAGE, page.substring(0, begin) + table() + page.substring(end));
    } else {
      assertThat(page.substring(begin, end)).as(AGAIN).isEqualTo(table());
    }
  }

  @Test
  void every_method_that_the_page_shows_is_read() throws IOException {
    List<String> methods =
        METHOD
            .matcher(Files.readString(PAGE))
            .results()
            .flatMap(found -> found.group(1).lines())
            .toList();
    assertThat(methods).hasSizeGreaterThan(5);
    for (String method : methods) {
      assertThat(RecipeParser.parse(method).canonical()).isNotEmpty();
    }
  }

  private static String table() {
    StringBuilder out = new StringBuilder();
    out.append("| step | what it does | calibration | parameters: default (range) |\n");
    out.append("|---|---|---|---|\n");
    for (Role role : Role.values()) {
      String name = role.name().toLowerCase(Locale.ROOT);
      out.append("| **").append(name).append("** | | | |\n");
      for (StepType type : StepType.all()) {
        if (type.role() == role) {
          out.append(row(type));
        }
      }
    }
    return out.toString();
  }

  private static String row(StepType type) {
    String calibration =
        switch (type.calibration()) {
          case NEVER -> "no";
          case IF_THERE -> "if there is one";
          case ALWAYS -> "yes";
        };
    String parameters =
        type.parameters().stream()
            .filter(parameter -> !parameter.name().equals("arithmetic"))
            .map(MethodsPageTest::parameter)
            .collect(Collectors.joining("<br>"));
    return "| `%s` | %s | %s | %s |\n"
        .formatted(type.name(), type.meaning(), calibration, parameters);
  }

  private static String parameter(Parameter parameter) {
    String aliases =
        parameter.aliases().entrySet().stream()
            .map(alias -> "; `" + alias.getKey() + "` is `" + alias.getValue() + "`")
            .collect(Collectors.joining());
    return "`%s=%s` %s (%s%s)"
        .formatted(
            parameter.name(),
            parameter.usual(),
            parameter.meaning(),
            parameter.kind().expected(),
            aliases);
  }
}
