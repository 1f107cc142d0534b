package io.quantgrid.jobs.notebook;

import io.quantgrid.jobs.notebook.Chart.Axis;
import io.quantgrid.jobs.notebook.Chart.Form;
import io.quantgrid.jobs.notebook.Chart.Mark;
import io.quantgrid.jobs.notebook.Chart.Sketch;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.AxesChart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Sketches drawn by XChart: on white, in colours that differ for every eye. */
final class Drawing {
  private static final int WIDTH = 860; // pixels
  private static final int HEIGHT = 440;
  private static final int MARKER = 8;
  private static final int TITLE = 30; // above the plot
  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final int NAMES_TURNED = 30; // degrees
  private static final int FEW_NAMES = 6; // that stand beside each other
  private static final Color GRID = new Color(0xe3e6ec);

  /** Six of Okabe and Ito's, then four of Tol's: told apart with any colour vision. */
  private static final Color[] COLORS =
      IntStream.of(
              0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0x56b4e9, 0xe69f00, 0x332288, 0x999933,
              0x882255, 0x777777)
          .mapToObj(Color::new)
          .toArray(Color[]::new);

  private Drawing() {}

  /** What a kernel that shows no pictures prints is the title. */
  private static final class Picture extends BufferedImage {
    private final String title;

    Picture(String title) {
      super(WIDTH, HEIGHT, TYPE_INT_RGB);
      this.title = title;
    }

    @Override
    public String toString() {
      return "[picture: " + title + "]";
    }
  }

  static BufferedImage of(Sketch sketch) {
    AxesChart<?, ?> chart = sketch.form() == Form.BARS ? bars(sketch) : points(sketch);
    if (sketch.marks().isEmpty()) {
      chart.setTitle((sketch.title() + " (nothing to draw)").strip());
    }
    BufferedImage image = new Picture(sketch.title());
    Graphics2D graphics = image.createGraphics();
    chart.paint(graphics, WIDTH, HEIGHT);
    if (sketch.form() == Form.POINTS) {
      label(graphics, chart, sketch.marks());
    }
    graphics.dispose();
    return image;
  }

  /** Labels beside their points, as many as find room there. */
  private static void label(Graphics2D graphics, AxesChart<?, ?> chart, List<Mark> marks) {
    graphics.setFont(TEXT);
    graphics.setColor(Color.DARK_GRAY);
    List<Rectangle2D> taken = new ArrayList<>();
    for (Mark mark : marks) {
      double x = chart.getScreenXFromChart(mark.x());
      double y = chart.getScreenYFromChart(mark.y());
      taken.add(new Rectangle2D.Double(x - MARKER / 2.0, y - MARKER / 2.0, MARKER, MARKER));
    }
    Rectangle2D picture = new Rectangle2D.Double(0, TITLE, WIDTH, HEIGHT - TITLE);
    for (Mark mark : marks) {
      double x = chart.getScreenXFromChart(mark.x());
      double y = chart.getScreenYFromChart(mark.y());
      double width = graphics.getFontMetrics().stringWidth(mark.label());
      double height = graphics.getFontMetrics().getAscent();
      Stream.of(
              new Rectangle2D.Double(x + MARKER, y - height / 2, width, height),
              new Rectangle2D.Double(x - MARKER - width, y - height / 2, width, height),
              new Rectangle2D.Double(x - width / 2, y - MARKER - height, width, height),
              new Rectangle2D.Double(x - width / 2, y + MARKER, width, height))
          .filter(place -> picture.contains(place) && taken.stream().noneMatch(place::intersects))
          .findFirst()
          .ifPresent(
              place -> {
                taken.add(place);
                graphics.drawString(mark.label(), (float) place.x, (float) place.getMaxY());
              });
    }
  }

  /** Steps of 1, 2 and 5 have room along an axis of powers of ten. */
  private static String step(double value) {
    BigDecimal exact = BigDecimal.valueOf(value).round(MathContext.DECIMAL32).stripTrailingZeros();
    boolean first = Set.of(1, 2, 5).contains(exact.unscaledValue().abs().intValue());
    return first ? exact.toPlainString() : " ";
  }

  private static CategoryChart bars(Sketch sketch) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(sketch.title())
            .xAxisTitle(sketch.x())
            .yAxisTitle(sketch.y())
            .build();
    style(chart.getStyler(), sketch);
    List<String> names = sketch.marks().stream().map(Mark::label).distinct().toList();
    chart
        .getStyler()
        .setXAxisMaxLabelCount(Math.max(FEW_NAMES, names.size()))
        .setXAxisLabelRotation(names.size() > FEW_NAMES ? NAMES_TURNED : 0);
    series(sketch)
        .forEach(
            (name, marks) -> {
              Map<String, Double> at = new LinkedHashMap<>();
              names.forEach(place -> at.put(place, null)); // a gap
              marks.forEach(mark -> at.put(mark.label(), mark.y()));
              chart.addSeries(name, names, new ArrayList<>(at.values()));
            });
    return chart;
  }

  private static XYChart points(Sketch sketch) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(sketch.title())
            .xAxisTitle(sketch.x())
            .yAxisTitle(sketch.y())
            .build();
    style(chart.getStyler(), sketch);
    chart
        .getStyler()
        .setDefaultSeriesRenderStyle(
            sketch.form() == Form.LINES ? XYSeriesRenderStyle.Line : XYSeriesRenderStyle.Scatter);
    series(sketch)
        .forEach(
            (name, marks) -> {
              List<Mark> sorted =
                  marks.stream().sorted(Comparator.comparingDouble(Mark::x)).toList();
              XYSeries series =
                  chart.addSeries(
                      name,
                      sorted.stream().mapToDouble(Mark::x).toArray(),
                      sorted.stream().mapToDouble(Mark::y).toArray());
              series.setSmooth(false);
            });
    return chart;
  }

  private static Map<String, List<Mark>> series(Sketch sketch) {
    Map<String, List<Mark>> series = new LinkedHashMap<>();
    for (Mark mark : sketch.marks()) {
      series.computeIfAbsent(mark.series(), name -> new ArrayList<>()).add(mark);
    }
    return series;
  }

  private static void style(AxesChartStyler styler, Sketch sketch) {
    boolean drawn = !sketch.marks().isEmpty(); // an empty axis begins at 0
    styler.setSeriesColors(COLORS);
    styler.setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE);
    styler.setPlotGridLinesColor(GRID).setPlotBorderVisible(false);
    styler.setLegendPosition(LegendPosition.OutsideE).setLegendBorderColor(Color.WHITE);
    styler.setLegendVisible(drawn);
    styler.setAxisTickLabelsFont(TEXT).setAxisTitleFont(TEXT).setLegendFont(TEXT);
    styler.setMarkerSize(MARKER);
    styler.setXAxisLogarithmic(drawn && sketch.across() == Axis.LOGARITHMIC);
    styler.setYAxisLogarithmic(drawn && sketch.up() == Axis.LOGARITHMIC);
    styler.setXAxisLogarithmicDecadeOnly(false).setYAxisLogarithmicDecadeOnly(false);
    if (sketch.across() == Axis.LOGARITHMIC) {
      styler.setXAxisTickLabelsFormattingFunction(Drawing::step);
    }
    if (sketch.up() == Axis.LOGARITHMIC) {
      styler.setYAxisTickLabelsFormattingFunction(Drawing::step);
    }
  }
}
