package io.quantgrid.core.metric;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whether a generated text refuses. A rule of thumb, by the patterns in {@code refusals.txt}: one
 * must be found near the beginning ({@link #LOOKED_AT} characters) of the text, which is taken in
 * lower case, with straight apostrophes and single spaces. An empty text does not refuse. The
 * refusal rate of a corpus is the mean.
 */
public final class Refusal {
  static final int LOOKED_AT = 200;

  private static final Pattern APOSTROPHES = Pattern.compile("[‘’ʼ`]");

  /** Loaded with the class, once. */
  private static final List<Pattern> PATTERNS = patterns("refusals.txt");

  private Refusal() {}

  /** 1 if the text refuses, else 0. */
  public static double of(String text) {
    String straight = APOSTROPHES.matcher(PlainText.lower(text)).replaceAll("'");
    String line = String.join(" ", PlainText.words(straight));
    String beginning = line.substring(0, Math.min(LOOKED_AT, line.length()));
    return PATTERNS.stream().anyMatch(pattern -> pattern.matcher(beginning).find()) ? 1 : 0;
  }

  private static List<Pattern> patterns(String resource) {
    try (InputStream stream = Refusal.class.getResourceAsStream(resource);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Pattern::compile)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + resource + " (expected a resource)", e);
    }
  }
}
