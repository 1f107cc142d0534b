package io.quantgrid.core.metric;

/** Whether capitals differ from small letters. */
public enum LetterCase {
  KEPT,
  LOWERED;

  String of(String text) {
    return this == LOWERED ? PlainText.lower(text) : text;
  }
}
