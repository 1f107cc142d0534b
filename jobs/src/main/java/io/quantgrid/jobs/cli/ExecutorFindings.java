package io.quantgrid.jobs.cli;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/**
 * The engines of every executor. One barrier stage has a task for each slot: all run at once, so no
 * executor is left out; the first task in a process looks, the others have nothing to do.
 */
final class ExecutorFindings {
  private static final String DRIVER = "driver";
  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final long STEADY_NANOS = 3_000_000_000L;
  private static final long POLL_MILLIS = 200;

  private ExecutorFindings() {}

  /** Of all executors, in the order of their numbers, each finding under its executor and host. */
  static List<Found> all(JavaSparkContext context) throws InterruptedException {
    int slots = slots(context.sc());
    List<Integer> tasks = IntStream.range(0, slots).boxed().toList();
    RDD<Found> stage =
        context
            .parallelize(tasks, slots)
            .rdd()
            .barrier()
            .mapPartitions(
                new Look(UUID.randomUUID().toString()),
                false,
                ClassTag$.MODULE$.apply(Found.class));
    List<Found> out = new ArrayList<>(stage.toJavaRDD().collect());
    out.sort(
        Comparator.comparingInt((Found found) -> found.executor().length())
            .thenComparing(Found::executor));
    return out;
  }

  /** What one executor found. */
  record Found(String executor, String host, List<Finding> findings) implements Serializable {}

  /** Task slots, once executors have stopped coming. */
  private static int slots(SparkContext spark) throws InterruptedException {
    long start = System.nanoTime();
    long since = start;
    int seen = 0;
    while (System.nanoTime() - start < PATIENCE_NANOS) {
      int now = registered(spark);
      if (now != seen) {
        seen = now;
        since = System.nanoTime();
      } else if (seen > 0 && System.nanoTime() - since > STEADY_NANOS) {
        break;
      }
      Thread.sleep(POLL_MILLIS);
    }
    if (seen == 0) {
      throw new IllegalStateException(
          "Cannot reach any executor of " + spark.master() + " (expected one or more)");
    }
    return seen;
  }

  private static int registered(SparkContext spark) {
    int slots = 0;
    for (ExecutorSummary executor :
        CollectionConverters.asJava(spark.statusStore().executorList(true))) {
      slots += executor.id().equals(DRIVER) ? 0 : executor.maxTasks();
    }
    return slots;
  }

  /** What a task does. */
  private static final class Look extends AbstractFunction1<Iterator<Integer>, Iterator<Found>>
      implements Serializable {
    private static final long serialVersionUID = 1;
    private static final Set<String> LOOKED = ConcurrentHashMap.newKeySet();

    private final String run;

    Look(String run) {
      this.run = run;
    }

    @Override
    public Iterator<Found> apply(Iterator<Integer> tasks) {
      List<Found> out = new ArrayList<>();
      if (LOOKED.add(run)) {
        SparkEnv here = SparkEnv.get();
        out.add(
            new Found(
                here.executorId(),
                here.blockManager().blockManagerId().host(),
                new ArrayList<>(EngineFindings.all())));
      }
      return CollectionConverters.asScala(out.iterator());
    }
  }
}
