package io.quantgrid.datasets.longcontext;

import io.quantgrid.core.checkpoint.Sha256;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.text.HuggingFaceTokenizer;
import io.quantgrid.core.text.TextException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tokens, as the tokenizer of a folder counts them with the special tokens it adds.
 *
 * @param fingerprint SHA-256 of its tokenizer.json
 */
record TokenMeasure(Path folder, String fingerprint) implements Measure {
  /**
   * @throws TaskException when there is no tokenizer.json in the folder
   */
  static TokenMeasure of(Path folder) {
    Path file = folder.resolve("tokenizer.json");
    try {
      return new TokenMeasure(folder, Sha256.hex(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new TaskException(
          "Cannot measure lengths: " + file + ": " + e + " (expected a tokenizer)", e);
    }
  }

  @Override
  public Open open() {
    try {
      return new Counting(HuggingFaceTokenizer.open(folder));
    } catch (TextException e) {
      throw new TaskException("Cannot measure lengths: " + e.getMessage(), e);
    }
  }

  @Override
  public int perToken() {
    return 1;
  }

  @Override
  public String unit() {
    return "tokens of " + folder;
  }

  private record Counting(HuggingFaceTokenizer tokenizer) implements Open {
    @Override
    public int applyAsInt(String text) {
      return tokenizer.encode(text).length;
    }

    @Override
    public void close() {
      tokenizer.close();
    }
  }
}
