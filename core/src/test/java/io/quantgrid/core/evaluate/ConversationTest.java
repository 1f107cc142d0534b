package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.evaluate.Prompt.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Several answers in one conversation, on the trained model. */
class ConversationTest {
  private static final int MAX_LENGTH = 512;
  private static final int TOKENS = 10;
  private static final List<String> QUESTIONS =
      List.of("What is 2 plus 3?", "Name a color.", "Tell me a story about a cat and a dog.", "Go");

  private static PocketModel pocket;

  @BeforeAll
  static void open() {
    pocket = PocketModel.open();
  }

  @AfterAll
  static void close() {
    pocket.close();
  }

  /** Items that are given; what is said is all that is judged. */
  private record Asked(List<Item> items) implements Task {
    @Override
    public String name() {
      return "asked";
    }

    @Override
    public Kind kind() {
      return Kind.GENERATE;
    }

    @Override
    public String type() {
      return "other";
    }

    @Override
    public int shots() {
      return 0;
    }

    @Override
    public int size() {
      return items.size();
    }

    @Override
    public String digest() {
      return "asked";
    }

    @Override
    public List<MetricSpec> metrics() {
      return List.of();
    }

    @Override
    public List<Item> items(int from, int to) {
      return items.subList(from, to);
    }

    @Override
    public Judgement judge(Item item, List<Response> responses) {
      return new Judgement(
          Map.of(),
          Optional.empty(),
          OptionalInt.empty(),
          Optional.of(((Response.Text) responses.get(0)).text()));
    }
  }

  private static Item item(long docId, Request... requests) {
    return new Item(docId, "hash", List.of(requests), List.of(), "", 0, 0);
  }

  private static Prompt chat(String question) {
    return new Prompt.Chat(List.of(new Message(Message.USER, question)), "");
  }

  private static Request.Generate ask(Prompt prompt, int repeat, Sampling how, String... then) {
    return new Request.Generate(prompt, List.of(), TOKENS, how, repeat, List.of(then));
  }

  private static List<SampleResult> run(List<Item> items, int batch, Optional<References> before) {
    return pocket.evaluator(batch, MAX_LENGTH).evaluate(new Asked(items), items, before);
  }

  private static String answer(Prompt prompt) {
    Item alone = item(0, ask(prompt, 0, Sampling.greedy()));
    return run(List.of(alone), 1, Optional.empty()).get(0).output().orElseThrow();
  }

  private static List<Item> conversations(Sampling how) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < QUESTIONS.size(); i++) {
      String[] then = i == 3 ? new String[0] : new String[] {"And then?", "Why?"};
      Prompt prompt = i % 2 == 0 ? chat(QUESTIONS.get(i)) : Prompt.of(QUESTIONS.get(i));
      items.add(item(i, ask(prompt, 0, how, then), ask(prompt, 1, how, then)));
    }
    return items;
  }

  @Test
  void each_prompt_holds_the_answers_before_it() {
    for (Prompt first : List.of(chat("Name a color."), Prompt.of("Name a color."))) {
      String one = answer(first);
      Prompt second = first.then(one, "And then?");
      String two = answer(second);
      String three = answer(second.then(two, "Why?"));
      Item item = item(0, ask(first, 0, Sampling.greedy(), "And then?", "Why?"));
      SampleResult row = run(List.of(item), 4, Optional.empty()).get(0);
      assertThat(Turns.read(row.output().orElseThrow())).containsExactly(one, two, three);
      Reference left = row.reference().orElseThrow();
      assertThat(left.text()).contains(one + "\n\n" + two + "\n\n" + three);
      assertThat(left.tokens()).hasSize(row.outputTokens());
    }
  }

  @Test
  void an_answer_is_a_message_of_the_chat_and_plain_text_goes_on() {
    Prompt begun = new Prompt.Chat(List.of(new Message(Message.USER, "a")), "So ");
    assertThat(begun.then("b \n", "c"))
        .isEqualTo(
            new Prompt.Chat(
                List.of(
                    new Message(Message.USER, "a"),
                    new Message(Message.ASSISTANT, "So b"),
                    new Message(Message.USER, "c")),
                ""));
    assertThat(Prompt.of("a").then(" b ", "\n\nc")).isEqualTo(Prompt.of("a b \n\nc"));
  }

  @Test
  void batches_and_order_change_no_turn() {
    for (Sampling how : List.of(Sampling.greedy(), new Sampling(1.5, 1, 0, 7))) {
      List<Item> items = conversations(how);
      List<Item> reversed = new ArrayList<>(items);
      Collections.reverse(reversed);
      Map<String, String> together = outputs(run(items, 16, Optional.empty()));
      assertThat(together).hasSize(2 * QUESTIONS.size());
      assertThat(outputs(run(items, 1, Optional.empty()))).isEqualTo(together);
      assertThat(outputs(run(reversed, 3, Optional.empty()))).isEqualTo(together);
    }
  }

  private static Map<String, String> outputs(List<SampleResult> rows) {
    return rows.stream()
        .collect(
            Collectors.toMap(
                row -> row.docId() + " " + row.repeat(), row -> row.output().orElseThrow()));
  }

  @Test
  void all_turns_are_compared_with_those_of_the_baseline() {
    List<Item> items = conversations(new Sampling(1.5, 1, 0, 7));
    List<SampleResult> left = run(items, 16, Optional.empty());
    List<SampleResult> again = run(items, 5, Optional.of(references(left)));
    assertThat(again)
        .allSatisfy(
            row ->
                assertThat(row.similarity())
                    .containsEntry("exact", 1.0)
                    .containsEntry("common_prefix", (double) row.outputTokens()));
    List<Item> otherwise =
        items.stream()
            .map(
                item -> {
                  Request.Generate first = (Request.Generate) item.requests().get(0);
                  return item(
                      item.docId(),
                      ask(first.prompt(), 0, first.sampling(), "And then?", "Where do they live?"));
                })
            .toList();
    SampleResult changed = run(otherwise, 16, Optional.of(references(left))).get(0);
    assertThat(changed.similarity()).containsEntry("exact", 0.0);
    assertThat(changed.similarity().get("common_prefix")).isGreaterThanOrEqualTo(2.0);
    assertThat(changed.promptHash()).isNotEqualTo(left.get(0).promptHash());
  }

  private static References references(List<SampleResult> rows) {
    return References.of(rows.stream().map(row -> row.reference().orElseThrow()).toList());
  }

  @Test
  void every_turn_has_luck_of_its_own() {
    Sampling wild = new Sampling(1000, 1, 0, 7); // next to uniform, whatever the prompt
    Item item = item(0, ask(Prompt.of("Go"), 0, wild, "Go"));
    List<String> answers =
        Turns.read(run(List.of(item), 1, Optional.empty()).get(0).output().orElseThrow());
    assertThat(answers).doesNotHaveDuplicates();
  }

  @Test
  void what_is_no_list_of_answers_is_refused() {
    assertThat(Turns.read(Turns.written(List.of("a\n\"b\"", "")))).containsExactly("a\n\"b\"", "");
    assertThatThrownBy(() -> Turns.read("hello"))
        .hasMessage("Cannot read the answers of a conversation: hello (expected a list of texts)");
  }
}
