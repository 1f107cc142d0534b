package io.quantgrid.datasets.task;

import java.util.List;

/** What is right about an item. */
sealed interface Gold {
  /** Indices of choices, one unless several are right. */
  record Choice(List<Integer> indices) implements Gold {
    public Choice {
      indices = List.copyOf(indices);
    }

    boolean has(int index) {
      return indices.contains(index);
    }

    int first() {
      return indices.get(0);
    }
  }

  /**
   * Texts.
   *
   * @param targets whether the task has several
   */
  record Text(List<String> texts, Answers.Targets targets) implements Gold {
    /** One text. */
    static Text of(String text) {
      return new Text(List.of(text), Answers.Targets.ONE);
    }

    public Text {
      texts = List.copyOf(texts);
    }

    String first() {
      return texts.isEmpty() ? "" : texts.get(0);
    }
  }
}
