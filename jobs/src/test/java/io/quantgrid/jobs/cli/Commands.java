package io.quantgrid.jobs.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands that a Markdown page shows: lines of {@code console} and {@code bash} blocks. */
final class Commands {
  /** Blocks that need what a test has not. */
  private static final Pattern ELSEWHERE = Pattern.compile("\\b(cluster|gpu)\\b");

  private static final Pattern BLOCK =
      Pattern.compile(
          "^```(console|bash)\\b([^\\n]*)\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

  /** A word of a shell: bare, or in quotes. */
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)");

  private static final String LAUNCHER = "./quantgrid";

  private Commands() {}

  /** Arguments of every call of the launcher on a page, in order. */
  static List<List<String>> of(String page) {
    List<List<String>> commands = new ArrayList<>();
    Matcher block = BLOCK.matcher(page);
    while (block.find()) {
      if (!ELSEWHERE.matcher(block.group(2)).find()) {
        String text = block.group(3).replace("\\\n", " ");
        text.lines()
            .map(line -> line.strip().replaceFirst("^\\$ ", ""))
            .filter(line -> line.equals(LAUNCHER) || line.startsWith(LAUNCHER + " "))
            .forEach(line -> commands.add(words(line.substring(LAUNCHER.length()))));
      }
    }
    return commands;
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    int end = -1;
    while (matcher.find()) {
      String bare = matcher.group(3);
      if (bare != null && (bare.startsWith("#") || bare.equals("|") || bare.startsWith(">"))) {
        break; // a comment, or what the shell does with the output
      }
      String word =
          bare != null ? bare : matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      if (matcher.start() == end) { // a=b"c d"
        word = words.remove(words.size() - 1) + word;
      }
      words.add(word);
      end = matcher.end();
    }
    return words;
  }
}
