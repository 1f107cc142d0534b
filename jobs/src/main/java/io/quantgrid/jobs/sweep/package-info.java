/**
 * Runs sweeps on Spark: quantize, baselines, evaluate, merge. One Spark task per piece of work; a
 * task returns a small result and never throws, so Spark's own retries are left for executors that
 * are lost.
 *
 * <p>A piece of work, from the driver's side:
 *
 * <pre>
 *                  open -- what it needs is not there: variant or baseline failed --> FAILED (blocked)
 *                   |
 *                ready, in a wave beside others
 *                   |-- published ------------------------------------------------> DONE
 *                   |-- threw anything, OutOfMemoryError too ---------------------> FAILED, tried again by the next run
 *                   |-- its executor was lost (a later attempt finds the marker)
 *                   v
 *                suspect: put off until all others have ended, then run with nothing beside it
 *                   |-- published ------------------------------------------------> DONE
 *                   |-- threw ----------------------------------------------------> FAILED
 *                   |-- its executor was lost again ------------------------------> FAILED (crash), not tried again unless asked for
 * </pre>
 *
 * <p>While a piece is computed there is a marker {@code
 * _attempts/<piece>.<run>-<executor>-<attempt>.running}. It goes when the piece ends, well or not,
 * and when the JVM ends in an orderly way (Ctrl-C, SIGTERM, decommissioning). What stays is the
 * doing of a crash, of the kernel's memory killer or of kill -9.
 *
 * <p>In local mode the driver dies with the piece. The next run looks at the markers of each dead
 * process: a piece that was in flight beside others is a suspect; one that was alone in flight has
 * died once ({@code .death}); both run last and alone. One that has died twice is a failure. So a
 * kill -9 by hand makes no failure unless it hits the same lone piece twice.
 *
 * <p>In a cluster the executors' deaths are Spark's business while the driver lives, and markers of
 * a driver that died are ignored: it took all its executors along.
 *
 * <p>Speculative execution gains nothing here: a copy that finds the first one's marker takes it
 * for lost and puts the piece off. {@code spark.task.maxFailures} must be 3 or more (default 4).
 */
package io.quantgrid.jobs.sweep;
