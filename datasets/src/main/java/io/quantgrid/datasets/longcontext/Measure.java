package io.quantgrid.datasets.longcontext;

import java.util.function.ToIntFunction;

/** How long a text is: opened for a while, as a tokenizer holds native memory. */
interface Measure {
  /** Counts for as long as it is open. */
  interface Open extends ToIntFunction<String>, AutoCloseable {
    @Override
    default void close() {}
  }

  Open open();

  /** How many make a token of English, about. */
  int perToken();

  /** What is counted, for messages. */
  String unit();

  /** What the counts depend on, for the task's digest. */
  String fingerprint();

  /** Characters (code points). */
  static Measure characters() {
    return new Measure() {
      @Override
      public Open open() {
        return text -> text.codePointCount(0, text.length());
      }

      @Override
      public int perToken() {
        return 4;
      }

      @Override
      public String unit() {
        return "characters";
      }

      @Override
      public String fingerprint() {
        return "characters";
      }
    };
  }
}
