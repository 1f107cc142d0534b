package io.quantgrid.datasets.read;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a function makes of documents: none, one or several of each. */
record DerivedConversion(
    Documents source,
    String function,
    Function<Map<String, Object>, List<Map<String, Object>>> apply)
    implements Conversion {
  private static final int BATCH = 256;

  @Override
  public String expected() {
    return "documents that " + function + " can be applied to";
  }

  @Override
  public void write(DocumentWriter out) throws IOException {
    out.unit(DocumentWriter.Unit.SOURCE);
    for (int from = 0; from < source.size(); from += BATCH) {
      for (Document one : source.read(from, Math.min(from + BATCH, source.size()))) {
        try {
          for (Map<String, Object> made : apply.apply(one.fields())) {
            out.write(one.position(), made);
          }
        } catch (IOException | IllegalArgumentException e) {
          throw new IOException(function + " of " + one.origin() + ": " + e.getMessage(), e);
        }
      }
    }
  }
}
