package io.quantgrid.core.model.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A sum over each channel's own last inputs, then SiLU: what stands before a scan.
 *
 * @param weight name of {@code [channels, 1, kernel]}, the oldest input's first
 * @param bias name of {@code [channels]}
 * @param kernel inputs of a sum, the token's own among them
 */
public record ShortConvolution(String weight, Optional<String> bias, int channels, int kernel) {
  /** Of its tensors. */
  public List<String> names() {
    List<String> names = new ArrayList<>(List.of(weight));
    bias.ifPresent(names::add);
    return names;
  }
}
