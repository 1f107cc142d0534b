package io.quantgrid.core.checkpoint;

import io.quantgrid.kernels.tensor.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The elements of a tensor of torch.save, row-major and of a type that something computes with. */
final class TorchElements {
  private static final int CHUNK_BYTES = 1 << 30;

  private final TorchTensor tensor;
  private final List<ByteBuffer> source;
  private final long sliceBytes;
  private final long firstBytes;

  private TorchElements(TorchTensor tensor, List<ByteBuffer> source) {
    this.tensor = tensor;
    this.source =
        source.stream().map(slice -> slice.slice().order(ByteOrder.LITTLE_ENDIAN)).toList();
    this.firstBytes = source.isEmpty() ? 0 : source.get(0).remaining();
    this.sliceBytes = source.size() < 2 ? 1 : source.get(1).remaining();
  }

  /** The type that elements of {@code type} are given out in, if there is one. */
  static Optional<DType> dtype(StoredType type) {
    return switch (type) {
      case F64 -> Optional.of(DType.FLOAT32);
      case I16 -> Optional.of(DType.INT32);
      default -> type.dtype();
    };
  }

  /**
   * @param tensor of a type that {@link #dtype} has
   * @param begin where its storage begins in the file
   */
  static List<ByteBuffer> read(TorchTensor tensor, MappedFile mapped, long begin)
      throws IOException {
    boolean asStored = tensor.type().dtype().isPresent();
    if (asStored && tensor.contiguous()) {
      long from = begin + tensor.offset() * tensor.width();
      return mapped.slices(from, from + tensor.elements() * tensor.width());
    }
    return new TorchElements(tensor, mapped.slices(begin, begin + tensor.storage().bytes()))
        .gathered();
  }

  private List<ByteBuffer> gathered() {
    int width = dtype(tensor.type()).orElseThrow().bytes();
    long left = tensor.elements();
    List<ByteBuffer> out = new ArrayList<>();
    long[] index = new long[tensor.shape().length];
    long at = tensor.offset();
    while (left > 0) {
      int count = (int) Math.min(left, CHUNK_BYTES / width);
      ByteBuffer chunk = ByteBuffer.allocate(count * width).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < count; i++) {
        element(at * tensor.width(), chunk);
        at = next(index, at);
      }
      out.add(chunk.flip());
      left -= count;
    }
    return out;
  }

  /** Counts the index up by one, row-major; returns the element's place in the storage. */
  private long next(long[] index, long place) {
    long at = place;
    for (int i = index.length - 1; i >= 0; i--) {
      at += tensor.strides()[i];
      if (++index[i] < tensor.shape()[i]) {
        return at;
      }
      at -= index[i] * tensor.strides()[i];
      index[i] = 0;
    }
    return at;
  }

  private void element(long at, ByteBuffer out) {
    switch (tensor.type()) {
      case F64 -> out.putFloat((float) Double.longBitsToDouble(bits(at, Long.BYTES)));
      case I16 -> out.putInt((short) bits(at, Short.BYTES));
      default -> {
        long bits = bits(at, tensor.width());
        for (int i = 0; i < tensor.width(); i++) {
          out.put((byte) (bits >>> (Byte.SIZE * i)));
        }
      }
    }
  }

  /** That many bytes, little-endian; an element may begin in one slice and end in the next. */
  private long bits(long at, int width) {
    int slice = at < firstBytes ? 0 : 1 + (int) ((at - firstBytes) / sliceBytes);
    int within = (int) (slice == 0 ? at : (at - firstBytes) % sliceBytes);
    ByteBuffer bytes = source.get(slice);
    if (within + width <= bytes.remaining()) {
      return switch (width) {
        case 1 -> bytes.get(within) & 0xFFL;
        case Short.BYTES -> bytes.getShort(within) & 0xFFFFL;
        case Integer.BYTES -> bytes.getInt(within) & 0xFFFFFFFFL;
        default -> bytes.getLong(within);
      };
    }
    long bits = 0;
    for (int i = 0; i < width; i++) {
      bits |= bits(at + i, 1) << (Byte.SIZE * i);
    }
    return bits;
  }
}
