package io.quantgrid.kernels.scheme;

import io.quantgrid.kernels.block.BlockFormat;
import io.quantgrid.kernels.block.Fp4BnbBlock;
import io.quantgrid.kernels.block.Fp8Block128;
import io.quantgrid.kernels.block.MxInt8Block;
import io.quantgrid.kernels.block.Mxfp4;
import io.quantgrid.kernels.block.Mxfp6E2m3;
import io.quantgrid.kernels.block.Mxfp6E3m2;
import io.quantgrid.kernels.block.Mxfp8E4m3;
import io.quantgrid.kernels.block.Mxfp8E5m2;
import io.quantgrid.kernels.block.Nf4Block;
import io.quantgrid.kernels.block.Nvfp4;
import io.quantgrid.kernels.name.Names;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The block formats there are. A new one is a class and a line here. */
public final class BlockFormats {
  private static final List<BlockFormat> ALL =
      List.of(
          new Mxfp4(),
          new Mxfp6E3m2(),
          new Mxfp6E2m3(),
          new Mxfp8E4m3(),
          new Mxfp8E5m2(),
          new MxInt8Block(),
          new Nvfp4(),
          new Fp8Block128(),
          new Nf4Block(),
          new Fp4BnbBlock());

  private BlockFormats() {}

  public static List<BlockFormat> all() {
    return ALL;
  }

  /** Names and aliases. */
  public static List<String> names() {
    return ALL.stream()
        .flatMap(format -> Stream.concat(Stream.of(format.name()), format.aliases().stream()))
        .toList();
  }

  /**
   * The format of that name or alias, case aside.
   *
   * @throws IllegalArgumentException when there is none, listing those there are
   */
  public static BlockFormat named(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot find block format: "
                        + name
                        + " (expected one of "
                        + String.join(", ", names())
                        + Names.hint(name, names())
                        + ")"));
  }

  /** The scheme that a block format is. */
  public static Scheme scheme(BlockFormat format) {
    return SchemeParser.parse(format.words());
  }

  static Optional<BlockFormat> find(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return ALL.stream()
        .filter(format -> format.name().equals(wanted) || format.aliases().contains(wanted))
        .findFirst();
  }
}
