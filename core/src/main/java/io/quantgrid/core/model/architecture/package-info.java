/**
 * What a model consists of, as data: layers, the names of their tensors, and what is computed with
 * them. Families make it of a configuration; loading, quantizing and transforms follow from it.
 */
package io.quantgrid.core.model.architecture;
