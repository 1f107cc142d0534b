package io.quantgrid.jobs.notebook;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A picture of rows. Immutable: what changes it gives another. A kernel shows {@link #image()}
 * where it is the last expression of a cell.
 */
public final class Chart {
  /** How marks are drawn. */
  enum Form {
    LINES,
    POINTS,
    BARS
  }

  /**
   * One row.
   *
   * @param label beside a point; the place of a bar
   */
  record Mark(String series, String label, double x, double y) {}

  /** Whether an axis has a step for each unit or for each power of ten. */
  enum Axis {
    LINEAR,
    LOGARITHMIC
  }

  /** What is drawn, and what is written beside it. */
  record Sketch(
      Form form, List<Mark> marks, String title, String x, String y, Axis across, Axis up) {}

  private final Sketch sketch;

  Chart(Form form, List<Mark> marks, String x, String y) {
    this(new Sketch(form, List.copyOf(marks), "", x, y, Axis.LINEAR, Axis.LINEAR));
  }

  private Chart(Sketch sketch) {
    this.sketch = sketch;
  }

  /** With a title above it. */
  public Chart titled(String title) {
    return new Chart(
        new Sketch(sketch.form, sketch.marks, title, sketch.x, sketch.y, sketch.across, sketch.up));
  }

  /** With other words at the axes than the columns' names. */
  public Chart axes(String x, String y) {
    return new Chart(
        new Sketch(sketch.form, sketch.marks, sketch.title, x, y, sketch.across, sketch.up));
  }

  /** With powers of ten along x; what is not above 0 is left out. Bars stay as they are. */
  public Chart logX() {
    if (sketch.form == Form.BARS) {
      return this;
    }
    return new Chart(
        new Sketch(
            sketch.form,
            sketch.marks.stream().filter(mark -> mark.x > 0).toList(),
            sketch.title,
            sketch.x,
            sketch.y,
            Axis.LOGARITHMIC,
            sketch.up));
  }

  /** With powers of ten along y; what is not above 0 is left out. Bars stay as they are. */
  public Chart logY() {
    if (sketch.form == Form.BARS) {
      return this;
    }
    return new Chart(
        new Sketch(
            sketch.form,
            sketch.marks.stream().filter(mark -> mark.y > 0).toList(),
            sketch.title,
            sketch.x,
            sketch.y,
            sketch.across,
            Axis.LOGARITHMIC));
  }

  /** The picture; one that says so when there is nothing to draw. */
  public BufferedImage image() {
    return Drawing.of(sketch);
  }

  /**
   * Writes the picture as a PNG file.
   *
   * @throws IOException when it cannot be written
   */
  public Path save(Path file) throws IOException {
    try (var out = Files.newOutputStream(file)) {
      ImageIO.write(image(), "png", out);
    }
    return file;
  }
}
