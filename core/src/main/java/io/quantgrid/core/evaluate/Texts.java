package io.quantgrid.core.evaluate;

/** The texts of a data set, by position, read when they are asked for. */
public interface Texts {
  int size();

  /**
   * @param position from 0
   * @throws TaskException naming file and line when the text cannot be read
   */
  String text(int position);
}
