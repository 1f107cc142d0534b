package io.quantgrid.core.checkpoint.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The bytes of a file. */
@FunctionalInterface
public interface GgufBytes {
  /** Those from {@code begin} to {@code end}, in slices that follow one another. */
  List<ByteBuffer> slices(long begin, long end) throws IOException;
}
