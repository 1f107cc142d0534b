/** Model families: each turns its configuration into an architecture. One file a family. */
package io.quantgrid.core.model.family;
