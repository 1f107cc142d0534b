package io.quantgrid.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A page in headless Chromium, driven by the DevTools protocol
 * (chromedevtools.github.io/devtools-protocol): what is asked of it, and what it says.
 */
final class Chromium implements AutoCloseable {
  /** Whether the page is shown as on a phone. */
  enum Screen {
    DESKTOP,
    PHONE
  }

  private static final String LISTENING = "DevTools listening on ";
  private static final JsonMapper JSON = new JsonMapper();
  private static final Map<String, Integer> KEYS =
      Map.of(
          "Enter",
          13,
          "Escape",
          27,
          "Tab",
          9,
          "ArrowLeft",
          37,
          "ArrowUp",
          38,
          "ArrowRight",
          39,
          "ArrowDown",
          40,
          "End",
          35,
          "Home",
          36);

  private final Process process;
  private final WebSocket socket;
  private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private String session = "";
  private int calls;

  /**
   * Starts it.
   *
   * @param profile an empty folder
   */
  Chromium(Path profile) throws IOException {
    process =
        new ProcessBuilder(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    String address = address();
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(address), new Listener())
            .join();
    String target =
        call("Target.createTarget", Map.of("url", "about:blank")).get("targetId").asText();
    session =
        call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .get("sessionId")
            .asText();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", Map.of());
    }
  }

  private String address() throws IOException {
    BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      if (line.startsWith(LISTENING)) {
        Thread drain = new Thread(() -> err.lines().forEach(more -> {}));
        drain.setDaemon(true);
        drain.start();
        return line.substring(LISTENING.length());
      }
    }
    throw new IllegalStateException("Cannot start chromium (expected it to listen)");
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          JsonNode message = JSON.readTree(text.toString());
          if (message.has("id")) {
            answers.add(message);
          } else {
            events.add(message);
          }
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  JsonNode call(String method, Map<String, ?> parameters) {
    ObjectNode message = JSON.createObjectNode().put("id", ++calls).put("method", method);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    message.set("params", JSON.valueToTree(parameters));
    socket.sendText(message.toString(), true).join();
    try {
      JsonNode answer = answers.poll(60, TimeUnit.SECONDS);
      if (answer == null || answer.get("id").asInt() != calls || answer.has("error")) {
        throw new IllegalStateException("Cannot call " + method + ": " + answer);
      }
      return answer.get("result");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Opens a file and waits until it is loaded; what was said before is forgotten. */
  void open(Path page) {
    events.clear();
    call("Page.navigate", Map.of("url", page.toUri().toString()));
    for (int i = 0; i < 600 && said("Page.loadEventFired").isEmpty(); i++) {
      run("new Promise(done => setTimeout(done, 100))");
    }
  }

  List<JsonNode> said(String event) {
    return events.stream().filter(message -> message.get("method").asText().equals(event)).toList();
  }

  /** The value of an expression, awaited. */
  JsonNode run(String expression) {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException("Cannot run " + expression + ": " + result);
    }
    return result.path("result").path("value");
  }

  /** A key, pressed and let go. */
  void press(String key) {
    Map<String, ?> down =
        key.equals("Enter")
            ? Map.of("type", "keyDown", "key", key, "windowsVirtualKeyCode", 13, "text", "\r")
            : Map.of("type", "rawKeyDown", "key", key, "windowsVirtualKeyCode", KEYS.get(key));
    call("Input.dispatchKeyEvent", down);
    call(
        "Input.dispatchKeyEvent",
        Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", KEYS.get(key)));
  }

  /** A click of the mouse in the middle of the first element that a selector finds. */
  void click(String selector) {
    JsonNode at =
        run(
            "(e => { e.scrollIntoView({block: 'center', inline: 'center'}); const r = e.getBoundingClientRect();"
                + " return [r.x + r.width / 2, r.y + r.height / 2]; })(document.querySelector('"
                + selector
                + "'))");
    for (String type : List.of("mousePressed", "mouseReleased")) {
      call(
          "Input.dispatchMouseEvent",
          Map.of("type", type, "x", at.get(0), "y", at.get(1), "button", "left", "clickCount", 1));
    }
  }

  /** Sets the width of the window; the height is what the whole page needs. */
  void width(int width, Screen screen) {
    resize(width, 900, screen);
    resize(width, run("document.documentElement.scrollHeight").asInt(), screen);
    run("new Promise(done => setTimeout(done, 200))");
  }

  private void resize(int width, int height, Screen screen) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width",
            width,
            "height",
            height,
            "deviceScaleFactor",
            1,
            "mobile",
            screen == Screen.PHONE));
  }

  void shot(Path file) throws IOException {
    save(call("Page.captureScreenshot", Map.of("format", "png")), file);
  }

  void print(Path file) throws IOException {
    save(call("Page.printToPDF", Map.of("printBackground", true, "preferCSSPageSize", true)), file);
  }

  private static void save(JsonNode result, Path file) throws IOException {
    Files.write(file, Base64.getDecoder().decode(result.get("data").asText()));
  }

  @Override
  public void close() {
    socket.abort();
    process.destroyForcibly();
    process.onExit().join();
  }
}
