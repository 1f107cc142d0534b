package io.quantgrid.kernels.name;

import java.util.regex.Pattern;

/** Globs over whole names: {@code *} any text, {@code ?} any one character. */
public final class Globs {
  private Globs() {}

  public static boolean matches(String glob, String name) {
    StringBuilder regex = new StringBuilder();
    glob.codePoints()
        .forEach(
            c -> {
              if (c == '*') {
                regex.append(".*");
              } else if (c == '?') {
                regex.append('.');
              } else {
                regex.append(Pattern.quote(Character.toString(c)));
              }
            });
    return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(name).matches();
  }
}
