package io.quantgrid.core.model.architecture;

import io.quantgrid.core.model.architecture.Position.Rotary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Attention whose keys and values come from a narrow vector per token, but for a part of the key
 * that is turned and that all heads share (arXiv 2405.04434, section 2.1).
 *
 * @param down outputs: queries (narrow ones where there is {@code queryUp}), the vector of keys and
 *     values, the shared part of the key
 * @param queryUp queries from narrow ones, head by head: the plain part, then the turned one
 * @param kvNorm over the vector of keys and values
 * @param kvUp from that vector, head by head: the plain part of the key, then the value
 * @param rotary of the turned part; its width is the part's
 * @param plain width of the part of queries and keys that is not turned
 */
public record LatentAttention(
    Projection down,
    Optional<QueryUp> queryUp,
    Norm kvNorm,
    Projection kvUp,
    Projection out,
    int heads,
    int plain,
    int valueWidth,
    Rotary rotary,
    double scale)
    implements AttentionPart {

  /** From narrow queries to queries. */
  public record QueryUp(Norm norm, Projection up) {}

  @Override
  public Position position() {
    return rotary;
  }

  @Override
  public OptionalInt window() {
    return OptionalInt.empty();
  }

  @Override
  public OptionalDouble softCap() {
    return OptionalDouble.empty();
  }

  @Override
  public Optional<String> sinks() {
    return Optional.empty();
  }

  @Override
  public int kvHeads() {
    return heads;
  }

  @Override
  public int keyWidth() {
    return plain + rotary.width();
  }

  /** Width of what the first product gives for queries. */
  public int queryWidth() {
    return queryUp.map(up -> up.norm().width()).orElse(heads * keyWidth());
  }

  @Override
  public List<Projection> projections() {
    List<Projection> all = new ArrayList<>(List.of(down));
    queryUp.ifPresent(query -> all.add(query.up()));
    all.addAll(List.of(kvUp, out));
    return all;
  }

  @Override
  public List<String> others() {
    List<String> names = new ArrayList<>();
    queryUp.ifPresent(query -> names.add(query.norm().weight()));
    names.add(kvNorm.weight());
    return names;
  }

  @Override
  public List<String> readers() {
    return down.weights();
  }

  @Override
  public List<String> writers() {
    return out.weights();
  }

  @Override
  public List<Smoothing> smoothings() {
    List<Smoothing> places = new ArrayList<>();
    queryUp.ifPresent(query -> places.add(Smoothing.inside(query.norm(), query.up().weights())));
    places.add(Smoothing.inside(kvNorm, kvUp.weights()));
    Channels all = kvUp.channels(plain, valueWidth);
    Channels values =
        new Channels(all.tensor(), all.bias(), all.start(), valueWidth, plain + valueWidth);
    places.add(new Smoothing(values, Smoothing.Kind.HEADS, out.weights(), valueWidth, 1));
    return places;
  }
}
