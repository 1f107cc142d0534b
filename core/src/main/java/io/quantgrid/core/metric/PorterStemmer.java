package io.quantgrid.core.metric;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Porter's suffix stripping ("An algorithm for suffix stripping", 1980) with the departures of
 * NLTK's default mode, which rouge-score stems with. Equals nltk 3.10.4. For lower case words of
 * a-z and 0-9; digits count as consonants.
 *
 * <p>A word is {@code [C](VC)^m[V]}: runs of consonants C and of vowels V. Its measure is m.
 */
final class PorterStemmer {
  /** NLTK's irregular forms. */
  private static final Map<String, String> IRREGULAR =
      Map.ofEntries(
          Map.entry("sky", "sky"),
          Map.entry("skies", "sky"),
          Map.entry("dying", "die"),
          Map.entry("lying", "lie"),
          Map.entry("tying", "tie"),
          Map.entry("news", "news"),
          Map.entry("innings", "inning"),
          Map.entry("inning", "inning"),
          Map.entry("outings", "outing"),
          Map.entry("outing", "outing"),
          Map.entry("cannings", "canning"),
          Map.entry("canning", "canning"),
          Map.entry("howe", "howe"),
          Map.entry("proceed", "proceed"),
          Map.entry("exceed", "exceed"),
          Map.entry("succeed", "succeed"));

  /** A suffix and what takes its place where the stem before it fulfils the condition. */
  private record Rule(String suffix, String replacement, Predicate<String> condition) {}

  private static final List<Rule> PLURALS =
      rules(stem -> true, "sses", "ss", "ies", "i", "ss", "ss", "s", "");

  private static final List<Rule> DOUBLE_SUFFIXES =
      rules(
          stem -> measure(stem) > 0,
          "ational ate tional tion enci ence anci ance izer ize bli ble alli al entli ent eli e"
              .concat(" ousli ous ization ize ation ate ator ate alism al iveness ive fulness ful")
              .concat(" ousness ous aliti al iviti ive biliti ble fulli ful")
              .split(" "));

  private static final List<Rule> SINGLE_SUFFIXES =
      rules(
          stem -> measure(stem) > 0,
          "icate",
          "ic",
          "ative",
          "",
          "alize",
          "al",
          "iciti",
          "ic",
          "ical",
          "ic",
          "ful",
          "",
          "ness",
          "");

  /** Those of step 4, which are dropped where the measure of the stem is above 1. */
  private static final List<String> ENDINGS =
      List.of(
          "al ance ence er ic able ible ant ement ment ent ion ou ism ate iti ous ive ize"
              .split(" "));

  private PorterStemmer() {}

  static String stem(String word) {
    if (IRREGULAR.containsKey(word)) {
      return IRREGULAR.get(word);
    }
    if (word.length() <= 2) {
      return word;
    }
    String stem = pastAndProgressive(plural(word));
    stem = apply(SINGLE_SUFFIXES, doubleSuffix(finalY(stem)), UnaryOperator.identity());
    return finalE(ending(stem));
  }

  /** Step 1a; NLTK: "ties" gives "tie". */
  private static String plural(String word) {
    return word.length() == 4 && word.endsWith("ies")
        ? word.substring(0, 3)
        : apply(PLURALS, word, UnaryOperator.identity());
  }

  /** Step 1b; NLTK: "-ied" gives "-i", in words of four letters "-ie". */
  private static String pastAndProgressive(String word) {
    if (word.endsWith("ied")) {
      return word.substring(0, word.length() - (word.length() == 4 ? 1 : 2));
    }
    if (word.endsWith("eed")) {
      return measure(cut(word, 3)) > 0 ? cut(word, 1) : word;
    }
    if (word.endsWith("ed") && hasVowel(cut(word, 2))) {
      return restored(cut(word, 2));
    }
    if (word.endsWith("ing") && hasVowel(cut(word, 3))) {
      return restored(cut(word, 3));
    }
    return word;
  }

  /** What a stem gets back when "-ed" or "-ing" is gone: an "e", or loses a doubled consonant. */
  private static String restored(String stem) {
    if (stem.endsWith("at") || stem.endsWith("bl") || stem.endsWith("iz")) {
      return stem + "e";
    }
    if (endsInDoubleConsonant(stem)) {
      return stem.endsWith("l") || stem.endsWith("s") || stem.endsWith("z") ? stem : cut(stem, 1);
    }
    return measure(stem) == 1 && endsInShortSyllable(stem) ? stem + "e" : stem;
  }

  /** Step 1c; NLTK: only behind a consonant that is not the whole stem. */
  private static String finalY(String word) {
    int last = word.length() - 1;
    boolean turns = word.endsWith("y") && last > 1 && consonants(word)[last - 1];
    return turns ? cut(word, 1) + "i" : word;
  }

  /** Step 2; NLTK: what "-alli" leaves goes through it again. */
  private static String doubleSuffix(String word) {
    String stem = apply(DOUBLE_SUFFIXES, word, PorterStemmer::logi);
    return word.endsWith("alli") && !stem.equals(word) ? doubleSuffix(stem) : stem;
  }

  /** NLTK's last rule of step 2: "-logi" gives "-log" where what stands before "gi" has measure. */
  private static String logi(String word) {
    return word.endsWith("logi") && measure(cut(word, 3)) > 0 ? cut(word, 1) : word;
  }

  /** Step 4. */
  private static String ending(String word) {
    for (String ending : ENDINGS) {
      if (word.endsWith(ending)) {
        String stem = cut(word, ending.length());
        boolean drops =
            measure(stem) > 1
                && (!ending.equals("ion") || stem.endsWith("s") || stem.endsWith("t"));
        return drops ? stem : word;
      }
    }
    return word;
  }

  /** Step 5. */
  private static String finalE(String word) {
    String stem = word;
    if (word.endsWith("e")) {
      String without = cut(word, 1);
      int measure = measure(without);
      stem = measure > 1 || (measure == 1 && !endsInShortSyllable(without)) ? without : word;
    }
    return stem.endsWith("ll") && measure(cut(stem, 1)) > 1 ? cut(stem, 1) : stem;
  }

  /** The first rule whose suffix stands there decides, also when its condition fails. */
  private static String apply(List<Rule> rules, String word, UnaryOperator<String> otherwise) {
    for (Rule rule : rules) {
      if (word.endsWith(rule.suffix)) {
        String stem = cut(word, rule.suffix.length());
        return rule.condition.test(stem) ? stem + rule.replacement : word;
      }
    }
    return otherwise.apply(word);
  }

  private static List<Rule> rules(Predicate<String> condition, String... pairs) {
    return IntStream.range(0, pairs.length / 2)
        .mapToObj(i -> new Rule(pairs[2 * i], pairs[2 * i + 1], condition))
        .toList();
  }

  private static String cut(String word, int letters) {
    return word.substring(0, word.length() - letters);
  }

  /** One per letter: no vowel, and no y behind a consonant. */
  private static boolean[] consonants(String word) {
    boolean[] consonants = new boolean[word.length()];
    for (int i = 0; i < consonants.length; i++) {
      char letter = word.charAt(i);
      consonants[i] = letter == 'y' ? i == 0 || !consonants[i - 1] : "aeiou".indexOf(letter) < 0;
    }
    return consonants;
  }

  private static int measure(String stem) {
    boolean[] consonants = consonants(stem);
    int measure = 0;
    for (int i = 1; i < consonants.length; i++) {
      measure += consonants[i] && !consonants[i - 1] ? 1 : 0;
    }
    return measure;
  }

  private static boolean hasVowel(String stem) {
    for (boolean consonant : consonants(stem)) {
      if (!consonant) {
        return true;
      }
    }
    return false;
  }

  private static boolean endsInDoubleConsonant(String word) {
    int last = word.length() - 1;
    return last > 0 && word.charAt(last) == word.charAt(last - 1) && consonants(word)[last];
  }

  /**
   * Consonant, vowel, consonant other than w, x and y; NLTK: also a whole word of vowel and
   * consonant.
   */
  private static boolean endsInShortSyllable(String word) {
    boolean[] consonants = consonants(word);
    int last = word.length() - 1;
    if (last == 1) {
      return !consonants[0] && consonants[1];
    }
    return last > 1
        && consonants[last - 2]
        && !consonants[last - 1]
        && consonants[last]
        && "wxy".indexOf(word.charAt(last)) < 0;
  }
}
