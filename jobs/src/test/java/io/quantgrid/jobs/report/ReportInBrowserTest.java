package io.quantgrid.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
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
  @TempDir static Path profile;
  private static Path page;

  @BeforeAll
  static void render() throws IOException {
    page =
        Files.createDirectories(Path.of("target/screenshots"))
            .resolve("index.html")
            .toAbsolutePath();
    Files.writeString(page, SamplePage.render());
  }

  private record Run(String out, String err) {}

  private static Run chromium(String... options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("chromium", "--headless", "--no-sandbox", "--disable-gpu"));
    command.addAll(
        List.of(
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--enable-logging=stderr",
            "--user-data-dir=" + profile));
    command.addAll(List.of(options));
    command.add(page.toUri().toString());
    Path out = Files.createTempFile("chromium", ".out");
    Path err = Files.createTempFile("chromium", ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    Run run =
        new Run(
            Files.readString(out, StandardCharsets.UTF_8),
            Files.readString(err, StandardCharsets.UTF_8));
    Files.delete(out);
    Files.delete(err);
    return run;
  }

  @Test
  void charts_are_drawn_without_a_console_error_or_a_network_request() throws Exception {
    Run run = chromium("--virtual-time-budget=5000", "--dump-dom");
    assertThat(run.err()).doesNotContain("CONSOLE", "Refused to", "Uncaught");
    String dom = run.out();
    assertThat(dom.split("<svg", -1)).as("charts").hasSize(3);
    assertThat(dom).contains("word perplexity", "% of compared items", "w4a16-int-g128");
    // the names in the sample are markup: none of it became elements
    assertThat(dom).doesNotContain("<b>pocket").contains("&lt;b&gt;pocket");
  }

  @ParameterizedTest
  @CsvSource({"desktop, 1200, 2400", "phone, 500, 2400"})
  void the_page_fits_the_screen(String name, int width, int height) throws Exception {
    Path shot = page.resolveSibling(name + ".png");
    Files.deleteIfExists(shot);
    chromium("--window-size=" + width + "," + height, "--screenshot=" + shot);
    var image = ImageIO.read(shot.toFile());
    assertThat(image.getWidth()).isEqualTo(width);
    // the last column is margin on every row: nothing sticks out to the right
    int background = image.getRGB(width - 1, 0);
    for (int y = 0; y < image.getHeight(); y++) {
      assertThat(image.getRGB(width - 1, y)).as("row %d", y).isEqualTo(background);
    }
  }

  @Test
  void the_page_prints() throws Exception {
    Path pdf = page.resolveSibling("print.pdf");
    Files.deleteIfExists(pdf);
    chromium("--virtual-time-budget=5000", "--no-pdf-header-footer", "--print-to-pdf=" + pdf);
    assertThat(pdf).exists().isNotEmptyFile();
  }
}
