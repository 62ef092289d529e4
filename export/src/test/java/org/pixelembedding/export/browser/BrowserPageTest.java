package org.pixelembedding.export.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.pixelembedding.export.ExportFolder;
import org.pixelembedding.export.ExportOptions;
import org.pixelembedding.export.SelfTest;
import org.pixelembedding.image.Resize;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.SampleModels;
import org.pixelembedding.run.ReferenceInterpreter;

/** The exported page in a real Chromium, opened as a file, as by a double click. */
class BrowserPageTest {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final int PHONE_WIDTH = 390;
    private static final int PHONE_HEIGHT = 844;

    @TempDir
    private static Path directory;

    private static Model model;
    private static Path folder;
    private static Chromium chromium;

    @BeforeAll
    static void exportAndStart() throws IOException {
        Chromium.missing().ifPresent(why -> Assumptions.abort("skipped: " + why));
        model = SampleModels.integers();
        folder = directory.resolve("page");
        BrowserExporter exporter = new BrowserExporter();
        ExportFolder.write(exporter, model, ExportOptions.of(exporter, Map.of()), folder, false);
        chromium = Chromium.start(directory.resolve("profile"));
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void startAfresh() {
        chromium.size(1280, 800, false);
        chromium.dark(false);
        chromium.complaints();
    }

    private static void open(String query) {
        chromium.open(folder.resolve("index.html").toUri() + query);
    }

    @ParameterizedTest
    @CsvSource({"auto, WebAssembly with SIMD", "simd, WebAssembly with SIMD", "plain, WebAssembly without SIMD"})
    void testsItselfAndAnswersLikeTheOracle(String kernels, String named) throws IOException {
        open("?kernels=" + kernels);
        assertThat(chromium.text("kernels")).isEqualTo(named);
        assertThat(chromium.text("self-test")).startsWith("Self-test passed: all 3 class sums");
        assertThat(chromium.text("decoding")).isEqualTo("Pictures are decoded exactly");
        // Larger, smaller, and of the network's own size.
        for (int[] size : new int[][] {{97, 300}, {3, 2}, {model.inputHeight(), model.inputWidth()}}) {
            RgbImage picture = random(size[0], size[1]);
            choose(png(picture));
            assertThat(shownSums()).isEqualTo(expectedSums(picture));
        }
        assertThat(chromium.complaints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"paste", "drop"})
    void takesWhatIsPastedOrDropped(String how) throws IOException {
        open("");
        RgbImage picture = random(31, 17);
        String bytes = Base64.getEncoder().encodeToString(Files.readAllBytes(png(picture)));
        chromium.driver().executeScript("""
            const [bytes, how] = arguments;
            const transfer = new DataTransfer();
            const data = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
            transfer.items.add(new File([data], "a.png", { type: "image/png" }));
            const event = how === "paste"
              ? new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true })
              : new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true });
            document.getElementById("stage").dispatchEvent(event);
            """, bytes, how);
        waitForAnswer();
        assertThat(shownSums()).isEqualTo(expectedSums(picture));
    }

    @Test
    void takesPicturesOfTheCamera() {
        open("");
        WebElement button = chromium.driver().findElement(By.id("camera"));
        button.click();
        waitForAnswer();
        chromium.waitUntil("return document.getElementById('camera').getAttribute('aria-pressed') === 'true'");
        button.click();
        chromium.waitUntil("return document.getElementById('camera').getAttribute('aria-pressed') === 'false'"
                + " && !document.getElementById('shown').hidden");
        assertThat(chromium.complaints()).isEmpty();
    }

    /** A phone held upright stores lying pictures: left half red, to be turned so that it is the upper half. */
    @Test
    void turnsPicturesAsTheirExifSays() throws IOException {
        open("");
        choose(turnedJpeg());
        for (String canvas : List.of("shown", "seen")) {
            List<?> colours = (List<?>) chromium.driver().executeScript("""
                const canvas = document.getElementById(arguments[0]);
                const at = (y) => canvas.getContext("2d").getImageData(canvas.width >> 1, y, 1, 1).data;
                const [top, bottom] = [at(0), at(canvas.height - 1)];
                return [top[0] - top[2], bottom[2] - bottom[0]];
                """, canvas);
            assertThat(colours)
                    .as(canvas)
                    .allSatisfy(more -> assertThat((Long) more).isGreaterThan(200));
        }
        assertThat(chromium.driver().executeScript("return document.getElementById('shown').width"))
                .isEqualTo(16L);
    }

    private static Path turnedJpeg() throws IOException {
        BufferedImage image = new BufferedImage(32, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 32 * 16; i++) {
            image.setRGB(i % 32, i / 32, i % 32 < 16 ? 0xff0000 : 0x0000ff);
        }
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", jpeg);
        // Behind the start of the image: APP1 with a TIFF of one entry, orientation 6.
        byte[] exif = HexFormat.of()
                .parseHex("ffe10022" + "457869660000" + "4d4d002a00000008" + "0001" + "011200030000000100060000"
                        + "00000000");
        Path file = directory.resolve("turned.jpg");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(jpeg.toByteArray(), 0, 2);
            out.write(exif);
            out.write(jpeg.toByteArray(), 2, jpeg.size() - 2);
        }
        return file;
    }

    @Test
    void saysWhatIsNoPicture() throws IOException {
        open("");
        Path broken = Files.write(directory.resolve("broken.png"), new byte[] {1, 2, 3});
        chromium.driver().findElement(By.id("file")).sendKeys(broken.toString());
        chromium.waitUntil("return !document.getElementById('problem').hidden");
        assertThat(chromium.text("problem")).startsWith("broken.png could not be read as a picture");
    }

    @Test
    void aFileThatIsNoPictureLeavesTheCameraRunning() throws IOException {
        open("");
        chromium.driver().findElement(By.id("camera")).click();
        waitForAnswer();
        Path broken = Files.write(directory.resolve("broken.png"), new byte[] {1, 2, 3});
        chromium.driver().findElement(By.id("file")).sendKeys(broken.toString());
        chromium.waitUntil("return !document.getElementById('problem').hidden");
        assertThat(chromium.driver().executeScript("return document.getElementById('camera-view').hidden"))
                .as("whether the stage is empty beside an answer")
                .isEqualTo(false);
        choose(png(random(31, 17)));
        chromium.waitUntil("return document.getElementById('camera-view').hidden");
        assertThat(shownSums()).isEqualTo(expectedSums(random(31, 17)));
    }

    @Test
    void namesItsClassesUntilThereIsAnAnswer() throws IOException {
        open("");
        assertThat(chromium.driver()
                        .executeScript(
                                "return [...document.querySelectorAll('#known li')].map((item) => item.textContent)"))
                .isEqualTo(model.labels());
        choose(png(random(31, 17)));
        assertThat(chromium.driver().findElement(By.id("known")).isDisplayed()).isFalse();
    }

    @Test
    void makesNoRequestAndMayMakeNone() {
        open("");
        assertThat(chromium.driver().executeScript("return performance.getEntriesByType('resource').length"))
                .isEqualTo(0L);
        assertThat(chromium.driver().executeAsyncScript("""
            const done = arguments[0];
            fetch("labels.txt").then(() => done("fetched"), () => done("refused"));
            """)).isEqualTo("refused");
        assertThat(chromium.complaints()).anyMatch(line -> line.contains("Content Security Policy"));
    }

    @Test
    void isUsedByKeyboardAlone() {
        open("");
        WebElement body = chromium.driver().findElement(By.tagName("body"));
        List<String> reached = new ArrayList<>();
        body.sendKeys(Keys.TAB);
        for (int i = 0; i < 3; i++) {
            WebElement focused = chromium.driver().switchTo().activeElement();
            reached.add(focused.getDomAttribute("id"));
            if (focused.getDomAttribute("id").equals("sample")) {
                focused.sendKeys(Keys.ENTER);
            } else {
                focused.sendKeys(Keys.TAB);
            }
        }
        assertThat(reached).containsExactly("choose", "camera", "sample");
        waitForAnswer();
        assertThat(shownSums()).isEqualTo(SelfTest.of(model).sums());
        assertThat(chromium.text("best-label"))
                .isEqualTo(model.labels().get(SelfTest.of(model).classIndex()));
    }

    @ParameterizedTest
    @CsvSource({
        "desktop, 1280, 800, false",
        "phone, 390, 844, false",
        "desktop, 1280, 800, true",
        "phone, 390, 844, true"
    })
    void isAccessibleAtEverySizeInBothColours(String device, int width, int height, boolean dark) throws IOException {
        boolean phone = width == PHONE_WIDTH && height == PHONE_HEIGHT;
        chromium.size(width, height, phone);
        chromium.dark(dark);
        open("");
        String name = device + (dark ? "-dark" : "");
        chromium.screenshot(SCREENSHOTS.resolve(name + "-empty.png"));
        assertThat(chromium.violations()).isEmpty();
        choose(png(random(300, 400)));
        chromium.driver().executeScript("document.querySelector('details').open = true");
        chromium.screenshot(SCREENSHOTS.resolve(name + ".png"));
        assertThat(chromium.violations()).isEmpty();
        assertThat(chromium.driver().executeScript("return document.documentElement.scrollWidth <= innerWidth"))
                .as("nothing is wider than the window")
                .isEqualTo(true);
        assertThat(chromium.driver().executeScript("""
            const { offsetHeight } = document.querySelector("thead tr");
            return offsetHeight < 2 * document.querySelector("tbody tr").offsetHeight;
            """))
                .as("no heading of a column is broken")
                .isEqualTo(true);
    }

    @Test
    void theModuleWorksFromAServer() throws IOException {
        Files.writeString(folder.resolve("module.html"), """
            <!DOCTYPE html><title>module</title><script type="module">
            import { load, openPicture } from "./classifier.js";
            const classifier = await load();
            const picture = await openPicture(await (await fetch("selftest.png")).blob());
            document.title = classifier.kernels + " " + classifier.classify(picture)[0].label;
            document.documentElement.dataset.ready = "true";
            </script>
            """);
        var server = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), folder.toAbsolutePath(), OutputLevel.NONE);
        server.start();
        try {
            chromium.open("http://localhost:" + server.getAddress().getPort() + "/module.html");
            assertThat(chromium.driver().getTitle())
                    .isEqualTo("simd " + model.labels().get(SelfTest.of(model).classIndex()));
        } finally {
            server.stop(0);
        }
    }

    private static void choose(Path picture) {
        chromium.driver().executeScript("document.getElementById('details').hidden = true");
        chromium.driver().findElement(By.id("file")).sendKeys(picture.toString());
        waitForAnswer();
    }

    private static void waitForAnswer() {
        chromium.waitUntil("return !document.getElementById('details').hidden");
    }

    /** The class sums in the page's table, by class. */
    private static int[] shownSums() {
        int[] sums = new int[model.labels().size()];
        Arrays.fill(sums, Integer.MIN_VALUE);
        List<?> rows = (List<?>) chromium.driver().executeScript("""
            return [...document.querySelectorAll("#table tr")].map((row) => [...row.children].map((cell) => cell.textContent));
            """);
        for (Object row : rows) {
            List<?> cells = (List<?>) row;
            sums[model.labels().indexOf(cells.get(0))] = Integer.parseInt((String) cells.get(2));
        }
        return sums;
    }

    private static int[] expectedSums(RgbImage picture) {
        return new ReferenceInterpreter(model)
                .run(Resize.resize(picture, model.inputHeight(), model.inputWidth()))
                .sums();
    }

    private static RgbImage random(int height, int width) {
        return RandomPictures.of(height, width, 1);
    }

    private static Path png(RgbImage picture) throws IOException {
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < picture.width() * picture.height(); i++) {
            int rgb = ((picture.rgb()[3 * i] & 0xff) << 16)
                    | ((picture.rgb()[3 * i + 1] & 0xff) << 8)
                    | (picture.rgb()[3 * i + 2] & 0xff);
            image.setRGB(i % picture.width(), i / picture.width(), rgb);
        }
        Path file = directory.resolve(picture.height() + "x" + picture.width() + ".png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }
}
