/** Tokenizer and chat templates. May use {@code checkpoint}. */
package io.quantgrid.core.text;
