package io.quantgrid.jobs.expect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What the page on expectations shows is what is run here. */
class ExpectationsPageTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  private static String block(String language) throws IOException {
    String page = Files.readString(PROJECT.resolve("docs/expectations.md"));
    Matcher block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  @Test
  void the_suite_that_is_shown_is_the_one_that_guards_the_quickstart() throws IOException {
    String suite =
        Files.readString(
            PROJECT.resolve("jobs/src/test/scala/io/quantgrid/jobs/expect/QuickstartTest.scala"));
    String shown = block("scala");
    assertThat(code(shown.replace("\"out/quickstart\"", "SmallQuickstart.output")))
        .isEqualTo(code(suite));
  }

  /** What neither the package nor imports decide. */
  private static String code(String scala) {
    return scala
        .lines()
        .filter(line -> !line.startsWith("package ") && !line.startsWith("import io.quantgrid"))
        .collect(Collectors.joining("\n"))
        .strip();
  }

  @Test
  void the_pom_that_is_shown_names_the_versions_of_this_project() throws Exception {
    Element shown = xml(block("xml").getBytes(StandardCharsets.UTF_8));
    Element root = xml(Files.readAllBytes(PROJECT.resolve("pom.xml")));
    NodeList artifacts = shown.getElementsByTagName("artifactId");
    int checked = 0;
    for (int i = 0; i < artifacts.getLength(); i++) {
      Element parent = (Element) artifacts.item(i).getParentNode();
      String artifact = artifacts.item(i).getTextContent();
      if (!artifact.equals("my-models")) {
        assertThat(version(root, parent)).as(artifact).isEqualTo(text(parent, "version"));
        checked++;
      }
    }
    assertThat(checked).isEqualTo(7);
    assertThat(text(shown, "scalaVersion")).isEqualTo(property(root, "scala.version"));
  }

  private static String version(Element root, Element wanted) {
    String artifact = text(wanted, "artifactId").replace("_2.13", "_${scala.binary.version}");
    if (artifact.startsWith("quantgrid")) {
      return text(root, "version");
    }
    NodeList artifacts = root.getElementsByTagName("artifactId");
    for (int i = 0; i < artifacts.getLength(); i++) {
      if (artifacts.item(i).getTextContent().equals(artifact)) {
        String version = text((Element) artifacts.item(i).getParentNode(), "version");
        return version.startsWith("${")
            ? property(root, version.substring(2, version.length() - 1))
            : version;
      }
    }
    return "none";
  }

  private static String property(Element root, String name) {
    return text((Element) root.getElementsByTagName("properties").item(0), name);
  }

  private static String text(Element element, String name) {
    return element.getElementsByTagName(name).item(0).getTextContent();
  }

  private static Element xml(byte[] bytes) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(bytes))
        .getDocumentElement();
  }
}
