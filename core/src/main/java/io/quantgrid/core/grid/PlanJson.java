package io.quantgrid.core.grid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quantgrid.core.evaluate.ChatForm;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.scheme.Scheme;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The contents of plan.json: a plan in plain words and numbers, without what differs between
 * machines or runs. The same plan gives the same bytes.
 *
 * @param version of this layout
 * @param resultsVersion raised when code changes results
 * @param samples most items per cell; 0 for all
 * @param groups how figures of whole groups are made of those of tasks
 */
public record PlanJson(
    int version,
    int resultsVersion,
    String name,
    EngineInfo engine,
    String dtype,
    String compute,
    int samples,
    int batch,
    int threads,
    int topK,
    List<Model> models,
    List<VariantJson> variants,
    List<CellJson> cells,
    List<GroupRule> groups,
    List<String> merged,
    List<String> dropped,
    List<String> remarks) {
  /** Plans that were written before groups had figures have none. */
  public PlanJson {
    groups = groups == null ? List.of() : List.copyOf(groups);
  }

  private static final int VERSION = 1;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /**
   * A model, its files' hash and its size.
   *
   * @param base location of the model that it was tuned from, or empty; so is that of an adapter
   */
  public record Model(
      String name,
      String location,
      String base,
      String adapter,
      String hash,
      String family,
      long parameters,
      int maxLength) {}

  /**
   * A variant.
   *
   * @param method canonical recipe
   * @param weights scheme, or none; so are activations and kv
   * @param layers schemes of single layers, {@code pattern=scheme;...}, or empty
   */
  public record VariantJson(
      String id,
      String weightsId,
      String model,
      String format,
      String method,
      String weights,
      String activations,
      String kv,
      Collection<String> keep,
      String layers) {}

  /**
   * A cell.
   *
   * @param variant an id
   * @param chat none, multiturn or singleturn
   * @param system the sweep's instruction, or empty
   * @param repeats texts that are generated of each item
   */
  public record CellJson(
      String id,
      String baselineId,
      String variant,
      String task,
      String taskDigest,
      String kind,
      String type,
      int shots,
      List<MetricSpec> metrics,
      int samples,
      int unitSize,
      double secondsPerSample,
      long memoryBytes,
      String chat,
      String system,
      int repeats) {
    /** Plans that were written before there were chats and repeats have none. */
    public CellJson {
      repeats = Math.max(1, repeats);
      chat = chat == null ? ChatForm.NONE.text() : chat;
      system = system == null ? "" : system;
    }
  }

  public static PlanJson of(Plan plan) {
    Sweep sweep = plan.sweep();
    return new PlanJson(
        VERSION,
        Ids.RESULTS_VERSION,
        sweep.name(),
        plan.engine(),
        sweep.dtype().name(),
        sweep.compute().text(),
        sweep.samples().orElse(0),
        sweep.batch(),
        sweep.threads(),
        sweep.topK(),
        plan.models().stream().map(PlanJson::model).toList(),
        plan.variants().stream().map(PlanJson::variant).toList(),
        plan.cells().stream().map(PlanJson::cell).toList(),
        plan.groups(),
        plan.merged(),
        plan.dropped(),
        plan.remarks());
  }

  private static Model model(ResolvedModel m) {
    ModelRef ref = m.ref();
    return new Model(
        ref.name(),
        ref.location(),
        ref.base().orElse(""),
        ref.adapter().orElse(""),
        m.hash(),
        m.family(),
        m.parameters(),
        m.maxLength());
  }

  private static VariantJson variant(Variant v) {
    return new VariantJson(
        v.id(),
        v.weightsId(),
        v.model().name(),
        v.format().name(),
        v.recipe().canonical(),
        text(v.format().weights()),
        text(v.format().activations()),
        v.format().kv().map(KvScheme::canonical).orElse("none"),
        List.copyOf(v.format().keep()),
        v.format().layersText());
  }

  private static String text(Optional<Scheme> scheme) {
    return scheme.map(Scheme::canonical).orElse("none");
  }

  private static CellJson cell(Cell c) {
    return new CellJson(
        c.id(),
        c.baselineId(),
        c.variant().id(),
        c.task(),
        c.taskDigest(),
        c.kind().text(),
        c.type(),
        c.shots(),
        c.metrics(),
        c.samples(),
        c.unitSize(),
        c.secondsPerSample(),
        c.memoryBytes(),
        c.taskRef().options().chat().text(),
        c.taskRef().options().system(),
        c.repeats());
  }

  /** UTF-8 JSON with a newline at its end. */
  public byte[] write() {
    try {
      return (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new AssertionError("Records of text and numbers are JSON", e);
    }
  }

  /**
   * @throws IllegalArgumentException when it is no plan.json, or a newer version's
   */
  public static PlanJson read(byte[] json) {
    try {
      PlanJson plan = JSON.readValue(new String(json, StandardCharsets.UTF_8), PlanJson.class);
      if (plan == null || plan.version() < 1 || plan.version() > VERSION) {
        String version = plan == null ? "null" : "version " + plan.version();
        throw new IllegalArgumentException(
            "Cannot read plan.json: " + version + " (expected version 1 to " + VERSION + ")");
      }
      return plan;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "Cannot read plan.json: " + e.getOriginalMessage() + " (expected a plan)", e);
    }
  }
}
