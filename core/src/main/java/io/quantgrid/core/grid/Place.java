package io.quantgrid.core.grid;

/**
 * Where in a sweep something stands.
 *
 * @param source the file, or the {@code --set} option
 * @param line counted from 1; 0 where there is none
 * @param path of keys, e.g. {@code formats[2].weights}; empty for the whole file
 */
record Place(String source, int line, String path) {
  Place key(String key, int keyLine) {
    return new Place(source, keyLine, path.isEmpty() ? key : path + "." + key);
  }

  /** A key that is not there. */
  Place key(String key) {
    return key(key, line);
  }

  Place index(int index, int itemLine) {
    return new Place(source, itemLine, path + "[" + index + "]");
  }

  @Override
  public String toString() {
    return source + (line > 0 ? ":" + line : "") + (path.isEmpty() ? "" : ", " + path);
  }
}
