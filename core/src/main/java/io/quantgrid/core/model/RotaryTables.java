package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.Position.Rotary;
import io.quantgrid.core.model.architecture.RopeScaling.LongRope;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import java.util.Optional;

/**
 * The tables of one rotary embedding: one for all texts, or another for long ones.
 *
 * @param most tokens of a text that is not long
 */
record RotaryTables(RotaryTable usual, Optional<RotaryTable> ofLongTexts, int most)
    implements AutoCloseable {

  static RotaryTables of(Engine engine, DType dtype, Rotary rotary) {
    return new RotaryTables(
        new RotaryTable(engine, dtype, RotaryFrequencies.of(rotary)),
        RotaryFrequencies.ofLongTexts(rotary).map(f -> new RotaryTable(engine, dtype, f)),
        rotary.scaling() instanceof LongRope scaling
            ? scaling.originalMaxLength()
            : Integer.MAX_VALUE);
  }

  /** That of a text of so many tokens. */
  RotaryTable of(int tokens) {
    return tokens > most ? ofLongTexts.orElse(usual) : usual;
  }

  @Override
  public void close() {
    usual.close();
    ofLongTexts.ifPresent(RotaryTable::close);
  }
}
