package io.quantgrid.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.grid.WorkUnit;
import java.util.Random;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionTest {
  @Test
  void values_are_encoded_as_spark_does() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder("x");
      for (int j = 0; j < 8; j++) {
        text.append((char) (1 + random.nextInt(300)));
      }
      String value = text.toString();
      String encoded = PartitionValue.encode(value);
      assertThat(ExternalCatalogUtils.unescapePathName(encoded)).isEqualTo(value);
      assertThat(PartitionValue.decode(encoded)).isEqualTo(value);
      assertThat(PartitionValue.decode(ExternalCatalogUtils.escapePathName(value)))
          .isEqualTo(value);
    }
  }

  @Test
  void an_empty_value_is_refused() {
    assertThatThrownBy(() -> PartitionValue.encode(""))
        .hasMessageStartingWith("Cannot name a folder after an empty value");
  }

  @Test
  void the_path_of_a_unit_tells_its_partition() {
    Partition partition = new Partition("org/model v1:2", "a=b");
    String file = partition.file(new WorkUnit("c0ffee", 64, 64));
    assertThat(file).isEqualTo("samples/model=org%2Fmodel v1%3A2/task=a%3Db/c0ffee-64-64.parquet");
    assertThat(Partition.ofFile(file)).hasValue(partition);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "c", "c-1", "c-1-0", "c-x-1", "-1-1", "c-1-99999999999"})
  void what_is_no_units_name_is_none(String name) {
    assertThat(UnitName.parse(name)).isEmpty();
  }

  @Test
  void units_have_names_that_read_back() {
    WorkUnit unit = new WorkUnit("a-b-3", 7, 11);
    assertThat(UnitName.parse(UnitName.of(unit))).hasValue(unit);
  }
}
