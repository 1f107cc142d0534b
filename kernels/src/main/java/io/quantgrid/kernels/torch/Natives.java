package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.tensor.Processor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/** Loads libtorch and tells what it runs on. */
final class Natives {
  private static final List<String> OVERRIDES =
      List.of("ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

  private Natives() {}

  /**
   * Loads the libraries. JavaCPP, unless told otherwise, counts the resident memory of the process
   * before every allocation and collects garbage, or gives up, above twice the Java heap: a model
   * larger than the heap would stop there. Scopes free tensors here, so that limit is lifted.
   */
  static void load() {
    lift("org.bytedeco.javacpp.maxPhysicalBytes");
    lift("org.bytedeco.javacpp.maxBytes");
    Loader.load(torch.class);
    threads(1);
  }

  private static void lift(String property) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, "0");
    }
  }

  static String version() {
    try {
      return Loader.getVersion("org.bytedeco", "pytorch");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the version of libtorch", e);
    }
  }

  /**
   * Threads of libtorch and oneDNN on the calling thread, and of OpenBLAS, which multiplies
   * float32, also inside attention. libtorch does not tell OpenBLAS (built on pthreads here, not on
   * OpenMP): left alone it takes every core for each product, however small, and its waiting
   * threads spin, which on a busy machine makes attention a hundred times slower. Its count is one
   * for the process: slots of one JVM compute with the same number.
   */
  static void threads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "Cannot compute with " + threads + " threads (expected 1 or more)");
    }
    torch.set_num_threads(threads);
    openblas_nolapack.blas_set_num_threads(threads);
  }

  /**
   * {@code cpu/} and what chooses the kernels: the widest of the processor's extensions that oneDNN
   * and OpenBLAS tell apart, libtorch's own level, and the variables that override any of them.
   * OPENBLAS_L2_SIZE counts, since other blocks add in another order.
   */
  static String device() {
    StringBuilder text = new StringBuilder("cpu/").append(Processor.extension());
    try (BytePointer capability = torch.get_cpu_capability()) {
      text.append("+aten-").append(capability.getString().toLowerCase(Locale.ROOT));
    }
    return text.append(Processor.overrides(OVERRIDES)).toString();
  }
}
