/**
 * The output folder on any Hadoop file system: units that are published whole or not at all, one
 * run at a time, and cleaning up after runs that died. Knows no Spark.
 *
 * <p>Three kinds of file system, one contract ({@link io.quantgrid.jobs.storage.FileTree}):
 *
 * <pre>
 * local disk      java.nio    a hard link to the finished attempt (an atomic move where links are not supported)
 * HDFS and alike  FileContext rename that never overwrites
 * object stores   FileSystem  one put, closed only when all bytes are written, else aborted
 * </pre>
 */
package io.quantgrid.jobs.storage;
