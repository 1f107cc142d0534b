package io.quantgrid.core.evaluate;

import io.quantgrid.core.text.Tokenizer;
import java.util.List;
import java.util.OptionalInt;

/** A tokenizer whose ids are the characters themselves; {@code ^} is BOS and {@code $} is EOS. */
record LetterTokenizer(OptionalInt bos, String bosText) implements Tokenizer {
  static LetterTokenizer withBos() {
    return new LetterTokenizer(OptionalInt.of('^'), "^");
  }

  static LetterTokenizer withoutBos() {
    return new LetterTokenizer(OptionalInt.empty(), "");
  }

  static int[] ids(String text) {
    return text.chars().toArray();
  }

  @Override
  public int[] encode(String text) {
    return ids(bosText + text);
  }

  @Override
  public int[] ordinary() {
    return ids("abcdefghijklmnopqrstuvwxyz");
  }

  @Override
  public int[] encodePlain(String text) {
    return ids(text);
  }

  @Override
  public List<int[]> encodeAll(List<String> texts) {
    return texts.stream().map(this::encode).toList();
  }

  @Override
  public String decode(int[] ids) {
    return new String(ids, 0, ids.length);
  }

  @Override
  public String decodePlain(int[] ids) {
    return decode(ids).replaceAll("[$^]", "");
  }

  @Override
  public OptionalInt eos() {
    return OptionalInt.of('$');
  }

  @Override
  public String eosText() {
    return "$";
  }

  @Override
  public String chatTemplate() {
    return "";
  }

  @Override
  public OptionalInt maxLength() {
    return OptionalInt.empty();
  }

  @Override
  public void close() {}
}
