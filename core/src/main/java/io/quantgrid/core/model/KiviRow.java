package io.quantgrid.core.model;

import io.quantgrid.core.model.KiviLayout.Segment;
import io.quantgrid.kernels.scheme.KvScheme.Kivi;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The texts of one row and the copies of their entries. A row with branches holds a text for each:
 * the context, then the branch. Groups of keys inside the context are quantized once, for all;
 * those that reach into a branch are that branch's own.
 */
final class KiviRow {
  /** A token of the batch: the branch that it belongs to and its position in the text. */
  record Query(int branch, int position) {}

  /** What a copy of an entry holds. */
  enum Kind {
    PLAIN,
    QUANTIZED_KEY,
    QUANTIZED
  }

  /**
   * A copy of an entry.
   *
   * @param branch of the text that it is part of, or the context's
   * @param position in the text
   * @param groupEnd position behind the group of keys that it belongs to
   * @param key,value indices into the pools
   */
  record Copy(Kind kind, int branch, int position, int groupEnd, long key, long value) {
    boolean seenBy(Query query, Kivi scheme, int window) {
      int at = query.position();
      boolean sameText = branch == TokenBatch.CONTEXT || branch == query.branch();
      return sameText
          && position <= at
          && at - position < window
          && (kind != Kind.PLAIN) == (groupEnd <= scheme.quantizedKeys(at))
          && (kind == Kind.QUANTIZED) == (position < scheme.quantizedValues(at));
    }

    /** Whether a query at one of the positions from {@code first} to {@code last} might see it. */
    boolean mayBeSeen(Kivi scheme, int first, int last, int window) {
      boolean near = position <= last && first - position < window;
      return near
          && switch (kind) {
            case PLAIN -> groupEnd > scheme.quantizedKeys(first);
            case QUANTIZED_KEY ->
                groupEnd <= scheme.quantizedKeys(last) && position >= scheme.quantizedValues(first);
            case QUANTIZED -> position < scheme.quantizedValues(last);
          };
    }
  }

  private final Query[] queries;
  private final List<Copy> copies = new ArrayList<>();
  private final List<Segment> segments = new ArrayList<>();
  private final int row;
  private final KiviPool pool;
  private final Kivi scheme;

  private KiviRow(Kivi scheme, int row, KiviPool pool, Query[] queries) {
    this.scheme = scheme;
    this.row = row;
    this.pool = pool;
    this.queries = queries;
  }

  static KiviRow of(
      Kivi scheme, TokenBatch batch, Optional<DecoderCache> cache, int row, KiviPool pool) {
    int before = cache.map(store -> store.tokens(row)).orElse(0);
    Query[] queries = new Query[batch.width()];
    Map<Integer, List<Integer>> byBranch = new TreeMap<>();
    List<Integer> context = new ArrayList<>();
    for (int column = 0; column < before; column++) {
      context.add(column);
    }
    int shift = cache.isPresent() ? before - batch.start(row) : 0;
    for (int column = 0; column < batch.width(); column++) {
      int at = row * batch.width() + column;
      int branch = batch.branches()[at];
      queries[column] = new Query(branch, before + batch.positions()[at]);
      if (branch == TokenBatch.CONTEXT) {
        context.add(shift + column);
      } else if (branch != TokenBatch.PADDING) {
        byBranch.computeIfAbsent(branch, b -> new ArrayList<>()).add(shift + column);
      }
    }
    KiviRow out = new KiviRow(scheme, row, pool, queries);
    out.fill(context, byBranch, scheme.residual() * (before / scheme.residual()));
    return out;
  }

  private void fill(List<Integer> context, Map<Integer, List<Integer>> branches, int done) {
    int shared = context.size();
    plain(TokenBatch.CONTEXT, context, 0);
    branches.forEach((branch, columns) -> plain(branch, columns, shared));
    if (branches.isEmpty()) {
      text(TokenBatch.CONTEXT, context, done, quantized(shared), 0);
      return;
    }
    int longest = branches.values().stream().mapToInt(List::size).max().orElse(0);
    int inContext = shared / scheme.group() * scheme.group();
    int common = Math.min(inContext, quantized(shared + longest));
    text(TokenBatch.CONTEXT, context, 0, common, 0);
    branches.forEach(
        (branch, columns) -> {
          List<Integer> whole = new ArrayList<>(context);
          whole.addAll(columns);
          text(branch, whole, inContext, quantized(whole.size()), inContext);
        });
  }

  /** How many of a text's keys some query of it sees quantized. */
  private int quantized(int tokens) {
    return scheme.quantizedKeys(tokens - 1);
  }

  private void plain(int branch, List<Integer> columns, int first) {
    for (int i = 0; i < columns.size(); i++) {
      long at = pool.plain(row, columns.get(i));
      copies.add(new Copy(Kind.PLAIN, branch, first + i, groupEnd(first + i), at, at));
    }
  }

  /**
   * Copies with quantized keys.
   *
   * @param done where the keys begin that are not quantized yet
   * @param first position of the first copy
   */
  private void text(int branch, List<Integer> columns, int done, int end, int first) {
    if (end <= first) {
      return;
    }
    long keys = pool.quantizedKeys(row, done, end);
    if (end > done) {
      int[] fresh = IntStream.range(done, end).map(columns::get).toArray();
      segments.add(new Segment(row, done, fresh));
    }
    for (int position = first; position < end; position++) {
      int column = columns.get(position);
      int groupEnd = groupEnd(position);
      long key = keys + position;
      long value = pool.plain(row, column);
      long rounded = pool.quantizedValue(row, column);
      copies.add(new Copy(Kind.QUANTIZED_KEY, branch, position, groupEnd, key, value));
      copies.add(new Copy(Kind.QUANTIZED, branch, position, groupEnd, key, rounded));
    }
  }

  private int groupEnd(int position) {
    return scheme.group() * (position / scheme.group() + 1);
  }

  boolean quantizes() {
    return copies.stream().anyMatch(copy -> copy.kind() != Kind.PLAIN);
  }

  /** Keys to quantize before anybody attends to them. */
  List<Segment> segments() {
    return segments;
  }

  Query query(int column) {
    return queries[column];
  }

  /** The copies that some query in those columns sees, and few others. */
  List<Copy> copies(Kivi scheme, int from, int to, int window) {
    int[] positions =
        Arrays.stream(queries, from, to)
            .filter(query -> query.branch() != TokenBatch.PADDING)
            .mapToInt(Query::position)
            .toArray();
    if (positions.length == 0) {
      return List.of();
    }
    int first = Arrays.stream(positions).min().getAsInt();
    int last = Arrays.stream(positions).max().getAsInt();
    return copies.stream().filter(copy -> copy.mayBeSeen(scheme, first, last, window)).toList();
  }
}
