/**
 * Model families over shared blocks, one file a family. May use {@code checkpoint} and {@code
 * kernels}.
 */
package io.quantgrid.core.model;
