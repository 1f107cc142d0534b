/**
 * Low-rank adapters beside a model, in the layout of Hugging Face's PEFT: read, checked against the
 * model, and merged into its weights. May use {@code checkpoint}.
 */
package io.quantgrid.core.adapter;
