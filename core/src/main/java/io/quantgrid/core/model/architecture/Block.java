package io.quantgrid.core.model.architecture;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The tensors of one block (decoder layer) and how they belong together: what quantizing block by
 * block, and transforms, need to know of a family.
 *
 * @param index from 0
 * @param linears names of the matrices that formats quantize, in order of computation, those
 *     together that have one input
 * @param others names of its other tensors: weights of norms, biases
 * @param smoothings where factors may be moved; those of kind NORM list all readers of the residual
 *     stream
 * @param writers names of the matrices whose rows are added to the residual stream
 * @param biases names of biases by those of their matrices, where there are any
 */
public record Block(
    int index,
    List<List<String>> linears,
    List<String> others,
    List<Smoothing> smoothings,
    List<String> writers,
    Map<String, String> biases) {
  public Block {
    linears = linears.stream().map(List::copyOf).toList();
    others = List.copyOf(others);
    smoothings = List.copyOf(smoothings);
    writers = List.copyOf(writers);
    biases = Map.copyOf(biases);
  }

  /** Names of all its tensors. */
  public List<String> names() {
    return Stream.concat(linears.stream().flatMap(List::stream), others.stream()).toList();
  }
}
