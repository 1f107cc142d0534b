package io.quantgrid.core.model;

import io.quantgrid.kernels.scan.Order;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Which token follows which in the rows of a batch. */
final class TextOrders {
  private TextOrders() {}

  /** One order a row: branches follow the context, and padding nothing. */
  static List<Order> of(TokenBatch batch) {
    return IntStream.range(0, batch.rows()).mapToObj(row -> row(batch, row)).toList();
  }

  private static Order row(TokenBatch batch, int row) {
    int[] previous = new int[batch.width()];
    Arrays.fill(previous, Order.SKIPPED);
    Map<Integer, Integer> last = new HashMap<>(); // column of each branch's last token
    for (int column = 0; column < previous.length; column++) {
      int branch = batch.branches()[row * batch.width() + column];
      if (branch != TokenBatch.PADDING) {
        int context = last.getOrDefault(TokenBatch.CONTEXT, Order.START);
        previous[column] = last.getOrDefault(branch, context);
        last.put(branch, column);
      }
    }
    return Order.of(previous);
  }
}
