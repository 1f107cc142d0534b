package io.quantgrid.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportPageTest {
  private static final Pattern BUTTON = Pattern.compile("data-cell=\"(\\d+)\"");

  /** Of text that is not large, as WCAG 2.2 wants it (1.4.3). */
  private static final double LEAST_CONTRAST = 4.5;

  private static SparkSession spark;
  private static PageContent content;
  private static String page;

  @BeforeAll
  static void render() {
    spark = SamplePage.open();
    content = SamplePage.content(spark, "true");
    page = ReportPage.render(content);
  }

  @AfterAll
  static void close() throws IOException {
    spark.close();
  }

  /** The page without the scripts that are the same in every page. */
  private static String ours(String page) {
    return page.replaceAll("(?s)<script>.*?</script>", "");
  }

  private static JsonNode json(String id) throws IOException {
    Matcher element =
        Pattern.compile("(?s)<script type=\"application/json\" id=\"" + id + "\">(.*?)</script>")
            .matcher(page);
    assertThat(element.find()).isTrue();
    return new JsonMapper().readTree(element.group(1));
  }

  @Test
  void the_page_is_self_contained_and_escapes_what_it_shows() {
    assertThat(ours(page))
        .doesNotContain("<script>window", "<img", "<b>&", "<i>sweep", "http:", "https:", "{{", "{%")
        .contains("sample &lt;i&gt;sweep&lt;/i&gt;", "OutOfMemoryError", "w4a16-int-g128", "98.3");
    // four scripts of the page's own, and its two pieces of data
    assertThat(page.split("</script>", -1)).hasSize(1 + 3 + 2);
    assertThat(page).doesNotContain("\u202e").contains("\ufffd");
  }

  @Test
  void every_figure_with_samples_opens_them_the_worst_first() throws IOException {
    JsonNode cells = json("data").get("cells");
    JsonNode samples = json("samples");
    List<Integer> opened = new ArrayList<>();
    Matcher button = BUTTON.matcher(page);
    while (button.find()) {
      opened.add(Integer.parseInt(button.group(1)));
    }
    assertThat(opened).hasSize(2 * 5 * 4).doesNotHaveDuplicates();
    assertThat(samples).hasSize(2 * 5 * 4 - 2); // but of the baseline's cells and the failed ones
    for (int at : opened) {
      JsonNode of = samples.get(Integer.toString(at));
      if (of != null) {
        assertThat(of).hasSize(3);
        assertThat(of.get(0).get("flip").asText()).isEqualTo("lost");
        assertThat(of.get(2).get("flip").asText()).isEqualTo("none");
        assertThat(cells.get(at).get("id").asText()).startsWith("c");
      }
    }
  }

  @Test
  void a_generated_text_stands_beside_the_baselines_with_the_difference_marked()
      throws IOException {
    JsonNode cells = json("data").get("cells");
    for (int i = 0; i < cells.size(); i++) {
      if (cells.get(i).get("id").asText().equals("c021")) {
        List<String> diff = new ArrayList<>();
        json("samples")
            .get(Integer.toString(i))
            .get(0)
            .get("diff")
            .forEach(t -> diff.add(t.asText()));
        assertThat(diff)
            .startsWith("The quick ", "brown ", "red ", "fox jumps ", "over ", "on ")
            .anyMatch(
                text ->
                    text.contains(SamplePage.HOSTILE.substring(10).replace("\u202e", "\ufffd")));
      }
    }
  }

  @Test
  void what_was_found_is_said_in_sentences() {
    assertThat(ours(page))
        .contains("lossless within", "not enough samples", "worse by")
        .contains("would need 4,200 items and has 40")
        .contains("1 of 12 layers marked".replace("1 of", "2 of"));
  }

  @Test
  void groups_stand_as_wholes_with_their_intervals() {
    String section = ours(page).replaceAll("(?s).*(<section id=\"groups\".*?</section>).*", "$1");
    assertThat(section)
        .contains("hard &lt;/script&gt;", "<small>acc, 3 tasks</small>", "97.3<small>")
        .contains("<small>0.780 ± 0.020</small>", "<small>0.780</small>")
        .contains("<small>0.740 ± 0.020</small><small>2 of 3 tasks</small>");
    assertThat(section.split("2 of 3 tasks", -1)).hasSize(1 + 2 * 4); // w3's of two models
    assertThat(ReportPage.render(SamplePage.content(spark, "false"))).doesNotContain("#groups");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 50, 63, 66.6, 69, 75, 85, 92.5, 100, 107, 200})
  void every_figure_can_be_read_on_its_color(double recovery) {
    HeatColor color = HeatColor.of(recovery);
    double one = luminance(color.background());
    double other = luminance(color.text());
    assertThat((Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05))
        .isGreaterThan(LEAST_CONTRAST);
  }

  private static double luminance(String color) {
    double[] light = new double[3];
    for (int i = 0; i < 3; i++) {
      double share = Integer.parseInt(color.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
      light[i] = share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
  }

  @Test
  void many_samples_stay_within_the_budget_and_every_cell_has_its_share() throws IOException {
    List<ShownSample> many = new ArrayList<>();
    content.samples().forEach(sample -> many.addAll(Collections.nCopies(200, sample)));
    List<String> cells = new ArrayList<>();
    content.cells().forEach(cell -> cells.add(cell.getAs("cell")));
    for (int budget : new int[] {300_000, 40_000}) {
      String json = SampleTexts.json(many, cells, budget);
      assertThat(json.getBytes(StandardCharsets.UTF_8).length).isBetween(budget / 2, budget);
      assertThat(new JsonMapper().readTree(json)).hasSize(2 * 5 * 4 - 2);
    }
    assertThat(SampleTexts.json(many, cells, 0)).isEqualTo("{}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "false | nothing was planned",
        "baseline | no quantized variant has finished",
        "failure IS NOT NULL | no quantized variant has finished",
        "t > 0 AND NOT baseline | pocket-s",
      })
  void an_output_without_much_makes_a_page_that_says_so(String condition, String says) {
    String bare =
        ours(
            ReportPage.render(
                SamplePage.content(spark, condition.replace("t > 0", "kind != 'rolling'"))));
    assertThat(bare).contains(says).doesNotContain("NaN", "null</", "{{");
  }
}
