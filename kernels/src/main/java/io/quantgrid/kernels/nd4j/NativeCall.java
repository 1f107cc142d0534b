package io.quantgrid.kernels.nd4j;

import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.nativeblas.OpaqueContext;

/**
 * One call of a libnd4j operation on float32 entries. A call's native context is used again by
 * later ones, as many as ever ran at once: ND4J's own wrapper leaves each to the garbage collector.
 */
final class NativeCall {
  private static final ConcurrentLinkedDeque<NativeCall> IDLE = new ConcurrentLinkedDeque<>();

  private static final int MOST_OPERANDS = 3;
  private static final int MOST_DIMENSIONS = 8;
  private static final int MOST_ARGUMENTS = 4;
  private static final int SHAPE_LONGS = 2 * MOST_DIMENSIONS + 4;

  /** Bits of libnd4j's shape descriptor that say float32 ({@code ARRAY_FLOAT}). */
  private static final long FLOAT32 = 8192;

  private final OpaqueContext context = Library.ops().createGraphContext(1);
  private final LongPointer[] shapes = new LongPointer[MOST_OPERANDS];
  private final LongPointer integers = new LongPointer(MOST_ARGUMENTS);
  private final DoublePointer numbers = new DoublePointer(MOST_ARGUMENTS);
  private int operands;

  private NativeCall() {
    Arrays.setAll(shapes, i -> new LongPointer(SHAPE_LONGS));
  }

  /** A call to fill in and {@link #run}. */
  static NativeCall begin() {
    NativeCall idle = IDLE.poll();
    NativeCall call = idle == null ? new NativeCall() : idle;
    Library.ops().ctxPurge(call.context);
    call.operands = 0;
    return call;
  }

  NativeCall input(Memory memory, Layout layout) {
    int index = operands;
    Library.ops()
        .setGraphContextInputArray(
            context, index, address(memory, layout), describe(layout), null, null);
    return this;
  }

  NativeCall output(Memory memory, Layout layout) {
    Library.ops()
        .setGraphContextOutputArray(
            context, 0, address(memory, layout), describe(layout), null, null);
    return this;
  }

  NativeCall integers(long... values) {
    for (int i = 0; i < values.length; i++) {
      integers.put(i, values[i]);
    }
    Library.ops().setGraphContextIArguments(context, integers, values.length);
    return this;
  }

  NativeCall numbers(double... values) {
    for (int i = 0; i < values.length; i++) {
      numbers.put(i, values[i]);
    }
    Library.ops().setGraphContextTArguments(context, numbers, values.length);
    return this;
  }

  /**
   * @throws IllegalArgumentException when libnd4j refuses
   */
  void run(String operation) {
    Nd4jCpu ops = Library.ops();
    int status = ops.execCustomOp2(null, Library.operation(operation), context);
    String reason = status == 0 ? "" : String.valueOf(ops.lastErrorMessage());
    IDLE.push(this);
    if (status != 0) {
      throw new IllegalArgumentException("libnd4j refused " + operation + ": " + reason);
    }
  }

  private static Pointer address(Memory memory, Layout layout) {
    return memory.bytesFrom(layout.offset() * Float.BYTES);
  }

  /** Rank, extents, strides, type, step between entries (0: unknown), order. */
  private Pointer describe(Layout layout) {
    int rank = layout.rank();
    LongPointer at = shapes[operands++];
    at.put(0, rank);
    for (int d = 0; d < rank; d++) {
      at.put(1 + d, layout.shape()[d]);
      at.put(1 + rank + d, layout.strides()[d]);
    }
    at.put(1 + 2L * rank, FLOAT32);
    at.put(2 + 2L * rank, layout.isDense() ? 1 : 0);
    at.put(3 + 2L * rank, 'c');
    return at;
  }
}
