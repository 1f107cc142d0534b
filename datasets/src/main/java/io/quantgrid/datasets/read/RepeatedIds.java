package io.quantgrid.datasets.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds documents whose column {@code id} or {@code doc_id} is that of an earlier one. */
public final class RepeatedIds {
  private static final List<String> COLUMNS = List.of("id", "doc_id");
  private static final int BATCH = 256;

  private RepeatedIds() {}

  /** One sentence for each such document, in their order; none where there is no such column. */
  public static List<String> of(Documents documents) {
    List<String> found = new ArrayList<>();
    Map<String, Map<Object, Integer>> seen = new HashMap<>();
    for (int from = 0; from < documents.size(); from += BATCH) {
      for (Document one : documents.read(from, Math.min(from + BATCH, documents.size()))) {
        for (String column : COLUMNS) {
          Object id = one.fields().get(column);
          Integer first =
              id == null
                  ? null
                  : seen.computeIfAbsent(column, name -> new HashMap<>())
                      .putIfAbsent(id, one.position());
          if (first != null) {
            found.add(
                "%s: %s: %s, as %s has it already (expected each once)"
                    .formatted(one.origin(), column, id, documents.origin(first)));
          }
        }
      }
    }
    return found;
  }
}
