package io.quantgrid.kernels.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.scheme.KvScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/formats.md says what the code does: its table and picture are made here. */
class FormatsPageTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Path PAGE = DOCS.resolve("formats.md");
  private static final Path PICTURE = DOCS.resolve("formats.svg");
  private static final String BEGIN = "<!-- table: made by FormatsPageTest -->\n";
  private static final String END = "<!-- end of table -->\n";
  private static final Pattern SCHEME =
      Pattern.compile("`((?:int|fp|nf|mx|nv|ternary|binary)[a-z0-9_]*(?:/[a-z0-9_.-]+)+)`");
  private static final boolean WRITE = Boolean.getBoolean("quantgrid.docs.write");
  private static final String AGAIN =
      "docs/formats is not current: mvn -Pquick -pl kernels -am -Dtest=FormatsPageTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dquantgrid.docs.write=true test";

  @Test
  void the_table_is_current() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    assertThat(begin).isBetween(BEGIN.length(), end);
    String table = new FormatsTable().markdown();
    if (WRITE) {
      Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
    } else {
      assertThat(page.substring(begin, end)).as(AGAIN).isEqualTo(table);
    }
  }

  @Test
  void the_picture_is_current() throws IOException {
    String picture = SpacingPicture.svg();
    if (WRITE) {
      Files.writeString(PICTURE, picture);
    } else {
      assertThat(Files.readString(PICTURE)).as(AGAIN).isEqualTo(picture);
    }
  }

  @Test
  void every_scheme_that_the_page_names_is_read() throws IOException {
    Matcher names = SCHEME.matcher(Files.readString(PAGE));
    List<String> texts = names.results().map(found -> found.group(1)).toList();
    assertThat(texts).hasSizeGreaterThan(30);
    for (String text : texts) {
      assertThat(KvScheme.parse(text).canonical()).isNotEmpty();
    }
  }
}
