package io.quantgrid.datasets.task;

import io.quantgrid.core.checkpoint.Sha256;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.read.Document;
import io.quantgrid.datasets.read.Documents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A split as one document: the texts of its documents, joined. */
record JoinedText(Documents source, String column, String text) implements Documents {
  private static final int BATCH = 1024;

  /**
   * @param empty what stands for a document without text
   * @param most documents, from the first
   */
  static JoinedText of(Documents source, String column, String separator, String empty, int most) {
    List<String> texts = new ArrayList<>();
    int size = Math.min(source.size(), most);
    for (int from = 0; from < size; from += BATCH) {
      for (Document one : source.read(from, Math.min(from + BATCH, size))) {
        String text = text(one, column);
        texts.add(text.isEmpty() ? empty : text);
      }
    }
    return new JoinedText(source, column, String.join(separator, texts));
  }

  /** A document's own text. */
  static String text(Document document, String column) {
    if (document.fields().get(column) instanceof String text) {
      return text;
    }
    throw new TaskException(
        "Cannot join texts: %s: no text in the column %s (expected one of %s)"
            .formatted(document.origin(), column, document.fields().keySet()));
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public List<Document> read(int from, int to) {
    if (from < 0 || to > 1 || from > to) {
      throw new IllegalArgumentException(
          "Cannot read documents %d to %d (expected 0 to 1)".formatted(from, to));
    }
    return from == to
        ? List.of()
        : List.of(new Document(0, origin(0), sha256(), Map.of(column, text)));
  }

  @Override
  public String origin(int position) {
    return name();
  }

  @Override
  public String sha256() {
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String name() {
    return source.name();
  }
}
