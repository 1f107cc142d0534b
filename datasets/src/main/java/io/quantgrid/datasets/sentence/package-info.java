/**
 * Sentences and words of English as NLTK cuts them, so that scores that count them agree. May use
 * {@code python}.
 */
package io.quantgrid.datasets.sentence;
