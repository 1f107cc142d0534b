package io.quantgrid.core.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tokens laid out in {@code rows x width} columns. Each token has a position inside its text and
 * belongs to a branch; it sees the tokens of its own row at positions up to its own that belong to
 * the context or to the same branch (and, in a model with a sliding window, lie inside it).
 *
 * <pre>
 * causal   a b c d .      one text a row, padding (.) at the right, which no token can see
 *          a b . . .
 * packed   c c c|x x|y    a context, then branches that each go on from it: x does not see y
 * prefill  . . a b c      padding at the left, so that all texts end in the last column
 * step     d              the next token of each row of a cache
 * </pre>
 *
 * With a cache, positions go on from the tokens that its row holds.
 */
public final class TokenBatch {
  /** Branch of the tokens that every branch of their row sees. */
  static final int CONTEXT = 0;

  /** Branch of the columns that no token sees. */
  static final int PADDING = -1;

  /** A context and what may follow it: each branch sees the context and itself. */
  public record Packed(int[] context, List<int[]> branches) {
    public Packed {
      branches = List.copyOf(branches);
    }
  }

  private final int rows;
  private final int width;
  private final long[] ids;
  private final int[] positions;
  private final int[] branches;
  private final int[] counts;
  private final int[][] starts;
  private final boolean plain;

  private TokenBatch(int[] widths, int[][] starts, boolean plain) {
    if (widths.length == 0) {
      throw new IllegalArgumentException("Cannot batch 0 rows (expected 1 or more)");
    }
    this.rows = widths.length;
    this.counts = widths;
    this.width = Arrays.stream(widths).max().orElse(0);
    for (int row = 0; row < rows; row++) {
      if (widths[row] == 0) {
        throw new IllegalArgumentException(
            "Cannot batch row " + row + ": 0 tokens (expected 1 or more)");
      }
    }
    this.ids = new long[Math.multiplyExact(rows, width)];
    this.positions = new int[rows * width];
    this.branches = new int[rows * width];
    Arrays.fill(branches, PADDING);
    this.starts = starts;
    this.plain = plain;
  }

  /** Texts of any length, padded at the right. */
  public static TokenBatch causal(List<int[]> texts) {
    TokenBatch batch = new TokenBatch(lengths(texts), new int[texts.size()][1], true);
    for (int row = 0; row < batch.rows; row++) {
      batch.put(row, 0, texts.get(row), CONTEXT, 0);
    }
    return batch;
  }

  /** Contexts with their branches, padded at the right; a branch may be empty. */
  public static TokenBatch packed(List<Packed> items) {
    int[] widths = new int[items.size()];
    int[][] starts = new int[items.size()][];
    boolean plain = true;
    for (int row = 0; row < widths.length; row++) {
      Packed item = items.get(row);
      starts[row] = new int[item.branches().size() + 1];
      int end = item.context().length;
      int filled = 0;
      for (int branch = 0; branch < item.branches().size(); branch++) {
        starts[row][branch + 1] = end;
        end += item.branches().get(branch).length;
        filled += item.branches().get(branch).length > 0 ? 1 : 0;
      }
      widths[row] = end;
      plain &= filled <= 1;
    }
    TokenBatch batch = new TokenBatch(widths, starts, plain);
    for (int row = 0; row < widths.length; row++) {
      Packed item = items.get(row);
      batch.put(row, 0, item.context(), CONTEXT, 0);
      for (int branch = 1; branch < starts[row].length; branch++) {
        int[] tokens = item.branches().get(branch - 1);
        batch.put(row, starts[row][branch], tokens, branch, item.context().length);
      }
    }
    return batch;
  }

  /** Texts of any length, padded at the left: the last column holds the last token of each. */
  public static TokenBatch prefill(List<int[]> texts) {
    int[] widths = lengths(texts);
    int width = Arrays.stream(widths).max().orElse(0);
    int[][] starts = new int[widths.length][1];
    boolean plain = true;
    for (int row = 0; row < widths.length; row++) {
      starts[row][0] = width - widths[row];
      plain &= starts[row][0] == 0;
    }
    TokenBatch batch = new TokenBatch(widths, starts, plain);
    for (int row = 0; row < batch.rows; row++) {
      batch.put(row, starts[row][0], texts.get(row), CONTEXT, 0);
    }
    return batch;
  }

  /** One token for each row of a cache. */
  public static TokenBatch step(int[] tokens) {
    return causal(Arrays.stream(tokens).mapToObj(token -> new int[] {token}).toList());
  }

  private static int[] lengths(List<int[]> texts) {
    return texts.stream().mapToInt(text -> text.length).toArray();
  }

  private void put(int row, int column, int[] tokens, int branch, int position) {
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] < 0) {
        throw new IllegalArgumentException(
            "Cannot batch token " + tokens[i] + " of row " + row + " (expected an id from 0)");
      }
      int at = row * width + column + i;
      ids[at] = tokens[i];
      positions[at] = position + i;
      branches[at] = branch;
    }
  }

  public int rows() {
    return rows;
  }

  /** Columns: the longest row. */
  public int width() {
    return width;
  }

  /** The column where a row's text starts: 0, or the padding before it. */
  public int start(int row) {
    return starts[row][0];
  }

  /** The column where branch {@code branch} (counted from 0) of a packed row starts. */
  public int branchStart(int row, int branch) {
    return starts[row][branch + 1];
  }

  /** Where a column of a row stands when rows and columns are one dimension. */
  public long index(int row, int column) {
    return (long) row * width + column;
  }

  /** The column of a row's last token. */
  public int lastColumn(int row) {
    return starts[row][0] + counts[row] - 1;
  }

  /** Tokens of a row's longest text. */
  int longest(int row) {
    int most = 0;
    for (int at = row * width; at < (row + 1) * width; at++) {
      most = branches[at] == PADDING ? most : Math.max(most, positions[at] + 1);
    }
    return most;
  }

  /** Tokens that are not padding. */
  public long tokens() {
    return Arrays.stream(counts).asLongStream().sum();
  }

  /** Tokens of a row, those of branches among them. */
  public int tokens(int row) {
    return counts[row];
  }

  /** Where they stand when rows and columns are one dimension, in rising order. */
  long[] real() {
    return IntStream.range(0, branches.length)
        .filter(at -> branches[at] != PADDING)
        .asLongStream()
        .toArray();
  }

  /**
   * Whether plain causal attention over columns gives every token what it may see: no two branches
   * in a row, no padding at the left.
   */
  boolean causalOnly() {
    return plain;
  }

  /** Whether some row holds branches. */
  boolean branched() {
    return Arrays.stream(branches).anyMatch(branch -> branch > CONTEXT);
  }

  /** Row-major; 0 where there is padding. */
  long[] ids() {
    return ids;
  }

  /** Row-major; 0 where there is padding. */
  int[] positions() {
    return positions;
  }

  /** Row-major; {@link #PADDING} where there is padding. */
  int[] branches() {
    return branches;
  }
}
