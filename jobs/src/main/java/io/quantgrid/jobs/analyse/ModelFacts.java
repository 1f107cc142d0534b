package io.quantgrid.jobs.analyse;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** What a sample says of its model; empty where an older file says nothing. */
record ModelFacts(
    Optional<Double> bitsPerWeight,
    Optional<Long> bytes,
    Optional<Long> parameters,
    Optional<String> family,
    Optional<String> compute,
    Optional<String> engine) {
  static ModelFacts of(Row row) {
    return new ModelFacts(
        Optional.ofNullable(row.getAs(SampleColumns.BITS_PER_WEIGHT)),
        Optional.ofNullable(row.getAs(SampleColumns.MODEL_BYTES)),
        Optional.ofNullable(row.getAs(SampleColumns.PARAMETERS)),
        Optional.ofNullable(row.getAs(SampleColumns.FAMILY)),
        Optional.ofNullable(row.getAs(SampleColumns.COMPUTE)),
        Optional.ofNullable(row.getAs(SampleColumns.ENGINE)));
  }

  void putInto(Map<String, Object> columns) {
    bitsPerWeight.ifPresent(bits -> columns.put("bits_per_weight", bits));
    bytes.ifPresent(size -> columns.put("model_bytes", size));
    parameters.ifPresent(number -> columns.put("parameters", number));
    family.ifPresent(name -> columns.put("family", name));
    compute.ifPresent(name -> columns.put("compute", name));
    engine.ifPresent(name -> columns.put("engine", name));
  }

  void write(DataOutput out) throws IOException {
    out.writeBoolean(bitsPerWeight.isPresent());
    out.writeDouble(bitsPerWeight.orElse(0.0));
    for (Optional<Long> number : List.of(bytes, parameters)) {
      out.writeBoolean(number.isPresent());
      out.writeLong(number.orElse(0L));
    }
    for (Optional<String> text : List.of(family, compute, engine)) {
      out.writeBoolean(text.isPresent());
      out.writeUTF(text.orElse(""));
    }
  }

  static ModelFacts read(DataInput in) throws IOException {
    boolean there = in.readBoolean();
    double bits = in.readDouble();
    return new ModelFacts(
        there ? Optional.of(bits) : Optional.empty(),
        number(in),
        number(in),
        text(in),
        text(in),
        text(in));
  }

  private static Optional<Long> number(DataInput in) throws IOException {
    boolean there = in.readBoolean();
    long number = in.readLong();
    return there ? Optional.of(number) : Optional.empty();
  }

  private static Optional<String> text(DataInput in) throws IOException {
    boolean there = in.readBoolean();
    String text = in.readUTF();
    return there ? Optional.of(text) : Optional.empty();
  }
}
