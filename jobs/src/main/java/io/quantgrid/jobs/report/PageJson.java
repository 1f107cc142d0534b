package io.quantgrid.jobs.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** JSON that is inert inside a script element: no character of it can end the element. */
final class PageJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().defaultPropertyInclusion(withoutNulls()).build();

  private PageJson() {}

  private static JsonInclude.Value withoutNulls() {
    return JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS);
  }

  static String of(Object value) {
    try {
      return MAPPER
          .writeValueAsString(value)
          .replace("<", "\\u003c")
          .replace(">", "\\u003e")
          .replace("&", "\\u0026")
          .replace("\u2028", "\\u2028")
          .replace("\u2029", "\\u2029");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the page's data", e);
    }
  }
}
