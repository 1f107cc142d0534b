package io.quantgrid;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may use whom. Stands in jobs, which sees all modules. */
@AnalyzeClasses(packages = "io.quantgrid", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleRulesTest {
  @ArchTest
  static final ArchRule modules_use_only_those_to_their_left =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("kernels")
          .definedBy("io.quantgrid.kernels..")
          .layer("core")
          .definedBy("io.quantgrid.core..")
          .layer("datasets")
          .definedBy("io.quantgrid.datasets..")
          .layer("jobs")
          .definedBy("io.quantgrid.jobs..")
          .whereLayer("kernels")
          .mayOnlyBeAccessedByLayers("core", "datasets", "jobs")
          .whereLayer("core")
          .mayOnlyBeAccessedByLayers("datasets", "jobs")
          .whereLayer("datasets")
          .mayOnlyBeAccessedByLayers("jobs")
          .whereLayer("jobs")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule spark_and_hadoop_appear_in_jobs_alone =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.quantgrid.jobs..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..");

  @ArchTest
  static final ArchRule kernels_know_no_model_text_or_file_format =
      noClasses()
          .that()
          .resideInAPackage("io.quantgrid.kernels..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml..", "ai.djl..");

  @ArchTest
  static final ArchRule native_bindings_stay_behind_the_engines =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.quantgrid.kernels.torch..", "io.quantgrid.kernels.nd4j..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bytedeco..", "org.nd4j..");

  @ArchTest
  static final ArchRule the_onnx_runtime_stays_in_the_metrics =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.quantgrid.core.metric..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.onnxruntime..", "dev.langchain4j..");

  @ArchTest
  static final ArchRule metrics_know_no_model_and_no_evaluation =
      noClasses()
          .that()
          .resideInAPackage("io.quantgrid.core.metric..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.quantgrid.core.evaluate..",
              "io.quantgrid.core.model..",
              "io.quantgrid.core.quantize..",
              "io.quantgrid.kernels..");

  @ArchTest
  static final ArchRule element_types_use_nothing =
      noClasses()
          .that()
          .resideInAPackage("io.quantgrid.kernels.element..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.quantgrid.kernels.scheme..",
              "io.quantgrid.kernels.tensor..",
              "io.quantgrid.kernels.solve..");
}
