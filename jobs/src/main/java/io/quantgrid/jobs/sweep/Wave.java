package io.quantgrid.jobs.sweep;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.resource.ResourceProfile;
import scala.collection.immutable.Range$;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** Runs pieces on Spark, one task each. */
final class Wave {
  private final JavaSparkContext spark;
  private final RunSettings settings;
  private final Optional<ResourceProfile> resources;
  private final ProgressListener listener;

  Wave(JavaSparkContext spark, RunSettings settings, ProgressListener listener) {
    this.spark = spark;
    this.settings = settings;
    this.resources = GpuResources.of(spark.sc());
    this.listener = listener;
  }

  /** All at once, as far as there are slots; returns how each ended, by name. */
  Map<String, PieceResult> together(List<? extends Piece> pieces) {
    return run(inOrder(pieces), PieceFunction.Company.TOGETHER);
  }

  /** One piece, with nothing beside it. */
  PieceResult alone(Piece piece) {
    return run(List.of(piece), PieceFunction.Company.ALONE).get(piece.name());
  }

  /**
   * Spark hands out tasks by index. Groups of equal affinity stay together, so that a JVM loads a
   * variant once; the dearest group comes first, and in it the dearest piece, so that the last
   * tasks to end are short ones.
   */
  private static List<Piece> inOrder(List<? extends Piece> pieces) {
    Map<String, Double> groups = new HashMap<>();
    pieces.forEach(piece -> groups.merge(piece.affinity(), piece.seconds(), Double::sum));
    List<Piece> ordered = new ArrayList<>(pieces);
    ordered.sort(
        Comparator.comparingDouble((Piece piece) -> -groups.get(piece.affinity()))
            .thenComparing(Piece::affinity)
            .thenComparingDouble(piece -> -piece.seconds())
            .thenComparing(Piece::name));
    return ordered;
  }

  private Map<String, PieceResult> run(List<Piece> pieces, PieceFunction.Company company) {
    Map<String, PieceResult> results = new HashMap<>();
    if (pieces.isEmpty()) {
      return results;
    }
    RDD<Piece> tasks = spark.parallelize(pieces, pieces.size()).rdd();
    if (resources.isPresent()) {
      tasks = tasks.withResources(resources.get());
    }
    spark
        .sc()
        .runJob(
            tasks,
            new PieceFunction(settings, company),
            Range$.MODULE$.apply(0, pieces.size()),
            new Collector(results, listener),
            ClassTag$.MODULE$.apply(PieceResult.class));
    return results;
  }

  /** Takes results on the driver as they come, one at a time; never leaves it. */
  private static final class Collector extends AbstractFunction2<Object, PieceResult, BoxedUnit>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final transient Map<String, PieceResult> results;
    private final transient ProgressListener listener;

    Collector(Map<String, PieceResult> results, ProgressListener listener) {
      this.results = results;
      this.listener = listener;
    }

    @Override
    public BoxedUnit apply(Object index, PieceResult result) {
      results.put(result.piece(), result);
      listener.ended(result);
      return BoxedUnit.UNIT;
    }
  }
}
