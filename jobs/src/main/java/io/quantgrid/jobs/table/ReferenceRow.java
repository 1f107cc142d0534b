package io.quantgrid.jobs.table;

import com.jerolba.carpet.annotation.NotNull;
import io.quantgrid.core.evaluate.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.apache.parquet.io.api.Binary;

/**
 * What a baseline left about one sample. Arrays are little endian bytes: a long text has hundreds
 * of thousands of entries.
 *
 * @param correct null where the task has no yes or no
 * @param k entries per scored token
 * @param topIds int32, {@code [scored tokens, k]}, most likely first
 * @param topLogprobs float32, natural logarithms, the same layout
 * @param text generated text, null for scoring tasks
 * @param tokens int32, generated ids
 * @param repeat of several generated texts; null in files that were written before there were any
 */
record ReferenceRow(
    long docId,
    Boolean correct,
    int k,
    @NotNull Binary topIds,
    @NotNull Binary topLogprobs,
    String text,
    @NotNull Binary tokens,
    Integer repeat) {
  static ReferenceRow of(Reference reference) {
    return new ReferenceRow(
        reference.docId(),
        reference.correct().orElse(null),
        reference.k(),
        bytes(reference.topIds()),
        bytes(reference.topLogprobs()),
        reference.text().orElse(null),
        bytes(reference.tokens()),
        reference.repeat());
  }

  Reference reference() {
    return new Reference(
        docId,
        repeat == null ? 0 : repeat,
        Optional.ofNullable(correct),
        k,
        ints(topIds),
        floats(topLogprobs),
        Optional.ofNullable(text),
        ints(tokens));
  }

  private static Binary bytes(int[] values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asIntBuffer().put(values);
    return Binary.fromConstantByteArray(buffer.array());
  }

  private static Binary bytes(float[] values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return Binary.fromConstantByteArray(buffer.array());
  }

  private static int[] ints(Binary binary) {
    int[] values = new int[binary.length() / 4];
    binary.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
    return values;
  }

  private static float[] floats(Binary binary) {
    float[] values = new float[binary.length() / 4];
    binary.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
