package io.quantgrid.datasets.read;

import java.io.IOException;

/** Writes the documents of a file of one format, in order and bounded memory. */
interface Conversion {
  /** What the file should hold, for messages. */
  String expected();

  /**
   * @throws IOException when the source is not what it should be; the message says where
   */
  void write(DocumentWriter out) throws IOException;
}
