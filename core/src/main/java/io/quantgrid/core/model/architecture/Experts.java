package io.quantgrid.core.model.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A router that sends each token to some of many feed-forward parts, whose outputs are added by
 * weight (arXiv 1701.06538), and perhaps one that sees all tokens.
 */
public record Experts(Router router, List<GatedFeedForward> experts, Optional<Shared> shared)
    implements Part {

  /**
   * What chooses; stays as it is.
   *
   * @param weight name of {@code [experts, hidden]}
   * @param bias name of {@code [experts]}, added to the logits
   * @param correction name of {@code [experts]}, added to the scores for the choice alone
   */
  public record Router(
      String weight, Optional<String> bias, Optional<String> correction, Routing routing) {
    /** Without biases. */
    public static Router of(String weight, Routing routing) {
      return new Router(weight, Optional.empty(), Optional.empty(), routing);
    }
  }

  /**
   * The part that sees all tokens.
   *
   * @param gate name of {@code [1, hidden]}: the output is multiplied by its product's sigmoid
   */
  public record Shared(GatedFeedForward mlp, Optional<String> gate) {}

  public Experts {
    experts = List.copyOf(experts);
  }

  /** All feed-forward parts. */
  private List<GatedFeedForward> all() {
    List<GatedFeedForward> all = new ArrayList<>(experts);
    shared.ifPresent(found -> all.add(found.mlp()));
    return all;
  }

  @Override
  public List<Projection> projections() {
    return all().stream().flatMap(mlp -> mlp.projections().stream()).toList();
  }

  @Override
  public List<String> others() {
    List<String> names = new ArrayList<>(List.of(router.weight()));
    router.bias().ifPresent(names::add);
    router.correction().ifPresent(names::add);
    shared.flatMap(Shared::gate).ifPresent(names::add);
    return names;
  }

  /** The router first: every token passes it. */
  @Override
  public List<String> readers() {
    List<String> names = new ArrayList<>(List.of(router.weight()));
    shared.flatMap(Shared::gate).ifPresent(names::add);
    all().forEach(mlp -> names.addAll(mlp.readers()));
    return names;
  }

  @Override
  public List<String> writers() {
    return all().stream().flatMap(mlp -> mlp.writers().stream()).toList();
  }

  @Override
  public List<Smoothing> smoothings() {
    return all().stream().flatMap(mlp -> mlp.smoothings().stream()).toList();
  }
}
