package io.quantgrid.core.evaluate;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the baseline left, by item and repeat. */
@FunctionalInterface
public interface References {
  Optional<Reference> find(long docId, int repeat);

  /** Those of a list. */
  static References of(Collection<Reference> references) {
    record Key(long docId, int repeat) {}
    Map<Key, Reference> found = new HashMap<>();
    references.forEach(
        reference -> found.put(new Key(reference.docId(), reference.repeat()), reference));
    return (docId, repeat) -> Optional.ofNullable(found.get(new Key(docId, repeat)));
  }
}
