package org.pixelembedding.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.pixelembedding.export.browser.Chromium;
import org.pixelembedding.model.SampleModels;

/** The page in a real browser. Screenshots are kept in target/screenshots. */
class PageTest {
    @TempDir
    static Path directory;

    private static TestServer server;
    private static Chromium chromium;
    private static Path picture;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Chromium.missing().isEmpty(), () -> Chromium.missing().orElse(""));
        Path examples = Files.createDirectories(directory.resolve("examples"));
        for (int i = 0; i < 3; i++) {
            Files.write(examples.resolve("example" + i + ".png"), Pictures.encoded("png", 24, 24, i));
        }
        picture = Files.write(directory.resolve("picture.png"), Pictures.encoded("png", 40, 30, 7));
        server = TestServer.start(
                Limits.DEFAULT,
                TestServer.served(directory, "first", SampleModels.integers()),
                TestServer.served(directory, "second", SampleModels.floatEnds()));
        chromium = Chromium.start(directory.resolve("profile"));
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
            server.close();
        }
    }

    private static void open() {
        chromium.open(server.uri("/").toString());
    }

    private static void waitForAnswer(int classes) {
        chromium.waitUntil("return !document.getElementById('answer').hidden"
                + " && document.querySelectorAll('#classes li').length === " + classes);
    }

    @Test
    void aChosenPictureIsAnsweredWithBarsMapsAndTimes() throws IOException {
        open();
        chromium.driver().findElement(By.id("file")).sendKeys(picture.toString());
        waitForAnswer(3);
        assertThat(chromium.driver().findElements(By.cssSelector("#layers img")))
                .hasSizeGreaterThan(2);
        assertThat(chromium.driver().findElements(By.cssSelector("#times tr"))).hasSizeGreaterThan(4);
        assertThat(chromium.text("levels")).contains("of 256 values");
        assertThat(chromium.complaints()).isEmpty();
        for (boolean dark : List.of(false, true)) {
            chromium.dark(dark);
            for (boolean phone : List.of(false, true)) {
                chromium.size(phone ? 390 : 1280, phone ? 844 : 800, phone);
                assertThat(chromium.violations()).isEmpty();
                assertThat(chromium.driver()
                                .executeScript("return document.documentElement.scrollWidth <= window.innerWidth"))
                        .isEqualTo(true);
                chromium.screenshot(
                        Path.of("target/screenshots/serve" + (phone ? "-phone" : "") + (dark ? "-dark" : "") + ".png"));
            }
        }
        chromium.dark(false);
        chromium.size(1280, 800, false);
    }

    @Test
    void examplesAndModelsCanBeChosenByKeyboard() {
        open();
        assertThat(chromium.driver().findElements(By.cssSelector("#thumbnails img")))
                .hasSize(3);
        chromium.driver().findElement(By.cssSelector("#thumbnails button")).sendKeys("\n");
        waitForAnswer(3);
        chromium.driver().findElement(By.id("model")).sendKeys("second");
        chromium.waitUntil("return document.getElementById('about').textContent.startsWith('second')"
                + " && document.querySelectorAll('#thumbnails img').length === 3");
        chromium.driver().findElement(By.cssSelector("#thumbnails button")).sendKeys("\n");
        waitForAnswer(2);
    }

    @Test
    void whatIsNoPictureIsRefusedInWords() throws IOException {
        open();
        Path text = Files.writeString(directory.resolve("text.png"), "no picture");
        chromium.driver().findElement(By.id("file")).sendKeys(text.toString());
        chromium.waitUntil("return document.getElementById('status').classList.contains('bad')");
        assertThat(chromium.text("status")).contains("not a picture of a known kind");
        chromium.complaints(); // the refused request itself is one
    }

    @Test
    void theInterfaceIsShownForPeople() throws IOException {
        chromium.driver().get(server.uri("/api").toString());
        chromium.waitUntil("return document.querySelectorAll('#operations section').length >= 9");
        assertThat(chromium.text("title")).isEqualTo("Pixel Embedding model server");
        assertThat(chromium.violations()).isEmpty();
        assertThat(chromium.complaints()).isEmpty();
        chromium.screenshot(Path.of("target/screenshots/serve-api.png"));
    }

    @Test
    void theFirstViewIsSmallAndSoonUsable() throws IOException, InterruptedException {
        int bytes = 0;
        for (String path : List.of("/", "/app.css", "/app.js", "/icon.svg", "/v1/models")) {
            bytes += server.get(path).body().length();
        }
        assertThat(bytes).isLessThan(150_000);
        open();
        chromium.waitUntil("return document.documentElement.dataset.ready === 'true'");
        double millis = ((Number)
                        chromium.driver().executeScript("return performance.getEntriesByName('ready')[0].startTime"))
                .doubleValue();
        System.out.printf("first view: %d bytes, usable after %.0f ms%n", bytes, millis);
        assertThat(millis).as("on a machine that does other things too").isLessThan(5000);
    }
}
