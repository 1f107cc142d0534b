package io.quantgrid.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.jobs.report.Chromium.Screen;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page in headless Chromium, from the system's packages. Screenshots stay under
 * target/screenshots.
 */
@Tag("browser")
class ReportInBrowserTest {
  private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

  /** A figure of the first heat map with generated texts: w8a8-fp on pocket_retrieval. */
  private static final String FIGURE = "#heat tbody tr:nth-child(2) td:nth-child(4) button";

  @TempDir static Path profile;
  private static Chromium chromium;
  private static Path page;

  @BeforeAll
  static void render() throws IOException {
    page =
        Files.createDirectories(Path.of("target/screenshots"))
            .resolve("index.html")
            .toAbsolutePath();
    Files.writeString(page, SamplePage.render());
    chromium = new Chromium(profile);
  }

  @AfterAll
  static void close() {
    chromium.close();
  }

  @BeforeEach
  void open() {
    chromium.width(1200, Screen.DESKTOP);
    chromium.open(page);
  }

  private static String text(String selector) {
    return chromium.run("document.querySelector('" + selector + "').innerText").asText();
  }

  private static String focused() {
    return chromium
        .run("(e => e.getAttribute('aria-label') || e.innerText)(document.activeElement)")
        .asText();
  }

  /** Nothing was refused, thrown, printed or fetched since the page was opened. */
  private static void assertQuiet() {
    assertThat(chromium.said("Runtime.exceptionThrown")).isEmpty();
    assertThat(chromium.said("Runtime.consoleAPICalled")).isEmpty();
    assertThat(chromium.said("Log.entryAdded")).isEmpty();
    assertThat(chromium.said("Network.requestWillBeSent"))
        .extracting(event -> event.at("/params/request/url").asText().replaceFirst(":.*", ""))
        .allMatch(scheme -> scheme.equals("file") || scheme.equals("data"))
        .filteredOn(scheme -> scheme.equals("file"))
        .hasSize(1);
    assertThat(chromium.run("String(window.stolen)").asText()).isEqualTo("undefined");
  }

  @Test
  void charts_are_drawn_without_a_console_error_or_a_network_request() {
    assertThat(chromium.run("document.querySelectorAll('.chart svg').length").asInt())
        .as("front, bits, scatter, flips and two models' layers")
        .isEqualTo(6);
    assertThat(text("#front-chart")).contains("stored bits per weight", "w4a16-int-g128");
    chromium.click("input[value=bytes]");
    assertThat(text("#front-chart")).contains("MiB of all stored tensors");
    chromium.run(
        "(s => { s.value = s.options[2].value; s.dispatchEvent(new Event('change')); })(document.getElementById(\"scatter-task\"))");
    // the names in the sample are markup: none of it became elements
    assertThat(
            chromium.run("document.querySelectorAll('img, i:not([aria-hidden])').length").asInt())
        .isZero();
    assertThat(text("h1"))
        .isEqualTo("sample <i>sweep</i> " + SamplePage.HOSTILE.strip().replace('\u202e', '\ufffd'));
    assertQuiet();
  }

  @Test
  void a_click_on_a_figure_opens_its_samples_with_the_difference_marked() {
    chromium.click(FIGURE);
    assertThat(text(".samples .title")).isEqualTo("w8a8-fp · rtn on pocket_retrieval");
    assertThat(chromium.run("document.querySelectorAll('.samples article').length").asInt())
        .isEqualTo(3);
    assertThat(text(".samples article")).contains("Item 0", "lost: right before, wrong now");
    assertThat(text(".samples article del")).isEqualTo("brown ");
    assertThat(text(".samples article ins")).isEqualTo("red ");
    assertThat(text(".samples code")).contains("quantgrid sql OUT", "WHERE cell = 'c011'");
    chromium.click(".samples .close");
    assertThat(chromium.run("document.querySelectorAll('.samples:not([hidden])').length").asInt())
        .isZero();
    assertQuiet();
  }

  @Test
  void the_keyboard_alone_is_enough() {
    chromium.run("document.querySelector('#heat table button').focus()");
    chromium.press("ArrowDown");
    chromium.press("ArrowRight");
    chromium.press("ArrowUp");
    assertThat(focused()).startsWith("w8a8-fp · rtn, pocket_retrieval: 96.6 %, not enough samples");
    chromium.press("Enter");
    assertThat(focused()).isEqualTo("w8a8-fp · rtn on pocket_retrieval");
    chromium.press("Escape");
    assertThat(focused()).startsWith("w8a8-fp · rtn, pocket_retrieval");
    chromium.press("End");
    assertThat(focused()).contains("pocket_ethics");
    // one stop of the tab key for a whole map
    assertThat(
            chromium
                .run("document.querySelectorAll('#heat table button[tabindex=\"0\"]').length")
                .asInt())
        .isEqualTo(2);
    assertQuiet();
  }

  @ParameterizedTest
  @CsvSource({"light", "dark"})
  void axe_finds_nothing_serious(String scheme) throws IOException {
    chromium.call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    chromium.open(page);
    chromium.click(FIGURE);
    try (InputStream axe = ReportInBrowserTest.class.getResourceAsStream(AXE)) {
      chromium.run(new String(axe.readAllBytes(), StandardCharsets.UTF_8) + ";0");
    }
    JsonNode found =
        chromium.run(
            "axe.run().then(r => r.violations.map(v => v.impact + ' ' + v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + n.failureSummary).join(' | ')))");
    chromium.call("Emulation.setEmulatedMedia", Map.of("features", List.of()));
    assertThat(found).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"desktop, 1200, DESKTOP", "phone, 390, PHONE"})
  void the_page_fits_the_screen(String name, int width, Screen screen) throws IOException {
    chromium.width(width, screen);
    chromium.open(page);
    chromium.click(FIGURE);
    chromium.width(width, screen);
    chromium.shot(page.resolveSibling(name + ".png"));
    assertThat(
            chromium.run(
                "[...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll, .chart, .skip') && e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML.slice(0, 80))"))
        .as("what sticks out to the right")
        .isEmpty();
    assertThat(chromium.run("document.documentElement.scrollWidth").asInt()).isEqualTo(width);
  }

  @Test
  void the_page_prints() throws IOException {
    Path pdf = page.resolveSibling("print.pdf");
    chromium.print(pdf);
    assertThat(Files.size(pdf)).isGreaterThan(20_000);
    chromium.call("Emulation.setEmulatedMedia", Map.of("media", "print"));
    chromium.width(794, Screen.DESKTOP);
    chromium.shot(page.resolveSibling("print.png"));
    chromium.call("Emulation.setEmulatedMedia", Map.of("media", ""));
  }

  /** Boxes are as wide as the paper only after beforeprint, charts must be so before. */
  @Test
  void charts_are_as_wide_as_the_paper_while_it_prints() {
    String widths =
        "[...new Set([...document.querySelectorAll('.chart svg')].map(s => s.getAttribute('width')))]";
    chromium.run("window.dispatchEvent(new Event('beforeprint'))");
    JsonNode printed = chromium.run(widths);
    chromium.run("window.dispatchEvent(new Event('afterprint'))");
    assertThat(printed).extracting(JsonNode::asInt).containsExactly(680); // 18 cm
    assertThat(chromium.run(widths)).extracting(JsonNode::asInt).allMatch(width -> width > 1000);
  }

  @Test
  void without_scripts_the_tables_are_there() {
    chromium.call("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    chromium.call("Page.navigate", Map.of("url", page.toUri().toString()));
    chromium.call("Emulation.setScriptExecutionDisabled", Map.of("value", false));
    assertThat(text("noscript, .notice")).contains("all figures stand in the tables");
  }
}
