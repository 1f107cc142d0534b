package io.quantgrid.core.checkpoint;

import io.quantgrid.core.checkpoint.PickleStack.Nothing;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Reads pickles of protocol 2 and later (Python 3.14, {@code pickletools.py}) without running
 * anything: a stack machine that knows the operations torch.save writes, and of the callables that
 * a pickle may name only those of {@link TorchCalls}. Any other is refused where its name stands,
 * so before any call. There are no loops in pickles; time and memory are within a constant of the
 * bytes read.
 */
final class Pickle {
  /** Some 30 make one tensor; a file of a model has a few thousand tensors. */
  private static final int MAX_OPERATIONS = 4_000_000;

  private static final int MAX_PROTOCOL = 5;

  private final PickleInput in;
  private final TorchCalls calls;
  private final PickleStack stack;

  private Pickle(PickleInput in, TorchCalls calls) {
    this.in = in;
    this.calls = calls;
    this.stack = new PickleStack(in);
  }

  /**
   * The value of the next pickle.
   *
   * @throws CheckpointException if it is unsound, or calls anything that is not allowed
   */
  static Object read(PickleInput in, TorchCalls calls) {
    return new Pickle(in, calls).run();
  }

  private Object run() {
    for (int count = 0; count < MAX_OPERATIONS; count++) {
      int operation = in.unsignedByte();
      if (operation == '.') {
        return stack.only();
      }
      if (!step(operation) && !stepOfObjects(operation)) {
        throw in.refused(
            "pickle operation 0x%02x".formatted(operation), "those that torch.save writes");
      }
    }
    throw in.refused("a pickle of over " + MAX_OPERATIONS + " operations", "fewer");
  }

  /** Plain values and containers. */
  private boolean step(int operation) {
    switch (operation) {
      case 0x80 -> protocol(in.unsignedByte());
      case 0x95 -> in.longInteger(); // FRAME: lengths of parts, which nobody needs
      case '(' -> stack.mark();
      case '0' -> stack.pop();
      case '1' -> stack.sinceMark();
      case '2' -> stack.push(stack.peek());
      case 'N' -> stack.push(Nothing.NOTHING);
      case 0x88 -> stack.push(true);
      case 0x89 -> stack.push(false);
      case 'J' -> stack.push((long) in.integer());
      case 'K' -> stack.push((long) in.unsignedByte());
      case 'M' -> stack.push((long) in.unsignedShort());
      case 0x8a -> stack.push(number(in.bytes(in.unsignedByte())));
      case 'G' -> stack.push(in.real());
      case 'X' -> stack.push(in.text(in.unsignedInteger()));
      case 0x8c -> stack.push(in.text(in.unsignedByte()));
      case 0x8d -> stack.push(in.text(in.longInteger()));
      case 'U' -> stack.push(in.text(in.unsignedByte()));
      case 'T' -> stack.push(in.text(in.unsignedInteger()));
      case 'B' -> stack.push(in.bytes(in.unsignedInteger()));
      case 'C' -> stack.push(in.bytes(in.unsignedByte()));
      case ']' -> stack.push(new ArrayList<>());
      case '}' -> stack.push(new LinkedHashMap<>());
      case ')' -> stack.tuple(0);
      case 0x85 -> stack.tuple(1);
      case 0x86 -> stack.tuple(2);
      case 0x87 -> stack.tuple(3);
      case 't' -> stack.push(Collections.unmodifiableList(stack.sinceMark()));
      case 'l' -> stack.push(stack.sinceMark());
      case 'a' -> stack.append(List.of(stack.pop()));
      case 'e' -> stack.append(stack.sinceMark());
      case 's' -> setItem();
      case 'u' -> stack.setItems(stack.sinceMark());
      case 'q' -> stack.put(in.unsignedByte());
      case 'r' -> stack.put(in.integer());
      case 0x94 -> stack.memoize();
      case 'h' -> stack.get(in.unsignedByte());
      case 'j' -> stack.get(in.integer());
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Names of callables, calls of them and what would change objects. */
  private boolean stepOfObjects(int operation) {
    switch (operation) {
      case 'c' -> stack.push(calls.named(in.line(), in.line()));
      case 0x93 -> {
        Object name = stack.pop();
        stack.push(calls.named(text(stack.pop()), text(name)));
      }
      case 'R', 0x81 -> {
        Object arguments = stack.pop();
        stack.push(calls.call(stack.pop(), arguments));
      }
      case 'b' -> {
        Object state = stack.pop();
        calls.build(stack.peek(), state);
      }
      case 'Q' -> stack.push(calls.storage(stack.pop()));
      case 'i' -> throw calls.refused(in.line(), in.line());
      case 'o' -> throw in.refused("pickle operation OBJ", "no call but of torch's own");
      case 0x92 -> throw in.refused("pickle operation NEWOBJ_EX", "no call but of torch's own");
      case 0x82, 0x83, 0x84 ->
          throw in.refused("a callable by its number in copyreg", "names of callables");
      default -> {
        return false;
      }
    }
    return true;
  }

  private void protocol(int version) {
    if (version < 2 || version > MAX_PROTOCOL) {
      throw in.refused("pickle protocol " + version, "2 to " + MAX_PROTOCOL);
    }
  }

  private void setItem() {
    Object value = stack.pop();
    stack.setItems(List.of(stack.pop(), value));
  }

  private String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw in.refused("a " + PickleStack.kind(value) + " as a callable's name", "a string");
  }

  /** Little-endian in two's complement; what has no room in 64 bits stays a {@link BigInteger}. */
  private static Object number(byte[] bytes) {
    byte[] reversed = new byte[bytes.length + 1];
    for (int i = 0; i < bytes.length; i++) {
      reversed[bytes.length - i] = bytes[i];
    }
    if (bytes.length > 0 && bytes[bytes.length - 1] < 0) {
      reversed[0] = -1;
    }
    BigInteger value = new BigInteger(reversed);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }
}
