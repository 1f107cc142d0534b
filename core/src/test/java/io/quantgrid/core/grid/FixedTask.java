package io.quantgrid.core.grid;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Judgement;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;

/** A task of equal items. */
record FixedTask(String name, String digest, int shots, int size, String text) implements Task {
  static FixedTask of(String name) {
    return new FixedTask(name, "digest of " + name, 0, 500, "one two three");
  }

  @Override
  public Kind kind() {
    return Kind.LOGLIKELIHOOD;
  }

  @Override
  public String type() {
    return "other";
  }

  @Override
  public List<MetricSpec> metrics() {
    return List.of(new MetricSpec("acc", "none", "mean", "none", true, true));
  }

  @Override
  public List<Item> items(int from, int to) {
    Request request = new Request.Loglikelihood(text, " four");
    return LongStream.range(from, to)
        .mapToObj(id -> new Item(id, "hash " + id, List.of(request), List.of(), "four", 0, 0))
        .toList();
  }

  @Override
  public Judgement judge(Item item, List<Response> responses) {
    return new Judgement(Map.of(), Optional.empty(), OptionalInt.empty(), Optional.empty());
  }
}
