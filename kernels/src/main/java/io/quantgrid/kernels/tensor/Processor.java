package io.quantgrid.kernels.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What about this machine's processor may change a rounding: part of {@link Engine#device}. */
public final class Processor {
  /** Widest first: those that oneDNN and OpenBLAS tell apart. */
  private static final List<String> EXTENSIONS =
      List.of(
          "amx_bf16",
          "avx512_fp16",
          "avx512_bf16",
          "avx512_vnni",
          "avx512f",
          "avx_vnni",
          "avx2",
          "avx");

  private static final String OTHER = System.getProperty("os.arch");

  private Processor() {}

  /** The widest extension of the instruction set; the architecture where the system has no list. */
  public static String extension() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      List<String> flags =
          lines
              .filter(line -> line.startsWith("flags"))
              .findFirst()
              .map(line -> List.of(line.split("\\s+")))
              .orElse(List.of());
      return EXTENSIONS.stream().filter(flags::contains).findFirst().orElse(OTHER);
    } catch (IOException | UncheckedIOException e) {
      return OTHER; // no Linux, no list
    }
  }

  /** Those of the variables that are set, as {@code +name=value} each. */
  public static String overrides(List<String> variables) {
    StringBuilder text = new StringBuilder();
    for (String variable : variables) {
      String value = System.getenv(variable);
      if (value != null && !value.isBlank()) {
        text.append('+').append(variable.toLowerCase(Locale.ROOT)).append('=').append(value);
      }
    }
    return text.toString();
  }
}
