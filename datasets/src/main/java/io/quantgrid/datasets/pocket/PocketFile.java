package io.quantgrid.datasets.pocket;

/**
 * One embedded file, as the manifest lists it.
 *
 * @param path where it lies once unpacked: {@code models/NAME/FILE} or {@code tasks/FILE}
 * @param resource where its bytes lie in the jar; files that are equal share one resource
 * @param bytes size
 * @param sha256 hash of the content, hexadecimal
 */
record PocketFile(String path, String resource, long bytes, String sha256) {
  String folder() {
    return path.substring(0, path.lastIndexOf('/'));
  }

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
