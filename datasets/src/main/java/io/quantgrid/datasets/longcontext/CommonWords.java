package io.quantgrid.datasets.longcontext;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A numbered list of words in which some stand more often than the others. A short list with its
 * answer stands before, as in RULER.
 *
 * @param answers the words that stand often
 * @param often how often they do
 * @param seldom how often the others do
 */
record CommonWords(String example, Draws draws, List<String> answers, int often, int seldom)
    implements Puzzle {
  /** From so many tokens on words stand as often as in RULER's longer lists. */
  private static final int LONG = 4096;

  static Puzzle make(Draws draws, Place place, Parameters parameters) {
    boolean isLong = place.tokens() >= LONG;
    int common = parameters.count("common");
    List<String> words = words(draws, 2 * common);
    CommonWords shown =
        new CommonWords(
            "", draws.at(-2), words.subList(0, common), isLong ? 10 : 3, isLong ? 3 : 1);
    String example =
        shown.prompt(isLong ? 3 * common : common) + numbered(shown.answers()) + "\n\n";
    return new CommonWords(
        example, draws, words.subList(common, 2 * common), isLong ? 30 : 6, isLong ? 3 : 1);
  }

  private static List<String> words(Draws draws, int count) {
    Set<String> words = new LinkedHashSet<>();
    while (words.size() < count) {
      words.add(Vocabulary.pair(draws));
    }
    return List.copyOf(words);
  }

  @Override
  public int smallest() {
    return answers.size();
  }

  @Override
  public String prompt(int size) {
    List<String> list = new ArrayList<>();
    answers.forEach(word -> add(list, word, often));
    for (int i = 0; i < size; i++) {
      add(list, other(draws.at(i)), seldom);
    }
    return example
        + "Below is a numbered list of words. Some stand in it more often than others: remember"
        + " those.\n\n"
        + numbered(draws.at(-3).shuffled(list))
        + "\n\nQuestion: Which are the "
        + answers.size()
        + " words that stand most often in the list?\nAnswer: The "
        + answers.size()
        + " words that stand most often in the list are: ";
  }

  private String other(Draws own) {
    String word = Vocabulary.pair(own);
    while (answers.contains(word)) {
      word = Vocabulary.pair(own);
    }
    return word;
  }

  private static void add(List<String> list, String word, int times) {
    for (int i = 0; i < times; i++) {
      list.add(word);
    }
  }

  private static String numbered(List<String> words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words.size(); i++) {
      text.append(i == 0 ? "" : " ").append(i + 1).append(". ").append(words.get(i));
    }
    return text.toString();
  }
}
