/**
 * What a sweep gave, as numbers to be tested: for suites of JUnit and ScalaTest in a user's own
 * project. Reads the samples of an output folder; needs no Spark.
 */
package io.quantgrid.jobs.expect;
