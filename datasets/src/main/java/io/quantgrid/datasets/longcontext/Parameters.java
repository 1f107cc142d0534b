package io.quantgrid.datasets.longcontext;

import java.util.Map;

/**
 * What a definition may say about its generator, with defaults filled in.
 *
 * @param values whole numbers and words
 */
record Parameters(Map<String, Object> values) {
  int count(String name) {
    return (Integer) values.get(name);
  }

  boolean is(String name, String word) {
    return word.equals(values.get(name));
  }
}
