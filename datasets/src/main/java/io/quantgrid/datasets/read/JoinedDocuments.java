package io.quantgrid.datasets.read;

import io.quantgrid.core.checkpoint.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The documents of several files, one file after the other. */
final class JoinedDocuments implements Documents {
  private final List<Documents> parts;
  private final int[] starts; // of each part, and the number of all

  JoinedDocuments(List<Documents> parts) {
    this.parts = List.copyOf(parts);
    this.starts = new int[parts.size() + 1];
    for (int i = 0; i < parts.size(); i++) {
      starts[i + 1] = Math.addExact(starts[i], parts.get(i).size());
    }
  }

  @Override
  public int size() {
    return starts[parts.size()];
  }

  @Override
  public List<Document> read(int from, int to) {
    Ranges.check(this, from, to);
    List<Document> documents = new ArrayList<>(to - from);
    for (int i = 0; i < parts.size(); i++) {
      int first = Math.max(from, starts[i]);
      int last = Math.min(to, starts[i + 1]);
      if (first < last) {
        for (Document one : parts.get(i).read(first - starts[i], last - starts[i])) {
          documents.add(one.at(one.position() + starts[i]));
        }
      }
    }
    return documents;
  }

  @Override
  public String origin(int position) {
    Ranges.check(this, position, position + 1);
    int part = 0;
    while (position >= starts[part + 1]) {
      part++;
    }
    return parts.get(part).origin(position - starts[part]);
  }

  @Override
  public String sha256() {
    return Sha256.hex(parts.stream().map(Documents::sha256).collect(Collectors.joining("\n")));
  }

  @Override
  public String name() {
    return parts.get(0).name() + " and " + (parts.size() - 1) + " more";
  }
}
