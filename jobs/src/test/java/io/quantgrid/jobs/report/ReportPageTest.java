package io.quantgrid.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportPageTest {
  @Test
  void the_page_is_self_contained_and_escapes_what_it_shows() {
    String ours = SamplePage.render().replaceAll("(?s)<script>.*?</script>", "");
    assertThat(ours)
        .doesNotContain("<script>alert", "</script><b>", "<i>sweep", "http:", "https:", "{{", "{%")
        .contains("sample &lt;i&gt;sweep&lt;/i&gt;", "OutOfMemoryError", "w4a16-int-g128", "98.3");
  }

  @Test
  void an_empty_output_makes_a_page_that_says_so() {
    assertThat(SamplePage.renderEmpty()).contains("nothing to compare");
  }
}
