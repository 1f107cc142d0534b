package io.quantgrid.core.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The stack, its marks and the memo of a pickle being read. Values are {@link String}, {@link
 * Long}, {@link Double}, {@link Boolean}, {@code byte[]}, lists (those that cannot be changed are
 * tuples), maps, and what {@link TorchCalls} makes. They may hold one another in rings, so nothing
 * here compares, hashes or prints containers.
 */
final class PickleStack {
  /** Python's None, and whatever is of no interest. */
  enum Nothing {
    NOTHING
  }

  private final PickleInput in;
  private final List<Object> values = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  /**
   * @param in named in errors
   */
  PickleStack(PickleInput in) {
    this.in = in;
  }

  void push(Object value) {
    values.add(value);
  }

  Object pop() {
    peek();
    return values.remove(values.size() - 1);
  }

  Object peek() {
    if (values.size() <= base()) {
      throw in.refused("an operation on an empty stack", "a pickle of torch.save");
    }
    return values.get(values.size() - 1);
  }

  void mark() {
    marks.add(values.size());
  }

  /** What lies above the last mark, which goes with it. */
  List<Object> sinceMark() {
    if (marks.isEmpty()) {
      throw in.refused("an operation on a mark that is not there", "a pickle of torch.save");
    }
    List<Object> above = values.subList(marks.remove(marks.size() - 1), values.size());
    List<Object> out = new ArrayList<>(above);
    above.clear();
    return out;
  }

  /** The topmost values as a tuple, the last of them on top. */
  void tuple(int length) {
    Object[] items = new Object[length];
    for (int i = length - 1; i >= 0; i--) {
      items[i] = pop();
    }
    push(Collections.unmodifiableList(new ArrayList<>(List.of(items))));
  }

  void put(int index) {
    memo.put(index, peek());
  }

  /** Puts under the next free number. */
  void memoize() {
    put(memo.size());
  }

  void get(int index) {
    Object found = memo.get(index);
    if (found == null) {
      throw in.refused(
          "memo " + Integer.toUnsignedString(index), "one that was stored before it is used");
    }
    push(found);
  }

  void append(List<Object> items) {
    if (!(peek() instanceof ArrayList<?>)) {
      throw in.refused("appending to a " + kind(peek()), "a list");
    }
    @SuppressWarnings("unchecked")
    List<Object> list = (List<Object>) peek();
    list.addAll(items);
  }

  /** Sets keys and values in turn. */
  void setItems(List<Object> items) {
    if (!(peek() instanceof Map<?, ?>) || items.size() % 2 != 0) {
      throw in.refused("setting items of a " + kind(peek()), "keys and values of a dictionary");
    }
    @SuppressWarnings("unchecked")
    Map<Object, Object> map = (Map<Object, Object>) peek();
    for (int i = 0; i < items.size(); i += 2) {
      map.put(key(items.get(i)), items.get(i + 1));
    }
  }

  Object key(Object key) {
    if (key instanceof String || key instanceof Long || key instanceof Boolean) {
      return key;
    }
    throw in.refused("a " + kind(key) + " as a dictionary's key", "a string or a number");
  }

  /** The result, once it is all that is left. */
  Object only() {
    Object result = pop();
    if (!values.isEmpty() || !marks.isEmpty()) {
      throw in.refused("a pickle that leaves values on its stack", "one value");
    }
    return result;
  }

  /** What a value is, without its contents. */
  static String kind(Object value) {
    return value instanceof Map<?, ?>
        ? "dictionary"
        : value instanceof List<?> ? "list" : value.getClass().getSimpleName();
  }

  private int base() {
    return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
  }
}
