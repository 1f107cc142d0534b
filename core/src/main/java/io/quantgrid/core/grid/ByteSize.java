package io.quantgrid.core.grid;

import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes of memory as people write them: {@code 6GiB}, {@code 512MiB}. */
final class ByteSize {
  static final String EXPECTED = "a size, as 6GiB or 512MiB";

  private static final List<String> UNITS = List.of("KiB", "MiB", "GiB", "TiB");
  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5}) ?([KMGT]iB)");

  private ByteSize() {}

  /** Bytes; empty when the text is no size. */
  static OptionalLong parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    int shift = 10 * (1 + UNITS.indexOf(matcher.group(2)));
    return OptionalLong.of(Long.parseLong(matcher.group(1)) << shift);
  }
}
