package io.quantgrid.datasets.judge;

import java.util.Optional;

/** Answers by what was asked, so that nothing is asked twice. Thread safe. */
public interface AnswerCache {
  /**
   * @param hash SHA-256 of all that decides the answer, hexadecimal
   */
  Optional<String> find(String hash);

  void keep(String hash, String answer);
}
