package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * docs/families.md says what the code does: its table is made here; and the file that
 * docs/adding-a-family.md walks through is the one that is compiled.
 */
class FamiliesPageTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Path PAGE = DOCS.resolve("families.md");
  private static final String BEGIN = "<!-- table: made by FamiliesPageTest -->\n";
  private static final String END = "<!-- end of table -->\n";
  private static final Pattern QUOTED = Pattern.compile("(?s)```java\n// (\\S+)\n(.*?)```");
  private static final String AGAIN =
      "docs/families is not current: mvn -Pquick -pl core -am -Dtest=FamiliesPageTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dquantgrid.docs.write=true test";

  @Test
  void the_table_is_current() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    assertThat(begin).isBetween(BEGIN.length(), end);
    String table = FamiliesTable.markdown();
    if (Boolean.getBoolean("quantgrid.docs.write")) {
      Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
    } else {
      assertThat(page.substring(begin, end)).as(AGAIN).isEqualTo(table);
    }
  }

  /** Whole declarations, word for word, so that what a reader copies compiles and is tested. */
  @Test
  void what_the_walk_through_quotes_stands_in_the_sources() throws IOException {
    List<MatchResult> quotes =
        QUOTED.matcher(Files.readString(DOCS.resolve("adding-a-family.md"))).results().toList();
    assertThat(quotes).hasSizeGreaterThanOrEqualTo(3);
    for (MatchResult quote : quotes) {
      assertThat(Files.readString(Path.of("..", quote.group(1)))).contains(quote.group(2).strip());
    }
  }

  @Test
  void the_family_of_the_walk_through_is_registered_and_has_its_reference() throws IOException {
    String page = Files.readString(DOCS.resolve("adding-a-family.md"));
    assertThat(page).contains("families/olmo2");
    assertThat(FamilyGoldenTest.families()).contains("olmo2");
    assertThat(Files.exists(GoldenModel.folder("olmo2").resolve("golden.safetensors"))).isTrue();
  }
}
