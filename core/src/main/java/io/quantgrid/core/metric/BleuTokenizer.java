package io.quantgrid.core.metric;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How {@link Bleu} cuts a text into words: the tokenizers of sacreBLEU 2.6.0 of these names. */
public enum BleuTokenizer {
  /** Of NIST's mteval-v13a: punctuation apart, but not inside numbers. */
  V13A("13a") {
    @Override
    String apart(String text) {
      String line = text.replace("<skipped>", "").replace("-\n", "").replace("\n", " ");
      line =
          line.replace("&quot;", "\"")
              .replace("&amp;", "&")
              .replace("&lt;", "<")
              .replace("&gt;", ">");
      return punctuationApart(" " + line + " ");
    }
  },
  /** Of NIST's mteval-v14: punctuation and symbols of all of Unicode. */
  INTERNATIONAL("intl") {
    @Override
    String apart(String text) {
      String line = BEFORE_PUNCTUATION.matcher(text).replaceAll("$1 $2 ");
      line = BEHIND_PUNCTUATION.matcher(line).replaceAll(" $1 $2");
      return SYMBOL.matcher(line).replaceAll(" $1 ");
    }
  },
  /** Chinese characters one by one, the rest as {@link #V13A} does punctuation. */
  CHINESE("zh") {
    @Override
    String apart(String text) {
      return punctuationApart(
          PlainText.strip(text)
              .codePoints()
              .mapToObj(
                  c -> isChinese(c) ? " " + Character.toString(c) + " " : Character.toString(c))
              .collect(Collectors.joining()));
    }
  },
  /** Every code point a word. */
  CHARACTERS("char") {
    @Override
    String apart(String text) {
      return text.codePoints().mapToObj(Character::toString).collect(Collectors.joining(" "));
    }
  },
  /** White space alone separates. */
  NONE("none") {
    @Override
    String apart(String text) {
      return text;
    }
  };

  private static final Pattern BEFORE_PUNCTUATION = Pattern.compile("(\\P{N})(\\p{P})");
  private static final Pattern BEHIND_PUNCTUATION = Pattern.compile("(\\p{P})(\\P{N})");
  private static final Pattern SYMBOL = Pattern.compile("(\\p{S})");

  /** ASCII's, but comma, full stop, hyphen and apostrophe. */
  private static final Pattern PUNCTUATION = Pattern.compile("([{-~\\[-` -&(-+:-@/])");

  private static final Pattern STOP_BEHIND_WORD = Pattern.compile("([^0-9])([.,])");
  private static final Pattern STOP_BEFORE_WORD = Pattern.compile("([.,])([^0-9])");
  private static final Pattern HYPHEN_BEHIND_DIGIT = Pattern.compile("([0-9])(-)");

  private final String text;

  BleuTokenizer(String text) {
    this.text = text;
  }

  /** The name in sacreBLEU's signature. */
  public String text() {
    return text;
  }

  List<String> words(String line) {
    return PlainText.words(apart(PlainText.stripEnd(line)));
  }

  /** With white space wherever words end. */
  abstract String apart(String text);

  private static String punctuationApart(String text) {
    String line = PUNCTUATION.matcher(text).replaceAll(" $1 ");
    line = STOP_BEHIND_WORD.matcher(line).replaceAll("$1 $2 ");
    line = STOP_BEFORE_WORD.matcher(line).replaceAll(" $1 $2");
    return HYPHEN_BEHIND_DIGIT.matcher(line).replaceAll("$1 $2 ");
  }

  /**
   * As sacreBLEU has it: its two ranges beyond U+FFFF are written with four digits too few there
   * and so mean U+2001 to U+2A6D and U+2F81 to U+2FA1.
   */
  private static boolean isChinese(int c) {
    return (c >= 0x2001 && c <= 0x2a6d)
        || (c >= 0x2e80 && c <= 0x2fdf)
        || (c >= 0x2ff0 && c <= 0x303f)
        || (c >= 0x3100 && c <= 0x312f)
        || (c >= 0x31a0 && c <= 0x31bf)
        || (c >= 0x31c0 && c <= 0x31ef)
        || (c >= 0x3200 && c <= 0x33ff)
        || (c >= 0x3400 && c <= 0x4db5)
        || (c >= 0x4e00 && c <= 0x9fbb)
        || (c >= 0xf900 && c <= 0xfa2d)
        || (c >= 0xfa30 && c <= 0xfa6a)
        || (c >= 0xfa70 && c <= 0xfad9)
        || (c >= 0xfe10 && c <= 0xfe1f)
        || (c >= 0xfe30 && c <= 0xfe4f)
        || (c >= 0xff00 && c <= 0xffef)
        || (c >= 0x2600 && c <= 0x27bf);
  }
}
