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
 * @param calibrations what variants calibrate on
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
    List<CalibrationJson> calibrations,
    List<VariantJson> variants,
    List<CellJson> cells,
    List<GroupRule> groups,
    List<String> merged,
    List<String> dropped,
    List<String> remarks) {
  /** Plans that were written before groups had figures and calibrations names have none. */
  public PlanJson {
    calibrations = calibrations == null ? List.of() : List.copyOf(calibrations);
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
   * What is calibrated on.
   *
   * @param task its name, the file's name, or {@code random tokens}
   * @param digest of the task or file
   * @param samples texts
   * @param tokens of each, at most
   * @param order written or shuffled
   * @param states quantized or original
   * @param experts all or routed
   */
  public record CalibrationJson(
      String name,
      String task,
      String digest,
      int samples,
      int tokens,
      long seed,
      String order,
      String states,
      String experts) {}

  /**
   * A variant.
   *
   * @param method canonical recipe
   * @param calibration name of what it calibrates on, or empty
   * @param weights scheme, or none; so are activations and kv
   * @param layers schemes of single layers, {@code pattern=scheme;...}, or empty
   */
  public record VariantJson(
      String id,
      String weightsId,
      String model,
      String format,
      String method,
      String calibration,
      String weights,
      String activations,
      String kv,
      Collection<String> keep,
      String layers) {
    /** Plans that were written before calibrations had names have none. */
    public VariantJson {
      calibration = calibration == null ? "" : calibration;
    }
  }

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
        plan.calibrations().stream().map(PlanJson::calibration).toList(),
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

  private static CalibrationJson calibration(CalibrationTask found) {
    Calibration c = found.calibration();
    return new CalibrationJson(
        c.name(),
        found.task(),
        found.digest(),
        c.samples(),
        c.tokens(),
        c.seed(),
        Calibration.word(c.order()),
        Calibration.word(c.states()),
        Calibration.word(c.experts()));
  }

  private static VariantJson variant(Variant v) {
    return new VariantJson(
        v.id(),
        v.weightsId(),
        v.model().name(),
        v.format().name(),
        v.recipe().canonical(),
        v.calibration().map(CalibrationTask::name).orElse(""),
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
