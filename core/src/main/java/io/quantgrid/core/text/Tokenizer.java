package io.quantgrid.core.text;

import java.util.List;
import java.util.OptionalInt;

/** Text to token ids and back, as the model's tokenizer.json says. Thread safe. */
public interface Tokenizer extends AutoCloseable {
  /** Ids with the special tokens (BOS ...) that the tokenizer adds by itself. */
  int[] encode(String text);

  /** Ids of the text alone. Special tokens that stand in the text are still matched. */
  int[] encodePlain(String text);

  /** As {@link #encode}, many at once. */
  List<int[]> encodeAll(List<String> texts);

  /** Text of the ids, special tokens kept. */
  String decode(int[] ids);

  /** Text of the ids without special tokens. */
  String decodePlain(int[] ids);

  OptionalInt bos();

  OptionalInt eos();

  /** Ids of the vocabulary without special tokens, rising. */
  int[] ordinary();

  /** The string of the BOS token, or empty. */
  String bosText();

  /** The string of the EOS token, or empty. */
  String eosText();

  /** The chat template of the tokenizer's configuration, or empty. */
  String chatTemplate();

  /** model_max_length, if it is a sensible number. */
  OptionalInt maxLength();

  @Override
  void close();
}
