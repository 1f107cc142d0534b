package io.quantgrid.datasets.read;

import com.fasterxml.jackson.core.JsonFactory;

/**
 * What messages about documents speak of, wherever they are read from.
 *
 * @param path of the file that the user gave
 * @param origin where a document stands in it
 * @param format of the lines that are read
 */
record Source(String path, Origin origin, JsonFactory format) {
  interface Origin {
    /**
     * @param position of the document
     * @param line in the file that is read, from 1
     */
    String of(int position, int line);
  }
}
