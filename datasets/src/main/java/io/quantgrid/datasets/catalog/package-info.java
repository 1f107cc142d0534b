/** Where the models and tasks of a sweep are found. May use every package of datasets. */
package io.quantgrid.datasets.catalog;
