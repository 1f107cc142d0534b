package io.quantgrid.kernels.nd4j;

import io.quantgrid.kernels.tensor.Processor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.nativeblas.OpaqueDataBuffer;

/** libnd4j: loaded once, its memory, its operations by name. */
final class Library {
  /** What libnd4j calls a signed byte, in {@code sd::DataType}. */
  private static final int INT8 = 7;

  private static final Nd4jCpu OPS = load();
  private static final Map<String, Long> OPERATIONS = operations();

  private Library() {}

  /**
   * Loads OpenBLAS first: libnd4j asks it for products. JavaCPP, unless told otherwise, counts the
   * process's memory before allocations and gives up above twice the Java heap; scopes free tensors
   * here, so that limit is lifted.
   */
  private static Nd4jCpu load() {
    lift("org.bytedeco.javacpp.maxPhysicalBytes");
    lift("org.bytedeco.javacpp.maxBytes");
    Loader.load(openblas_nolapack.class);
    Nd4jCpu ops = new Nd4jCpu();
    ops.initializeDevicesAndFunctions();
    return ops;
  }

  private static void lift(String property) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, "0");
    }
  }

  private static Map<String, Long> operations() {
    Map<String, Long> found = new HashMap<>();
    for (String entry : OPS.getAllCustomOps().split(";")) {
      String[] fields = entry.split(":"); // name:hash:inputs:outputs:...
      if (fields.length > 1) {
        found.put(fields[0], Long.valueOf(fields[1]));
      }
    }
    return found;
  }

  static Nd4jCpu ops() {
    return OPS;
  }

  /** What libnd4j knows an operation by. */
  static long operation(String name) {
    Long hash = OPERATIONS.get(name);
    if (hash == null) {
      throw new IllegalStateException(
          "Cannot find operation " + name + " in libnd4j " + version() + " (expected to have it)");
    }
    return hash;
  }

  static String version() {
    try {
      return Loader.getVersion("org.nd4j", "nd4j-native");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the version of libnd4j", e);
    }
  }

  /** {@code cpu/}, what OpenBLAS chooses its kernels by, and the variables that override it. */
  static String device() {
    return "cpu/"
        + Processor.extension()
        + Processor.overrides(List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"));
  }

  /** Threads of libnd4j's loops and of OpenBLAS; both have one count for the process. */
  static void threads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "Cannot compute with " + threads + " threads (expected 1 or more)");
    }
    Nd4jCpu.Environment.getInstance().setMaxMasterThreads(threads); // at most one a core
    OPS.setOmpNumThreads(threads);
    openblas_nolapack.blas_set_num_threads(threads);
  }

  /**
   * @throws OutOfMemoryError when there is not enough memory
   */
  static OpaqueDataBuffer allocate(long bytes) {
    OpaqueDataBuffer buffer = OPS.allocateDataBuffer(bytes, INT8, false);
    if (buffer == null || OPS.lastErrorCode() != 0) {
      throw new OutOfMemoryError(
          "Cannot allocate " + bytes + " bytes: no native memory (" + OPS.lastErrorMessage() + ")");
    }
    return buffer;
  }

  static Pointer address(OpaqueDataBuffer buffer) {
    return OPS.dbPrimaryBuffer(buffer);
  }

  static void free(OpaqueDataBuffer buffer) {
    OPS.deleteDataBuffer(buffer);
  }
}
