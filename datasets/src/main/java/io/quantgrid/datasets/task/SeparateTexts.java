package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Texts;
import io.quantgrid.datasets.read.Document;
import io.quantgrid.datasets.read.Documents;
import java.util.List;

/** A split as one document, whose texts are read one at a time; the document itself has none. */
record SeparateTexts(Documents source, String column) implements Documents {
  /** The texts of a column. */
  private record Column(Documents source, String name) implements Texts {
    @Override
    public int size() {
      return source.size();
    }

    @Override
    public String text(int position) {
      return JoinedText.text(source.read(position, position + 1).get(0), name);
    }
  }

  Texts texts() {
    return new Column(source, column);
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public List<Document> read(int from, int to) {
    return new JoinedText(source, column, "").read(from, to);
  }

  @Override
  public String origin(int position) {
    return name();
  }

  @Override
  public String sha256() {
    return source.sha256();
  }

  @Override
  public String name() {
    return source.name();
  }
}
