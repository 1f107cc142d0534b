package io.quantgrid.kernels.scan;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * States of one block of channels while an order is walked: the running one, and those that a later
 * token still branches from. {@code [state, channels]}: channels follow one another, so that loops
 * over them are vectorized.
 */
final class Branches {
  private final Order order;
  private final Map<Integer, float[][]> kept = new HashMap<>();
  private final ArrayDeque<float[][]> idle = new ArrayDeque<>();
  private float[][] running;
  private int at = Order.START;

  Branches(Order order, float[][] initial) {
    this.order = order;
    this.running = initial;
  }

  /** The state that {@code token} starts from, to be overwritten by the one behind it. */
  float[][] enter(int token) {
    int before = order.previous(token);
    if (before == at) {
      if (order.isNeeded(before, token)) {
        kept.put(before, copy(running));
      }
    } else {
      if (order.isNeeded(at, token)) {
        kept.put(at, running);
      } else {
        idle.push(running);
      }
      running = order.isNeeded(before, token) ? copy(kept.get(before)) : kept.remove(before);
    }
    at = token;
    return running;
  }

  /** The state behind the order's last token. */
  float[][] last() {
    return at == order.last() ? running : kept.get(order.last());
  }

  private float[][] copy(float[][] state) {
    float[][] free = idle.poll();
    if (free == null) {
      return Arrays.stream(state).map(float[]::clone).toArray(float[][]::new);
    }
    for (int row = 0; row < state.length; row++) {
      System.arraycopy(state[row], 0, free[row], 0, state[row].length);
    }
    return free;
  }
}
