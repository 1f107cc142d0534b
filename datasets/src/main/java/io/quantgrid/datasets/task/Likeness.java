package io.quantgrid.datasets.task;

import io.quantgrid.core.checkpoint.Sha256;
import io.quantgrid.datasets.read.Document;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which documents of a pool say the same as an item. Reads all of both once, when that is first
 * asked for by position; keeps four bytes a document. Thread safe.
 */
final class Likeness {
  private static final int CHUNK = 1024;

  /** Documents by position. */
  interface Range {
    List<Document> read(int from, int to);
  }

  private final int items;
  private final Range itemsOf;
  private final int pool;
  private final Range poolOf;
  private int[] classOfItem = new int[0];
  private int[] classInPool = new int[0];

  Likeness(int items, Range itemsOf, int pool, Range poolOf) {
    this.items = items;
    this.itemsOf = itemsOf;
    this.pool = pool;
    this.poolOf = poolOf;
  }

  /** Whether the item at one position is the document of the pool at another. */
  synchronized boolean same(int item, int index) {
    read();
    return classOfItem[item] == classInPool[index];
  }

  /** The pool without the item at that position. */
  IntStream others(int item) {
    return IntStream.range(0, pool).filter(index -> !same(item, index));
  }

  /** The pool without the item; looks no further than is asked for. */
  IntStream others(Document item) {
    String wanted = key(item);
    return IntStream.range(0, pool)
        .filter(index -> !key(poolOf.read(index, index + 1).get(0)).equals(wanted));
  }

  private void read() {
    if (classInPool.length < pool) {
      Map<String, Integer> classes = new HashMap<>();
      classOfItem = classes(classes, items, itemsOf);
      classInPool = classes(classes, pool, poolOf);
    }
  }

  private static int[] classes(Map<String, Integer> known, int count, Range documents) {
    int[] classes = new int[count];
    for (int from = 0; from < count; from += CHUNK) {
      int next = from;
      for (Document document : documents.read(from, Math.min(from + CHUNK, count))) {
        classes[next++] = known.computeIfAbsent(key(document), key -> known.size());
      }
    }
    return classes;
  }

  private static String key(Document document) {
    return Sha256.hex(document.fields().toString());
  }
}
